// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/credential_chain.hpp>

#include "support/catch.hpp"
#include "unit/core/fake_environment.hpp"

#include <thread>

using namespace skiff;

namespace {

struct chain_of {
    explicit chain_of(fake_environment const& env, std::string profile = {})
        : provider(
              default_credentials(env, std::make_shared<profile_files>(env, std::move(profile)))) {}
    std::shared_ptr<credentials_provider> provider;
};

class counting_provider final : public credentials_provider {
  public:
    explicit counting_provider(result<std::shared_ptr<credentials const>> answer)
        : answer_(std::move(answer)) {}
    result<std::shared_ptr<credentials const>> get() override {
        ++calls;
        return answer_;
    }
    std::atomic<int> calls = 0;

  private:
    result<std::shared_ptr<credentials const>> answer_;
};

} // namespace

TEST_CASE("credentials: static ones are handed out as they are, without a copy") {
    auto const provider = static_credentials({.access_key_id = "id", .secret_access_key = "key"});
    auto const first = provider->get().value();
    CHECK(first->access_key_id == "id");
    CHECK(provider->get().value() == first);
}

TEST_CASE("credentials: the environment goes before the profile") {
    fake_environment env;
    env.variables = {{"HOME", "/h"},
                     {"AWS_ACCESS_KEY_ID", "id"},
                     {"AWS_SECRET_ACCESS_KEY", "secret"},
                     {"AWS_SESSION_TOKEN", "token"},
                     {"AWS_ACCOUNT_ID", "123456789012"}};
    env.files = {{"/h/.aws/credentials",
                  "[default]\naws_access_key_id = pid\naws_secret_access_key = psecret\n"
                  "[dev]\naws_access_key_id = did\naws_secret_access_key = dsecret\n"
                  "aws_session_token = dtoken\naws_account_id = 1\n"}};
    chain_of const chain(env);
    CHECK(env.reads == 0);
    auto const found = chain.provider->get().value();
    CHECK(found->access_key_id == "id");
    CHECK(found->secret_access_key == "secret");
    CHECK(found->session_token == "token");
    CHECK(found->account_id == "123456789012");
    CHECK_FALSE(found->expiration);
    CHECK(chain.provider->get().value() == found);
    CHECK(env.reads == 0);

    CHECK(chain_of(env, "dev").provider->get().value()->access_key_id == "did");

    env.variables.erase("AWS_ACCESS_KEY_ID");
    env.variables.erase("AWS_SECRET_ACCESS_KEY");
    CHECK(chain_of(env).provider->get().value()->access_key_id == "pid");
    env.variables["AWS_PROFILE"] = "dev";
    auto const dev = chain_of(env).provider->get().value();
    CHECK(dev->session_token == "dtoken");
    CHECK(dev->account_id == "1");
}

TEST_CASE("credentials: halves and broken settings are errors, not a reason to look further") {
    struct broken_case {
        std::map<std::string, std::string, std::less<>> variables;
        std::string file;
        std::string message;
    };
    for (auto const& c : std::vector<broken_case>{
             {{{"AWS_ACCESS_KEY_ID", "id"}}, "", "AWS_SECRET_ACCESS_KEY is not"},
             {{{"AWS_SECRET_ACCESS_KEY", "s3cret"}}, "", "AWS_ACCESS_KEY_ID is not"},
             {{}, "[default]\naws_access_key_id = id\n", "no aws_secret_access_key"},
             {{}, "[default]\naws_secret_access_key = s3cret\n", "no aws_access_key_id"},
             {{}, "[default\n", "line 1"},
             {{{"AWS_PROFILE", "other"}}, "[default]\na = b\n", "'other'"},
         }) {
        INFO(c.message);
        fake_environment env;
        env.variables = c.variables;
        env.variables["HOME"] = "/h";
        env.files = {{"/h/.aws/credentials", c.file}};
        auto const failed = chain_of(env).provider->get();
        REQUIRE(failed.has_error());
        CHECK(failed.error().code == errc::invalid_configuration);
        CHECK(failed.error().message.find(c.message) != std::string::npos);
        CHECK(failed.error().message.find("s3cret") == std::string::npos);
    }
}

TEST_CASE("credentials: when there are none, the message says what was tried") {
    fake_environment env;
    auto const failed = chain_of(env).provider->get();
    REQUIRE(failed.has_error());
    CHECK(failed.error().code == errc::no_credentials);
    CHECK(failed.error().message.find("AWS_ACCESS_KEY_ID") != std::string::npos);
    CHECK(failed.error().message.find("'default'") != std::string::npos);
}

TEST_CASE("credentials: a profile that takes a role does not sign with its static keys") {
    fake_environment env;
    env.variables = {{"HOME", "/h"}};
    env.files = {{"/h/.aws/config", "[default]\nrole_arn = arn:aws:iam::1:role/r\n"
                                    "aws_access_key_id = id\naws_secret_access_key = s\n"}};
    auto const failed = chain_of(env).provider->get();
    REQUIRE(failed.has_error());
    CHECK(failed.error().code == errc::no_credentials);
    CHECK(failed.error().message.find("role_arn") != std::string::npos);
}

TEST_CASE("credentials: a chain keeps to the provider that had some") {
    auto const none = std::make_shared<counting_provider>(make_error(errc::no_credentials, "no"));
    auto const some = std::make_shared<counting_provider>(
        std::make_shared<credentials const>(credentials{"id", "secret", ""}));
    auto const never = std::make_shared<counting_provider>(make_error(errc::timed_out, "late"));
    credential_chain chain({none, some, never});
    CHECK(chain.get().has_value());
    CHECK(chain.get().has_value());
    CHECK(none->calls == 1);
    CHECK(some->calls == 2);
    CHECK(never->calls == 0);

    credential_chain failing({none, never, some});
    CHECK(failing.get().error().code == errc::timed_out);
}

TEST_CASE("credentials: many threads share one answer") {
    fake_environment env;
    env.variables = {{"HOME", "/h"}};
    env.files = {
        {"/h/.aws/credentials", "[default]\naws_access_key_id = id\naws_secret_access_key = s\n"}};
    chain_of const chain(env);
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t != 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i != 100; ++i)
                    right += chain.provider->get().value()->access_key_id == "id";
            });
    }
    CHECK(right == 400);
    CHECK(env.reads == 2);
}
