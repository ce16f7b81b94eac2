// SPDX-License-Identifier: Apache-2.0
#include "fake_secrets_manager.hpp"

#include "support/catch.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace secrets_manager = skiff::secrets_manager;
using secrets_manager::login;
using namespace std::chrono_literals;

namespace {

struct login_bench : fake_secrets_manager {
    secrets_manager::secret_cache secrets{client};
    std::string right = "right"; ///< What the database takes.
    std::vector<std::string> tried;

    login log_in() {
        tried.clear();
        return secrets
            .with_secret<db_login>("tracker/db",
                                   [this](db_login const& with) {
                                       tried.emplace_back(with.password.view());
                                       return tried.back() == right ? login::accepted
                                                                    : login::refused;
                                   })
            .value();
    }
    using passwords = std::vector<std::string>;
};

} // namespace

TEST_CASE_METHOD(login_bench, "with_secret: a password that is right is tried once") {
    give("right");
    CHECK(log_in() == login::accepted);
    CHECK(log_in() == login::accepted);
    CHECK(tried == passwords{"right"});
    CHECK(calls() == 1);
}

TEST_CASE_METHOD(login_bench, "with_secret: after a rotation the secret is fetched anew") {
    give("right");
    CHECK(log_in() == login::accepted);
    clock->advance(1min);
    right = "rotated";
    give("rotated", "v2");
    CHECK(log_in() == login::accepted);
    CHECK(tried == passwords{"right", "rotated"});
    CHECK(log_in() == login::accepted);
    CHECK(tried == passwords{"rotated"});
    CHECK(calls() == 2);
}

TEST_CASE_METHOD(login_bench, "with_secret: a rotation under way has its value in AWSPENDING") {
    give("old", "v1");
    give("right", "v2", "AWSPENDING");
    CHECK(log_in() == login::accepted);
    CHECK(tried == passwords{"old", "right"});
    CHECK(body() == R"({"SecretId":"tracker/db","VersionStage":"AWSPENDING"})");
    CHECK(calls() == 2); // the current one had just been fetched
    clock->advance(6s);
    give("right", "v2"); // the rotation has ended
    CHECK(log_in() == login::accepted);
    CHECK(tried == passwords{"old", "right"});
    CHECK(body() == R"({"SecretId":"tracker/db","VersionStage":"AWSCURRENT"})");
}

TEST_CASE_METHOD(login_bench, "with_secret: all three versions are tried in their order") {
    give("first", "v1");
    CHECK(log_in() != login::accepted);
    clock->advance(6s);
    give("second", "v2");
    give("right", "v3", "AWSPENDING");
    CHECK(log_in() == login::accepted);
    CHECK(tried == passwords{"first", "second", "right"});
}

TEST_CASE_METHOD(login_bench, "with_secret: a wrong password costs two requests in five seconds") {
    right = "unknown";
    give("wrong");
    refuse("ResourceNotFoundException", "no pending version");
    for (int i = 0; i != 20; ++i) {
        CHECK(log_in() == login::refused);
        CHECK(tried == passwords{"wrong"});
    }
    CHECK(calls() == 2);
    clock->advance(5s);
    give("wrong");
    refuse("ResourceNotFoundException", "no pending version");
    for (int i = 0; i != 20; ++i)
        CHECK(log_in() == login::refused);
    CHECK(calls() == 4);
    CHECK(wire->finished());
}

TEST_CASE_METHOD(login_bench, "with_secret: no version and no value is tried twice") {
    struct {
        char const *name, *password, *version;
        std::size_t tried;
    } const cases[] = {{"another", "other", "v2", 2},
                       {"the same version", "wrong", "v1", 1},
                       {"the same value", "wrong", "v2", 1}};
    right = "unknown";
    for (auto const& c : cases) {
        INFO(c.name);
        secrets.clear();
        give("wrong", "v1");
        give(c.password, c.version, "AWSPENDING");
        CHECK(log_in() == login::refused);
        CHECK(tried.size() == c.tried);
        CHECK(wire->finished());
    }
}

