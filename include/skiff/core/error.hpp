// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>

#include <any>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace skiff {

/// What skiff itself reports. What a service reports is in that service's own `errc`.
enum class errc {
    unmodelled_service_error = 1, ///< The service sent a code that its model does not know.
    invalid_request,              ///< The request cannot be encoded; it was not sent.
    invalid_configuration,        ///< A profile file, variable or setting is wrong.
    no_region,                    ///< No region was given, in the environment or in a profile.
    no_credentials,               ///< No credentials were found.
    resolve_failed,               ///< The host name was not found.
    connect_failed,               ///< No connection to the host could be made.
    tls_failed,                   ///< The TLS handshake failed or the certificate was refused.
    connection_lost,              ///< The connection ended before the whole answer had arrived.
    timed_out,                    ///< A deadline passed.
    canceled,                     ///< The caller asked to stop.
    response_too_large,           ///< The answer is larger than the configured limit.
    malformed_response,           ///< The answer is not HTTP, JSON or XML as it should be.
    checksum_mismatch,            ///< The answer does not match its CRC32.
    retry_quota_exceeded,         ///< The error before it may be retried, but the quota is empty.
    waiter_failed,                ///< A waiter reached its failure state.
    waiter_timed_out,             ///< A waiter ran out of attempts.
};

/// Conditions common to all services: compare `error::code` with these.
///
///     if (r.error().code == skiff::condition::not_found) ...
enum class condition {
    throttled = 1,       ///< The service asks for fewer requests.
    not_found,           ///< The named resource does not exist.
    already_exists,      ///< The named resource exists or is in use.
    access_denied,       ///< The caller may not do this, or is not known.
    expired_credentials, ///< The credentials were valid once.
    condition_failed,    ///< A condition given with the request did not hold.
    invalid_input,       ///< The service refused the request's contents.
    service_unavailable, ///< The service failed or is not reachable; trying later may help.
    timed_out,           ///< A deadline passed, here or at the service.
    canceled,            ///< The caller asked to stop.
};

boost::system::error_category const& core_category() noexcept;
boost::system::error_category const& condition_category() noexcept;

inline boost::system::error_code make_error_code(errc e) noexcept {
    return {static_cast<int>(e), core_category()};
}
inline boost::system::error_condition make_error_condition(condition c) noexcept {
    return {static_cast<int>(c), condition_category()};
}

/// How far a request got. Decides whether sending again can do something twice.
enum class progress : unsigned char {
    not_sent,  ///< Nothing left this process.
    sending,   ///< Some bytes of the request left; the service cannot have acted on it.
    sent,      ///< The whole request left, no answer arrived: the service may have acted.
    answering, ///< A part of the answer arrived.
    answered,  ///< The service gave a whole answer: this error is its own word.
};

/// Everything known about a failed request. Copying is cheap enough for an error path; no part is
/// lost when it becomes a `service_error`. Contains no secrets and no request contents.
struct error {
    boost::system::error_code code;
    std::string message;    ///< The service's message, or what skiff found.
    std::string aws_code;   ///< The code as the service spelled it; empty for skiff's own errors.
    std::string request_id; ///< AWS request id; empty when there was no answer.
    std::string operation;  ///< For example "DynamoDB.GetItem"; empty outside operations.
    int http_status = 0;    ///< 0 when there was no answer.
    int attempts = 0;       ///< How often the request was sent or tried.
    progress reached = progress::not_sent;
    std::any modelled; ///< The service's error structure, when its model has one.

    /// The modelled error structure, for example the old item of a failed condition. Null when it
    /// is another one. Points into this error: name the error first, `result::error()` gives a
    /// copy.
    ///
    ///     auto const e = r.error();
    ///     if (auto const* failed = e.as<dynamodb::conditional_check_failed_exception>()) ...
    template <class Structure>
    [[nodiscard]] Structure const* as() const& noexcept {
        return std::any_cast<Structure>(&modelled);
    }
    template <class Structure>
    Structure const* as() const&& = delete;

    /// One line for a log: operation, code, message, status, request id, attempts.
    [[nodiscard]] std::string to_string() const;
};

std::ostream& operator<<(std::ostream& out, error const& e);

/// An error of skiff's own.
[[nodiscard]] error make_error(errc code, std::string message);

/// What `result<T>::value()` throws: an exception that carries the same `error`.
class service_error : public std::runtime_error {
  public:
    explicit service_error(skiff::error e);
    [[nodiscard]] skiff::error const& error() const noexcept { return error_; }
    [[nodiscard]] boost::system::error_code const& code() const noexcept { return error_.code; }

  private:
    skiff::error error_;
};

} // namespace skiff

template <>
struct boost::system::is_error_code_enum<skiff::errc> : std::true_type {};
template <>
struct boost::system::is_error_condition_enum<skiff::condition> : std::true_type {};
