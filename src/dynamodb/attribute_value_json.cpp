// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/attribute_value_json.hpp>

#include "dynamodb/attribute_text.hpp"

#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>

#include <type_traits>

namespace skiff::dynamodb {
namespace {

void write_scalar(json::writer& out, std::monostate) {
    out.boolean(true);
}
void write_scalar(json::writer& out, bool v) {
    out.boolean(v);
}
void write_scalar(json::writer& out, std::string const& v) {
    out.string(v);
}
void write_scalar(json::writer& out, number const& v) {
    out.string(v.to_string());
}
void write_scalar(json::writer& out, binary const& v) {
    out.base64(v.bytes);
}

template <class Set>
    requires requires(Set const& set) {
        set.values;
    }
void write_scalar(json::writer& out, Set const& set) {
    out.begin_array();
    for (auto const& element : set.values)
        write_scalar(out, element);
    out.end_array();
}

void write_scalar(json::writer& out, attribute_value::list const& list) {
    out.begin_array();
    for (auto const& element : list)
        write_json(out, element);
    out.end_array();
}

void write_scalar(json::writer& out, item const& attributes) {
    write_json(out, attributes);
}

bool read_value(json::reader& in, attribute_value& value, int depth);

bool read_item(json::reader& in, item& attributes, int depth) {
    attributes.clear();
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        std::string name(key);
        attribute_value value;
        if (!read_value(in, value, depth))
            return false;
        attributes.insert_or_assign(std::move(name), std::move(value));
    }
    return !in.failed();
}

bool read_contents(json::reader& in, number& out) {
    std::string_view text;
    if (!in.string(text))
        return false;
    number_fault why;
    auto const parsed = number::parse(text, why);
    if (!parsed)
        return in.fail(message_of(why));
    out = *parsed;
    return true;
}

bool read_contents(json::reader& in, binary& out) {
    std::string_view text;
    return in.string(text) &&
           (base64_decode(text, out.bytes) || in.fail("binary values must be base64 with padding"));
}

bool read_contents(json::reader& in, std::string& out) {
    return in.string(out);
}

template <class Set>
    requires requires(Set& set) {
        set.values;
    }
bool read_contents(json::reader& in, Set& out) {
    for (in.begin_array(); in.next_element();)
        if (!read_contents(in, out.values.emplace_back()))
            return false;
    return !in.failed();
}

template <class T>
bool read_as(json::reader& in, attribute_value& value) {
    return read_contents(in, value.as_variant().emplace<T>());
}

bool read_list(json::reader& in, attribute_value& value, int depth) {
    auto& list = value.as_variant().emplace<attribute_value::list>();
    for (in.begin_array(); in.next_element();)
        if (!read_value(in, list.emplace_back(), depth))
            return false;
    return !in.failed();
}

bool read_null(json::reader& in, attribute_value& value) {
    bool set = false;
    value = attribute_value();
    return in.boolean(set) && (set || in.fail("NULL attribute values must be true"));
}

bool read_typed(json::reader& in, attribute_type type, attribute_value& value, int depth) {
    switch (type) {
    case attribute_type::null:
        return read_null(in, value);
    case attribute_type::boolean:
        return in.boolean(value.as_variant().emplace<bool>());
    case attribute_type::string:
        return read_as<std::string>(in, value);
    case attribute_type::number:
        return read_as<number>(in, value);
    case attribute_type::binary:
        return read_as<binary>(in, value);
    case attribute_type::string_set:
        return read_as<string_set>(in, value);
    case attribute_type::number_set:
        return read_as<number_set>(in, value);
    case attribute_type::binary_set:
        return read_as<binary_set>(in, value);
    case attribute_type::list:
    case attribute_type::map:
        break;
    }
    if (depth == 0)
        return in.fail("Nesting Levels have exceeded supported limits");
    if (type == attribute_type::list)
        return read_list(in, value, depth - 1);
    return read_item(in, value.as_variant().emplace<item>(), depth - 1);
}

bool read_value(json::reader& in, attribute_value& value, int depth) {
    bool found = false;
    std::string_view letters;
    for (in.begin_object(); in.next_key(letters);) {
        if (in.peek() == json::kind::null) {
            if (!in.null())
                return false;
            continue;
        }
        if (found)
            return in.fail("Supplied AttributeValue has more than one datatypes set, must contain "
                           "exactly one of the supported datatypes");
        found = true;
        auto const type = attribute_type_named(letters);
        if (!type)
            return in.fail(
                "unknown attribute type: must be S, N, B, BOOL, NULL, SS, NS, BS, L or M");
        if (!read_typed(in, *type, value, depth))
            return false;
    }
    if (in.failed())
        return false;
    return found || in.fail("Supplied AttributeValue is empty, must contain exactly one of the "
                            "supported datatypes");
}

} // namespace

void write_json(json::writer& out, attribute_value const& value) {
    out.begin_object();
    out.plain_key(descriptor(value.type()));
    std::visit([&out](auto const& v) { write_scalar(out, v); }, value.as_variant());
    out.end_object();
}

void write_json(json::writer& out, item const& attributes) {
    out.begin_object();
    for (auto const& [name, value] : attributes) {
        out.key(name);
        write_json(out, value);
    }
    out.end_object();
}

bool read_json(json::reader& in, attribute_value& value) {
    return read_value(in, value, max_nesting);
}

bool read_json(json::reader& in, item& attributes) {
    return read_item(in, attributes, max_nesting);
}

bool read_contents(json::reader& in, attribute_type type, attribute_value& value) {
    return read_typed(in, type, value, max_nesting);
}

char const* message_of(number_fault why) noexcept {
    switch (why) {
    case number_fault::none:
        return nullptr;
    case number_fault::syntax:
        return "The parameter cannot be converted to a numeric value";
    case number_fault::too_precise:
        return "Attempting to store more than 38 significant digits in a Number";
    case number_fault::too_large:
        return "Number overflow. Attempting to store a number with magnitude larger than supported "
               "range";
    case number_fault::too_small:
        return "Number underflow. Attempting to store a number with magnitude smaller than "
               "supported range";
    }
    return nullptr;
}

} // namespace skiff::dynamodb