TEST_CASE_METHOD(login_bench, "with_secret: the last outcome is given when nothing helps") {
    give("one", "v1");
    give("two", "v2", "AWSPENDING");
    auto const refused = secrets.with_secret<db_login>(
        "tracker/db",
        [](db_login const& with) -> skiff::result<int> {
            return skiff::make_error(skiff::errc::connect_failed,
                                     with.port == 5432 && with.password == "two" ? "last"
                                                                                 : "first");
        },
        [](skiff::error const& e) { return e.code == skiff::errc::connect_failed; });
    REQUIRE(refused.has_error());
    CHECK(refused.error().message == "last");
}

TEST_CASE_METHOD(login_bench, "with_secret: other failures than of the log-in are given at once") {
    give("one");
    int count = 0;
    auto const failed = secrets.with_secret<db_login>(
        "tracker/db",
        [&](db_login const&) -> skiff::result<int> {
            ++count;
            return skiff::make_error(skiff::errc::resolve_failed, "no such host");
        },
        [](skiff::error const& e) { return e.code == skiff::errc::connect_failed; });
    CHECK(failed.error().code == skiff::errc::resolve_failed);
    CHECK(count == 1);
    CHECK(calls() == 1);
}

TEST_CASE_METHOD(login_bench, "with_secret: without a secret the function is not called") {
    for (bool const malformed : {false, true}) {
        secrets.clear();
        if (malformed)
            answer(secret_answer("{}"));
        else
            refuse("ResourceNotFoundException");
        int count = 0;
        auto const failed = secrets.with_secret<db_login>("tracker/db", [&](db_login const&) {
            ++count;
            return login::accepted;
        });
        REQUIRE(failed.has_error());
        CHECK(failed.error().code ==
              (malformed ? make_error_code(skiff::errc::malformed_response)
                         : make_error_code(secrets_manager::errc::resource_not_found_exception)));
        CHECK(count == 0);
    }
}

TEST_CASE_METHOD(login_bench, "with_secret: a version that does not decode is passed over") {
    give("old", "v1");
    answer(secret_answer("{}", "v2", "AWSPENDING"));
    CHECK(log_in() == login::refused);
    CHECK(tried == passwords{"old"});
}

TEST_CASE_METHOD(login_bench, "with_secret: a lost service leaves the log-in's own outcome") {
    give("old");
    CHECK(log_in() == login::refused);
    clock->advance(1min);
    wire->fail(skiff::errc::connection_lost);
    wire->fail(skiff::errc::connection_lost);
    CHECK(log_in() == login::refused);
    CHECK(tried == passwords{"old"});
    CHECK(wire->finished());
}

TEST_CASE_METHOD(login_bench, "with_secret: outcomes may be anything, and only movable") {
    give("old");
    give("right", "v2", "AWSPENDING");
    auto const session = secrets.with_secret<db_login>(
        "tracker/db",
        [this](db_login const& with) {
            return with.password == right ? std::make_unique<int>(7) : nullptr;
        },
        [](std::unique_ptr<int> const& made) { return made == nullptr; });
    static_assert(std::is_same_v<decltype(session), skiff::result<std::unique_ptr<int>> const>);
    REQUIRE(session.has_value());
    CHECK(**session == 7);

    struct sql_error {
        std::string state;
    };
    auto const other = secrets.with_secret<db_login>(
        "tracker/db",
        [](db_login const&) { return boost::system::result<int, sql_error>(sql_error{"28P01"}); },
        [](sql_error const& e) { return e.state == "28P01"; });
    REQUIRE(other.has_value());
    CHECK(other->error().state == "28P01");
}

TEST_CASE_METHOD(login_bench, "with_secret: what the function throws passes through") {
    give("old");
    CHECK_THROWS_AS(
        secrets.with_secret<db_login>(
            "tracker/db", [](db_login const&) -> login { throw std::runtime_error("driver"); }),
        std::runtime_error);
    CHECK(log_in() == login::refused);
}
