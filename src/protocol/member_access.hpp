// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/secret.hpp>
#include <skiff/protocol/shape.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace skiff::protocol {

/// Lists and maps: absent when empty, unless the member is always sent.
inline bool is_empty_container(shape const& type, void const* value) {
    return (type.kind == shape_kind::list && type.list->size(value) == 0) ||
           (type.kind == shape_kind::map && type.map->size(value) == 0);
}

/// True for an absent text and an empty one: where an idempotency token is to be filled in.
inline bool is_empty_text(shape const& type, void const* value) {
    if (value == nullptr)
        return true;
    if (type.kind == shape_kind::secret_text)
        return static_cast<secret_string const*>(value)->empty();
    return type.kind == shape_kind::text && static_cast<std::string const*>(value)->empty();
}

/// The value of a structure's member; null when it is absent.
inline void const* value_of(member const& which, void const* structure) {
    void const* const place = static_cast<std::byte const*>(structure) + which.offset;
    if (which.optional != nullptr)
        return which.optional->has(place) ? which.optional->get(place) : nullptr;
    if (!has(which.flags, member_flag::required) && is_empty_container(*which.target, place))
        return nullptr;
    return place;
}

/// Where to put a member's value; makes it present.
inline void* place_of(member const& which, void* structure) {
    void* const place = static_cast<std::byte*>(structure) + which.offset;
    return which.optional != nullptr ? which.optional->emplace(place) : place;
}

/// Where to put an element of a list or map that is not null.
inline void* place_in(shape const& container, void* element) {
    return container.sparse != nullptr ? container.sparse->emplace(element) : element;
}

/// False when not exactly one member of a union is present; `why` says so.
[[nodiscard]] bool is_whole_union(shape const& type, void const* value, std::string& why);

/// Where a member's value is that was placed before and may go on: a flattened list.
inline void* again_place_of(member const& which, void* structure) {
    void* const place = static_cast<std::byte*>(structure) + which.offset;
    return which.optional != nullptr ? const_cast<void*>(which.optional->get(place)) : place;
}

/// Finds members by wire name. Services send them in the model's order most of the time: the search
/// starts behind the member found before.
class member_finder {
  public:
    explicit member_finder(shape const& structure) : members_(structure.members) {}

    /// Null for a name that the model does not know.
    [[nodiscard]] member const* find(std::string_view name) noexcept {
        std::size_t at = next_;
        for (std::size_t tried = 0; tried != members_.size(); ++tried, ++at) {
            if (at == members_.size())
                at = 0;
            if (members_[at].name == name) {
                next_ = at + 1 == members_.size() ? 0 : at + 1;
                return &members_[at];
            }
        }
        return nullptr;
    }
    [[nodiscard]] std::size_t index_of(member const& which) const noexcept {
        return static_cast<std::size_t>(&which - members_.data());
    }

  private:
    std::span<member const> members_;
    std::size_t next_ = 0;
};

} // namespace skiff::protocol
