// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include "local/rds_data/backend.hpp"

#include <mysql.h>

#include <cstddef>
#include <memory>
#include <vector>

namespace skiff::local::rds_data::mysql {

/// The values of a statement's placeholders as libmariadb takes them. The values themselves must
/// outlive this.
class bound_parameters {
  public:
    /// `placeholders` says which value each `?` stands for. Fails with DatabaseErrorException when
    /// a text has not the form of its hint, as the database does.
    [[nodiscard]] static result<bound_parameters> make(
        std::vector<bound_value> const& values, std::vector<std::size_t> const& placeholders);

    /// One for each placeholder.
    [[nodiscard]] MYSQL_BIND* data() noexcept { return binds_.data(); }

  private:
    std::vector<MYSQL_BIND> binds_;
    std::vector<std::unique_ptr<MYSQL_TIME>> moments_;
    std::unique_ptr<signed char[]> booleans_;
};

} // namespace skiff::local::rds_data::mysql
