// SPDX-License-Identifier: Apache-2.0
#include "protocol/scalar_text.hpp"

#include "protocol/wire_time.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/secret.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>
#include <utility>

namespace skiff::protocol {
namespace {

template <class Number>
std::string number_text(void const* value) {
    auto const number = *static_cast<Number const*>(value);
    if constexpr (std::is_floating_point_v<Number>) {
        if (std::isnan(number))
            return "NaN";
        if (std::isinf(number))
            return number > 0 ? "Infinity" : "-Infinity";
    }
    std::array<char, 40> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end};
}

template <class Number>
bool read_number(std::string_view text, void* value) {
    auto& out = *static_cast<Number*>(value);
    if constexpr (std::is_floating_point_v<Number>) {
        using limits = std::numeric_limits<Number>;
        if (text == "NaN" || text == "Infinity" || text == "-Infinity") {
            out = text == "NaN" ? limits::quiet_NaN() : limits::infinity();
            out = text.front() == '-' ? -out : out;
            return true;
        }
        if (text.find_first_of("nNiI") != text.npos) // from_chars knows "inf" and "nan".
            return false;
    }
    auto const* const end = text.data() + text.size();
    auto const [stop, failure] = std::from_chars(text.data(), end, out);
    return failure == std::errc() && stop == end;
}

bool read_boolean(std::string_view text, bool& out) {
    out = text == "true" || text == "1";
    return out || text == "false" || text == "0";
}

bool read_time(std::string_view text, timestamp& out) {
    auto found = from_date_text(text);
    if (!found)
        found = from_epoch_seconds(text);
    if (found)
        out = *found;
    return found.has_value();
}

/// XML may break base64 into lines.
bool read_blob(std::string_view text, std::string& out) {
    if (text.find_first_of(" \t\r\n") == text.npos)
        return base64_decode(text, out);
    std::string dense;
    dense.reserve(text.size());
    std::ranges::copy_if(text, std::back_inserter(dense),
                         [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    bool const good = base64_decode(dense, out);
    wipe(dense);
    return good;
}

bool read_secret_blob(std::string_view text, secret_binary& out) {
    binary bytes;
    bool const good = read_blob(text, bytes.bytes);
    out = std::move(bytes);
    return good;
}

std::string time_text(timestamp when, time_format format) {
    switch (format) {
    case time_format::epoch_seconds:
        return to_epoch_seconds(when);
    case time_format::http_date:
        return to_http_date(when);
    default:
        return to_iso_8601(when);
    }
}

} // namespace

bool is_scalar(shape const& type) noexcept {
    return type.kind != shape_kind::structure && type.kind != shape_kind::list &&
           type.kind != shape_kind::map && type.kind != shape_kind::document &&
           type.kind != shape_kind::json_text;
}

std::string scalar_to_text(shape const& type, void const* value, time_format format) {
    switch (type.kind) {
    case shape_kind::boolean:
        return *static_cast<bool const*>(value) ? "true" : "false";
    case shape_kind::integer:
        return number_text<std::int32_t>(value);
    case shape_kind::long_integer:
        return number_text<std::int64_t>(value);
    case shape_kind::single:
        return number_text<float>(value);
    case shape_kind::real:
        return number_text<double>(value);
    case shape_kind::text:
        return *static_cast<std::string const*>(value);
    case shape_kind::enumeration:
        return std::string(type.enumeration->text(value));
    case shape_kind::blob:
        return base64_encode(static_cast<binary const*>(value)->bytes);
    case shape_kind::time:
        return time_text(*static_cast<timestamp const*>(value), format);
    case shape_kind::secret_text:
        return std::string(static_cast<secret_string const*>(value)->view());
    case shape_kind::secret_blob:
        return base64_encode(static_cast<secret_binary const*>(value)->bytes());
    default:
        return {};
    }
}

bool scalar_from_text(shape const& type, std::string_view text, void* value,
                      char const*& expected) {
    switch (type.kind) {
    case shape_kind::boolean:
        expected = "boolean";
        return read_boolean(text, *static_cast<bool*>(value));
    case shape_kind::integer:
        expected = "integer";
        return read_number<std::int32_t>(text, value);
    case shape_kind::long_integer:
        expected = "integer";
        return read_number<std::int64_t>(text, value);
    case shape_kind::single:
        expected = "number";
        return read_number<float>(text, value);
    case shape_kind::real:
        expected = "number";
        return read_number<double>(text, value);
    case shape_kind::text:
        *static_cast<std::string*>(value) = text;
        return true;
    case shape_kind::enumeration:
        type.enumeration->assign(value, text);
        return true;
    case shape_kind::blob:
        expected = "base64";
        return read_blob(text, static_cast<binary*>(value)->bytes);
    case shape_kind::secret_text:
        *static_cast<secret_string*>(value) = text;
        return true;
    case shape_kind::secret_blob:
        expected = "base64";
        return read_secret_blob(text, *static_cast<secret_binary*>(value));
    case shape_kind::time:
        expected = "timestamp";
        return read_time(text, *static_cast<timestamp*>(value));
    default:
        expected = "text";
        return false;
    }
}

} // namespace skiff::protocol
