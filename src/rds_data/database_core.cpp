// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/detail/database_core.hpp>

#include <skiff/core/clock.hpp>
#include <skiff/core/config.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/core/random.hpp>
#include <skiff/rds_data/errors.hpp>
#include <skiff/rds_data/operations.hpp>
#include <skiff/rds_data/sql_error.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace skiff::rds_data::detail {
namespace {

using std::chrono::nanoseconds;

/// The pauses of one call that finds its database paused.
class resume_wait {
  public:
    resume_wait(resume_policy const& policy, protocol::service_client const& service,
                call_options const& options)
        : policy_(policy)
        , clock_(service.config().clock ? *service.config().clock : system_clock())
        , random_(service.config().random ? *service.config().random : system_random())
        , options_(options)
        , began_(clock_.steady_now())
        , next_(policy.first_pause) {}

    /// The options of the next attempt: what is left of the call's time.
    [[nodiscard]] call_options remaining() const {
        auto out = options_;
        if (out.timeout)
            *out.timeout = std::max(nanoseconds(0), *out.timeout - (clock_.steady_now() - began_));
        return out;
    }

    /// Waits. False when no pause is left, with the reason in `failure`.
    [[nodiscard]] bool pause(error& failure) {
        auto const length = nanoseconds(static_cast<nanoseconds::rep>(
            static_cast<double>(next_.count()) * (0.5 + random_.uniform() / 2)));
        next_ = std::min(next_ * 2, policy_.longest_pause);
        if (waited_ + length > policy_.most_waiting || exceeds_timeout(length)) {
            failure.message +=
                " (still so after waiting " +
                std::to_string(std::chrono::duration_cast<std::chrono::seconds>(waited_).count()) +
                " s for the database to resume)";
            return false;
        }
        waited_ += length;
        if (clock_.sleep_for(length, options_.stop))
            return true;
        auto canceled = make_error(skiff::errc::canceled,
                                   "canceled while waiting for the database to resume");
        canceled.operation = failure.operation;
        canceled.attempts = failure.attempts;
        canceled.reached = failure.reached;
        failure = std::move(canceled);
        return false;
    }

  private:
    [[nodiscard]] bool exceeds_timeout(nanoseconds length) const {
        return options_.timeout && clock_.steady_now() - began_ + length >= *options_.timeout;
    }

    resume_policy const& policy_;
    clock& clock_;
    random_source& random_;
    call_options const& options_;
    std::chrono::steady_clock::time_point began_;
    nanoseconds next_;
    nanoseconds waited_{0};
};

std::string transaction_member(std::string_view id) {
    std::string out = R"(,"transactionId":)";
    json::append_string(out, id);
    return out;
}

/// For answers of which nothing is wanted.
bool ignore_answer(void*, std::string_view, std::string&) {
    return true;
}

bool read_transaction_id(void* context, std::string_view body, std::string& why) {
    auto& id = *static_cast<std::string*>(context);
    id.clear();
    json::reader in(body);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "transactionId")
            in.string(id);
        else
            in.skip();
    }
    if (in.finish() && id.empty())
        in.fail("the answer has no transactionId");
    why = in.message();
    return !in.failed();
}

} // namespace

database_core::database_core(protocol::service_client through, database_settings settings)
    : service_(std::move(through))
    , settings_(std::make_shared<database_settings const>(std::move(settings))) {}

std::optional<error> database_core::call(protocol::operation const& what, std::string_view members,
                                         protocol::body_reader output,
                                         call_options const& options) const {
    std::string body;
    body.reserve(settings_->resource_arn.size() + settings_->secret_arn.size() +
                 settings_->database.size() + settings_->schema.size() + members.size() + 80);
    body += R"({"resourceArn":)";
    json::append_string(body, settings_->resource_arn);
    body += R"(,"secretArn":)";
    json::append_string(body, settings_->secret_arn);
    body += members;
    body += '}';
    return service_.call(what, std::move(body), output, options);
}

std::optional<error> database_core::call_and_wait(protocol::operation const& what,
                                                  std::string_view members,
                                                  protocol::body_reader output,
                                                  call_options const& options) const {
    resume_wait wait(settings_->resume, service_, options);
    for (;;) {
        auto failure = call(what, members, output, wait.remaining());
        if (!failure || !settings_->resume.enabled || !is_resuming(*failure) ||
            !wait.pause(*failure))
            return failure;
    }
}

std::optional<error> database_core::send(statement const& what, std::string_view transaction_id,
                                         protocol::body_reader output) const {
    if (what.unwritable)
        return what.unwritable;
    auto options = what.options.call;
    options.at_most_once = options.at_most_once || !what.repeatable;
    std::string members = database_members();
    members += what.members;
    if (transaction_id.empty())
        return call_and_wait(*what.what, members, output, options);
    members += transaction_member(transaction_id);
    return call(*what.what, members, output, options);
}

/// ,"database":"...","schema":"..." where they are set.
std::string database_core::database_members() const {
    std::string out;
    if (!settings_->database.empty()) {
        out += R"(,"database":)";
        json::append_string(out, settings_->database);
    }
    if (!settings_->schema.empty()) {
        out += R"(,"schema":)";
        json::append_string(out, settings_->schema);
    }
    return out;
}

result<std::string> database_core::begin(call_options const& options) const {
    std::string id;
    if (auto failure = call_and_wait(operations::begin_transaction, database_members(),
                                     {&id, &read_transaction_id}, options))
        return std::move(*failure);
    return id;
}

std::optional<error> database_core::commit(std::string_view transaction_id,
                                           call_options const& options) const {
    auto failure = call(operations::commit_transaction, transaction_member(transaction_id),
                        {nullptr, &ignore_answer}, options);
    if (failure && failure->attempts > 1 && failure->code == errc::transaction_not_found_exception)
        failure->message += " (an earlier attempt may have committed it: its answer was lost)";
    return failure;
}

std::optional<error> database_core::rollback(std::string_view transaction_id,
                                             call_options const& options) const {
    auto failure = call(operations::rollback_transaction, transaction_member(transaction_id),
                        {nullptr, &ignore_answer}, options);
    if (failure && failure->attempts > 1 && failure->code == errc::transaction_not_found_exception)
        return std::nullopt; // an earlier attempt did it, and its answer was lost
    return failure;
}

} // namespace skiff::rds_data::detail
