// SPDX-License-Identifier: Apache-2.0
#include "rest/lambda_answer.hpp"

#include "rest/response_head.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/reflect/json.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::rest {
namespace {

using http::equal_ignoring_case;

struct less_ignoring_case {
    bool operator()(std::string_view a, std::string_view b) const noexcept {
        return std::lexicographical_compare(
            a.begin(), a.end(), b.begin(), b.end(),
            [](unsigned char x, unsigned char y) { return std::tolower(x) < std::tolower(y); });
    }
};
using grouped = std::map<std::string_view, std::vector<std::string_view>, less_ignoring_case>;

grouped group(http::fields const& headers) {
    grouped out;
    for (std::size_t i = 0; i != headers.size(); ++i)
        if (!is_the_servers(headers[i].name))
            out[headers[i].name].push_back(headers[i].value);
    return out;
}

std::string joined(std::vector<std::string_view> const& list) {
    std::string out;
    for (auto const value : list)
        out.append(out.empty() ? "" : ", ").append(value);
    return out;
}

/// "Set-Cookie" cannot be joined; where a name stands for one value only, spellings that differ in
/// case are different names to the load balancer, and the same to the client.
std::string spelled(std::string_view name, std::size_t number) {
    std::string out(name);
    for (auto& c : out) {
        if (std::isalpha(static_cast<unsigned char>(c)) == 0)
            continue;
        auto const byte = static_cast<unsigned char>(c);
        c = static_cast<char>((number & 1) != 0 ? std::toupper(byte) : std::tolower(byte));
        number >>= 1;
    }
    return out;
}

bool is_text_type(std::string_view type) noexcept {
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' '))
        type.remove_suffix(1);
    auto const ends_with = [type](std::string_view end) {
        return type.size() > end.size() &&
               equal_ignoring_case(type.substr(type.size() - end.size()), end);
    };
    if (equal_ignoring_case(type.substr(0, 5), "text/") || ends_with("+json") || ends_with("+xml"))
        return true;
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"application/json", "application/xml",
                                                "application/javascript",
                                                "application/x-www-form-urlencoded"},
        [type](std::string_view known) { return equal_ignoring_case(type, known); });
}

bool goes_as_text(http::response const& answer) noexcept {
    if (answer.headers.find("Content-Encoding"))
        return false;
    return is_text_type(answer.headers.find("Content-Type").value_or("")) &&
           skiff::json::is_utf8(answer.body);
}

void write_lists(skiff::json::writer& to, grouped const& headers) {
    to.plain_key("multiValueHeaders");
    to.begin_object();
    for (auto const& [name, list] : headers) {
        to.key(name);
        to.begin_array();
        for (auto const value : list)
            skiff::json::detail::write_text(to, value);
        to.end_array();
    }
    to.end_object();
}

void write_single(skiff::json::writer& to, std::string_view name, std::string_view value) {
    to.key(name);
    skiff::json::detail::write_text(to, value);
}

/// For HTTP APIs: cookies stand apart, other repeated headers are joined.
void write_with_cookies(skiff::json::writer& to, grouped headers) {
    auto const cookies = headers.extract("Set-Cookie");
    to.plain_key("headers");
    to.begin_object();
    for (auto const& [name, list] : headers)
        write_single(to, name, joined(list));
    to.end_object();
    if (cookies.empty())
        return;
    to.plain_key("cookies");
    skiff::json::detail::write_value(to, cookies.mapped());
}

/// For load balancers without multi-value headers.
void write_joined(skiff::json::writer& to, grouped headers) {
    auto const cookies = headers.extract("Set-Cookie");
    to.plain_key("headers");
    to.begin_object();
    for (auto const& [name, list] : headers)
        write_single(to, name, joined(list));
    for (std::size_t i = 0; !cookies.empty() && i != cookies.mapped().size(); ++i)
        write_single(to, spelled("set-cookie", i), cookies.mapped()[i]);
    to.end_object();
}

} // namespace

std::string write_answer(event_source to, http::response const& answer, bool to_head) {
    bool const with_body = has_body(answer, to_head) && !answer.body.empty();
    bool const as_text = !with_body || goes_as_text(answer);
    std::string out;
    out.reserve(answer.body.size() + answer.body.size() / 2 + 256);
    skiff::json::writer json(out);
    json.begin_object();
    json.plain_key("statusCode");
    json.integer(answer.status);
    auto headers = group(answer.headers);
    switch (to) {
    case event_source::api_gateway_rest:
    case event_source::alb_multi_value:
        write_lists(json, headers);
        break;
    case event_source::http_api:
        write_with_cookies(json, std::move(headers));
        break;
    case event_source::alb:
        write_joined(json, std::move(headers));
        break;
    }
    json.plain_key("body");
    if (!with_body)
        json.string("");
    else if (as_text)
        json.string(answer.body);
    else
        json.base64(answer.body);
    json.plain_key("isBase64Encoded");
    json.boolean(!as_text);
    json.end_object();
    return out;
}

} // namespace skiff::rest
