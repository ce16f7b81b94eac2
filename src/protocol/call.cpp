// SPDX-License-Identifier: Apache-2.0
#include "protocol/call.hpp"

#include <skiff/core/call_observer.hpp>
#include <skiff/core/clock_skew.hpp>
#include <skiff/core/http/crc32.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/protocol/codec.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <utility>

namespace skiff::protocol {
namespace {

using steady_time = std::chrono::steady_clock::time_point;

/// Deadline that cannot overflow, however long the timeout.
steady_time after(steady_time from, std::chrono::nanoseconds timeout) {
    return timeout < steady_time::max() - from ? from + timeout : steady_time::max();
}

/// True when the service may have done what was asked although the attempt failed.
bool may_have_acted(error const& failure, retry_class why) noexcept {
    if (failure.reached != progress::answered)
        return failure.reached >= progress::sent;
    if (why == retry_class::throttling || failure.http_status == 503)
        return false;
    return failure.http_status < 400 || failure.http_status >= 500;
}

/// One call: its attempts share what is found out here.
class call_in_progress {
  public:
    call_in_progress(client_state& state, resolved_settings const& settings, operation const& what,
                     http::request& request, answer_reader reader, call_options const& options,
                     std::string_view host_prefix)
        : state_(state)
        , settings_(settings)
        , what_(what)
        , request_(request)
        , reader_(reader)
        , options_(options)
        , session_(
              {.max_attempts = std::max(1, options.max_attempts.value_or(settings.max_attempts)),
               .transient_base = state.service().retry.transient_base,
               .constants = state.config().retry.constants},
              state.quota(), state.random())
        , overall_(after(state.clock().steady_now(),
                         options.timeout.value_or(state.config().timeouts.overall))) {
        if (!host_prefix.empty() && !settings.endpoint.configured) {
            prefixed_.emplace(settings.endpoint.origin);
            prefixed_->host.insert(0, host_prefix);
            prefixed_authority_ = prefixed_->authority();
        }
    }

    std::optional<error> run() {
        request_.target.insert(0, settings_.endpoint.base_path);
        request_.headers.add("User-Agent", settings_.user_agent);
        request_.headers.add("amz-sdk-invocation-id", state_.random().uuid());
        for (;;) {
            auto failure = attempt();
            if (!failure) {
                session_.succeeded();
                return std::nullopt;
            }
            failure->attempts = session_.attempt();
            if (!goes_on(*failure))
                return failure;
        }
    }

    /// For an observer: what the last attempt brought, and how many there were.
    [[nodiscard]] call_end end(error const* failure) const noexcept {
        return {.failure = failure,
                .request_id = request_id_,
                .http_status = http_status_,
                .attempts = session_.attempt()};
    }

  private:
    /// Signs and sends once.
    std::optional<error> attempt() {
        skew_used_ = state_.skew().value();
        skew_learnt_.reset();
        retry_after_.reset();
        write_attempt_header();
        if (!what_.unsigned_request)
            if (auto failure = sign())
                return failure;

        auto const sent = state_.clock().now();
        auto const& to = prefixed_ ? *prefixed_ : settings_.endpoint.origin;
        auto answer = settings_.transport->send(to, request_, bounds());
        if (state_.config().observer)
            remember(answer);
        if (!answer)
            return std::move(answer).error();
        body_guard const guard(what_, answer->body);
        skew_learnt_ = state_.skew().observe(answer->headers, sent, state_.clock().now());
        return accept(*answer);
    }

    std::optional<error> sign() {
        auto const who = settings_.credentials->get();
        if (!who)
            return who.error();
        auto const& endpoint = settings_.endpoint;
        auto const signed_at = state_.clock().now() +
                               std::chrono::duration_cast<timestamp::duration>(skew_used_);
        return state_.signer().sign(request_, prefixed_ ? prefixed_authority_ : settings_.authority,
                                    **who, {endpoint.signing_region, endpoint.signing_name},
                                    signed_at);
    }

    void remember(result<http::response> const& answer) {
        http_status_ = answer ? answer->status : 0;
        request_id_ = answer ? answer->headers.find("x-amzn-RequestId").value_or("") : "";
    }

    void write_attempt_header() {
        std::string text = "attempt=" + std::to_string(session_.attempt()) +
                           "; max=" + std::to_string(session_.max_attempts());
        request_.headers.set("amz-sdk-request", text);
    }

    [[nodiscard]] http::send_options bounds() const {
        http::send_options out;
        auto const& defaults = state_.config().timeouts;
        out.deadline = std::min(overall_,
                                after(state_.clock().steady_now(),
                                      options_.attempt_timeout.value_or(defaults.attempt)));
        out.connect_timeout = defaults.connect;
        out.response_limit = state_.config().response_limit;
        out.stop = options_.stop;
        out.sensitive = what_.sensitive;
        out.may_resend = !options_.at_most_once;
        return out;
    }

