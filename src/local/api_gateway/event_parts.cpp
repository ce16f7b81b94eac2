// SPDX-License-Identifier: Apache-2.0
#include "local/api_gateway/event_parts.hpp"

#include <skiff/core/reflect/json.hpp>

#include "rest/url.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace skiff::local::api_gateway {
namespace {

std::string decoded_part(std::string_view text) {
    return rest::percent_decoded(text, rest::plus::space).value_or(std::string(text));
}

bool is_of_the_connection(std::string_view name) noexcept {
    constexpr std::string_view names[] = {
        "Connection",       "Expect", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
        "Proxy-Connection", "TE",     "Trailer",    "Transfer-Encoding",  "Upgrade"};
    return std::any_of(std::begin(names), std::end(names), [name](std::string_view one) {
        return http::equal_ignoring_case(name, one);
    });
}

bool same_text(std::string_view a, std::string_view b) noexcept {
    return a == b;
}

} // namespace

void add_value(multi_map& to, std::string_view name, std::string value,
               bool (*equal)(std::string_view, std::string_view) noexcept) {
    auto const at = std::find_if(to.begin(), to.end(),
                                 [&](auto const& one) { return equal(one.first, name); });
    if (at == to.end())
        to.push_back({std::string(name), {std::move(value)}});
    else
        at->second.push_back(std::move(value));
}

multi_map query_parameters(std::string_view query) {
    multi_map out;
    while (!query.empty()) {
        std::string_view const part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(part.size() + 1, query.size()));
        std::size_t const equals = std::min(part.find('='), part.size());
        if (!part.empty())
            add_value(out, decoded_part(part.substr(0, equals)),
                      decoded_part(part.substr(std::min(equals + 1, part.size()))), same_text);
    }
    return out;
}

multi_map end_to_end_headers(http::fields const& headers) {
    multi_map out;
    for (std::size_t i = 0; i != headers.size(); ++i) {
        auto const [name, value] = headers[i];
        if (!is_of_the_connection(name))
            add_value(out, name, std::string(value), http::equal_ignoring_case);
    }
    return out;
}

std::string request_time(timestamp when) {
    using namespace std::chrono;
    static constexpr std::array<char const*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = floor<days>(when);
    year_month_day const date(day);
    hh_mm_ss const time(floor<seconds>(when - day));
    std::array<char, 48> out{};
    std::snprintf(out.data(), out.size(), "%02u/%s/%04d:%02d:%02d:%02d +0000",
                  static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return out.data();
}

std::int64_t milliseconds_since_1970(timestamp when) {
    return std::chrono::floor<std::chrono::milliseconds>(when).time_since_epoch().count();
}

std::string_view first_label(std::string_view authority) noexcept {
    return authority.substr(0, authority.find_first_of(".:"));
}

void write_text(json::writer& to, std::string_view text) {
    json::detail::write_text(to, text);
}

void write_member(json::writer& to, std::string_view name, std::string_view value) {
    to.plain_key(name);
    write_text(to, value);
}

void write_last_values(json::writer& to, multi_map const& from) {
    to.begin_object();
    for (auto const& [name, values] : from) {
        json::detail::write_key(to, name);
        write_text(to, values.back());
    }
    to.end_object();
}

void write_all_values(json::writer& to, multi_map const& from) {
    to.begin_object();
    for (auto const& [name, values] : from) {
        json::detail::write_key(to, name);
        to.begin_array();
        for (std::string const& one : values)
            write_text(to, one);
        to.end_array();
    }
    to.end_object();
}

void write_joined_values(json::writer& to, multi_map const& from) {
    to.begin_object();
    for (auto const& [name, values] : from) {
        std::string all = values.front();
        for (std::size_t i = 1; i != values.size(); ++i)
            all.append(",").append(values[i]);
        json::detail::write_key(to, name);
        write_text(to, all);
    }
    to.end_object();
}

} // namespace skiff::local::api_gateway
