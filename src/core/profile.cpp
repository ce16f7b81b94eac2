// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/profile.hpp>

#include "core/ascii.hpp"

#include <algorithm>
#include <utility>

namespace skiff {
namespace {

constexpr std::string_view blanks = " \t\r\v\f";

std::string_view trim(std::string_view text) {
    auto const begin = text.find_first_not_of(blanks);
    if (begin == text.npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// Without a comment: '#' or ';' after a blank. (A secret key may hold '#' elsewhere.)
std::string_view without_comment(std::string_view value) {
    for (std::size_t i = 1; i < value.size(); ++i)
        if ((value[i] == '#' || value[i] == ';') && blanks.find(value[i - 1]) != blanks.npos)
            return value.substr(0, i);
    return value;
}

std::string_view unquoted(std::string_view name) {
    if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') &&
        name.back() == name.front())
        return trim(name.substr(1, name.size() - 2));
    return name;
}

/// Reads one file line by line.
class parser {
  public:
    parser(profile_file kind, profile_set& into) : kind_(kind), into_(into) {}

    /// Null, or what is wrong with the line.
    char const* line(std::string_view text) {
        bool const indented = !text.empty() && blanks.find(text.front()) != blanks.npos;
        auto const content = trim(text);
        if (content.empty() || content.front() == '#' || content.front() == ';')
            return nullptr;
        if (indented && !last_.empty())
            return continuation(content);
        if (content.front() == '[')
            return section(content);
        return setting(content);
    }

  private:
    char const* section(std::string_view text) {
        last_.clear();
        current_ = nullptr;
        in_section_ = true;
        auto const end = text.find(']');
        if (end == text.npos)
            return "the section has no closing bracket";
        auto const after = trim(text.substr(end + 1));
        if (!after.empty() && after.front() != '#' && after.front() != ';')
            return "there is text behind the section's closing bracket";
        auto const inside = trim(text.substr(1, end - 1));
        if (inside.empty())
            return "the section has no name";
        if (kind_ == profile_file::credentials) {
            current_ = &into_.profiles[std::string(unquoted(inside))];
            return nullptr;
        }
        auto const kind_end = std::min(inside.find_first_of(blanks), inside.size());
        auto const kind = inside.substr(0, kind_end);
        auto const name = unquoted(trim(inside.substr(kind_end)));
        if (name.empty()) {
            // Other tools ignore sections that lack "profile"; so do we.
            if (kind == "default")
                current_ = &into_.profiles["default"];
            return nullptr;
        }
        if (kind == "profile")
            current_ = &into_.profiles[std::string(name)];
        else if (kind == "services")
            current_ = &into_.services[std::string(name)];
        else if (kind == "sso-session")
            current_ = &into_.sso_sessions[std::string(name)];
        return nullptr;
    }

    char const* setting(std::string_view text) {
        last_.clear();
        if (!in_section_)
            return "the setting stands before any section";
        auto const equals = text.find('=');
        if (equals == text.npos)
            return "there is no '='";
        auto const name = trim(text.substr(0, equals));
        if (name.empty())
            return "the setting has no name";
        last_ = lower_case(name);
        auto const value = trim(without_comment(text.substr(equals + 1)));
        last_has_value_ = !value.empty();
        if (current_)
            (*current_)[last_] = value;
        return nullptr;
    }

    /// An indented line: a setting of a nested block, or more of the value above it.
    char const* continuation(std::string_view text) {
        if (!last_has_value_) {
            auto const equals = text.find('=');
            if (equals == text.npos)
                return "there is no '=' in a nested setting";
            auto const name = trim(text.substr(0, equals));
            if (name.empty())
                return "the nested setting has no name";
            if (current_)
                (*current_)[last_ + '.' + lower_case(name)] = trim(
                    without_comment(text.substr(equals + 1)));
            return nullptr;
        }
        if (current_)
            ((*current_)[last_] += '\n') += text;
        return nullptr;
    }

    profile_file kind_;
    profile_set& into_;
    settings* current_ = nullptr; ///< Null: settings of this section are of no interest.
    bool in_section_ = false;
    std::string last_; ///< The setting that an indented line belongs to.
    bool last_has_value_ = false;
};

} // namespace

std::optional<std::string_view> profile_set::find(std::string_view profile,
                                                  std::string_view setting) const {
    auto const found = profiles.find(profile);
    if (found == profiles.end())
        return std::nullopt;
    auto const value = found->second.find(setting);
    if (value == found->second.end())
        return std::nullopt;
    return value->second;
}

result<void> parse_profiles(std::string_view text, profile_file kind, std::string_view path,
                            profile_set& into) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    parser lines(kind, into);
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (char const* const problem = lines.line(line))
            return make_error(errc::invalid_configuration, std::string(path) + ", line " +
                                                               std::to_string(number) + ": " +
                                                               problem);
    }
    return {};
}

profile_files::profile_files(environment const& from, std::string profile)
    : from_(from), profile_(std::move(profile)) {}

result<std::shared_ptr<profile_set const>> profile_files::load() const {
    struct source {
        char const* variable;
        char const* in_home;
        profile_file kind;
    };
    // Credentials last: what they say of a profile goes before the configuration file.
    constexpr source sources[] = {
        {"AWS_CONFIG_FILE", "/.aws/config", profile_file::configuration},
        {"AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials", profile_file::credentials}};
    auto const home = from_.variable("HOME");
    auto set = std::make_shared<profile_set>();
    for (auto const& source : sources) {
        auto path = from_.variable(source.variable);
        if (!path && home)
            path = *home + source.in_home;
        else if (path && path->starts_with("~/") && home)
            path = *home + path->substr(1);
        if (!path)
            continue;
        if (auto const text = from_.read_file(*path))
            if (auto parsed = parse_profiles(*text, source.kind, *path, *set); !parsed)
                return std::move(parsed).error();
    }
    return std::shared_ptr<profile_set const>(std::move(set));
}

result<std::shared_ptr<profile_set const>> profile_files::get() {
    std::lock_guard const lock(mutex_);
    if (!loaded_)
        loaded_ = load();
    return *loaded_;
}

std::string profile_files::name() const {
    if (!profile_.empty())
        return profile_;
    return from_.variable("AWS_PROFILE").value_or("default");
}

result<std::optional<std::string>> profile_files::find(std::string_view setting) {
    auto const set = get();
    if (!set)
        return set.error();
    auto const profile = name();
    if (profile != "default" && !(*set)->profiles.contains(profile))
        return make_error(
            errc::invalid_configuration,
            "the profile '" + profile +
                "' is neither in the AWS configuration file nor in the credentials file");
    if (auto const value = (*set)->find(profile, setting))
        return std::optional(std::string(*value));
    return std::optional<std::string>();
}

} // namespace skiff
