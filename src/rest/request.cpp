// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/request.hpp>

#include "rest/url.hpp"

#include <algorithm>

namespace skiff::rest {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) noexcept {
    auto const begin = text.find_first_not_of(blanks);
    if (begin == text.npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool ends_with_ignoring_case(std::string_view text, std::string_view end) noexcept {
    return text.size() >= end.size() &&
           http::equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

std::string decoded_or_400(std::string_view text) {
    auto out = percent_decoded(text, plus::space);
    if (!out)
        throw http_error(400, "The query string is not valid percent-encoded UTF-8.");
    return *std::move(out);
}

/// Calls `f(name, value)`, both still encoded, until it returns false.
template <class F>
void for_each_parameter(std::string_view query, F f) {
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        auto const part = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (part.empty())
            continue;
        auto const equals = part.find('=');
        bool const has_value = equals != part.npos;
        if (!f(part.substr(0, equals), has_value ? part.substr(equals + 1) : std::string_view()))
            return;
    }
}

} // namespace

std::string_view request::path() const noexcept {
    std::string_view path = target;
    path = path.substr(0, path.find_first_of("?#"));
    if (path.starts_with('/'))
        return path;
    auto const scheme = path.find("://");
    if (scheme == path.npos)
        return path; // "*"
    auto const slash = path.find('/', scheme + 3);
    return slash == path.npos ? std::string_view("/") : path.substr(slash);
}

std::string_view request::query_string() const noexcept {
    std::string_view const all = std::string_view(target).substr(0, target.find('#'));
    auto const mark = all.find('?');
    return mark == all.npos ? std::string_view() : all.substr(mark + 1);
}

std::string const& request::parameter(std::string_view name) const noexcept {
    static std::string const none;
    auto const at = std::find_if(path_parameters.begin(), path_parameters.end(),
                                 [name](auto const& p) { return p.first == name; });
    return at == path_parameters.end() ? none : at->second;
}

std::optional<std::string> request::query(std::string_view name) const {
    std::optional<std::string> found;
    for_each_parameter(query_string(), [&](std::string_view key, std::string_view value) {
        if (decoded_or_400(key) == name)
            found = decoded_or_400(value);
        return !found;
    });
    return found;
}

std::vector<std::string> request::query_all(std::string_view name) const {
    std::vector<std::string> found;
    for_each_parameter(query_string(), [&](std::string_view key, std::string_view value) {
        if (decoded_or_400(key) == name)
            found.push_back(decoded_or_400(value));
        return true;
    });
    return found;
}

std::vector<std::pair<std::string, std::string>> request::query_parameters() const {
    std::vector<std::pair<std::string, std::string>> all;
    for_each_parameter(query_string(), [&](std::string_view key, std::string_view value) {
        all.emplace_back(decoded_or_400(key), decoded_or_400(value));
        return true;
    });
    return all;
}

std::string_view request::header(std::string_view name) const noexcept {
    return headers.find(name).value_or(std::string_view());
}

bool request::has_json_content_type() const noexcept {
    auto const whole = header("Content-Type");
    auto const type = trimmed(whole.substr(0, whole.find(';')));
    return http::equal_ignoring_case(type, "application/json") ||
           ends_with_ignoring_case(type, "+json");
}

std::optional<http_error> request::refuse_content_type(body_options const& options) const {
    if (options.any_content_type || has_json_content_type())
        return std::nullopt;
    return http_error(415, "The body must be JSON: send it with Content-Type: application/json.");
}

http_error request::body_error(skiff::json::document_error const& e) {
    if (e.malformed)
        return {400, "The body is not valid JSON: " + e.to_string() + '.'};
    return {422, e.fields};
}

} // namespace skiff::rest
