// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/environment.hpp>
#include <skiff/core/result.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace skiff {

/// Settings by name. Those of a nested block ("s3 =" and indented lines) are under
/// "block.setting". Names are in lower case.
using settings = std::map<std::string, std::string, std::less<>>;

/// What the shared configuration and credentials files say.
struct profile_set {
    std::map<std::string, settings, std::less<>> profiles;
    std::map<std::string, settings, std::less<>> services;     ///< "[services name]"
    std::map<std::string, settings, std::less<>> sso_sessions; ///< "[sso-session name]"

    /// A setting of a profile; nothing when either is missing.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view profile,
                                                       std::string_view setting) const;
};

/// Which of the two files a text is: the configuration file writes "[profile x]", the credentials
/// file "[x]".
enum class profile_file { configuration, credentials };

/// Adds the text of one file; what it says replaces what was there. On a line that cannot be
/// understood: errc::invalid_configuration with `path` and the line's number, never its contents.
[[nodiscard]] result<void> parse_profiles(std::string_view text, profile_file kind,
                                          std::string_view path, profile_set& into);

/// The two files, read at the first use and then kept. AWS_CONFIG_FILE and
/// AWS_SHARED_CREDENTIALS_FILE say where they are, else ~/.aws/config and ~/.aws/credentials; a
/// missing file is empty. Thread-safe. `from` outlives this object.
class profile_files {
  public:
    /// `profile` as the code gives it; empty: AWS_PROFILE, else "default".
    explicit profile_files(environment const& from, std::string profile = {});

    [[nodiscard]] result<std::shared_ptr<profile_set const>> get();
    /// The profile in use.
    [[nodiscard]] std::string name() const;
    /// True when the code, not the environment, chose the profile.
    [[nodiscard]] bool named_in_code() const noexcept { return !profile_.empty(); }
    /// A setting of the profile in use; nothing when it is not there. Fails when the files are
    /// broken, or when a profile was asked for by name and is in neither.
    [[nodiscard]] result<std::optional<std::string>> find(std::string_view setting);

  private:
    [[nodiscard]] result<std::shared_ptr<profile_set const>> load() const;

    environment const& from_;
    std::string profile_;
    std::mutex mutex_;
    std::optional<result<std::shared_ptr<profile_set const>>> loaded_;
};

} // namespace skiff
