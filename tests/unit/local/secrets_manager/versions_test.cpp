// SPDX-License-Identifier: Apache-2.0
#include "secret_keeping.hpp"

#include <chrono>
#include <set>

using namespace skiff;
using namespace std::chrono_literals;
using test::secret_keeping;
namespace sm = skiff::secrets_manager;

namespace {

using labels = std::vector<std::string>;
using versions = std::map<std::string, labels, std::less<>>;

} // namespace

TEST_CASE("local secrets: the current version becomes the previous one") {
    secret_keeping const local;
    local.create("db", "1");
    std::string const second = local.put("db", "2");
    CHECK(local.text("db") == "2");
    CHECK(local.text("db", "AWSPREVIOUS") == "1");
    std::string const third = local.client.update_secret({.secret_id = "db", .secret_string = "3"})
                                  .value()
                                  .version_id.value();
    CHECK(local.text("db", "AWSCURRENT") == "3");
    CHECK(local.text("db", "AWSPREVIOUS") == "2");
    CHECK(local.stages("db") == versions{{second, {"AWSPREVIOUS"}}, {third, {"AWSCURRENT"}}});
}

TEST_CASE("local secrets: a pending version leaves the current one alone until it is moved") {
    secret_keeping const local;
    local.create("db", "1");
    std::string const first = local.stages("db").begin()->first;
    std::string const next = local.put("db", "2", {"AWSPENDING"});
    CHECK(local.text("db") == "1");
    CHECK(local.text("db", "AWSPENDING") == "2");
    local.client
        .update_secret_version_stage({.secret_id = "db",
                                      .version_stage = "AWSCURRENT",
                                      .remove_from_version_id = first,
                                      .move_to_version_id = next})
        .value();
    CHECK(local.stages("db") ==
          versions{{first, {"AWSPREVIOUS"}}, {next, {"AWSCURRENT", "AWSPENDING"}}});
    local.client
        .update_secret_version_stage(
            {.secret_id = "db", .version_stage = "AWSPENDING", .remove_from_version_id = next})
        .value();
    CHECK(local.stages("db").at(next) == labels{"AWSCURRENT"});
    // And back: AWSPREVIOUS changes sides.
    local.client
        .update_secret_version_stage({.secret_id = "db",
                                      .version_stage = "AWSCURRENT",
                                      .remove_from_version_id = next,
                                      .move_to_version_id = first})
        .value();
    CHECK(local.stages("db") == versions{{first, {"AWSCURRENT"}}, {next, {"AWSPREVIOUS"}}});
    CHECK(local.text("db") == "1");
}

TEST_CASE("local secrets: labels of one's own move to the newest version that asks for them") {
    secret_keeping const local;
    local.create("db", "1");
    std::string const a = local.put("db", "2", {"one", "three", "two"});
    std::string const b = local.put("db", "3", {"two", "four", "one"});
    CHECK(local.stages("db").at(a) == labels{"three"});
    CHECK(local.stages("db").at(b) == labels{"four", "one", "two"});
    CHECK(local.text("db") == "1");
    CHECK(local.text("db", "four") == "3");
    // Without labels a version is deprecated: it is there, and shown only when asked for.
    std::string const c = local.put("db", "4", {"three"});
    auto const listed = local.client.list_secret_version_ids({.secret_id = "db"}).value();
    CHECK(listed.versions.size() == 3);
    auto const all = local.client
                         .list_secret_version_ids({.secret_id = "db", .include_deprecated = true})
                         .value();
    REQUIRE(all.versions.size() == 4);
    CHECK(all.versions[0].kms_key_ids == labels{"DefaultEncryptionKey"});
    CHECK_FALSE(local.stages("db").contains(a));
    CHECK(secret_keeping::text_of(
              local.client.get_secret_value({.secret_id = "db", .version_id = a}).value()) == "2");
}

