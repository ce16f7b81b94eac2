// SPDX-License-Identifier: Apache-2.0
#include "local/api_gateway/function_answer.hpp"

#include <skiff/core/json/reader.hpp>

#include <charconv>
#include <cstdint>

namespace skiff::local::api_gateway {
namespace {

/// The members of an answer, as far as they are there.
struct members {
    std::optional<int> status;
    http::fields headers;
    std::vector<std::string> cookies;
    std::optional<std::string> body;
    bool base64 = false;
};

bool read_status(json::reader& in, std::optional<int>& out) {
    std::int64_t number = 0;
    std::string digits;
    if (in.peek() == json::kind::string) {
        if (!in.string(digits))
            return false;
        auto const [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                                   number);
        if (failed != std::errc() || end != digits.data() + digits.size())
            return false;
    } else if (!in.integer(number)) {
        return false;
    }
    if (number < 200 || number > 599)
        return false;
    out = static_cast<int>(number);
    return true;
}

/// A string, number or truth value as a header's text.
bool read_scalar(json::reader& in, std::string& out) {
    switch (in.peek()) {
    case json::kind::string:
        return in.string(out);
    case json::kind::number:
    case json::kind::boolean: {
        std::string_view text;
        if (!in.raw(text))
            return false;
        out = text;
        return true;
    }
    default:
        return false;
    }
}

bool read_headers(json::reader& in, bool several, http::fields& out) {
    if (in.take_null())
        return true;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        std::string const name(key);
        std::string value;
        if (in.take_null())
            continue;
        if (!several) {
            if (!read_scalar(in, value) || !out.set(name, value))
                return false;
            continue;
        }
        out.erase(name); // these go before those of `headers`
        for (in.begin_array(); in.next_element();)
            if (!read_scalar(in, value) || !out.add(name, value))
                return false;
    }
    return !in.failed();
}

bool read_cookies(json::reader& in, std::vector<std::string>& out) {
    if (in.take_null())
        return true;
    for (in.begin_array(); in.next_element();)
        if (!in.string(out.emplace_back()))
            return false;
    return !in.failed();
}

/// The text of the member `multiValueHeaders` is kept for later: it wins, whatever the order.
bool read_members(std::string_view text, members& out) {
    json::reader in(text);
    std::string_view key;
    std::string_view several;
    for (in.begin_object(); in.next_key(key);) {
        bool fits = true;
        if (key == "statusCode")
            fits = read_status(in, out.status);
        else if (key == "headers")
            fits = read_headers(in, false, out.headers);
        else if (key == "multiValueHeaders")
            fits = in.raw(several);
        else if (key == "cookies")
            fits = read_cookies(in, out.cookies);
        else if (key == "body")
            fits = in.take_null() || in.string(out.body.emplace());
        else if (key == "isBase64Encoded")
            fits = in.take_null() || in.boolean(out.base64);
        else
            fits = in.skip();
        if (!fits)
            return false;
    }
    if (in.failed() || !in.finish())
        return false;
    json::reader more(several);
    return several.empty() || read_headers(more, true, out.headers);
}

bool is_object(std::string_view text) {
    json::reader in(text);
    return in.peek() == json::kind::object;
}

bool has_status(std::string_view object) {
    json::reader in(object);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "statusCode")
            return true;
        if (!in.skip())
            return false;
    }
    return false;
}

function_answer make_answer(members&& from, std::string_view default_type) {
    function_answer out{.response = {}, .base64 = from.base64};
    out.response.status = from.status.value_or(200);
    out.response.headers = std::move(from.headers);
    for (std::string const& one : from.cookies)
        out.response.headers.add("Set-Cookie", one);
    if (!default_type.empty() && !out.response.headers.find("Content-Type"))
        out.response.headers.add("Content-Type", default_type);
    out.response.body = std::move(from.body).value_or("");
    return out;
}

} // namespace

std::optional<function_answer> read_rest_answer(std::string_view payload) {
    members found;
    if (!is_object(payload) || !read_members(payload, found) || !found.status)
        return std::nullopt;
    found.cookies.clear(); // version 2.0 alone has them
    return make_answer(std::move(found), "application/json");
}

std::optional<function_answer> read_http_answer(std::string_view payload) {
    members found;
    if (is_object(payload) && has_status(payload)) {
        if (!read_members(payload, found))
            return std::nullopt;
        return make_answer(std::move(found), "text/plain;charset=UTF-8");
    }
    json::reader in(payload);
    if (in.peek() == json::kind::string) {
        if (!in.string(found.body.emplace()) || !in.finish())
            return std::nullopt;
    } else if (!in.skip() || !in.finish()) {
        return std::nullopt;
    } else {
        found.body = payload;
    }
    return make_answer(std::move(found), "application/json");
}

std::optional<function_answer> read_streamed_answer(std::string_view payload) {
    constexpr std::string_view separator("\0\0\0\0\0\0\0\0", 8);
    std::size_t const end = payload.find(separator);
    members found;
    if (end == payload.npos || !read_members(payload.substr(0, end), found))
        return std::nullopt;
    found.body = payload.substr(end + separator.size());
    found.base64 = false;
    return make_answer(std::move(found), "application/octet-stream");
}

} // namespace skiff::local::api_gateway
