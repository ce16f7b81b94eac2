// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/detail/attribute_io.hpp>

#include "dynamodb/attribute_text.hpp"

#include <skiff/dynamodb/attribute_codec.hpp>
#include <skiff/dynamodb/attribute_value_json.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace skiff::dynamodb::detail {

// fault -------------------------------------------------------------------------------------------

void fault::because(std::string_view reason) {
    if (reason_.empty())
        reason_ = reason;
}

void fault::prepend_member(std::string_view name) {
    if (!path_.empty() && path_.front() != '[')
        path_.insert(0, 1, '.');
    path_.insert(0, name);
}

void fault::prepend_index(std::size_t index) {
    if (!path_.empty() && path_.front() != '[')
        path_.insert(0, 1, '.');
    path_.insert(0, '[' + std::to_string(index) + ']');
}

std::string fault::message() const {
    return path_.empty() ? reason_ : "attribute '" + path_ + "': " + reason_;
}

// attribute_writer
// ----------------------------------------------------------------------------------

void attribute_writer::begin(attribute_type type) {
    json_.begin_object();
    json_.plain_key(descriptor(type));
}

void attribute_writer::write_text(number const& value) {
    json_.string(value.to_string());
}

void attribute_writer::write_text(double value) {
    auto const exact = number::from_double(value);
    if (!exact)
        fault_.because("DynamoDB cannot store this floating point number");
    write_text(exact.value_or(number()));
}

void attribute_writer::write_text(float value) {
    std::array<char, 32> text;
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    auto const exact = number::parse({text.data(), static_cast<std::size_t>(end - text.data())});
    if (!exact)
        fault_.because("DynamoDB cannot store this floating point number");
    write_text(exact.value_or(number()));
}

void attribute_writer::write_signed(std::int64_t value) {
    std::array<char, 24> text;
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    json_.string({text.data(), static_cast<std::size_t>(end - text.data())});
}

void attribute_writer::write_unsigned(std::uint64_t value) {
    std::array<char, 24> text;
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    json_.string({text.data(), static_cast<std::size_t>(end - text.data())});
}

void attribute_writer::write_null() {
    begin(attribute_type::null);
    json_.boolean(true);
    end();
}

void attribute_writer::write_boolean(bool value) {
    begin(attribute_type::boolean);
    json_.boolean(value);
    end();
}

void attribute_writer::write_enumerator(std::string_view name) {
    if (name.empty())
        fault_.because("the value is none of its enumeration's");
    begin(attribute_type::string);
    json_.string(name);
    end();
}

void attribute_writer::write_dynamic(attribute_value const& value) {
    write_json(json_, value);
}

void attribute_writer::write_epoch_seconds(unix_time time) {
    begin(attribute_type::number);
    json_.string(epoch_seconds(time));
    end();
}

void attribute_writer::write_iso_8601(unix_time time) {
    auto const text = iso_8601_text(time);
    if (text.empty())
        fault_.because("ISO 8601 text has room for the years 0000 to 9999 only");
    begin(attribute_type::string);
    json_.string(text);
    end();
}

// attribute_reader
// ----------------------------------------------------------------------------------

std::string attribute_reader::message() const {
    if (!failed())
        return {};
    if (!fault_.empty())
        return fault_.message();
    return json_.message();
}

bool attribute_reader::fail(std::string_view reason) {
    if (!failed())
        fault_.because(reason);
    return json_.fail("the attribute cannot be read");
}

/// What the JSON reader found comes first: it becomes the reason at the innermost place.
bool attribute_reader::at_member(std::string_view name) {
    if (fault_.empty())
        fault_.because(json_.message());
    fault_.prepend_member(name);
    return false;
}

bool attribute_reader::at_index(std::size_t index) {
    if (fault_.empty())
        fault_.because(json_.message());
    fault_.prepend_index(index);
    return false;
}

bool attribute_reader::expect(attribute_type wanted, attribute_type got) {
    if (wanted == got)
        return true;
    std::string reason = "expected ";
    reason += descriptor(wanted);
    reason += ", got ";
    reason += descriptor(got);
    return fail(reason);
}

bool attribute_reader::read_text(binary& value) {
    std::string_view text;
    return json_.string(text) && (base64_decode(text, value.bytes) || fail("not base64"));
}

