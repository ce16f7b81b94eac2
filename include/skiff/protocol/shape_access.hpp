// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/open_enum.hpp>
#include <skiff/protocol/shape.hpp>

#include <any>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

// How the generated tables reach into C++ containers: one small table of functions per type, so
// that the codecs are compiled once and know no generated type.
namespace skiff::protocol {

namespace detail {

/// Clang takes a type that holds lists of optionals of itself for not default constructible where
/// the optional is looked at before the type's initialisers are: emplace() is not there then.
template <class Optional>
void* emplace_in_optional(void* p) {
    auto& out = *static_cast<Optional*>(p);
    if constexpr (requires { out.emplace(); })
        out.emplace();
    else
        out = typename Optional::value_type{};
    return &*out;
}

} // namespace detail

/// `Optional` is std::optional<T> or boxed<T>.
template <class Optional>
inline constexpr optional_access optional_access_of{
    [](void const* p) { return static_cast<Optional const*>(p)->has_value(); },
    [](void const* p) -> void const* { return &**static_cast<Optional const*>(p); },
    detail::emplace_in_optional<Optional>,
};

/// `List` is std::vector<T>, T not bool, or std::deque<bool>.
template <class List>
inline constexpr list_access list_access_of{
    [](void const* p) { return static_cast<List const*>(p)->size(); },
    [](void const* p, std::size_t i) -> void const* { return &(*static_cast<List const*>(p))[i]; },
    [](void* p) -> void* { return &static_cast<List*>(p)->emplace_back(); },
    [](void* p) { static_cast<List*>(p)->clear(); },
};

namespace detail {

template <class Map>
void each_entry(void const* p, void* context, bool (*visit)(void*, std::string_view, void const*)) {
    for (auto const& [key, value] : *static_cast<Map const*>(p))
        if (!visit(context, key, &value))
            return;
}

template <class Map>
void* insert_entry(void* p, std::string_view key) {
    auto& map = *static_cast<Map*>(p);
    auto const before = map.size();
    auto const at = map.try_emplace(map.end(), std::string(key)); // At the end: often sorted.
    if (map.size() == before)
        at->second = typename Map::mapped_type{};
    return &at->second;
}

} // namespace detail

/// `Map` is std::map<std::string, T, std::less<>>.
template <class Map>
inline constexpr map_access map_access_of{
    [](void const* p) { return static_cast<Map const*>(p)->size(); },
    detail::each_entry<Map>,
    detail::insert_entry<Map>,
    [](void* p) { static_cast<Map*>(p)->clear(); },
};

/// Of open_enum<Enum>.
template <class Enum>
inline constexpr enum_access enum_access_of{
    [](void const* p) { return static_cast<open_enum<Enum> const*>(p)->text(); },
    [](void* p, std::string_view text) {
        *static_cast<open_enum<Enum>*>(p) = open_enum<Enum>(text);
    },
};

/// `T` has write_json(json::writer&, T const&) and read_json(json::reader&, T&) in its namespace.
template <class T>
inline constexpr document_access document_access_of{
    [](json::writer& out, void const* p) { write_json(out, *static_cast<T const*>(p)); },
    [](json::reader& in, void* p) -> bool { return read_json(in, *static_cast<T*>(p)); },
};

/// For error_entry.
template <class Structure>
void* emplace_in(std::any& any) {
    return &any.emplace<Structure>();
}
template <class Structure>
void const* find_in(std::any const& any) {
    return std::any_cast<Structure>(&any);
}

} // namespace skiff::protocol
