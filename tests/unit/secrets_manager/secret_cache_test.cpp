// SPDX-License-Identifier: Apache-2.0
#include "fake_secrets_manager.hpp"

#include "support/catch.hpp"

#include <map>
#include <memory>
#include <string>

namespace secrets_manager = skiff::secrets_manager;
using namespace std::chrono_literals;

namespace {

struct cache_bench : fake_secrets_manager {
    secrets_manager::secret_cache secrets{client};

    std::string password(secrets_manager::get_options const& options = {}) {
        return std::string(secrets.get<db_login>("tracker/db", options).value().password.view());
    }
};

} // namespace

TEST_CASE_METHOD(cache_bench, "secret_cache: a JSON secret becomes a struct, by one request") {
    give("hunter2");
    auto const login = secrets.get<db_login>("tracker/db").value();
    CHECK(login.username == "admin");
    CHECK(login.password == "hunter2");
    CHECK(login.port == 5432);
    CHECK(operation() == "GetSecretValue");
    CHECK(body() == R"({"SecretId":"tracker/db","VersionStage":"AWSCURRENT"})");
    CHECK(password() == "hunter2");
    CHECK(calls() == 1);
}

TEST_CASE_METHOD(cache_bench, "secret_cache: copies share what is kept") {
    give("hunter2");
    auto const copy = secrets;
    CHECK(password() == "hunter2");
    CHECK(copy.get<db_login>("tracker/db").value().password == "hunter2");
    CHECK(calls() == 1);
}

TEST_CASE_METHOD(cache_bench, "secret_cache: a secret whose keys are not known becomes a map") {
    answer(secret_answer(R"({"a":"1","b":"2"})"));
    auto const all = secrets.get<std::map<std::string, skiff::secret_string>>("x").value();
    CHECK(all.size() == 2);
    CHECK(all.at("b") == "2");
}

TEST_CASE_METHOD(cache_bench, "secret_cache: text and bytes are given as they are") {
    answer(secret_answer("not JSON"));
    CHECK(secrets.get_string("text").value() == "not JSON");
    answer(R"({"Name":"bytes","VersionId":"v","SecretBinary":"AAH/"})");
    CHECK(secrets.get_binary("bytes").value().bytes() == std::string_view("\0\1\xFF", 3));

    auto const bytes = secrets.get_string("bytes");
    REQUIRE(bytes.has_error());
    CHECK(bytes.error().code == skiff::errc::malformed_response);
    CHECK(bytes.error().message == "the secret bytes is bytes: get_binary gives them");
    auto const struct_of_bytes = secrets.get<db_login>("bytes");
    REQUIRE(struct_of_bytes.has_error());
    CHECK(struct_of_bytes.error().message == bytes.error().message);
    auto const text = secrets.get_binary("text");
    REQUIRE(text.has_error());
    CHECK(text.error().code == skiff::errc::malformed_response);
    CHECK(text.error().message == "the secret tracker/db is text: get_string gives it");
    CHECK(calls() == 2);
}