    std::optional<error> accept(http::response const& answer) {
        std::optional<error> failure;
        if (what_.service->checksummed && !checksum_matches(answer)) {
            failure = make_error(
                errc::checksum_mismatch,
                "the answer does not match its x-amz-crc32: it was damaged under way");
        } else if (answer.status < 200 || answer.status > 299) {
            failure = read_error(what_, answer);
            if (auto const header = answer.headers.find("x-amz-retry-after"))
                retry_after_ = std::string(*header);
        } else {
            failure = reader_.read(reader_.context, answer);
            if (failure)
                failure->request_id = answer.headers.find("x-amzn-RequestId").value_or("");
        }
        if (failure) {
            failure->http_status = answer.status;
            failure->reached = progress::answered;
        }
        return failure;
    }

    static bool checksum_matches(http::response const& answer) {
        auto const header = answer.headers.find("x-amz-crc32");
        if (!header)
            return true;
        std::uint32_t expected = 0;
        auto const [end, code] = std::from_chars(header->data(), header->data() + header->size(),
                                                 expected);
        return code == std::errc() && end == header->data() + header->size() &&
               expected == http::crc32(answer.body);
    }

    /// True when another attempt is due; it has waited then.
    bool goes_on(error& failure) {
        if (is_skew_failure(failure.aws_code, skew_learnt_, skew_used_) && session_.again_at_once())
            return true;
        auto const why = classify(*what_.service, failure);
        if (options_.at_most_once && why != retry_class::none && may_have_acted(failure, why)) {
            failure.message += " (not retried: the service may have acted on it)";
            return false;
        }
        auto const next = session_.failed(why, retry_after_, failure.code == errc::timed_out);
        if (next.quota_exhausted)
            failure.message += " (not retried: too many retries of this client fail)";
        if (!next.retry)
            return false;
        if (state_.clock().steady_now() + next.delay >= overall_) {
            failure.message += " (not retried: the call's time would be over)";
            session_.abandoned();
            return false;
        }
        if (state_.clock().sleep_for(next.delay, options_.stop))
            return true;
        session_.abandoned();
        auto canceled = make_error(errc::canceled,
                                   "canceled while waiting to retry after: " + failure.to_string());
        canceled.attempts = failure.attempts;
        canceled.reached = failure.reached;
        failure = std::move(canceled);
        return false;
    }

    client_state& state_;
    resolved_settings const& settings_;
    operation const& what_;
    http::request& request_;
    answer_reader reader_;
    call_options const& options_;
    retry_session session_;
    steady_time const overall_;
    std::optional<http::origin> prefixed_; ///< The host with the operation's prefix.
    std::string prefixed_authority_;
    std::chrono::nanoseconds skew_used_{0};
    std::optional<std::chrono::nanoseconds> skew_learnt_;
    std::optional<std::string> retry_after_;
    std::string request_id_; ///< These two for an observer only.
    int http_status_ = 0;
};

/// TableName of a request in JSON; empty when there is none.
std::string table_name_in(std::string_view body) {
    std::string out;
    json::reader reader(body);
    if (reader.peek() != json::kind::object)
        return out;
    reader.begin_object();
    for (std::string_view key; out.empty() && reader.next_key(key);) {
        if (key == "TableName" && reader.peek() == json::kind::string)
            reader.string(out);
        else
            reader.skip();
    }
    return out;
}

std::unique_ptr<observed_call> observe(client_state const& state, resolved_settings const* settings,
                                       operation const& what, http::request const& request) {
    auto* const observer = state.config().observer.get();
    if (observer == nullptr)
        return nullptr;
    std::string const table = what.sensitive ? std::string() : table_name_in(request.body);
    return observer->begin(
        {.service = what.service->id,
         .operation = what.name,
         .region = settings ? std::string_view(settings->endpoint.signing_region) : "",
         .table_name = table});
}

} // namespace

std::string full_name(operation const& what) {
    return std::string(what.service->id) + '.' + std::string(what.name);
}

std::optional<error> carry_out(client_state& state, operation const& what, http::request& request,
                               answer_reader reader, call_options const& options,
                               std::string_view host_prefix) {
    auto const settings = state.resolve();
    auto const observed = observe(state, settings ? *settings : nullptr, what, request);
    std::optional<error> failure;
    if (!settings) {
        failure = settings.error();
        if (observed)
            observed->end({.failure = &*failure});
    } else {
        call_in_progress call(state, **settings, what, request, reader, options, host_prefix);
        failure = call.run();
        if (observed)
            observed->end(call.end(failure ? &*failure : nullptr));
    }
    if (failure)
        failure->operation = full_name(what);
    return failure;
}

} // namespace skiff::protocol
