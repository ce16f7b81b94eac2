// SPDX-License-Identifier: Apache-2.0
#include "protocol/request_size.hpp"

#include "protocol/member_access.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/reflect/document.hpp>

namespace skiff::protocol {
namespace {

/// A character as \u00XX, or three bytes percent-encoded at the same price per byte.
constexpr std::size_t most_per_byte = 6;
/// Punctuation, a number, a date or a token.
constexpr std::size_t most_per_value = 64;

/// `names` is the size of the names on the way, which queries repeat at every value.
std::size_t value_size(shape const& type, void const* value, std::size_t names);

std::size_t text_size(std::string_view text) {
    return text.size() * most_per_byte;
}

std::size_t members_size(shape const& type, void const* value, std::size_t names) {
    std::size_t out = most_per_value;
    for (auto const& each : type.members) {
        out += most_per_value;
        if (void const* const found = value_of(each, value))
            out += value_size(*each.target, found, names + text_size(each.name));
    }
    return out;
}

std::size_t element_size(shape const& container, void const* value, std::size_t names) {
    if (container.sparse != nullptr && !container.sparse->has(value))
        return names + most_per_value;
    return value_size(*container.element,
                      container.sparse != nullptr ? container.sparse->get(value) : value, names);
}

std::size_t list_size(shape const& type, void const* value, std::size_t names) {
    std::size_t out = names + most_per_value;
    names += text_size(type.element_name) + most_per_value;
    for (std::size_t i = 0; i != type.list->size(value); ++i)
        out += element_size(type, type.list->at(value, i), names);
    return out;
}

std::size_t map_size(shape const& type, void const* value, std::size_t names) {
    struct context {
        shape const& type;
        std::size_t names;
        std::size_t size;
    } here{type, names + text_size(type.key_name) + text_size(type.value_name) + most_per_value,
           names + most_per_value};
    type.map->each(value, &here, [](void* p, std::string_view key, void const* entry) {
        auto& at = *static_cast<context*>(p);
        at.size += at.names + text_size(key) + element_size(at.type, entry, at.names);
        return true;
    });
    return here.size;
}

std::size_t value_size(shape const& type, void const* value, std::size_t names) {
    auto const scalar = [names](std::string_view text) {
        return names + most_per_value + text_size(text);
    };
    switch (type.kind) {
    case shape_kind::text:
        return scalar(*static_cast<std::string const*>(value));
    case shape_kind::secret_text:
        return scalar(static_cast<secret_string const*>(value)->view());
    case shape_kind::blob:
        return scalar(static_cast<binary const*>(value)->bytes);
    case shape_kind::secret_blob:
        return scalar(static_cast<secret_binary const*>(value)->bytes());
    case shape_kind::json_text:
        return scalar(static_cast<json::raw const*>(value)->text);
    case shape_kind::enumeration:
        return scalar(type.enumeration->text(value));
    case shape_kind::structure:
        return members_size(type, value, names);
    case shape_kind::list:
        return list_size(type, value, names);
    case shape_kind::map:
        return map_size(type, value, names);
    default:
        return scalar({});
    }
}

} // namespace

std::size_t most_request_size(shape const& type, void const* value) {
    return members_size(type, value, 0) + 4 * most_per_value;
}

} // namespace skiff::protocol
