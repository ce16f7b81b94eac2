// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/rds_data/row.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace skiff::rds_data {

class execute_result;

namespace detail {

struct changes_reader;

/// Reads fields of a list, from the first one on, into the columns of `layout`.
[[nodiscard]] result<void> read_generated(std::string const& fields, row_layout const& layout,
                                          void* row);

} // namespace detail

/// What a statement other than a query did.
class execute_result {
  public:
    execute_result() = default;
    execute_result(std::int64_t records_updated, std::string generated_fields)
        : updated_(records_updated), generated_(std::move(generated_fields)) {}

    /// How many rows were inserted, changed or deleted.
    [[nodiscard]] std::int64_t records_updated() const noexcept { return updated_; }

    /// True when the service sent generated keys: for AUTO_INCREMENT columns of MySQL. PostgreSQL
    /// sends none: use query with INSERT ... RETURNING there.
    [[nodiscard]] bool has_generated() const noexcept { return generated_.size() > 2; }

    /// The generated keys: generated<std::int64_t>(), or a std::tuple when there are several.
    /// errc::malformed_response when there are not as many, or they are something else.
    template <class T>
    [[nodiscard]] result<T> generated() const {
        static_assert(!is_struct_row<T>, "skiff: generated keys have no names: take a value or a "
                                         "std::tuple");
        T row{};
        if (auto read = detail::read_generated(generated_, detail::row_layout_of<T>(), &row); !read)
            return std::move(read).error();
        return row;
    }

  private:
    std::int64_t updated_ = 0;
    std::string generated_ = "[]"; ///< The fields as the service sent them.
};

/// What a batch did.
class batch_result {
  public:
    /// How many parameter sets were executed.
    [[nodiscard]] std::size_t executed() const noexcept { return executed_; }

    /// The generated keys of all sets in their order, those of sets without any left out. As
    /// execute_result::generated.
    template <class T>
    [[nodiscard]] result<std::vector<T>> generated() const {
        std::vector<T> rows;
        rows.reserve(generated_.size());
        for (auto const& each : generated_) {
            auto row = each.template generated<T>();
            if (!row)
                return std::move(row).error();
            rows.push_back(std::move(*row));
        }
        return rows;
    }

    /// For the layer's own use: another request's results.
    void add(std::size_t executed, std::vector<execute_result> generated);

  private:
    std::size_t executed_ = 0;
    std::vector<execute_result> generated_;
};

/// What the error of a batch that failed carries beside the rest:
///
///     auto const e = done.error();
///     if (auto const* failed = e.as<rds_data::batch_failure>())
///         resume_at(failed->done.executed());
///
/// Outside a transaction the sets of `done` are stored. Of the `in_doubt` sets after them, those of
/// the request that failed, all or none or some may be; later ones were not sent.
struct batch_failure {
    batch_result done;
    std::size_t in_doubt = 0;
};

} // namespace skiff::rds_data
