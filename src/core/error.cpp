// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/error.hpp>
#include <skiff/core/result.hpp>

#include <ostream>
#include <utility>

namespace skiff {
namespace {

char const* text_of(errc e) noexcept {
    switch (e) {
    case errc::unmodelled_service_error:
        return "unmodelled_service_error";
    case errc::invalid_request:
        return "invalid_request";
    case errc::invalid_configuration:
        return "invalid_configuration";
    case errc::no_region:
        return "no_region";
    case errc::no_credentials:
        return "no_credentials";
    case errc::resolve_failed:
        return "resolve_failed";
    case errc::connect_failed:
        return "connect_failed";
    case errc::tls_failed:
        return "tls_failed";
    case errc::connection_lost:
        return "connection_lost";
    case errc::timed_out:
        return "timed_out";
    case errc::canceled:
        return "canceled";
    case errc::response_too_large:
        return "response_too_large";
    case errc::malformed_response:
        return "malformed_response";
    case errc::checksum_mismatch:
        return "checksum_mismatch";
    case errc::retry_quota_exceeded:
        return "retry_quota_exceeded";
    case errc::waiter_failed:
        return "waiter_failed";
    case errc::waiter_timed_out:
        return "waiter_timed_out";
    }
    return "unknown";
}

char const* text_of(condition c) noexcept {
    switch (c) {
    case condition::throttled:
        return "throttled";
    case condition::not_found:
        return "not_found";
    case condition::already_exists:
        return "already_exists";
    case condition::access_denied:
        return "access_denied";
    case condition::expired_credentials:
        return "expired_credentials";
    case condition::condition_failed:
        return "condition_failed";
    case condition::invalid_input:
        return "invalid_input";
    case condition::service_unavailable:
        return "service_unavailable";
    case condition::timed_out:
        return "timed_out";
    case condition::canceled:
        return "canceled";
    }
    return "unknown";
}

class core_category_type final : public boost::system::error_category {
  public:
    char const* name() const noexcept override { return "skiff"; }
    std::string message(int value) const override { return text_of(static_cast<errc>(value)); }
    boost::system::error_condition default_error_condition(int value) const noexcept override {
        switch (static_cast<errc>(value)) {
        case errc::invalid_request:
            return condition::invalid_input;
        case errc::no_credentials:
            return condition::access_denied;
        case errc::resolve_failed:
        case errc::connect_failed:
        case errc::connection_lost:
            return condition::service_unavailable;
        case errc::waiter_timed_out:
        case errc::timed_out:
            return condition::timed_out;
        case errc::canceled:
            return condition::canceled;
        default:
            return {value, *this};
        }
    }
};

class condition_category_type final : public boost::system::error_category {
  public:
    char const* name() const noexcept override { return "skiff.condition"; }
    std::string message(int value) const override { return text_of(static_cast<condition>(value)); }
};

} // namespace

boost::system::error_category const& core_category() noexcept {
    static core_category_type const category;
    return category;
}

boost::system::error_category const& condition_category() noexcept {
    static condition_category_type const category;
    return category;
}

std::string error::to_string() const {
    std::string out;
    if (!operation.empty())
        out += operation + ": ";
    out += aws_code.empty() ? code.message() : aws_code;
    if (!message.empty())
        out += ": " + message;
    std::string notes;
    auto note = [&notes](std::string const& text) {
        notes += notes.empty() ? " (" : ", ";
        notes += text;
    };
    if (http_status != 0)
        note("HTTP " + std::to_string(http_status));
    if (!request_id.empty())
        note("request id " + request_id);
    if (attempts > 1)
        note(std::to_string(attempts) + " attempts");
    if (!notes.empty())
        out += notes + ')';
    return out;
}

std::ostream& operator<<(std::ostream& out, error const& e) {
    return out << e.to_string();
}

error make_error(errc code, std::string message) {
    error e;
    e.code = code;
    e.message = std::move(message);
    return e;
}

service_error::service_error(skiff::error e)
    : std::runtime_error(e.to_string()), error_(std::move(e)) {}

void throw_exception_from_error(error const& e, boost::source_location const&) {
    throw service_error(e);
}

} // namespace skiff
