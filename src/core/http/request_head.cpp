// SPDX-License-Identifier: Apache-2.0
#include "core/http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace skiff::http {
namespace {

bool is_host(std::string_view host) noexcept {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return c > ' ' && c < '\x7f' &&
               std::string_view("/?#@[]\\\"<>").find(c) == std::string_view::npos;
    });
}

bool is_method(std::string_view method) noexcept {
    return !method.empty() &&
           std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_target(std::string_view target) noexcept {
    return target.starts_with('/') &&
           std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// Host and lengths are the transport's; an expectation would make it wait.
bool belongs_to_transport(std::string_view name) noexcept {
    return equal_ignoring_case(name, "Host") || equal_ignoring_case(name, "Content-Length") ||
           equal_ignoring_case(name, "Transfer-Encoding") || equal_ignoring_case(name, "Expect");
}

/// Methods whose meaning includes no body send no length when there is none (RFC 9110, 8.6).
bool sends_length(request const& what) noexcept {
    return !what.body.empty() ||
           !(what.method == "GET" || what.method == "HEAD" || what.method == "DELETE");
}

template <class Integer>
void append_number(std::string& out, Integer number) {
    std::array<char, 20> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_authority(std::string& out, origin const& to) {
    bool const is_ipv6 = to.host.find(':') != std::string::npos;
    if (is_ipv6)
        out += '[';
    out += to.host;
    if (is_ipv6)
        out += ']';
    if (to.port != (to.tls ? 443 : 80)) {
        out += ':';
        append_number(out, to.port);
    }
}

} // namespace

std::string origin::authority() const {
    std::string out;
    append_authority(out, *this);
    return out;
}

bool can_be_sent(origin const& to, request const& what) noexcept {
    if (!is_host(to.host) || !is_method(what.method) || !is_target(what.target))
        return false;
    for (std::size_t i = 0; i != what.headers.size(); ++i)
        if (belongs_to_transport(what.headers[i].name))
            return false;
    return true;
}

void write_request_head(origin const& to, request const& what, std::string& out) {
    out.clear();
    out.reserve(what.target.size() + to.host.size() + what.headers.wire().size() + 96);
    out.append(what.method).append(" ").append(what.target).append(" HTTP/1.1\r\nHost: ");
    append_authority(out, to);
    if (sends_length(what)) {
        out += "\r\nContent-Length: ";
        append_number(out, what.body.size());
    }
    out.append("\r\n").append(what.headers.wire()).append("\r\n");
}

} // namespace skiff::http
