// SPDX-License-Identifier: Apache-2.0
// The tracker from the socket to a real PostgreSQL and the mailbox.
#include "aurora_storage.hpp"
#include "tracker.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/rds_data/client.hpp>
#include <skiff/rds_data/database.hpp>
#include <skiff/secrets_manager/client.hpp>
#include <skiff/secrets_manager/operation/create_secret.hpp>
#include <skiff/secrets_manager/operation/delete_secret.hpp>
#include <skiff/secrets_manager/operation/describe_secret.hpp>

#include "support/catch.hpp"

#include <atomic>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using item_tracker::work_item;

namespace {

namespace rds = skiff::rds_data;

constexpr char const* cluster = "arn:aws:rds:us-east-1:000000000000:cluster:local";
constexpr char const* secret = "tracker/login";

struct aurora_tracker : tracker {
    aurora_tracker()
        : tracker([](skiff::client_config const& config) {
            return item_tracker::open_aurora(config, {.cluster_arn = cluster,
                                                      .secret = secret,
                                                      .database = "auroraappdb",
                                                      .table = "work_items"});
        }) {}

    [[nodiscard]] rds::database sql() const {
        return {rds::client(aws.config()),
                {.resource_arn = cluster, .secret_arn = secret, .database = "auroraappdb"}};
    }
    /// Adds an item and returns its id.
    [[nodiscard]] std::string add(std::string const& body) const {
        auto const answer = ask("POST", "/api/items", body);
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return std::to_string(std::stoll(answer.body)); // A bare number.
    }
};

std::string described_by(std::size_t size) {
    return R"({"name":"A","description":")" + std::string(size, 'x') + "\"}";
}

