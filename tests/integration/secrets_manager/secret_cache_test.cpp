// SPDX-License-Identifier: Apache-2.0
// The cache against the local Secrets Manager: what it stores is found, stages move under it.
#include <skiff/local/clock.hpp>
#include <skiff/local/services.hpp>
#include <skiff/secrets_manager.hpp>
#include <skiff/secrets_manager/operation/delete_secret.hpp>
#include <skiff/secrets_manager/operation/restore_secret.hpp>
#include <skiff/secrets_manager/operation/update_secret_version_stage.hpp>

#include <boost/describe/class.hpp>

#include "support/catch.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace sm = skiff::secrets_manager;
namespace local = skiff::local;
using namespace std::chrono_literals;

namespace {

struct db_login {
    std::string username;
    skiff::secret_string password;
    std::uint16_t port = 0;
    std::optional<std::string> schema;
    std::vector<std::string> hosts;
};
BOOST_DESCRIBE_STRUCT(db_login, (), (username, password, port, schema, hosts))

db_login login_with(std::string_view password) {
    return {"admin", password, 5432, std::nullopt, {"a", "b"}};
}

struct fixture {
    std::shared_ptr<local::manual_clock> clock = std::make_shared<local::manual_clock>();
    local::services aws{{.clock = clock}};
    sm::client client{aws.config()};
    int failed_fetches = 0;
    sm::secret_cache secrets{client, {.on_failure = [this](std::string_view, skiff::error const&) {
                                 ++failed_fetches;
                             }}};
    std::string const id = "tracker/db";

    skiff::secret_string password_of(sm::secret_cache const& cache) {
        return cache.get<db_login>(id).value().password;
    }
    void make_current(std::string const& version) {
        auto const now = sm::secret_cache(client).get_version(id).value();
        client
            .update_secret_version_stage({.secret_id = id,
                                          .version_stage = "AWSCURRENT",
                                          .remove_from_version_id = now->version_id,
                                          .move_to_version_id = version})
            .value();
    }
};

/// A database of one user, whose password can be changed.
struct database {
    skiff::secret_string password;
    int tries = 0;

    auto connect() {
        return [this](db_login const& with) -> skiff::result<int> {
            ++tries;
            if (with.password == password)
                return 7;
            return skiff::make_error(skiff::errc::connect_failed, "wrong password");
        };
    }
};

bool is_wrong_password(skiff::error const& e) {
    return e.code == skiff::errc::connect_failed;
}

} // namespace

TEST_CASE_METHOD(fixture, "secret_cache: a struct comes back as it was stored") {
    auto const created = secrets.create(id, login_with("\"quoted\" \\ and \xC3\xBC\n")).value();
    CHECK(created.name == id);
    auto const login = secrets.get<db_login>(id).value();
    CHECK(login.username == "admin");
    CHECK(login.password == "\"quoted\" \\ and \xC3\xBC\n");
    CHECK(login.port == 5432);
    CHECK_FALSE(login.schema.has_value());
    CHECK(login.hosts == std::vector<std::string>{"a", "b"});
    CHECK(secrets.get<db_login>(created.arn).value().password == login.password);

    secrets.create_binary("bytes", skiff::binary{std::string("\0\xFF", 2)}).value();
    CHECK(secrets.get_binary("bytes").value().bytes() == std::string_view("\0\xFF", 2));
    secrets.create_string("text", "as it is").value();
    CHECK(secrets.get_string("text").value() == "as it is");
}

TEST_CASE_METHOD(fixture, "secret_cache: versions are found by stage and id") {
    auto const first = secrets.create(id, login_with("first")).value();
    auto const second = secrets.put(id, login_with("second")).value();
    auto const third = secrets.put(id, login_with("third"), {.version_stages = {"mine"}}).value();
    CHECK(password_of(secrets) == "second");
    CHECK(secrets.get<db_login>(id, {.version_stage = "AWSPREVIOUS"}).value().password == "first");
    CHECK(secrets.get<db_login>(id, {.version_stage = "mine"}).value().password == "third");
    CHECK(secrets.get<db_login>(id, {.version_id = first.version_id}).value().password == "first");
    auto const wrong = secrets.get<db_login>(
        id, {.version_stage = "mine", .version_id = second.version_id});
    REQUIRE(wrong.has_error());
    CHECK(wrong.error().code == sm::errc::invalid_request_exception);
    CHECK(third.version_id != second.version_id);
}

