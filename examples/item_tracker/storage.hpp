// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "work_item.hpp"

#include <skiff/core/result.hpp>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace item_tracker {

/// What a storage reports in its own words; anything else is its service's error, passed on.
enum class errc {
    no_such_item = 1,
    item_too_large, ///< The storage could never take the item.
    not_acceptable, ///< A field is one that the storage cannot keep; the message names it and why.
    not_ready,      ///< The database is starting: trying again in a minute helps.
};

boost::system::error_category const& error_category() noexcept;
inline boost::system::error_code make_error_code(errc e) noexcept {
    return {static_cast<int>(e), error_category()};
}
[[nodiscard]] skiff::error make_error(errc e);

/// Where the work items are. The two programs differ in this, and in nothing else. Thread-safe.
class storage {
  public:
    virtual ~storage() = default;

    /// The storage's name for people: "DynamoDB".
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;
    /// True when answers show an id that was given or changed as a number. Lists have text.
    [[nodiscard]] virtual bool has_numeric_ids() const noexcept { return false; }

    /// Keeps a new item and returns its id.
    [[nodiscard]] virtual skiff::result<std::string> add(work_item_fields const& fields) = 0;
    [[nodiscard]] virtual skiff::result<work_item> get(std::string const& id) = 0;
    /// All items, or those whose `archived` is as given. Nothing is cut off.
    [[nodiscard]] virtual skiff::result<std::vector<work_item>> list(
        std::optional<bool> archived) = 0;
    /// Changes the fields that are present. Never makes an item.
    [[nodiscard]] virtual skiff::result<void> update(std::string const& id,
                                                     work_item_fields const& changes) = 0;

    /// Makes what the items are kept in and waits until it can be used; does nothing when it
    /// exists.
    [[nodiscard]] virtual skiff::result<void> create() = 0;
    /// Removes it with all items and waits until it is gone; does nothing when it does not exist.
    [[nodiscard]] virtual skiff::result<void> remove() = 0;
};

} // namespace item_tracker

template <>
struct boost::system::is_error_code_enum<item_tracker::errc> : std::true_type {};
