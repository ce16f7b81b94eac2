// SPDX-License-Identifier: Apache-2.0
// Rotation as far as it goes without a function to rotate with, and random passwords.
#include "local/secrets_manager/engine.hpp"

#include "local/secrets_manager/checks.hpp"
#include "local/secrets_manager/random_text.hpp"
#include "local/secrets_manager/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace skiff::local::secrets_manager {
namespace {

error no_function() {
    return invalid_request("No Lambda rotation function ARN is associated with this secret.");
}

error cannot_invoke() {
    return refusal("AccessDeniedException",
                   "Secrets Manager cannot invoke the specified Lambda function. Ensure that the "
                   "function policy grants access to the principal secretsmanager.amazonaws.com. "
                   "skiff-local has no functions: it keeps the settings when RotateImmediately is "
                   "false.");
}

objection check(api::rotation_rules_type const& rules) {
    if (auto wrong = check_range(rules.automatically_after_days,
                                 "rotationRules.automaticallyAfterDays", 1, 1000))
        return wrong;
    if (rules.automatically_after_days && rules.schedule_expression)
        return invalid_parameter("You can't specify both AutomaticallyAfterDays and "
                                 "ScheduleExpression.");
    if (auto wrong = first_of(
            check_length(rules.duration, "rotationRules.duration", 2, 3),
            check_length(rules.schedule_expression, "rotationRules.scheduleExpression", 1, 256)))
        return wrong;
    if (rules.duration)
        if (std::string_view const hours = *rules.duration;
            !hours.ends_with('h') || hours.find_first_not_of("0123456789") != hours.size() - 1)
            return constraint(hours, "rotationRules.duration",
                              "satisfy regular expression pattern: [0-9]+h");
    if (rules.schedule_expression && !parse_rate(*rules.schedule_expression) &&
        !is_cron(*rules.schedule_expression))
        return invalid_parameter("ScheduleExpression must be a rate() of 4 hours to 999 days, or a "
                                 "cron() expression of six fields with 0 minutes and every year.");
    return std::nullopt;
}

objection check(api::rotate_secret_request const& in) {
    if (auto wrong = first_of(check_secret_id(in.secret_id),
                              check_token(in.client_request_token, "InvalidParameterException"),
                              check_length(in.rotation_lambda_arn, "rotationLambdaARN", 0, 2048)))
        return wrong;
    return in.rotation_rules ? check(*in.rotation_rules) : std::nullopt;
}

/// Of the version with the label.
std::optional<std::string> id_of(secret const& owner, std::string_view stage) {
    version const* const found = owner.find_stage(stage);
    return found ? std::optional(found->id) : std::nullopt;
}

/// Nothing for a cron expression: only the service knows.
std::optional<timestamp> next_rotation(api::rotation_rules_type const& rules, timestamp now) {
    using namespace std::chrono;
    if (rules.automatically_after_days)
        return now + days(*rules.automatically_after_days);
    auto const rate = rules.schedule_expression ? parse_rate(*rules.schedule_expression)
                                                : std::nullopt;
    return rate ? std::optional(now + *rate) : std::nullopt;
}

} // namespace

result<api::rotate_secret_response> secrets_engine::rotate_secret(
    api::rotate_secret_request const& in) {
    if (auto wrong = check(in))
        return *std::move(wrong);
    return change(in.secret_id, [&](secret& to) -> result<api::rotate_secret_response> {
        auto& about = to.about;
        if (in.rotation_lambda_arn && !in.rotation_lambda_arn->empty())
            about.rotation_lambda_arn = in.rotation_lambda_arn;
        if (!about.rotation_lambda_arn)
            return no_function();
        if (in.rotate_immediately.value_or(true))
            return cannot_invoke();
        if (in.rotation_rules)
            about.rotation_rules = in.rotation_rules;
        about.rotation_enabled = true;
        about.next_rotation_date = about.rotation_rules
                                       ? next_rotation(*about.rotation_rules, now())
                                       : std::nullopt;
        return api::rotate_secret_response{about.arn, about.name, id_of(to, current_stage)};
    });
}

result<api::cancel_rotate_secret_response> secrets_engine::cancel_rotate_secret(
    api::cancel_rotate_secret_request const& in) {
    if (auto wrong = check_secret_id(in.secret_id))
        return *std::move(wrong);
    return change(in.secret_id, [](secret& to) -> result<api::cancel_rotate_secret_response> {
        if (!to.about.rotation_lambda_arn)
            return no_function();
        to.about.rotation_enabled = false;
        to.about.next_rotation_date.reset();
        return api::cancel_rotate_secret_response{to.about.arn, to.about.name,
                                                  id_of(to, pending_stage)};
    });
}

result<api::get_random_password_response> secrets_engine::get_random_password(
    api::get_random_password_request const& in) {
    auto made = random_password(in);
    if (!made)
        return std::move(made).error();
    return api::get_random_password_response{std::move(*made)};
}

} // namespace skiff::local::secrets_manager
