// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/secrets_manager/refusal.hpp"
#include "local/secrets_manager/secret.hpp"

#include <skiff/core/open_enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::secrets_manager {

// What can be said against a request before the store is looked at. Nothing: it is fine.
// `member` is spelled as the service does: "secretId".

using objection = std::optional<error>;

/// Of all versions of a secret together.
inline constexpr std::size_t most_stages = 20;
[[nodiscard]] error too_many_stages();

/// The number of characters, not bytes.
[[nodiscard]] objection check_length(std::string_view value, std::string_view member,
                                     std::size_t least, std::size_t most);
[[nodiscard]] inline objection check_length(std::string const& value, std::string_view member,
                                            std::size_t least, std::size_t most) {
    return check_length(std::string_view(value), member, least, most);
}
[[nodiscard]] objection check_length(std::optional<std::string> const& value,
                                     std::string_view member, std::size_t least, std::size_t most);
[[nodiscard]] objection check_range(std::optional<std::int64_t> value, std::string_view member,
                                    std::int64_t least, std::int64_t most);

/// A name, or something that starts like an ARN.
[[nodiscard]] objection check_secret_id(std::string_view id);
/// The name of a secret to create.
[[nodiscard]] objection check_new_name(std::string_view name);
/// `absent` is the code of the error for a token that is not there.
[[nodiscard]] objection check_token(std::optional<std::string> const& token,
                                    std::string_view absent = "InvalidRequestException");
[[nodiscard]] objection check_version_id(std::optional<std::string> const& id,
                                         std::string_view member);
[[nodiscard]] objection check_stages(std::vector<std::string> const& stages);
[[nodiscard]] objection check_tags(std::vector<api::tag> const& tags);
/// The tags that a secret would have.
[[nodiscard]] objection check_tag_count(std::vector<api::tag> const& tags);
/// Description and key.
[[nodiscard]] objection check_details(std::optional<std::string> const& description,
                                      std::optional<std::string> const& kms_key_id);

/// What MaxResults may ask for, and is when it is not there.
inline constexpr std::int32_t largest_page = 100;

/// Size and kind of what a request would put into a secret.
[[nodiscard]] objection check_value_size(std::size_t size, std::string_view member);
template <class Request>
objection check_value(Request const& in) {
    if (in.secret_string && in.secret_binary)
        return invalid_parameter("You can't specify both a binary secret value and a string secret "
                                 "value in the same secret.");
    if (auto const value = secret_value::read_from(in))
        return check_value_size(value->bytes().size(), value->what() == secret_value::kind::text
                                                           ? "secretString"
                                                           : "secretBinary");
    return std::nullopt;
}

/// A value that the model does not know is refused as the service does.
[[nodiscard]] error unknown_value(std::string_view value, std::string_view member,
                                  std::vector<std::string_view> const& allowed);
template <class Enum>
objection check_known(std::optional<open_enum<Enum>> const& value, std::string_view member) {
    if (!value || value->known())
        return std::nullopt;
    auto const names = enum_names<Enum>::values();
    return unknown_value(value->text(), member, {names.begin(), names.end()});
}

/// The first of several.
template <class... Rest>
objection first_of(objection first, Rest... rest) {
    if constexpr (sizeof...(Rest) == 0)
        return first;
    else
        return first ? first : first_of(std::move(rest)...);
}

} // namespace skiff::local::secrets_manager
