// SPDX-License-Identifier: Apache-2.0
#include "rest/response_head.hpp"

#include <boost/beast/http/status.hpp>

#include <array>
#include <charconv>
#include <cstdint>

namespace skiff::rest {
namespace {

constexpr std::string_view day_names = "ThuFriSatSunMonTueWed"; // 1970-01-01 was a Thursday
constexpr std::string_view month_names = "JanFebMarAprMayJunJulAugSepOctNovDec";

void append_number(std::string& out, std::uint64_t value) {
    std::array<char, 20> digits;
    out.append(digits.data(),
               std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void append_two_digits(std::string& out, unsigned value) {
    out.push_back(static_cast<char>('0' + value / 10 % 10));
    out.push_back(static_cast<char>('0' + value % 10));
}

/// IMF-fixdate (RFC 9110, section 5.6.7).
void append_date(std::string& out, std::chrono::system_clock::time_point now) {
    using namespace std::chrono;
    auto const second = floor<seconds>(now);
    auto const day = floor<days>(second);
    year_month_day const date(day);
    auto const of_day = static_cast<unsigned>((second - day).count());
    auto const weekday = static_cast<std::size_t>(day.time_since_epoch().count() % 7);
    out.append(day_names.substr(weekday * 3, 3)).append(", ");
    append_two_digits(out, static_cast<unsigned>(date.day()));
    out.push_back(' ');
    out.append(month_names.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3));
    out.push_back(' ');
    append_number(out, static_cast<std::uint64_t>(static_cast<int>(date.year())));
    out.push_back(' ');
    append_two_digits(out, of_day / 3600);
    out.push_back(':');
    append_two_digits(out, of_day / 60 % 60);
    out.push_back(':');
    append_two_digits(out, of_day % 60);
    out.append(" GMT");
}

void append_fields(std::string& out, http::fields const& headers) {
    bool mixed = false;
    for (std::size_t i = 0; i != headers.size(); ++i)
        mixed = mixed || is_the_servers(headers[i].name);
    if (!mixed) {
        out.append(headers.wire());
        return;
    }
    for (std::size_t i = 0; i != headers.size(); ++i) {
        auto const [name, value] = headers[i];
        if (!is_the_servers(name))
            out.append(name).append(": ").append(value).append("\r\n");
    }
}

bool may_have_body(int status) noexcept {
    return status >= 200 && status != 204 && status != 304;
}

/// The length that the handler gave the body that it left out.
bool append_given_length(std::string& out, http::response const& answer) {
    auto const given = answer.headers.find("Content-Length");
    if (!given || !answer.body.empty() || given->empty() ||
        given->find_first_not_of("0123456789") != given->npos)
        return false;
    out.append(*given);
    return true;
}

} // namespace

bool is_the_servers(std::string_view name) noexcept {
    using http::equal_ignoring_case;
    return equal_ignoring_case(name, "Connection") || equal_ignoring_case(name, "Date") ||
           equal_ignoring_case(name, "Transfer-Encoding") ||
           equal_ignoring_case(name, "Content-Length");
}

bool has_body(http::response const& answer, bool to_head) noexcept {
    return !to_head && may_have_body(answer.status);
}

void append_head(std::string& out, http::response const& answer, head_options const& options) {
    auto const status = static_cast<unsigned>(answer.status);
    auto const reason = boost::beast::http::obsolete_reason(
        boost::beast::http::int_to_status(status));
    out.append("HTTP/1.1 ");
    append_number(out, status);
    out.push_back(' ');
    out.append(reason.data(), reason.size());
    out.append("\r\n");
    append_fields(out, answer.headers);
    out.append("Date: ");
    append_date(out, options.now);
    out.append("\r\n");
    if (may_have_body(answer.status)) {
        out.append("Content-Length: ");
        if (!options.to_head || !append_given_length(out, answer))
            append_number(out, answer.body.size());
        out.append("\r\n");
    }
    if (!options.request_id.empty() && !answer.headers.find("X-Request-Id"))
        out.append("X-Request-Id: ").append(options.request_id).append("\r\n");
    if (options.close)
        out.append("Connection: close\r\n");
    else if (options.keep_alive_1_0)
        out.append("Connection: keep-alive\r\n");
    out.append("\r\n");
}

} // namespace skiff::rest
