// SPDX-License-Identifier: Apache-2.0
#include "secret_keeping.hpp"

#include <chrono>

using namespace skiff;
using namespace std::chrono_literals;
using test::secret_keeping;
namespace sm = skiff::secrets_manager;

namespace {

std::string const function = "arn:aws:lambda:us-east-1:000000000000:function:rotate";

} // namespace

TEST_CASE("local secrets: without a function nothing is rotated") {
    secret_keeping const local;
    local.create("db");
    auto const without = local.client.rotate_secret({.secret_id = "db"});
    REQUIRE(without.has_error());
    CHECK(without.error().code == sm::errc::invalid_request_exception);
    CHECK(without.error().message ==
          "No Lambda rotation function ARN is associated with this secret.");
    auto const with = local.client.rotate_secret(
        {.secret_id = "db", .rotation_lambda_arn = function});
    REQUIRE(with.has_error());
    CHECK(with.error().code == sm::errc::access_denied_exception);
    CHECK(local.client.cancel_rotate_secret({.secret_id = "db"}).error().code ==
          sm::errc::invalid_request_exception);
    auto const about = local.client.describe_secret({.secret_id = "db"}).value();
    CHECK_FALSE(about.rotation_enabled);
    CHECK_FALSE(about.rotation_lambda_arn);
    CHECK(about.version_ids_to_stages.size() == 1);
}

TEST_CASE("local secrets: rotation settings are kept") {
    secret_keeping const local;
    local.create("db");
    auto const start = std::chrono::floor<std::chrono::milliseconds>(local.clock->now());
    struct {
        sm::rotation_rules_type rules;
        std::optional<timestamp> next;
    } const cases[] = {
        {{.automatically_after_days = 30, .duration = "3h"}, start + 24h * 30},
        {{.schedule_expression = "rate(10 days)"}, start + 24h * 10},
        {{.schedule_expression = "rate(4 hours)"}, start + 4h},
        {{.schedule_expression = "rate(1 day)"}, start + 24h},
        {{.schedule_expression = "rate(999 days)"}, start + 24h * 999},
        {{.schedule_expression = "cron(0 16 1,15 * ? *)"}, std::nullopt},
        {{.schedule_expression = "cron(0 8/8 * * ? *)"}, std::nullopt},
        {{.schedule_expression = "cron(0 0 ? JAN-MAR SUN#1 *)"}, std::nullopt},
        {{.schedule_expression = "cron(0 16 L * ? *)"}, std::nullopt},
    };
    for (auto const& one : cases) {
        local.client
            .rotate_secret({.secret_id = "db",
                            .rotation_lambda_arn = function,
                            .rotation_rules = one.rules,
                            .rotate_immediately = false})
            .value();
        auto const about = local.client.describe_secret({.secret_id = "db"}).value();
        CHECK(about.rotation_enabled == true);
        CHECK(about.rotation_lambda_arn == function);
        REQUIRE(about.rotation_rules);
        CHECK(about.rotation_rules->automatically_after_days == one.rules.automatically_after_days);
        CHECK(about.rotation_rules->schedule_expression == one.rules.schedule_expression);
        CHECK(about.next_rotation_date == one.next);
    }
    local.client.cancel_rotate_secret({.secret_id = "db"}).value();
    auto const about = local.client.describe_secret({.secret_id = "db"}).value();
    CHECK(about.rotation_enabled == false);
    CHECK_FALSE(about.next_rotation_date);
    CHECK(local.text("db") == "first");
}

TEST_CASE("local secrets: rotation rules that cannot be") {
    secret_keeping const local;
    local.create("db");
    sm::rotation_rules_type const cases[] = {
        {.automatically_after_days = 0},
        {.automatically_after_days = 1001},
        {.automatically_after_days = 1, .schedule_expression = "rate(1 day)"},
        {.automatically_after_days = 1, .duration = "h"},
        {.automatically_after_days = 1, .duration = "xh"},
        {.automatically_after_days = 1, .duration = "12"},
        {.schedule_expression = "tomorrow"},
        {.schedule_expression = ""},
        {.schedule_expression = "rate("},
        {.schedule_expression = "rate()"},
        {.schedule_expression = "rate(abc)"},
        {.schedule_expression = "rate(days)"},
        {.schedule_expression = "rate(5)"},
        {.schedule_expression = "rate(-5 days)"},
        {.schedule_expression = "rate(+5 days)"},
        {.schedule_expression = "rate(0 days)"},
        {.schedule_expression = "rate(3 hours)"},
        {.schedule_expression = "rate(1000 days)"},
        {.schedule_expression = "rate(23977 hours)"},
        {.schedule_expression = "rate(2000000000 days)"},
        {.schedule_expression = "rate(99999999999999999999 hours)"},
        {.schedule_expression = "rate(5 weeks)"},
        {.schedule_expression = "rate(5 days) "},
        {.schedule_expression = "rate(5 days"},
        {.schedule_expression = "rate(5 days and 2 hours)"},
        {.schedule_expression = "cron("},
        {.schedule_expression = "cron()"},
        {.schedule_expression = "cron(daily)"},
        {.schedule_expression = "cron(0 16 1 * ?)"},
        {.schedule_expression = "cron(0 16 1 * ? * *)"},
        {.schedule_expression = "cron(5 16 1 * ? *)"},
        {.schedule_expression = "cron(0 24 1 * ? *)"},
        {.schedule_expression = "cron(0 16 32 * ? *)"},
        {.schedule_expression = "cron(0 16 1 13 ? *)"},
        {.schedule_expression = "cron(0 16 ? * DAY *)"},
        {.schedule_expression = "cron(0 16 1 * 1 *)"},
        {.schedule_expression = "cron(0 16 ? * ? *)"},
        {.schedule_expression = "cron(0 16 1 * ? 2027)"},
        {.schedule_expression = "cron(0 , 1 * ? *)"},
    };
    for (auto const& rules : cases) {
        INFO(rules.schedule_expression.value_or(""));
        CHECK(local.client
                  .rotate_secret({.secret_id = "db",
                                  .rotation_lambda_arn = function,
                                  .rotation_rules = rules,
                                  .rotate_immediately = false})
                  .has_error());
    }
    CHECK_FALSE(local.client.describe_secret({.secret_id = "db"}).value().rotation_enabled);
}