TEST_CASE("local secrets: reading by version and stage") {
    secret_keeping const local;
    local.create("db", "1");
    std::string const second = local.put("db", "2");
    std::string const nobody(36, 'x');
    auto const read = [&](std::optional<std::string> id, std::optional<std::string> stage) {
        return local.client.get_secret_value(
            {.secret_id = "db", .version_id = std::move(id), .version_stage = std::move(stage)});
    };
    auto const got = read(second, "AWSCURRENT").value();
    CHECK(got.version_id == second);
    CHECK(got.version_stages == labels{"AWSCURRENT"});
    auto const wrong = read(second, "AWSPREVIOUS");
    REQUIRE(wrong.has_error());
    CHECK(wrong.error().code == sm::errc::invalid_request_exception);
    CHECK(wrong.error().message ==
          "You provided a VersionStage that is not associated to the provided VersionId.");
    CHECK(read(nobody, {}).error().message ==
          "Secrets Manager can't find the specified secret value for VersionId: " + nobody);
    CHECK(read({}, "AWSPENDING").error().message ==
          "Secrets Manager can't find the specified secret value for staging label: AWSPENDING");
    CHECK(read("short", {}).error().code == sm::errc::validation_exception);
}

TEST_CASE("local secrets: moves of a label that are refused") {
    secret_keeping const local;
    local.create("db", "1");
    std::string const first = local.stages("db").begin()->first;
    std::string const second = local.put("db", "2", {"mine"});
    std::string const nobody(36, 'x');
    using request = sm::update_secret_version_stage_request;
    struct {
        request in;
        sm::errc code;
        std::string message;
    } const cases[] = {
        {{.version_stage = "AWSCURRENT"},
         sm::errc::invalid_parameter_exception,
         "You must provide MoveToVersionId"},
        {{.version_stage = "AWSCURRENT", .move_to_version_id = second},
         sm::errc::invalid_parameter_exception,
         "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently "
         "attached to version " +
             first +
             ", so you must explicitly reference that version in "
             "RemoveFromVersionId."},
        {{.version_stage = "mine", .remove_from_version_id = first, .move_to_version_id = first},
         sm::errc::invalid_parameter_exception,
         "When you move staging label mine, if you specify RemoveFromVersionId, it must be set to "
         "the version that currently has the staging label mine."},
        {{.version_stage = "mine", .remove_from_version_id = first},
         sm::errc::invalid_parameter_exception,
         "Staging label mine isn't currently attached to version " + first + "."},
        {{.version_stage = "AWSCURRENT", .remove_from_version_id = first},
         sm::errc::invalid_parameter_exception,
         "You can only move staging label AWSCURRENT to a different secret version. It can't be "
         "completely removed."},
        {{.version_stage = "mine", .move_to_version_id = nobody},
         sm::errc::resource_not_found_exception,
         "VersionId: " + nobody},
        {{.version_stage = "mine", .remove_from_version_id = nobody},
         sm::errc::resource_not_found_exception,
         "VersionId: " + nobody},
        {{.version_stage = "", .move_to_version_id = first},
         sm::errc::validation_exception,
         "'versionStage'"},
        {{.version_stage = "mine", .move_to_version_id = "short"},
         sm::errc::validation_exception,
         "'moveToVersionId'"},
    };
    auto const before = local.stages("db");
    for (auto one : cases) {
        INFO(one.message);
        one.in.secret_id = "db";
        auto const got = local.client.update_secret_version_stage(one.in);
        REQUIRE(got.has_error());
        CHECK(got.error().code == one.code);
        CHECK(got.error().message.find(one.message) != std::string::npos);
    }
    CHECK(local.stages("db") == before);
    // To where it is already, and a label that is nowhere yet.
    CHECK(local.client
              .update_secret_version_stage(
                  {.secret_id = "db", .version_stage = "mine", .move_to_version_id = second})
              .has_value());
    CHECK(local.client
              .update_secret_version_stage(
                  {.secret_id = "db", .version_stage = "new", .move_to_version_id = first})
              .has_value());
    CHECK(local.stages("db").at(first) == labels{"AWSCURRENT", "new"});
}

