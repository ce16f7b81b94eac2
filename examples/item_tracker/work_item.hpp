// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace item_tracker {

/// What a client can say about a work item. A field that it does not say is absent, which is not
/// the same as empty: absent fields are neither stored nor shown, and an update leaves them alone.
struct work_item_fields {
    std::optional<std::string> name{};
    std::optional<std::string> guide{};
    std::optional<std::string> description{};
    std::optional<std::string> status{};
    std::optional<bool> archived{};

    friend bool operator==(work_item_fields const&, work_item_fields const&) = default;
};
BOOST_DESCRIBE_STRUCT(work_item_fields, (), (name, guide, description, status, archived))

/// A work item as it is stored and shown.
struct work_item {
    std::string id;
    std::optional<std::string> name{};
    std::optional<std::string> guide{};
    std::optional<std::string> description{};
    std::optional<std::string> status{};
    std::optional<bool> archived{};

    friend bool operator==(work_item const&, work_item const&) = default;
};
BOOST_DESCRIBE_STRUCT(work_item, (), (id, name, guide, description, status, archived))

} // namespace item_tracker
