// SPDX-License-Identifier: Apache-2.0
#include "rest/pattern.hpp"

#include "rest/url.hpp"

#include <algorithm>
#include <stdexcept>

namespace skiff::rest {
namespace {

[[noreturn]] void refuse(std::string_view text, char const* why) {
    throw std::invalid_argument("route pattern \"" + std::string(text) + "\": " + why);
}

bool has_braces(std::string_view text) noexcept {
    return text.find_first_of("{}") != text.npos;
}

/// "{id}" -> "id"; empty for anything else.
std::string_view parameter_name(std::string_view text) noexcept {
    if (text.size() < 3 || text.front() != '{' || text.back() != '}')
        return {};
    auto const name = text.substr(1, text.size() - 2);
    return has_braces(name) ? std::string_view() : name;
}

bool holds_separator(std::string_view decoded) noexcept {
    return decoded.find_first_of(std::string_view("/\0", 2)) != decoded.npos;
}

/// Calls `f` with what stands between slashes, until it returns false.
template <class F>
void for_each_segment(std::string_view path, F f) {
    path.remove_prefix(1);
    for (;;) {
        auto const slash = path.find('/');
        if (!f(path.substr(0, slash)) || slash == path.npos)
            return;
        path.remove_prefix(slash + 1);
    }
}

} // namespace

path_problem split_path(std::string_view path, std::vector<path_segment>& out) {
    auto problem = path_problem::none;
    auto const decoded = [&problem](std::string_view text) {
        auto result = percent_decoded(text);
        if (!result)
            problem = path_problem::broken_encoding;
        else if (holds_separator(*result) && problem == path_problem::none)
            problem = path_problem::not_found;
        return std::move(result).value_or(std::string());
    };
    for_each_segment(path, [&](std::string_view raw) {
        auto& segment = out.emplace_back();
        segment.text = decoded(raw);
        if (auto const colon = raw.rfind(':'); colon != raw.npos) {
            segment.has_action = true;
            segment.before = decoded(raw.substr(0, colon));
            segment.action = decoded(raw.substr(colon + 1));
        }
        return problem != path_problem::broken_encoding;
    });
    return problem;
}

pattern::pattern(std::string_view text, trailing_slash slash) : slash_(slash) {
    if (!text.starts_with('/'))
        refuse(text, "must begin with '/'");
    for_each_segment(text, [&](std::string_view part) {
        segments_.push_back(parse(part));
        return true;
    });
    refuse_repeated_names();
}

pattern::segment pattern::parse(std::string_view text) {
    if (!has_braces(text))
        return {form::literal, std::string(text)};
    if (auto const name = parameter_name(text); !name.empty())
        return {form::parameter, std::string(name)};
    auto const colon = text.rfind(':');
    auto const name = parameter_name(text.substr(0, colon));
    if (colon == text.npos || name.empty())
        refuse(text, "a parameter is a whole segment or stands before ':'");
    auto const action = text.substr(colon + 1);
    if (auto const action_name = parameter_name(action); !action_name.empty())
        return {form::any_action, std::string(name), std::string(action_name)};
    if (action.empty() || has_braces(action))
        refuse(text, "an action is a word or one parameter");
    return {form::named_action, std::string(name), std::string(action)};
}

void pattern::refuse_repeated_names() const {
    std::vector<std::string_view> names;
    for (auto const& s : segments_) {
        if (s.what != form::literal)
            names.push_back(s.text);
        if (s.what == form::any_action)
            names.push_back(s.action);
    }
    std::sort(names.begin(), names.end());
    if (auto const twice = std::adjacent_find(names.begin(), names.end()); twice != names.end())
        refuse(*twice, "two parameters have this name");
}

bool pattern::match(segment const& s, path_segment const& path, parameters& out) {
    switch (s.what) {
    case form::literal:
        return s.text == path.text;
    case form::parameter:
        if (path.text.empty())
            return false;
        out.emplace_back(s.text, path.text);
        return true;
    case form::named_action:
        if (!path.has_action || path.before.empty() || path.action != s.action)
            return false;
        out.emplace_back(s.text, path.before);
        return true;
    case form::any_action:
        if (!path.has_action || path.before.empty() || path.action.empty())
            return false;
        out.emplace_back(s.text, path.before);
        out.emplace_back(s.action, path.action);
        return true;
    }
    return false;
}

bool pattern::match(std::vector<path_segment> const& path, parameters& out) const {
    auto size = path.size();
    if (slash_ == trailing_slash::optional && size == segments_.size() + 1 &&
        path.back().text.empty())
        --size;
    if (size != segments_.size())
        return false;
    return std::equal(segments_.begin(), segments_.end(), path.begin(),
                      [&out](auto const& s, auto const& part) { return match(s, part, out); });
}

std::weak_ordering pattern::order(pattern const& other) const noexcept {
    auto const precedence = [](segment const& a, segment const& b) -> std::weak_ordering {
        if (a.what != b.what)
            return a.what <=> b.what;
        if (a.what == form::literal)
            return a.text <=> b.text;
        if (a.what == form::named_action)
            return a.action <=> b.action;
        return std::weak_ordering::equivalent;
    };
    return std::lexicographical_compare_three_way(segments_.begin(), segments_.end(),
                                                  other.segments_.begin(), other.segments_.end(),
                                                  precedence);
}

} // namespace skiff::rest
