// SPDX-License-Identifier: Apache-2.0
#include "secrets_manager/cached_secret.hpp"

#include <skiff/secrets_manager/errors.hpp>

#include <algorithm>
#include <utility>

namespace skiff::secrets_manager::detail {
namespace {

/// Without overflow, however long.
steady_time later(steady_time from, std::chrono::nanoseconds by) {
    return by < steady_time::max() - from ? from + by : steady_time::max();
}

/// The pause after that many failures in a row.
std::chrono::nanoseconds pause_after(int failures, secret_cache_options const& options) {
    auto pause = std::min(options.retry_base, options.retry_max);
    for (int i = 1; i < failures && pause < options.retry_max; ++i)
        pause = pause > options.retry_max / 2 ? options.retry_max : pause * 2;
    return pause;
}

/// The service's word that the secret cannot be had: a value kept from before is not given then.
bool is_refusal(error const& e) {
    return e.code == errc::resource_not_found_exception ||
           e.code == errc::access_denied_exception || e.code == errc::decryption_failure ||
           e.code == errc::invalid_request_exception || e.code == errc::invalid_parameter_exception;
}

/// A failure by the caller's own limits: says nothing to other callers.
bool is_of_caller(error const& e, call_options const& options) {
    return e.code == skiff::errc::canceled ||
           (e.code == skiff::errc::timed_out && (options.timeout || options.attempt_timeout));
}

error not_waited(skiff::errc code, secret_key const& key) {
    auto out = make_error(code, (code == skiff::errc::canceled ? "canceled" : "timed out") +
                                    (" while another thread fetches the secret " + key.id));
    out.operation = "Secrets Manager.GetSecretValue";
    return out;
}

} // namespace

result<version_ptr> cached_secret::get(secret_source const& from, call_options const& options) {
    lock_type lock(mutex_);
    auto now = from.clock().steady_now();
    if (value_ && now < refresh_at_) [[likely]]
        return value_;
    auto const deadline = from.deadline(options);
    for (;; now = from.clock().steady_now()) {
        if (auto ready = at_hand(now, from))
            return std::move(*ready);
        if (!fetching_)
            break;
        if (auto ended = wait(lock, from, options, deadline))
            return std::move(*ended);
    }
    auto fetched = fetch(lock, from, options);
    if (!fetched && fetched.error().code != skiff::errc::canceled &&
        has_usable_value(from.clock().steady_now(), from))
        return value_;
    return fetched;
}

result<version_ptr> cached_secret::refresh(secret_source const& from, call_options const& options) {
    lock_type lock(mutex_);
    return refresh(lock, from, options, from.deadline(options));
}

result<version_ptr> cached_secret::no_older_than(std::chrono::nanoseconds age,
                                                 secret_source const& from,
                                                 call_options const& options) {
    auto const deadline = from.deadline(options);
    lock_type lock(mutex_);
    auto const recent = [&] {
        return begun_ != 0 && from.clock().steady_now() < later(begun_at_, age);
    };
    while (fetching_ && recent())
        if (auto ended = wait(lock, from, options, deadline))
            return std::move(*ended);
    if (begun_ != 0 && settled_ == begun_ && recent())
        return outcome();
    return refresh(lock, from, options, deadline);
}

bool cached_secret::is_of(std::string_view id) const {
    if (key_.id == id)
        return true;
    std::lock_guard const lock(mutex_);
    return value_ && (value_->name == id || value_->arn == id);
}

bool cached_secret::has_usable_value(steady_time now, secret_source const& from) const {
    return value_ && now < later(fetched_at_, std::max(from.options().keep_on_failure,
                                                       from.options().refresh_interval));
}

std::optional<result<version_ptr>> cached_secret::at_hand(steady_time now,
                                                          secret_source const& from) const {
    if (value_ && now < refresh_at_)
        return result<version_ptr>(value_);
    bool const backs_off = failure_ && now < retry_at_;
    if ((fetching_ || backs_off) && has_usable_value(now, from))
        return result<version_ptr>(value_);
    if (!fetching_ && backs_off)
        return result<version_ptr>(*failure_);
    return std::nullopt;
}

result<version_ptr> cached_secret::fetch(lock_type& lock, secret_source const& from,
                                         call_options const& options) {
    /// Whatever happens, the others do not wait for ever.
    struct flight {
        cached_secret& of;
        lock_type& lock;

        flight(cached_secret& entry, lock_type& held, steady_time now) : of(entry), lock(held) {
            of.fetching_ = true;
            of.begun_at_ = now;
            ++of.begun_;
            lock.unlock();
        }
        ~flight() {
            if (!lock.owns_lock())
                lock.lock();
            of.fetching_ = false;
            of.ended_.notify_all();
        }
    };
    flight const under_way(*this, lock, from.clock().steady_now());
    auto fetched = from.fetch(key_, options);
    if (!fetched && from.options().on_failure)
        from.options().on_failure(key_.id, fetched.error());
    lock.lock();
    if (fetched)
        keep(*fetched, from);
    else if (!is_of_caller(fetched.error(), options))
        keep_failure(fetched.error(), from);
    else if (fetched.error().code == skiff::errc::timed_out)
        pause(fetched.error(), from);
    return fetched;
}

std::optional<error> cached_secret::wait(lock_type& lock, secret_source const& from,
                                         call_options const& options, steady_time deadline) {
    auto const number = begun_;
    auto const over = [&] { return !fetching_ || begun_ != number; };
    while (!over()) {
        auto const left = deadline - from.clock().steady_now();
        if (options.stop.stop_requested())
            return not_waited(skiff::errc::canceled, key_);
        if (left <= left.zero())
            return not_waited(skiff::errc::timed_out, key_);
        // One hour at most: wait_for adds to the present and may overflow.
        ended_.wait_for(
            lock, options.stop,
            std::min<std::chrono::nanoseconds>({left, from.longest_sleep(), std::chrono::hours(1)}),
            over);
    }
    return std::nullopt;
}

result<version_ptr> cached_secret::refresh(lock_type& lock, secret_source const& from,
                                           call_options const& options, steady_time deadline) {
    auto const wanted = begun_ + 1;
    while (settled_ < wanted) {
        if (!fetching_)
            return fetch(lock, from, options);
        if (auto ended = wait(lock, from, options, deadline))
            return std::move(*ended);
    }
    return outcome();
}

result<version_ptr> cached_secret::outcome() const {
    if (failure_)
        return *failure_;
    return value_;
}

void cached_secret::keep(version_ptr fetched, secret_source const& from) {
    auto const half = from.options().refresh_interval / 2;
    auto const jitter = std::chrono::duration_cast<std::chrono::nanoseconds>(
        from.random().uniform() * std::chrono::duration<double, std::nano>(half));
    value_ = std::move(fetched);
    fetched_at_ = from.clock().steady_now();
    refresh_at_ = later(fetched_at_, half + jitter);
    failure_.reset();
    failures_ = 0;
    settled_ = begun_;
}

void cached_secret::pause(error const& why, secret_source const& from) {
    auto const now = from.clock().steady_now();
    if (!has_usable_value(now, from))
        return;
    failure_ = why;
    retry_at_ = later(now, pause_after(1, from.options()));
}

void cached_secret::keep_failure(error const& why, secret_source const& from) {
    if (is_refusal(why))
        value_.reset();
    failure_ = why;
    ++failures_;
    retry_at_ = later(from.clock().steady_now(), pause_after(failures_, from.options()));
    settled_ = begun_;
}

} // namespace skiff::secrets_manager::detail