std::string with_name(std::string const& name) {
    return R"({"name":")" + name + "\"}";
}

} // namespace

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: an item travels to the table and back") {
    std::string const id = add(
        R"({"name":"Ada \"🚀\" '; --","guide":"cpp","description":"a\nb","status":"","archived":false})");
    work_item const expected{.id = id,
                             .name = "Ada \"\xF0\x9F\x9A\x80\" '; --",
                             .guide = "cpp",
                             .description = "a\nb",
                             .status = "",
                             .archived = false};
    CHECK(list() == std::vector{expected});
    CHECK(list("?archived=false") == std::vector{expected});
    CHECK(list("?archived=true").empty());
    CHECK(ask("GET", "/api/items/" + id).status == 200);

    using row = std::tuple<std::int64_t, std::string, bool>;
    auto const stored = sql().query<row>("SELECT iditem, username, archived FROM work_items");
    CHECK(stored.value() == std::vector{row{std::stoll(id), *expected.name, false}});
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: absent fields are NULL, archived has a default") {
    std::string const id = add("{}");
    CHECK(ask("GET", "/api/items").body == R"([{"id":")" + id + R"(","archived":false}])");
    sql().execute("UPDATE work_items SET archived = NULL").value();
    CHECK(ask("GET", "/api/items").body == R"([{"id":")" + id + "\"}]");
    CHECK(ask("GET", "/api/items/" + id).body == R"([{"id":")" + id + "\"}]");
    CHECK(list("?archived=false").empty());
    CHECK(ask("POST", "/api/items:report", R"({"email":"you@example.org"})").status == 200);
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: updates change what they name, make no ghosts") {
    std::string const id = add(R"({"name":"A","status":"new","archived":false})");
    CHECK(ask("PUT", "/api/items/" + id, R"({"status":"done"})").body == id);
    CHECK(ask("POST", "/api/items", R"({"id":")" + id + R"(","guide":"go"})").body == id);
    CHECK(ask("PUT", "/api/items/" + id, "{}").body == id);
    for (int i = 0; i != 2; ++i)
        CHECK(ask("PUT", "/api/items/" + id + ":archive").body == id);
    CHECK(list() == std::vector{work_item{
                        .id = id, .name = "A", .guide = "go", .status = "done", .archived = true}});
    for (std::string const unknown :
         {"nobody", "0", "-1", "999999", "9999999999", "99999999999999999999999", "1%20OR%201=1",
          "1;DROP%20TABLE%20work_items", "01", "1.0", "+1"}) {
        INFO(unknown);
        for (auto const& [method, target, body] :
             {std::tuple{"GET", "/api/items/" + unknown, ""},
              {"PUT", "/api/items/" + unknown, R"({"name":"ghost"})"},
              {"PUT", "/api/items/" + unknown, "{}"},
              {"PUT", "/api/items/" + unknown + ":archive", ""}}) {
            auto const answer = ask(method, target, body);
            CHECK(answer.status == 404);
            CHECK(answer.body == R"({"error":"There is no such work item."})");
        }
    }
    CHECK(list().size() == 1);
    auto const wrong = ask("PUT", "/api/items/" + id + ":delete");
    CHECK(wrong.status == 400);
    CHECK(wrong.body == R"({"error":"Unrecognized action delete. The only allowed action is )"
                        R"('archive'."})");
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: what the table cannot keep is refused, named") {
    std::string const wide = "\xC3\xA4";
    std::string longest;
    for (int i = 0; i != 45; ++i)
        longest += wide;
    std::string const id = add(with_name(longest));
    CHECK(list().at(0).name == longest);
    auto const longer = ask("POST", "/api/items", with_name(longest + wide));
    CHECK(longer.status == 422);
    CHECK(longer.body == R"({"error":"name: more than 45 characters"})");
    CHECK(ask("PUT", "/api/items/" + id, R"({"guide":")" + std::string(46, 'g') + "\"}").body ==
          R"({"error":"guide: more than 45 characters"})");
    CHECK(ask("POST", "/api/items", R"({"status":"a\u0000b"})").body ==
          R"({"error":"status: the character U+0000 cannot be kept"})");
    CHECK(ask("POST", "/api/items", described_by(30'001)).status == 413);
    CHECK(ask("POST", "/api/items", described_by(400 * 1024)).status == 413);
    CHECK(ask("POST", "/api/items", described_by(4 << 20)).status == 413);
    CHECK(list().size() == 1);
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: lists and reports of more than 1 MiB are whole") {
    std::set<std::string> added;
    for (int i = 0; i != 60; ++i)
        added.insert(add(described_by(30'000)));
    CHECK(ids_of(list()) == added);
    CHECK(ids_of(list("?archived=false")) == added);
    CHECK(ask("POST", "/api/items:report", R"({"email":"you@example.org"})").status == 200);
    REQUIRE(aws.outbox().size() == 1);
    CHECK(aws.outbox()[0].raw.size() > 60 * 30'000);
    sql()
        .execute("INSERT INTO work_items (description) SELECT 'small' FROM "
                 "generate_series(1, 1200)")
        .value();
    CHECK(list().size() == 1260);
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: 8 clients at once lose nothing") {
    constexpr int clients = 8;
    constexpr int each = 10;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int c = 0; c != clients; ++c)
        threads.emplace_back([&] {
            for (int i = 0; i != each; ++i) {
                auto const answer = ask("POST", "/api/items", R"({"name":"A","archived":false})");
                auto const archived = ask("PUT", "/api/items/" + answer.body + ":archive");
                failures += answer.status != 200 || archived.status != 200;
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(failures == 0);
    CHECK(ids_of(list("?archived=true")).size() == clients * each);
    CHECK(list("?archived=false").empty());
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: a database that is resuming is 503 at once") {
    (void)add(R"({"name":"A"})");
    using skiff::local::resuming_wording;
    for (auto const wording :
         {resuming_wording::database_resuming, resuming_wording::communications_link_failure}) {
        aws.pause_cluster("local", std::chrono::hours(1), wording);
        for (auto const& [method, target, body] :
             {std::tuple{"GET", "/api/items", ""},
              {"GET", "/api/items/1", ""},
              {"POST", "/api/items", R"({"name":"B"})"},
              {"PUT", "/api/items/1:archive", ""},
              {"POST", "/api/items:report", R"({"email":"you@example.org"})"}}) {
            INFO(method << " " << target);
            auto const answer = ask(method, target, body);
            CHECK(answer.status == 503);
            CHECK(answer.headers.find("Retry-After") == "60");
            CHECK(answer.body ==
                  R"({"error":"Data service not ready. Wait a minute and try again."})");
        }
    }
    aws.pause_cluster("local", std::chrono::seconds(0), resuming_wording::database_resuming);
    (void)ask("GET", "/api/items");
    CHECK(list().size() == 1);
    CHECK(aws.outbox().empty());
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: a failing service is a 502 and tells nothing") {
    aws.inject({.service = "rds-data",
                .count = -1,
                .code = "InternalServerErrorException",
                .message = "arn:aws:rds:secret"});
    auto const failed = ask("GET", "/api/items");
    CHECK(failed.status == 502);
    CHECK(failed.body == R"({"error":"A storage error occurred."})");
    aws.clear_faults();
    CHECK(ask("GET", "/api/items").status == 200);
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: an INSERT whose answer is lost is not repeated") {
    using skiff::local::fault;
    (void)add("{}"); // The program knows the engine from now on.
    aws.inject({.service = "rds-data",
                .operation = "ExecuteStatement",
                .connection_dropped = fault::drop::after});
    CHECK(ask("POST", "/api/items", R"({"name":"once"})").status == 502);
    CHECK(list().size() == 2);
    aws.inject({.service = "rds-data",
                .operation = "ExecuteStatement",
                .connection_dropped = fault::drop::after});
    CHECK(ask("PUT", "/api/items/1:archive").status == 200);
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: the storage can be made and removed twice") {
    CHECK(items->create().has_value());
    CHECK(items->remove().has_value());
    CHECK(items->remove().has_value());
    CHECK(ask("GET", "/api/items").status == 502);
    skiff::secrets_manager::client const secrets(aws.config());
    CHECK(secrets.describe_secret({.secret_id = secret}).value().deleted_date);
    CHECK(items->create().has_value());
    CHECK_FALSE(secrets.describe_secret({.secret_id = secret}).value().deleted_date);
    CHECK(list().empty());
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: somebody else's deleted secret stays deleted") {
    skiff::secrets_manager::client const secrets(aws.config());
    skiff::secrets_manager::create_secret_request const wanted{
        .name = "other/login", .secret_string = R"({"username":"other","password":"sesame"})"};
    secrets.create_secret(wanted).value();
    secrets.delete_secret({.secret_id = wanted.name}).value();
    auto const other = item_tracker::open_aurora(aws.config(), {.cluster_arn = cluster,
                                                                .secret = wanted.name,
                                                                .database = "auroraappdb",
                                                                .table = "work_items"});
    auto const made = other->create();
    REQUIRE_FALSE(made);
    CHECK(made.error().message == "The secret other/login is being deleted, and --create did not "
                                  "make it. Restore it, or give another name.");
    CHECK(secrets.describe_secret({.secret_id = wanted.name}).value().deleted_date);
}

TEST_CASE_METHOD(aurora_tracker, "aurora tracker: names with capitals, and the longest ones") {
    std::string const longest(51, 'T');
    REQUIRE(item_tracker::is_table_name(longest));
    auto const other = item_tracker::open_aurora(
        aws.config(),
        {.cluster_arn = cluster, .secret = secret, .database = "MyItems", .table = longest});
    for (int i = 0; i != 2; ++i)
        CHECK(other->create().has_value());
    auto const id = other->add({.name = "Ann"}).value();
    CHECK(other->get(id).value().name == "Ann");
    CHECK(other->list(false).value().size() == 1);
    CHECK(other->update(id, {.status = "done"}).has_value());

    rds::database const there(
        rds::client(aws.config()),
        {.resource_arn = cluster, .secret_arn = secret, .database = "MyItems"});
    CHECK(there
              .query<std::string>("SELECT indexname::text FROM pg_indexes WHERE tablename = :table "
                                  "AND indexname LIKE '%_by_archived'",
                                  {{"table", std::string(51, 't')}})
              .value() == std::vector{std::string(51, 't') + "_by_archived"});
    CHECK(other->remove().has_value());
    CHECK_FALSE(other->list(false).has_value());
}

TEST_CASE("aurora tracker: a secret that is given by its ARN is not made") {
    skiff::local::services const aws;
    auto const items = item_tracker::open_aurora(
        aws.config(), {.cluster_arn = cluster,
                       .secret = "arn:aws:secretsmanager:us-east-1:000000000000:secret:none-AbCdEf",
                       .database = "auroraappdb",
                       .table = "work_items"});
    auto const made = items->create();
    REQUIRE_FALSE(made);
    CHECK(made.error().message.find("Give a name") != std::string::npos);
}

TEST_CASE("aurora tracker: only names go into SQL") {
    CHECK(item_tracker::is_sql_name("work_items"));
    for (auto const* text : {"", "1a", "a b", "a;b", "a\"", "a'", "a.b", "\xC3\xA4"})
        CHECK_FALSE(item_tracker::is_sql_name(text));
    CHECK(item_tracker::is_sql_name(std::string(63, 'a')));
    CHECK_FALSE(item_tracker::is_sql_name(std::string(64, 'a')));
    CHECK(item_tracker::is_table_name("work_items"));
    CHECK_FALSE(item_tracker::is_table_name("a;b"));
    CHECK_FALSE(item_tracker::is_table_name(std::string(52, 'a')));
}
