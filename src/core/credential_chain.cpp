// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/credential_chain.hpp>

#include <mutex>
#include <utility>

namespace skiff {
namespace {

using found_credentials = result<std::shared_ptr<credentials const>>;

/// Keeps what `find` gave once it succeeded.
class remembering_provider : public credentials_provider {
  public:
    found_credentials get() final {
        std::lock_guard const lock(mutex_);
        if (kept_)
            return kept_;
        auto found = find();
        if (found)
            kept_ = *found;
        return found;
    }

  private:
    [[nodiscard]] virtual found_credentials find() = 0;

    std::mutex mutex_;
    std::shared_ptr<credentials const> kept_;
};

class environment_provider final : public remembering_provider {
  public:
    explicit environment_provider(environment const& from) : from_(from) {}

  private:
    found_credentials find() override {
        auto key = from_.variable("AWS_ACCESS_KEY_ID");
        auto secret = from_.variable("AWS_SECRET_ACCESS_KEY");
        if (!key && !secret)
            return make_error(errc::no_credentials, "AWS_ACCESS_KEY_ID is not set");
        if (!key || !secret)
            return make_error(errc::invalid_configuration,
                              key ? "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"
                                  : "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not");
        return std::make_shared<credentials const>(
            credentials{.access_key_id = std::move(*key),
                        .secret_access_key = std::move(*secret),
                        .session_token = from_.variable("AWS_SESSION_TOKEN").value_or(""),
                        .account_id = from_.variable("AWS_ACCOUNT_ID").value_or("")});
    }

    environment const& from_;
};

class profile_provider final : public remembering_provider {
  public:
    explicit profile_provider(std::shared_ptr<profile_files> profiles)
        : profiles_(std::move(profiles)) {}

  private:
    found_credentials find() override {
        auto const checked = profiles_->find("role_arn"); // Also: is the profile there at all?
        if (!checked)
            return checked.error();
        auto const name = profiles_->name();
        auto const set = profiles_->get().value();
        auto const text = [&](std::string_view setting) {
            return std::string(set->find(name, setting).value_or(""));
        };
        for (auto const other : {"role_arn", "credential_process", "sso_session", "sso_start_url",
                                 "web_identity_token_file"})
            if (!text(other).empty() && (text("aws_access_key_id").empty() || other == role_arn))
                return make_error(errc::no_credentials, "profile '" + name + "' says " + other +
                                                            ", which is not supported");
        credentials out{.access_key_id = text("aws_access_key_id"),
                        .secret_access_key = text("aws_secret_access_key"),
                        .session_token = text("aws_session_token"),
                        .account_id = text("aws_account_id")};
        if (out.access_key_id.empty() && out.secret_access_key.empty())
            return make_error(errc::no_credentials,
                              "profile '" + name + "' has no aws_access_key_id");
        if (out.access_key_id.empty() || out.secret_access_key.empty())
            return make_error(errc::invalid_configuration,
                              "profile '" + name + "' has " +
                                  (out.access_key_id.empty()
                                       ? "aws_secret_access_key, but no aws_access_key_id"
                                       : "aws_access_key_id, but no aws_secret_access_key"));
        return std::make_shared<credentials const>(std::move(out));
    }

    static constexpr std::string_view role_arn = "role_arn";
    std::shared_ptr<profile_files> profiles_;
};

} // namespace

std::shared_ptr<credentials_provider> environment_credentials(environment const& from) {
    return std::make_shared<environment_provider>(from);
}

std::shared_ptr<credentials_provider> profile_credentials(std::shared_ptr<profile_files> profiles) {
    return std::make_shared<profile_provider>(std::move(profiles));
}

credential_chain::credential_chain(std::vector<std::shared_ptr<credentials_provider>> links)
    : links_(std::move(links)) {}

result<std::shared_ptr<credentials const>> credential_chain::get() {
    if (auto* const chosen = chosen_.load(std::memory_order_acquire))
        return chosen->get();
    std::string tried;
    for (auto const& link : links_) {
        auto found = link->get();
        if (found) {
            chosen_.store(link.get(), std::memory_order_release);
            return found;
        }
        if (found.error().code != errc::no_credentials)
            return found;
        tried += tried.empty() ? "" : "; ";
        tried += found.error().message;
    }
    return make_error(errc::no_credentials, tried);
}

std::shared_ptr<credentials_provider> default_credentials(environment const& from,
                                                          std::shared_ptr<profile_files> profiles) {
    std::vector<std::shared_ptr<credentials_provider>> links;
    if (!profiles->named_in_code())
        links.push_back(environment_credentials(from));
    links.push_back(profile_credentials(std::move(profiles)));
    return std::make_shared<credential_chain>(std::move(links));
}

} // namespace skiff