TEST_CASE("local secrets: the same token again") {
    secret_keeping const local;
    local.create("db", "1");
    std::string const token(32, 'a');
    auto const put = [&](std::string text) {
        return local.client.put_secret_value(
            {.secret_id = "db", .client_request_token = token, .secret_string = std::move(text)});
    };
    CHECK(put("2").value().version_stages == labels{"AWSCURRENT"});
    local.put("db", "3");
    auto const again = put("2").value();
    CHECK(again.version_id == token);
    CHECK(again.version_stages == labels{"AWSPREVIOUS"});
    CHECK(local.text("db") == "3");
    CHECK(put("other").error().code == sm::errc::resource_exists_exception);
    auto const as_bytes = local.client.put_secret_value(
        {.secret_id = "db", .client_request_token = token, .secret_binary = binary{"2"}});
    REQUIRE(as_bytes.has_error());
    CHECK(as_bytes.error().code == sm::errc::resource_exists_exception);
    auto const update = [&](std::string text) {
        return local.client.update_secret({.secret_id = "db",
                                           .client_request_token = token,
                                           .description = "not taken",
                                           .secret_string = std::move(text)});
    };
    CHECK(update("2").value().version_id == token);
    CHECK(update("other").error().code == sm::errc::resource_exists_exception);
    CHECK_FALSE(local.client.describe_secret({.secret_id = "db"}).value().description);
}

TEST_CASE("local secrets: twenty labels and not one more") {
    secret_keeping const local;
    local.create("db", "1");
    labels some;
    for (int i = 0; i != 19; ++i)
        some.push_back("label" + std::to_string(i));
    local.put("db", "2", some);
    auto const put = local.client.put_secret_value(
        {.secret_id = "db", .secret_string = "3", .version_stages = {"one more"}});
    REQUIRE(put.has_error());
    CHECK(put.error().code == sm::errc::limit_exceeded_exception);
    auto const moved = local.client.update_secret_version_stage(
        {.secret_id = "db",
         .version_stage = "one more",
         .move_to_version_id = local.stages("db").begin()->first});
    REQUIRE(moved.has_error());
    CHECK(moved.error().code == sm::errc::limit_exceeded_exception);
    CHECK(local.client
              .put_secret_value(
                  {.secret_id = "db", .secret_string = "3", .version_stages = labels(21, "x")})
              .has_error());
    CHECK(local.client.list_secret_version_ids({.secret_id = "db"}).value().versions.size() == 2);
}

TEST_CASE("local secrets: a hundred versions, then old ones without labels go") {
    secret_keeping const local;
    local.create("db", "0");
    std::string const second = local.put("db", "1", {"keep"});
    for (int i = 2; i != 100; ++i)
        local.put("db", std::to_string(i));
    auto const count = [&] {
        return local.client.list_secret_version_ids({.secret_id = "db", .include_deprecated = true})
            .value()
            .versions.size();
    };
    CHECK(count() == 100);
    auto const full = local.client.put_secret_value({.secret_id = "db", .secret_string = "x"});
    REQUIRE(full.has_error());
    CHECK(full.error().code == sm::errc::limit_exceeded_exception);
    CHECK(full.error().code == condition::throttled);
    CHECK(local.text("db") == "99");
    local.clock->advance(24h);
    local.put("db", "100");
    local.put("db", "101");
    CHECK(count() == 100);
    CHECK(local.text("db") == "101");
    CHECK(local.text("db", "keep") == "1");
}

TEST_CASE("local secrets: accesses are noted by the day") {
    secret_keeping const local;
    local.clock->set(timestamp(std::chrono::hours(24 * 20'000 + 23)));
    local.create("db", "1");
    auto const accessed = [&] {
        return local.client.describe_secret({.secret_id = "db"}).value().last_accessed_date;
    };
    auto const of_version = [&] {
        return local.client.list_secret_version_ids({.secret_id = "db"})
            .value()
            .versions.at(0)
            .last_accessed_date;
    };
    CHECK_FALSE(accessed());
    CHECK_FALSE(of_version());
    local.text("db");
    CHECK(accessed() == timestamp(std::chrono::hours(24 * 20'000)));
    CHECK(of_version() == accessed());
    local.clock->advance(2h);
    local.text("db");
    CHECK(accessed() == timestamp(std::chrono::hours(24 * 20'001)));
}

TEST_CASE("local secrets: a new key counts for the versions in use") {
    secret_keeping const local;
    local.create("db", "1");
    local.put("db", "2");
    local.put("db", "3");
    local.client.update_secret({.secret_id = "db", .kms_key_id = "alias/mine"}).value();
    std::multiset<std::string> keys;
    for (auto const& one :
         local.client.list_secret_version_ids({.secret_id = "db", .include_deprecated = true})
             .value()
             .versions)
        keys.insert(one.kms_key_ids.at(0));
    CHECK(keys == std::multiset<std::string>{"DefaultEncryptionKey", "alias/mine", "alias/mine"});
    CHECK(local.text("db") == "3");
}
