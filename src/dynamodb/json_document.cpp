// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/json_document.hpp>

#include <skiff/dynamodb/attribute_value_json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace skiff::json {
namespace {

using dynamodb::attribute_value;
using dynamodb::item;
using dynamodb::number;

// DynamoDB Developer Guide, "Quotas", attribute names.
constexpr std::size_t longest_name = 65'535;

void write_plain(writer& to, std::monostate) {
    to.null();
}
void write_plain(writer& to, bool truth) {
    to.boolean(truth);
}
void write_plain(writer& to, std::string const& text) {
    detail::write_text(to, text);
}
void write_plain(writer& to, number const& value) {
    to.raw(value.to_string());
}
void write_plain(writer& to, binary const& value) {
    to.base64(value.bytes);
}
void write_plain(writer& to, attribute_value const& value);
void write_plain(writer& to, item const& attributes);

template <class Elements>
void write_array(writer& to, Elements const& elements) {
    to.begin_array();
    for (auto const& element : elements)
        write_plain(to, element);
    to.end_array();
}

void write_plain(writer& to, attribute_value::list const& values) {
    write_array(to, values);
}
void write_plain(writer& to, dynamodb::string_set const& set) {
    write_array(to, set.values);
}
void write_plain(writer& to, dynamodb::number_set const& set) {
    write_array(to, set.values);
}
void write_plain(writer& to, dynamodb::binary_set const& set) {
    write_array(to, set.values);
}

void write_plain(writer& to, item const& attributes) {
    to.begin_object();
    for (auto const& [name, value] : attributes) {
        detail::write_key(to, name);
        write_plain(to, value);
    }
    to.end_object();
}

void write_plain(writer& to, attribute_value const& value) {
    std::visit([&to](auto const& v) { write_plain(to, v); }, value.as_variant());
}

/// What is wrong with an attribute's name, or null.
char const* fault_of_name(std::string_view name) noexcept {
    if (name.empty())
        return "an attribute's name cannot be empty";
    return name.size() > longest_name ? "an attribute's name cannot be this long" : nullptr;
}

bool read_number(document_reader& from, attribute_value& out) {
    std::string_view digits;
    if (!from.tokens().number(digits))
        return false;
    dynamodb::number_fault why{};
    auto const value = number::parse(digits, why);
    if (!value)
        from.report(message_of(why));
    else
        out = *value;
    return value.has_value();
}

bool read_plain(document_reader& from, attribute_value& out, int depth);

bool read_attributes(document_reader& from, item& out, int depth) {
    if (!from.begin_object())
        return false;
    item read;
    for (std::string name; from.next_key(name);) {
        document_reader::inside const place(from, name);
        if (auto const* const fault = fault_of_name(name))
            from.report(fault);
        attribute_value value;
        read_plain(from, value, depth);
        if (!read.emplace(name, std::move(value)).second)
            from.report("given twice");
    }
    out = std::move(read);
    return true;
}

bool read_list(document_reader& from, attribute_value::list& out, int depth) {
    if (!from.begin_array())
        return false;
    for (std::size_t i = 0; from.next_element(); ++i) {
        document_reader::inside const place(from, i);
        read_plain(from, out.emplace_back(), depth);
    }
    return true;
}

bool read_nested(document_reader& from, attribute_value& out, int depth) {
    if (depth == 0) {
        from.report("nested deeper than " + std::to_string(dynamodb::max_nesting) + " levels");
        from.tokens().skip();
        return false;
    }
    if (from.peek() == kind::array)
        return read_list(from, out.as_variant().emplace<attribute_value::list>(), depth - 1);
    return read_attributes(from, out.as_variant().emplace<item>(), depth - 1);
}

/// `depth`: so many further levels may be nested.
bool read_plain(document_reader& from, attribute_value& out, int depth) {
    switch (from.peek()) {
    case kind::null:
        out = {};
        return from.tokens().null();
    case kind::boolean:
        return from.read(out.as_variant().emplace<bool>());
    case kind::string:
        return from.read(out.as_variant().emplace<std::string>());
    case kind::number:
        return read_number(from, out);
    case kind::array:
    case kind::object:
        return read_nested(from, out, depth);
    case kind::end:
    case kind::invalid:
        break;
    }
    return from.tokens().skip(); // Fails: there is no value.
}

} // namespace

void codec<attribute_value>::write(writer& to, attribute_value const& value) {
    write_plain(to, value);
}

bool codec<attribute_value>::read(document_reader& from, attribute_value& out) {
    return read_plain(from, out, dynamodb::max_nesting);
}

void codec<item>::write(writer& to, item const& attributes) {
    write_plain(to, attributes);
}

bool codec<item>::read(document_reader& from, item& out) {
    return read_attributes(from, out, dynamodb::max_nesting);
}

} // namespace skiff::json
