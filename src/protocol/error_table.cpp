// SPDX-License-Identifier: Apache-2.0
#include "protocol/error_table.hpp"

#include <skiff/core/json/reader.hpp>

#include <algorithm>
#include <utility>

namespace skiff::protocol {
namespace {

constexpr std::size_t longest_message = 1024; ///< Bytes of a foreign body.

/// What a status means when nothing else is told: by proxies and load balancers. The first code
/// that the service's table has.
error_entry const* entry_of_status(service const& which, int status) noexcept {
    auto first = [&](std::initializer_list<std::string_view> codes) -> error_entry const* {
        for (auto const code : codes)
            if (auto const* found = find_error(which, code))
                return found;
        return nullptr;
    };
    switch (status) {
    case 401:
    case 403:
        return first({"AccessDeniedException", "AccessDenied"});
    case 429:
        return first({"ThrottlingException", "Throttling"});
    case 500:
        return first({"InternalFailure"});
    case 502:
    case 503:
    case 504:
        return first({"ServiceUnavailable"});
    default:
        return nullptr;
    }
}

} // namespace

error_entry const* find_error(service const& which, std::string_view code) noexcept {
    auto const found = std::ranges::lower_bound(which.errors, code, {}, &error_entry::code);
    return found != which.errors.end() && found->code == code ? &*found : nullptr;
}

error make_answered_error(operation const& what, error_texts texts, int http_status) {
    auto const& which = *what.service;
    error out;
    auto const* const entry = texts.code.empty() ? entry_of_status(which, http_status)
                                                 : find_error(which, texts.code);
    out.code = entry != nullptr
                   ? boost::system::error_code(entry->value, which.category())
                   : boost::system::error_code(make_error_code(errc::unmodelled_service_error));
    out.message = std::move(texts.message);
    out.aws_code = std::move(texts.code);
    out.request_id = std::move(texts.request_id);
    out.operation.append(which.id).append(1, '.').append(what.name);
    out.http_status = http_status;
    out.reached = progress::answered;
    return out;
}

std::string_view bare_code(std::string_view text) noexcept {
    text = text.substr(0, text.find(':'));
    return text.substr(text.rfind('#') + 1); // npos + 1 is 0.
}

std::string body_as_message(std::string_view body, int http_status) {
    std::string out;
    for (char const c : body.substr(0, longest_message)) {
        bool const space = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (body.size() > longest_message) {
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0) == 0x80)
            out.pop_back(); // The cut may have split a character.
        if (!out.empty())
            out.pop_back();
        out += "...";
    }
    if (!json::is_utf8(out))
        out.clear();
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out.empty() ? "HTTP status " + std::to_string(http_status) : out;
}

} // namespace skiff::protocol
