// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/checks.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace skiff::local::secrets_manager {
namespace {

// API Reference: the limits of each member.
constexpr std::size_t longest_id = 2048;
constexpr std::size_t longest_name = 512;
constexpr std::size_t largest_value = 65'536;
constexpr std::size_t most_tags = 50;

bool is_name_character(char c) {
    return is_alphanumeric(c) || std::string_view("/_+=.@-!").find(c) != std::string_view::npos;
}

error invalid_name() {
    return refusal("ValidationException",
                   "Invalid name. Must be a valid name containing alphanumeric characters, or any "
                   "of the following: -/_+=.@!");
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string bound(std::string_view what, std::string_view which, std::int64_t limit) {
    return "have " + std::string(what) + ' ' + std::string(which) + " than or equal to " +
           std::to_string(limit);
}

/// What a message shows of a value that is too long.
std::string_view shown(std::string_view value) {
    return value.substr(0, 256);
}

} // namespace

error too_many_stages() {
    return refusal("LimitExceededException",
                   "A secret can't have more than 20 staging labels on all its versions.");
}

objection check_length(std::string_view value, std::string_view member, std::size_t least,
                       std::size_t most) {
    std::size_t const size = characters(value);
    if (size < least)
        return constraint(value, member,
                          bound("length", "greater", static_cast<std::int64_t>(least)));
    if (size > most)
        return constraint(shown(value), member,
                          bound("length", "less", static_cast<std::int64_t>(most)));
    return std::nullopt;
}

objection check_length(std::optional<std::string> const& value, std::string_view member,
                       std::size_t least, std::size_t most) {
    return value ? check_length(*value, member, least, most) : std::nullopt;
}

objection check_range(std::optional<std::int64_t> value, std::string_view member,
                      std::int64_t least, std::int64_t most) {
    if (value && *value < least)
        return constraint(std::to_string(*value), member, bound("value", "greater", least));
    if (value && *value > most)
        return constraint(std::to_string(*value), member, bound("value", "less", most));
    return std::nullopt;
}

objection check_secret_id(std::string_view id) {
    if (auto wrong = check_length(id, "secretId", 1, longest_id))
        return wrong;
    if (!id.starts_with("arn:") && !std::ranges::all_of(id, is_name_character))
        return invalid_name();
    return std::nullopt;
}

objection check_new_name(std::string_view name) {
    if (auto wrong = check_length(name, "name", 1, longest_name))
        return wrong;
    if (!std::ranges::all_of(name, is_name_character))
        return invalid_name();
    if (name.find('!') != std::string_view::npos)
        return refusal("ValidationException",
                       "Invalid name. Names with an exclamation mark belong to secrets that other "
                       "AWS services manage.");
    return std::nullopt;
}

objection check_token(std::optional<std::string> const& token, std::string_view absent) {
    if (!token)
        return refusal(std::string(absent), "You must provide a ClientRequestToken value. We "
                                            "recommend a UUID-type value.");
    if (token->size() < 32 || token->size() > 64)
        return invalid_parameter("ClientRequestToken must be 32-64 characters long.");
    return std::nullopt;
}

objection check_version_id(std::optional<std::string> const& id, std::string_view member) {
    return check_length(id, member, 32, 64);
}

objection check_stages(std::vector<std::string> const& stages) {
    if (stages.size() > most_stages)
        return constraint(std::to_string(stages.size()) + " stages", "versionStages",
                          bound("length", "less", most_stages));
    for (std::string const& one : stages)
        if (auto wrong = check_length(one, "versionStages", 1, 256))
            return wrong;
    return std::nullopt;
}

objection check_tags(std::vector<api::tag> const& tags) {
    std::set<std::string_view> keys;
    for (api::tag const& one : tags) {
        if (!one.key || !one.value)
            return invalid_parameter("A tag must have a Key and a Value.");
        if (auto wrong = first_of(check_length(one.key, "tags.key", 1, 128),
                                  check_length(one.value, "tags.value", 0, 256)))
            return wrong;
        if (one.key->starts_with("aws:"))
            return invalid_parameter(
                "aws: prefixed tag key names are not allowed for external use.");
        if (!keys.insert(*one.key).second)
            return invalid_parameter("The tag key " + *one.key + " is there more than once.");
    }
    return check_tag_count(tags);
}

objection check_tag_count(std::vector<api::tag> const& tags) {
    if (tags.size() > most_tags)
        return invalid_parameter("A secret can't have more than 50 tags.");
    return std::nullopt;
}

objection check_details(std::optional<std::string> const& description,
                        std::optional<std::string> const& kms_key_id) {
    return first_of(check_length(description, "description", 0, 2048),
                    check_length(kms_key_id, "kmsKeyId", 0, 2048));
}

objection check_value_size(std::size_t size, std::string_view member) {
    if (size == 0)
        return hidden_constraint(member, bound("length", "greater", 1));
    if (size > largest_value)
        return hidden_constraint(member, bound("length", "less", largest_value));
    return std::nullopt;
}

error unknown_value(std::string_view value, std::string_view member,
                    std::vector<std::string_view> const& allowed) {
    std::string set;
    for (std::string_view const name : allowed)
        set.append(set.empty() ? "" : ", ").append(name);
    return constraint(shown(value), member, "satisfy enum value set: [" + set + ']');
}

} // namespace skiff::local::secrets_manager
