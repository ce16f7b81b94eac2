// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::json {
class reader;
class writer;
} // namespace skiff::json

namespace skiff::protocol {

struct shape;

/// What a value is in memory.
enum class shape_kind : std::uint8_t {
    boolean,      ///< bool
    integer,      ///< std::int32_t
    long_integer, ///< std::int64_t
    single,       ///< float
    real,         ///< double
    text,         ///< std::string
    enumeration,  ///< open_enum<E>, reached through enum_access
    blob,         ///< skiff::binary
    time,         ///< skiff::timestamp
    structure,    ///< an aggregate described by `members`
    list,         ///< std::vector<T> or std::deque<bool>, reached through list_access
    map,          ///< std::map<std::string, T, std::less<>>, reached through map_access
    document,     ///< a hand-written type with its own codec: DynamoDB's attribute_value
    secret_text,  ///< skiff::secret_string
    secret_blob,  ///< skiff::secret_binary
    json_text,    ///< json::raw: any JSON value
};

/// How the codec reaches into containers whose element type it does not know. One instance per
/// C++ type, made by the templates in shape_access.hpp.
struct optional_access {
    bool (*has)(void const*);
    void const* (*get)(void const*);
    void* (*emplace)(void*);
};
struct list_access {
    std::size_t (*size)(void const*);
    void const* (*at)(void const*, std::size_t);
    void* (*append)(void*);
    void (*clear)(void*);
};
struct map_access {
    std::size_t (*size)(void const*);
    /// Calls `visit(context, key, value)` for each entry in order; stops when it returns false.
    void (*each)(void const*, void* context, bool (*visit)(void*, std::string_view, void const*));
    /// The value of a new or replaced key.
    void* (*insert)(void*, std::string_view);
    void (*clear)(void*);
};
struct enum_access {
    std::string_view (*text)(void const*);
    void (*assign)(void*, std::string_view);
};
/// Codec of a `document`. `depth` counts nesting down; the reader's own limit applies as well.
struct document_access {
    void (*write)(json::writer&, void const*);
    bool (*read)(json::reader&, void*);
};

/// How a point in time is written; unspecified: the way of the protocol and the place. Reading
/// takes all of them.
enum class time_format : std::uint8_t { unspecified, epoch_seconds, iso_8601, http_date };

/// Where a member of a request, an answer or an error stands in REST protocols.
enum class member_location : std::uint8_t {
    body,
    header,
    header_prefix, ///< A map: each entry a header whose name begins with the member's wire name.
    label,         ///< Part of the path, as the operation's uri says.
    query,         ///< A list repeats the name; a map's entries are parameters of their own.
    status,        ///< The answer's status.
    payload,       ///< The member is the whole body.
};

enum class member_flag : std::uint8_t {
    none = 0,
    required = 1,          ///< Always sent, even when empty.
    idempotency_token = 2, ///< Filled with a UUID when absent.
    flattened = 4,         ///< XML and query lists without the wrapper.
    sensitive = 8,         ///< Never printed.
    json_value = 16,       ///< Text that is JSON: base64 where it stands in a header.
    host_label = 32,       ///< Part of the host's name, as the operation's host_prefix says.
};
constexpr member_flag operator|(member_flag a, member_flag b) {
    return static_cast<member_flag>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr bool has(member_flag set, member_flag one) {
    return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(one)) != 0;
}

/// A member of a structure: its wire name and where it lies in the C++ aggregate.
struct member {
    std::string_view name;
    shape const* target;
    std::uint32_t offset;
    optional_access const* optional = nullptr; ///< Null: the member is the plain type.
    member_flag flags = member_flag::none;
    time_format format = time_format::unspecified;
    member_location location = member_location::body;
};

/// A type of the service's model. Constant, generated, walked by the codecs in both directions.
struct shape {
    shape_kind kind;
    std::string_view name{};           ///< The model's name, for messages.
    std::span<member const> members{}; ///< structure
    shape const* element = nullptr;    ///< list, and map: the value
    std::string_view element_name{};   ///< list: wire name of an element ("member")
    std::string_view key_name = "key"; ///< map: wire names in XML and queries
    std::string_view value_name = "value";
    /// list and map: null is an element of its own, the elements are std::optional.
    optional_access const* sparse = nullptr;
    bool is_union = false; ///< structure: exactly one member is present.
    /// structure: members stand in the path, the headers or the query, or one is the whole body.
    bool is_bound = false;
    union {
        void const* none = nullptr;
        list_access const* list;
        map_access const* map;
        enum_access const* enumeration;
        document_access const* document;
    };
};

// The kinds that need no table of their own.
extern shape const boolean_shape;
extern shape const integer_shape;
extern shape const long_integer_shape;
extern shape const single_shape;
extern shape const real_shape;
extern shape const text_shape;
extern shape const blob_shape;
extern shape const time_shape;
extern shape const secret_text_shape;
extern shape const secret_blob_shape;
extern shape const json_text_shape;
extern shape const empty_structure_shape; ///< Requests and answers without members.

} // namespace skiff::protocol
