// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include "local/rds_data/backend.hpp"
#include "local/rds_data/mysql/types.hpp"

#include <mysql.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace skiff::local::rds_data::mysql {

/// What a result says of a column, and what becomes of its values.
[[nodiscard]] column_type type_of(MYSQL_FIELD const& column);
[[nodiscard]] api::column_metadata describe_column(MYSQL_FIELD const& column);

/// The place that libmariadb puts a row of an executed statement into.
class row_reader {
  public:
    /// Binds the statement's result to this.
    row_reader(MYSQL_STMT* from, std::vector<column_type> columns);
    row_reader(row_reader const&) = delete;
    row_reader& operator=(row_reader const&) = delete;

    /// The bytes of the row that was fetched last: eight for a number or a time, and texts as they
    /// are.
    [[nodiscard]] std::size_t size() const noexcept;
    /// Its values. Fails when the statement does.
    [[nodiscard]] result<std::vector<api::field>> read();

  private:
    struct cell {
        shape what;
        bool is_unsigned;
        bool is_single; ///< A single-precision number.
        bool is_bit;    ///< A boolean that travels as a byte.
        std::int64_t whole;
        float single;
        double real;
        MYSQL_TIME moment;
        my_bool is_null;
        my_bool truncated;
        unsigned long length;
    };

    void bind(MYSQL_BIND& to, cell& one) noexcept;
    [[nodiscard]] result<api::field> read(unsigned column);
    [[nodiscard]] result<std::string> read_bytes(unsigned column);

    MYSQL_STMT* from_;
    std::vector<cell> cells_; ///< Its places do not change: the binds point to them.
    std::vector<MYSQL_BIND> binds_;
};

} // namespace skiff::local::rds_data::mysql
