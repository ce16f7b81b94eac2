// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/detail/value_io.hpp>

#include <charconv>
#include <utility>

namespace skiff::rds_data::detail {
namespace {

constexpr std::string_view word_for(value_kind kind) noexcept {
    switch (kind) {
    case value_kind::null:
        return "NULL";
    case value_kind::boolean:
        return "a boolean";
    case value_kind::integer:
        return "a whole number";
    case value_kind::real:
        return "a floating point number";
    case value_kind::text:
        return "text";
    case value_kind::blob:
        return "bytes";
    case value_kind::array:
        return "an array";
    }
    return "something unknown";
}

/// True when the whole text is a number that fits.
template <class Integer>
std::errc parse_whole(std::string_view text, Integer& out) noexcept {
    auto const* const end = text.data() + text.size();
    auto const [stop, code] = std::from_chars(text.data(), end, out);
    if (code != std::errc())
        return code;
    return stop == end ? std::errc() : std::errc::invalid_argument;
}

} // namespace

std::string name_of_template(std::string_view outer, std::string_view inner) {
    std::string out(outer);
    out.append(1, '<').append(inner).append(1, '>');
    return out;
}

std::string name_of_integer(bool is_unsigned, std::size_t bytes) {
    std::string out(is_unsigned ? "std::uint" : "std::int");
    out.append(std::to_string(bytes * 8)).append("_t");
    return out;
}

std::string value_reader::message() const {
    return reason_.empty() ? json_.message() : reason_;
}

bool value_reader::fail(std::string reason) {
    if (!json_.failed() && reason_.empty())
        reason_ = std::move(reason);
    return json_.fail("a value is not what is expected");
}

bool value_reader::mismatch(value_kind got, type_name wanted) {
    if (json_.failed())
        return false;
    return fail(std::string(word_for(got)) + " where " + wanted() + " is expected");
}

bool value_reader::read_boolean(value_kind got, bool& out, type_name wanted) {
    if (got == value_kind::boolean)
        return json_.boolean(out);
    if (got == value_kind::integer) { // MySQL: TINYINT(1)
        std::int64_t number = 0;
        if (!json_.integer(number))
            return false;
        out = number != 0;
        return number == 0 || number == 1 ||
               fail("a number other than 0 and 1 where " + wanted() + " is expected");
    }
    if (got == value_kind::blob) { // MySQL: BIT(1)
        binary bytes;
        if (!read_blob(got, bytes, wanted))
            return false;
        out = bytes.bytes == "\1";
        return out || bytes.bytes == std::string_view("\0", 1) ||
               fail("bytes other than one bit where " + wanted() + " is expected");
    }
    return mismatch(got, wanted);
}

bool value_reader::read_signed(value_kind got, std::int64_t& out, std::int64_t least,
                               std::int64_t most, type_name wanted) {
    std::string_view text;
    if (got == value_kind::integer ? !json_.number(text) : !read_text(got, text, wanted))
        return false;
    auto const code = parse_whole(text, out);
    if (code == std::errc::result_out_of_range ||
        (code == std::errc() && (out < least || out > most)))
        return fail("a number that is out of range for " + wanted());
    return code == std::errc() || mismatch(value_kind::text, wanted);
}

bool value_reader::read_unsigned(value_kind got, std::uint64_t& out, std::uint64_t most,
                                 type_name wanted) {
    std::string_view text;
    if (got == value_kind::integer ? !json_.number(text) : !read_text(got, text, wanted))
        return false;
    if (std::int64_t negative = 0;
        text.starts_with('-') && parse_whole(text, negative) != std::errc::invalid_argument) {
        out = 0;
        return negative == 0 || fail("a number that is out of range for " + wanted());
    }
    auto const code = parse_whole(text, out);
    if (code == std::errc::result_out_of_range || (code == std::errc() && out > most))
        return fail("a number that is out of range for " + wanted());
    return code == std::errc() || mismatch(value_kind::text, wanted);
}

bool value_reader::read_real(value_kind got, double& out, type_name wanted) {
    if (got == value_kind::real)
        return json_.real(out);
    std::string_view text;
    if (got == value_kind::integer ? !json_.number(text) : !read_text(got, text, wanted))
        return false;
    auto const* const end = text.data() + text.size();
    auto const [stop, code] = std::from_chars(text.data(), end, out);
    if (code == std::errc::result_out_of_range)
        return fail("a number that is out of range for " + wanted());
    return (code == std::errc() && stop == end) || mismatch(got, wanted);
}

bool value_reader::read_text(value_kind got, std::string_view& out, type_name wanted) {
    return got == value_kind::text ? json_.string(out) : mismatch(got, wanted);
}

bool value_reader::read_text(value_kind got, std::string& out, type_name wanted) {
    return got == value_kind::text ? json_.string(out) : mismatch(got, wanted);
}

bool value_reader::read_blob(value_kind got, binary& out, type_name wanted) {
    if (got != value_kind::blob)
        return mismatch(got, wanted);
    std::string_view text;
    return json_.string(text) &&
           (base64_decode(text, out.bytes) || fail("bytes that are no base64"));
}

bool value_reader::read_decimal(value_kind got, decimal& out, type_name wanted) {
    std::string_view text;
    if (got == value_kind::integer ? !json_.number(text) : !read_text(got, text, wanted))
        return false;
    auto parsed = decimal::parse(text);
    if (!parsed)
        return fail("text that is no decimal number");
    out = std::move(*parsed);
    return true;
}

bool value_reader::read_uuid(value_kind got, uuid& out, type_name wanted) {
    std::string_view text;
    if (!read_text(got, text, wanted))
        return false;
    auto const parsed = uuid::parse(text);
    if (!parsed)
        return fail("text that is no UUID");
    out = *parsed;
    return true;
}

bool value_reader::read_date(value_kind got, std::chrono::year_month_day& out, type_name wanted) {
    std::string_view text;
    if (!read_text(got, text, wanted))
        return false;
    auto const parsed = parse_date(text);
    if (!parsed)
        return fail("text that is no date of the form YYYY-MM-DD");
    out = *parsed;
    return true;
}

bool value_reader::read_timestamp(value_kind got, seconds_and_rest& out, type_name wanted) {
    std::string_view text;
    if (!read_text(got, text, wanted))
        return false;
    auto const parsed = parse_timestamp(text);
    if (!parsed)
        return fail("text that is no timestamp of the form YYYY-MM-DD HH:MM:SS");
    out = *parsed;
    return true;
}

bool value_reader::read_time_of_day(value_kind got, seconds_and_rest& out, type_name wanted) {
    std::string_view text;
    if (!read_text(got, text, wanted))
        return false;
    auto const parsed = parse_time_of_day(text);
    if (!parsed)
        return fail("text that is no time of the form HH:MM:SS");
    out = *parsed;
    return true;
}

bool value_reader::next_list(value_kind& elements) {
    std::string_view name;
    while (json_.next_key(name)) {
        if (json_.take_null())
            continue;
        if (name == "stringValues")
            elements = value_kind::text;
        else if (name == "longValues")
            elements = value_kind::integer;
        else if (name == "booleanValues")
            elements = value_kind::boolean;
        else if (name == "doubleValues")
            elements = value_kind::real;
        else if (name == "arrayValues")
            elements = value_kind::array;
        else
            return fail("an array of an unknown kind");
        return json_.begin_array();
    }
    return false;
}

} // namespace skiff::rds_data::detail