TEST_CASE_METHOD(fixture, "secret_cache: a token stores once, a name exists once") {
    secrets.create(id, login_with("first")).value();
    auto const again = secrets.create(id, login_with("other"));
    REQUIRE(again.has_error());
    CHECK(again.error().code == skiff::condition::already_exists);
    CHECK(again.error().to_string().find("other") == std::string::npos);

    sm::put_options const once{.client_request_token = "11111111-2222-4333-8444-555555555555"};
    CHECK(secrets.put(id, login_with("second"), once).value().version_id ==
          once.client_request_token);
    CHECK(secrets.put(id, login_with("second"), once).has_value());
    auto const other = secrets.put(id, login_with("hunter2"), once);
    REQUIRE(other.has_error());
    CHECK(other.error().code == sm::errc::resource_exists_exception);
    CHECK(other.error().to_string().find("hunter2") == std::string::npos);

    std::string const large(65537, 's');
    auto const too_large = secrets.put_string(id, large);
    REQUIRE(too_large.has_error());
    CHECK(too_large.error().code == skiff::condition::invalid_input);
    CHECK(too_large.error().to_string().find("ssss") == std::string::npos);
    CHECK(password_of(secrets) == "second");
}

TEST_CASE_METHOD(fixture, "secret_cache: a rotation by hand is survived at every step") {
    sm::secret_cache const elsewhere(client); // another process
    secrets.create(id, login_with("first")).value();
    database db{"first"};
    auto const tries = [&] {
        db.tries = 0;
        auto const connected = secrets.with_secret<db_login>(id, db.connect(), is_wrong_password);
        return connected ? db.tries : -1;
    };
    CHECK(tries() == 1);
    auto const next = elsewhere.put(id, login_with("second"), {.version_stages = {"AWSPENDING"}});
    CHECK(tries() == 1);
    db.password = "second"; // between the database and the stages
    CHECK(tries() == 2);
    make_current(next.value().version_id);
    CHECK(tries() == 2); // the current version was fetched within five seconds
    clock->advance(5s);
    CHECK(tries() == 2);
    CHECK(tries() == 1);
    CHECK(failed_fetches == 0);

    db.password = "unknown";
    clock->advance(5s);
    CHECK(tries() == -1);
    CHECK(db.tries == 1); // AWSPENDING is the current version, or gone
}

TEST_CASE_METHOD(fixture, "secret_cache: another process sees a new value within an hour") {
    sm::secret_cache const elsewhere(client);
    secrets.create(id, login_with("first")).value();
    CHECK(password_of(elsewhere) == "first");
    secrets.put(id, login_with("second")).value();
    CHECK(password_of(secrets) == "second");
    CHECK(password_of(elsewhere) == "first");
    clock->advance(1h);
    CHECK(password_of(elsewhere) == "second");
}

TEST_CASE_METHOD(fixture, "secret_cache: a deleted secret is not given, a lost service's is") {
    secrets.create(id, login_with("first")).value();
    CHECK(password_of(secrets) == "first");
    aws.inject({.service = "secretsmanager", .count = -1, .status = 503});
    clock->advance(1h);
    CHECK(password_of(secrets) == "first");
    CHECK(failed_fetches == 1);
    aws.clear_faults();
    clock->advance(1h);
    CHECK(password_of(secrets) == "first");

    client.delete_secret({.secret_id = id}).value();
    CHECK(password_of(secrets) == "first"); // not noticed yet
    clock->advance(1h);
    auto const deleted = secrets.get<db_login>(id);
    REQUIRE(deleted.has_error());
    CHECK(deleted.error().code == sm::errc::invalid_request_exception);
    client.restore_secret({.secret_id = id}).value();
    CHECK(secrets.get<db_login>(id).has_error());
    clock->advance(1s);
    CHECK(password_of(secrets) == "first");
}

TEST_CASE_METHOD(fixture, "secret_cache: threads never see an older value after a newer one") {
    secrets.create(id, login_with("0")).value();
    std::atomic<int> wrong{0};
    std::atomic<bool> over{false};
    std::vector<std::jthread> threads;
    for (int i = 0; i != 4; ++i)
        threads.emplace_back([&] {
            for (int last = 0; !over;) {
                auto const outcome = secrets.with_secret<db_login>(id, [&](db_login const& with) {
                    auto const given = std::stoi(std::string(with.password.view()));
                    wrong += given < last;
                    last = given;
                    return sm::login::accepted;
                });
                // The hour that the clock leaps is longer than a call in flight may take.
                wrong += outcome.has_error() && outcome.error().code != skiff::errc::timed_out;
            }
        });
    for (int i = 1; i != 50; ++i) {
        auto const next = sm::secret_cache(client).put(id, login_with(std::to_string(i)),
                                                       {.version_stages = {"AWSPENDING"}});
        make_current(next.value().version_id);
        if (i % 2 == 0)
            secrets.refresh_now(id).value();
        else
            clock->advance(1h);
    }
    over = true;
    threads.clear();
    CHECK(wrong == 0);
    secrets.refresh_now(id).value();
    CHECK(password_of(secrets) == "49");
}