bool attribute_reader::read_text(number& value) {
    std::string_view text;
    if (!json_.string(text))
        return false;
    number_fault why;
    auto const parsed = number::parse(text, why);
    if (!parsed)
        return fail(message_of(why));
    value = *parsed;
    return true;
}

bool attribute_reader::read_text(double& value) {
    number exact;
    if (!read_text(exact))
        return false;
    value = exact.to_double();
    return true;
}

bool attribute_reader::read_text(float& value) {
    number exact;
    if (!read_text(exact))
        return false;
    value = static_cast<float>(exact.to_double());
    return std::isfinite(value) || fail("the number is out of range for a float");
}

bool attribute_reader::read_signed(std::int64_t& value, std::int64_t least, std::int64_t most) {
    std::string_view text;
    if (!json_.string(text))
        return false;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) {
        auto const exact = number::parse(text);
        if (!exact)
            return fail("not a number");
        if (exact->exponent() < 0)
            return fail("the number has a fraction, the member is an integer");
        auto const whole = exact->to_int64();
        if (!whole)
            return fail("the number is out of range for the member's type");
        value = *whole;
    }
    return (value >= least && value <= most) ||
           fail("the number is out of range for the member's type");
}

bool attribute_reader::read_unsigned(std::uint64_t& value, std::uint64_t most) {
    std::string_view text;
    if (!json_.string(text))
        return false;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) {
        auto const exact = number::parse(text);
        if (!exact)
            return fail("not a number");
        if (exact->exponent() < 0)
            return fail("the number has a fraction, the member is an integer");
        if (exact->is_negative() || *exact > number(std::numeric_limits<std::uint64_t>::max()))
            return fail("the number is out of range for the member's type");
        auto whole = exact->significand();
        for (int i = 0; i != exact->exponent(); ++i)
            whole *= 10;
        value = static_cast<std::uint64_t>(whole);
    }
    return value <= most || fail("the number is out of range for the member's type");
}

bool attribute_reader::read_null() {
    bool set = false;
    return json_.boolean(set);
}

bool attribute_reader::read_dynamic(attribute_type got, attribute_value& value) {
    return read_contents(json_, got, value);
}

bool attribute_reader::read_epoch_seconds(unix_time& time) {
    number seconds;
    return read_text(seconds) && (to_unix_time(seconds, time) ||
                                  fail("the time is out of range or finer than a nanosecond"));
}

bool attribute_reader::read_iso_8601(unix_time& time) {
    std::string_view text;
    return json_.string(text) &&
           (parse_iso_8601(text, time) || fail("not a time in ISO 8601 form"));
}

// structs
// -------------------------------------------------------------------------------------------

void write_members(attribute_writer& out, layout const& type, void const* object) {
    for (auto const* member = type.members; member != type.members + type.size; ++member) {
        // The accessor only forms an address; nothing is written through it here.
        void const* const value = member->at(const_cast<void*>(object));
        if (member->type->absent != nullptr && member->type->absent(value))
            continue;
        out.json().key(member->name);
        bool const was_good = out.fault().empty();
        member->type->write(out, value);
        if (was_good && !out.fault().empty())
            out.fault().prepend_member(member->name);
    }
}

bool read_members(attribute_reader& in, layout const& type, void* object) {
    auto& json = in.json();
    auto const* const end = type.members + type.size;
    auto const* next = type.members; // where the search begins: items often keep an order
    std::string_view key;
    for (json.begin_object(); json.next_key(key);) {
        auto const* found = next;
        for (std::size_t i = 0; i != type.size && found->name != key; ++i)
            if (++found == end)
                found = type.members;
        if (found->name != key) {
            json.skip();
            continue;
        }
        if (!read_attribute(in, *found->type, found->at(object)))
            return in.at_member(found->name);
        next = found + 1 == end ? type.members : found + 1;
    }
    return !in.failed();
}

bool read_attribute(attribute_reader& in, codec const& type, void* value) {
    auto& json = in.json();
    std::string_view letters;
    if (!json.begin_object())
        return false;
    if (!json.next_key(letters))
        return in.fail("the attribute value has no type");
    auto const got = attribute_type_named(letters);
    if (!got)
        return in.fail("unknown attribute type '" + std::string(letters) + "'");
    if (!type.read(in, *got, value))
        return false;
    return !json.next_key(letters) ? !in.failed()
                                   : in.fail("the attribute value has more than one type");
}

} // namespace skiff::dynamodb::detail
