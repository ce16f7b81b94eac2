// SPDX-License-Identifier: Apache-2.0
#include "local/authentication.hpp"

#include <skiff/core/auth/verify.hpp>

#include "core/auth/canonical.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace skiff::local {
namespace {

constexpr std::chrono::minutes allowed_skew{15};

/// "20260102T030405Z"
std::string amz_date(timestamp time) {
    return std::string(auth::amz_date_of(time).text());
}

/// Names and status of one refusal in the JSON protocols and in the query protocol; the status is
/// that of REST services as well, awsJson has 400 for all of them.
struct wording {
    char const* json_code;
    char const* query_code;
    int status;
};

wording wording_of(auth::verdict outcome) noexcept {
    switch (outcome) {
    case auth::verdict::missing:
        return {"MissingAuthenticationTokenException", "MissingAuthenticationToken", 403};
    case auth::verdict::malformed:
        return {"IncompleteSignatureException", "IncompleteSignature", 400};
    case auth::verdict::unknown_key:
        return {"UnrecognizedClientException", "InvalidClientTokenId", 403};
    default:
        return {"InvalidSignatureException", "SignatureDoesNotMatch", 403};
    }
}

std::string message_of(auth::verification const& found, timestamp now) {
    switch (found.outcome) {
    case auth::verdict::missing:
        return "Request is missing Authentication Token";
    case auth::verdict::unknown_key:
        return "The security token included in the request is invalid.";
    case auth::verdict::expired:
        return "Signature expired: " + found.signed_at + " is now earlier than " +
               amz_date(now - allowed_skew) + " (" + amz_date(now) + " - 15 min.)";
    case auth::verdict::not_yet_valid:
        return "Signature not yet current: " + found.signed_at + " is still later than " +
               amz_date(now + allowed_skew) + " (" + amz_date(now) + " + 15 min.)";
    case auth::verdict::mismatch:
        return "The request signature we calculated does not match the signature you provided. "
               "Check your AWS Secret Access Key and signing method. Consult the service "
               "documentation for details.";
    default:
        return found.detail;
    }
}

} // namespace

std::string_view scope_service(http::request const& in) noexcept {
    auto const authorization = in.headers.find("Authorization");
    if (!authorization)
        return {};
    constexpr std::string_view name = "Credential=";
    std::size_t const at = authorization->find(name);
    if (at == std::string_view::npos)
        return {};
    std::string_view scope = authorization->substr(at + name.size());
    scope = scope.substr(0, scope.find_first_of(", "));
    constexpr std::string_view end = "/aws4_request";
    if (!scope.ends_with(end))
        return {};
    scope.remove_suffix(end.size());
    std::size_t const slash = scope.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : scope.substr(slash + 1);
}

std::optional<error> authenticate(http::request const& in, std::string_view authority,
                                  protocol::service const& which, options const& settings,
                                  timestamp now) {
    auto const secret_of = [&](std::string_view key) -> std::optional<std::string> {
        auto const account = settings.accounts.find(key);
        if (account == settings.accounts.end())
            return std::nullopt;
        return account->second;
    };
    auth::verification const found = auth::verify(
        in, authority, secret_of, now,
        {.service = which.signing_name, .allowed_skew = allowed_skew});
    if (found)
        return std::nullopt;
    wording const words = wording_of(found.outcome);
    bool const query = which.protocol == &protocol::aws_query;
    error e;
    e.aws_code = query ? words.query_code : words.json_code;
    e.message = message_of(found, now);
    bool const rest = which.protocol == &protocol::rest_json_1;
    e.http_status = query || rest ? words.status : 400;
    return e;
}

} // namespace skiff::local
