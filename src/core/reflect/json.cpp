// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/reflect/json.hpp>

#include "core/json/utf8.hpp"
#include "core/reflect/time_text.hpp"

#include <cmath>
#include <utility>

namespace skiff::json {

void codec<secret_string>::write(writer& to, secret_string const& value) {
    detail::write_text(to, value.view());
}

bool codec<secret_string>::read(document_reader& from, secret_string& out) {
    return from.read(out);
}

void codec<secret_binary>::write(writer& to, secret_binary const& value) {
    to.base64(value.bytes());
}

bool codec<secret_binary>::read(document_reader& from, secret_binary& out) {
    return from.read(out);
}

namespace detail {
namespace {

/// With U+FFFD for each byte that is not part of a valid sequence.
std::string repaired(std::string_view text) {
    std::string out;
    char const* at = text.data();
    char const* const end = at + text.size();
    while (at != end) {
        if (auto const size = utf8_sequence(at, end); size != 0) {
            out.append(at, size);
            at += size;
        } else {
            out += "\xEF\xBF\xBD";
            ++at;
        }
    }
    return out;
}

} // namespace

void write_text(writer& to, std::string_view text) {
    if (is_utf8(text)) [[likely]]
        to.string(text);
    else
        to.string(repaired(text));
}

void write_key(writer& to, std::string_view name) {
    if (is_utf8(name)) [[likely]]
        to.key(name);
    else
        to.key(repaired(name));
}

void write_real(writer& to, double value) {
    if (std::isfinite(value))
        to.real(value);
    else
        to.null();
}

void write_time(writer& to, std::int64_t seconds, std::int32_t nanoseconds) {
    to.string(format_time({seconds, nanoseconds}));
}

} // namespace detail
} // namespace skiff::json
