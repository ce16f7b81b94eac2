// SPDX-License-Identifier: Apache-2.0
#include "local/api_gateway/route_table.hpp"

#include "rest/url.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace skiff::local::api_gateway {
namespace {

constexpr std::string_view default_route = "$default";

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> out;
    path.remove_prefix(std::min<std::size_t>(1, path.size()));
    while (!path.empty()) {
        std::size_t const slash = std::min(path.find('/'), path.size());
        out.push_back(path.substr(0, slash));
        if (slash + 1 == path.size())
            out.push_back(path.substr(path.size())); // "/a/" has an empty last segment
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return out;
}

bool is_parameter(std::string_view segment) noexcept {
    return segment.starts_with('{') && segment.ends_with('}');
}

bool is_greedy(std::string_view segment) noexcept {
    return is_parameter(segment) && segment.ends_with("+}");
}

std::string_view parameter_name(std::string_view segment) noexcept {
    return segment.substr(1, segment.size() - (is_greedy(segment) ? 3 : 2));
}

/// Literals, then parameters, then what takes all.
int rank_of(std::string_view segment) noexcept {
    return is_greedy(segment) ? 2 : is_parameter(segment) ? 1 : 0;
}

bool goes_before(std::vector<std::string_view> const& a, std::vector<std::string_view> const& b) {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(),
        [](std::string_view x, std::string_view y) { return rank_of(x) < rank_of(y); });
}

bool same_literal(std::string_view literal, std::string_view encoded) {
    return literal == encoded || rest::percent_decoded(encoded) == literal;
}

/// Nothing when the path does not fit.
std::optional<path_parameters> match(std::vector<std::string_view> const& pattern,
                                     std::vector<std::string_view> const& path) {
    path_parameters out;
    for (std::size_t i = 0; i != pattern.size(); ++i) {
        std::string_view const wanted = pattern[i];
        if (i >= path.size() || (is_parameter(wanted) && path[i].empty()))
            return std::nullopt;
        if (is_greedy(wanted)) {
            char const* const end = path.back().data() + path.back().size();
            out.emplace(parameter_name(wanted), std::string(path[i].data(), end));
            return out;
        }
        if (is_parameter(wanted))
            out.emplace(parameter_name(wanted), path[i]);
        else if (!same_literal(wanted, path[i]))
            return std::nullopt;
    }
    return pattern.size() == path.size() ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

std::string route_problem(std::string_view path, api_format format) {
    if (path == default_route)
        return format == api_format::http ? "" : "only an HTTP API has a $default route";
    if (!path.starts_with('/'))
        return "begins with '/'";
    std::vector<std::string_view> const segments = split(path);
    for (std::size_t i = 0; i != segments.size(); ++i) {
        std::string_view const one = segments[i];
        if (one.empty())
            return "has an empty segment";
        if (!is_parameter(one) && one.find_first_of("{}") != one.npos)
            return "a parameter is a whole segment: {name} or {name+}";
        if (is_parameter(one) && parameter_name(one).find_first_of("{}+") != one.npos)
            return "a parameter is {name} or {name+}";
        if (is_parameter(one) && parameter_name(one).empty())
            return "a parameter needs a name";
        if (is_greedy(one) && i + 1 != segments.size())
            return "{name+} is the last segment";
    }
    return {};
}

route_table::route_table(api const& what) : format_(what.format) {
    for (route const& one : what.routes) {
        if (one.path == default_route)
            default_ = &one;
        else
            entries_.push_back({&one, split(one.path)});
    }
    std::stable_sort(entries_.begin(), entries_.end(), [](entry const& a, entry const& b) {
        if (goes_before(a.segments, b.segments) || goes_before(b.segments, a.segments))
            return goes_before(a.segments, b.segments);
        return a.what->method != "ANY" && b.what->method == "ANY";
    });
}

bool route_table::fits_method(entry const& one, std::string_view method) const {
    return one.what->method == "ANY" || one.what->method == method;
}

std::optional<route_match> route_table::find(std::string_view method, std::string_view path) const {
    if (format_ == api_format::rest && path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    std::vector<std::string_view> const segments = split(path);
    entry const* best = nullptr;
    for (entry const& one : entries_) {
        auto parameters = match(one.segments, segments);
        if (!parameters)
            continue;
        // A REST API has found its resource: only its other methods may still fit.
        if (best && format_ == api_format::rest && goes_before(best->segments, one.segments))
            return std::nullopt;
        if (fits_method(one, method))
            return route_match{one.what, *std::move(parameters)};
        best = &one;
    }
    if (default_)
        return route_match{default_, {}};
    return std::nullopt;
}

} // namespace skiff::local::api_gateway