TEST_CASE_METHOD(cache_bench, "secret_cache: a version has its id, stages and time") {
    give("hunter2", "v7");
    auto const version = secrets.get_version("tracker/db").value();
    CHECK(version->version_id == "v7");
    CHECK(version->name == "tracker/db");
    CHECK(version->arn == "arn:aws:secretsmanager:eu-central-1:1:secret:tracker/db-AbCdEf");
    CHECK(version->version_stages == std::vector<std::string>{"AWSCURRENT"});
    CHECK(version->created_date == skiff::timestamp(1'800'000'000s));
    CHECK(secrets.get_version("tracker/db").value() == version); // not a copy
}

TEST_CASE_METHOD(cache_bench, "secret_cache: stages and version ids are secrets of their own") {
    struct {
        secrets_manager::get_options options;
        std::string sent;
    } const cases[] = {
        {{}, R"({"SecretId":"tracker/db","VersionStage":"AWSCURRENT"})"},
        {{.version_stage = "AWSPENDING"},
         R"({"SecretId":"tracker/db","VersionStage":"AWSPENDING"})"},
        {{.version_id = "v3"}, R"({"SecretId":"tracker/db","VersionId":"v3"})"},
        {{.version_stage = "mine", .version_id = "v3"},
         R"({"SecretId":"tracker/db","VersionId":"v3","VersionStage":"mine"})"},
    };
    std::size_t number = 0;
    for (auto const& c : cases) {
        give("password-" + std::to_string(number));
        CHECK(password(c.options) == "password-" + std::to_string(number));
        CHECK(body() == c.sent);
        CHECK(calls() == ++number);
    }
    for (std::size_t i = 0; i != number; ++i)
        CHECK(password(cases[i].options) == "password-" + std::to_string(i));
    CHECK(password({.version_stage = "AWSCURRENT"}) == "password-0");
    CHECK(calls() == number);
}

TEST_CASE_METHOD(cache_bench, "secret_cache: the stage that is meant may be another") {
    secrets_manager::secret_cache const pending(client, {.version_stage = "AWSPENDING"});
    give("next");
    CHECK(pending.get<db_login>("tracker/db").value().password == "next");
    CHECK(body() == R"({"SecretId":"tracker/db","VersionStage":"AWSPENDING"})");
}

TEST_CASE_METHOD(cache_bench, "secret_cache: the least recently used secret is evicted") {
    secrets_manager::secret_cache const two(client, {.max_secrets = 2});
    auto const get = [&](std::string const& id) { return two.get_string(id).has_value(); };
    for (int i = 0; i != 4; ++i)
        answer(secret_answer("x"));
    CHECK((get("a") && get("b") && get("a") && calls() == 2));
    CHECK((get("c") && calls() == 3)); // in the place of b
    CHECK((get("a") && get("c") && calls() == 3));
    CHECK((get("b") && calls() == 4));
    CHECK((get("c") && calls() == 4));
}

TEST_CASE_METHOD(cache_bench, "secret_cache: with room for none every call fetches") {
    secrets_manager::secret_cache const none(client, {.max_secrets = 0});
    for (std::size_t i = 1; i != 4; ++i) {
        answer(secret_answer("x"));
        CHECK(none.get_string("a").has_value());
        CHECK(calls() == i);
    }
}

TEST_CASE_METHOD(cache_bench, "secret_cache: an evicted version lives as long as its holders") {
    secrets_manager::secret_cache const one(client, {.max_secrets = 1});
    answer(secret_answer("first"));
    answer(secret_answer("second"));
    auto held = one.get_version("a").value();
    std::weak_ptr<secrets_manager::secret_version const> const watched = held;
    CHECK(one.get_string("b").has_value());
    CHECK(std::get<skiff::secret_string>(held->value) == "first");
    held.reset();
    CHECK(watched.expired());
}

TEST_CASE_METHOD(cache_bench, "secret_cache: invalidate forgets all versions by name and by ARN") {
    std::string const arn = "arn:aws:secretsmanager:eu-central-1:1:secret:tracker/db-AbCdEf";
    auto const fill = [&] {
        for (int i = 0; i != 3; ++i)
            give("x");
        CHECK(secrets.get_string("tracker/db").has_value());
        CHECK(secrets.get_string("tracker/db", {.version_stage = "AWSPENDING"}).has_value());
        CHECK(secrets.get_string(arn).has_value());
    };
    fill();
    answer(R"({"Name":"other","VersionId":"v","SecretString":"x"})");
    CHECK(secrets.get_string("other").has_value());
    CHECK(calls() == 4);
    secrets.invalidate("tracker/db");
    fill();
    CHECK(calls() == 7);
    secrets.invalidate(arn);
    fill();
    CHECK(calls() == 10);
    CHECK(secrets.get_string("other").has_value());
    CHECK(calls() == 10);
    secrets.clear();
    answer(secret_answer("x"));
    CHECK(secrets.get_string("other").has_value());
    CHECK(calls() == 11);
}
