// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/filter.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local::secrets_manager {
namespace {

constexpr std::size_t most_filters = 10;
constexpr std::size_t most_values = 10;

using kind = api::filter_name_string_type;

/// The texts of a secret that a filter of this kind looks at.
std::vector<std::string_view> attributes(secret const& of, kind which, std::string_view region) {
    std::vector<std::string_view> out;
    bool const all = which == kind::all;
    if (all || which == kind::name)
        out.push_back(of.name());
    if ((all || which == kind::description) && of.about.description)
        out.push_back(*of.about.description);
    for (api::tag const& one : of.about.tags) {
        if (all || which == kind::tag_key)
            out.push_back(*one.key);
        if (all || which == kind::tag_value)
            out.push_back(*one.value);
    }
    if (all || which == kind::primary_region)
        out.push_back(region);
    if ((all || which == kind::owning_service) && of.about.owning_service)
        out.push_back(*of.about.owning_service);
    return out;
}

/// Every word of the value is somewhere in the attributes, whatever its case.
bool has_words(std::vector<std::string_view> const& in, std::string_view value) {
    std::string const words = lower_case(value);
    for (std::size_t begin = 0; begin < words.size();) {
        std::size_t const end = std::min(words.find(' ', begin), words.size());
        std::string_view const word = std::string_view(words).substr(begin, end - begin);
        begin = end + 1;
        if (std::ranges::none_of(in, [&](std::string_view text) {
                return lower_case(text).find(word) != std::string::npos;
            }))
            return false;
    }
    return true;
}

bool matches(std::vector<std::string_view> const& attributes, kind which, std::string_view value) {
    if (which == kind::all)
        return has_words(attributes, value);
    if (which == kind::description)
        return std::ranges::any_of(attributes, [&](std::string_view text) {
            return lower_case(text).starts_with(lower_case(value));
        });
    return std::ranges::any_of(attributes,
                               [&](std::string_view text) { return text.starts_with(value); });
}

bool passes(secret const& one, api::filter const& by, std::string_view region) {
    kind const which = *by.key->known();
    auto const looked_at = attributes(one, which, region);
    bool wanted = true; // Until a value without exclamation mark asks for more.
    bool found = false;
    for (std::string_view value : by.values) {
        if (value.starts_with('!')) {
            value.remove_prefix(1);
            if (matches(looked_at, which, value))
                return false;
        } else {
            wanted = false;
            found = found || matches(looked_at, which, value);
        }
    }
    return wanted || found;
}

bool is_allowed(char c) {
    return is_alphanumeric(c) || std::string_view(" :_@/+=.-!").find(c) != std::string_view::npos;
}

objection check_filter_value(std::string const& value) {
    if (auto wrong = check_length(value, "filters.values", 0, 512))
        return wrong;
    if (!std::ranges::all_of(value, is_allowed))
        return constraint(value, "filters.values",
                          "satisfy regular expression pattern: "
                          R"(^\!?[a-zA-Z0-9 :_@\/\+\=\.\-\!]*$)");
    return std::nullopt;
}

} // namespace

objection check_filters(std::vector<api::filter> const& filters) {
    if (filters.size() > most_filters)
        return invalid_parameter("There can't be more than 10 filters.");
    for (api::filter const& one : filters) {
        if (!one.key || one.values.empty())
            return invalid_parameter("A filter must have a Key and Values.");
        if (auto wrong = check_known(one.key, "filters.key"))
            return wrong;
        if (one.values.size() > most_values)
            return invalid_parameter("A filter can't have more than 10 values.");
        for (std::string const& value : one.values)
            if (auto wrong = check_filter_value(value))
                return wrong;
    }
    return std::nullopt;
}

bool passes(secret const& one, std::vector<api::filter> const& filters, std::string_view region) {
    return std::ranges::all_of(filters,
                               [&](api::filter const& by) { return passes(one, by, region); });
}

std::string describe_filters(std::vector<api::filter> const& filters) {
    std::string out;
    for (api::filter const& one : filters) {
        out.append("\n").append(one.key->text());
        for (std::string const& value : one.values)
            out.append("\t").append(value);
    }
    return out;
}

} // namespace skiff::local::secrets_manager
