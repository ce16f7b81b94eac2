// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/auth/verify.hpp>

#include "core/auth/signing_key.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace skiff::auth {
namespace {

/// A signature as a request carries it.
struct claim {
    std::string access_key_id, day, region, service;
    std::string date;
    std::string signed_headers;
    std::string signature;
    std::string query; ///< Without X-Amz-Signature.
    bool presigned = false;
    std::chrono::seconds expires_in{0}; ///< Presigned only.
};

/// Nothing, or what is wrong.
using complaint = std::optional<std::string>;

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Takes the text up to `separator` off `rest`, and the separator.
std::string_view take(std::string_view& rest, char separator) {
    auto const part = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    return part;
}

/// "AKID/20150830/us-east-1/service/aws4_request"; the key id may have slashes of its own.
complaint parse_credential(std::string_view text, claim& out) {
    std::string* const parts[] = {nullptr, &out.service, &out.region, &out.day};
    for (auto* const part : parts) {
        auto const slash = text.rfind('/');
        if (slash == text.npos || slash == 0 || slash + 1 == text.size())
            return "Credential must be of the form key/date/region/service/aws4_request";
        auto const value = text.substr(slash + 1);
        if (part)
            *part = value;
        else if (value != scope_end)
            return "Credential must end in /aws4_request";
        text = text.substr(0, slash);
    }
    out.access_key_id = text;
    return std::nullopt;
}

complaint parse_header(std::string_view text, claim& out) {
    text = trim(text);
    if (take(text, ' ') != algorithm)
        return "Authorization does not begin with AWS4-HMAC-SHA256";
    std::string_view credential;
    while (!text.empty()) {
        auto item = trim(take(text, ','));
        auto const name = trim(take(item, '='));
        auto const value = trim(item);
        if (name == "Credential" && credential.empty())
            credential = value;
        else if (name == "SignedHeaders" && out.signed_headers.empty())
            out.signed_headers = value;
        else if (name == "Signature" && out.signature.empty())
            out.signature = value;
        else
            return "Authorization has a part that is unknown, empty or given twice";
    }
    if (credential.empty())
        return "Authorization has no Credential";
    if (out.signed_headers.empty())
        return "Authorization has no SignedHeaders";
    if (out.signature.empty())
        return "Authorization has no Signature";
    return parse_credential(credential, out);
}

/// Reads the X-Amz- items of a presigned URL; the others stay in claim::query.
complaint parse_query(std::string_view query, claim& out) {
    out.presigned = true;
    std::string algorithm_name, credential, expires;
    std::pair<std::string_view, std::string*> const wanted[] = {
        {"X-Amz-Algorithm", &algorithm_name},
        {"X-Amz-Credential", &credential},
        {"X-Amz-Date", &out.date},
        {"X-Amz-Expires", &expires},
        {"X-Amz-Signature", &out.signature},
        {"X-Amz-SignedHeaders", &out.signed_headers}};
    while (!query.empty()) {
        auto const piece = take(query, '&');
        auto value = piece;
        auto const name = percent_decode(take(value, '='));
        for (auto const& [known, to] : wanted)
            if (name == known) {
                if (!to->empty())
                    return name + " is given twice";
                *to = percent_decode(value);
            }
        if (name == "X-Amz-Signature")
            continue;
        out.query += out.query.empty() ? "" : "&";
        out.query += piece;
    }
    for (auto const& [known, value] : wanted)
        if (value->empty())
            return "the query has no " + std::string(known);
    if (algorithm_name != algorithm)
        return "X-Amz-Algorithm is not AWS4-HMAC-SHA256";
    long long seconds = 0;
    auto const* const end = expires.data() + expires.size();
    auto const read = std::from_chars(expires.data(), end, seconds);
    if (read.ec != std::errc() || read.ptr != end || seconds < 1 || seconds > 604800)
        return "X-Amz-Expires must be between 1 and 604800";
    out.expires_in = std::chrono::seconds(seconds);
    return parse_credential(credential, out);
}

std::size_t count(http::fields const& headers, std::string_view name) {
    std::size_t found = 0;
    for (std::size_t i = 0; i != headers.size(); ++i)
        found += http::equal_ignoring_case(headers[i].name, name);
    return found;
}

bool has_signature_in_query(std::string_view query) {
    while (!query.empty()) {
        auto piece = take(query, '&');
        if (percent_decode(take(piece, '=')) == "X-Amz-Signature")
            return true;
    }
    return false;
}

/// Sorted, in lower case, none twice, and with "host".
complaint split_names(std::string_view text, std::vector<std::string_view>& out) {
    while (!text.empty())
        out.push_back(take(text, ';'));
    for (auto const name : out)
        if (name.empty() ||
            std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
            return "SignedHeaders must be in lower case, separated by ';'";
    if (std::ranges::adjacent_find(out, std::greater_equal<>()) != out.end())
        return "SignedHeaders must be sorted";
    if (!std::ranges::binary_search(out, std::string_view("host")))
        return "'Host' must be a signed header";
    return std::nullopt;
}

/// The headers that were signed, as they arrived.
complaint collect(http::request const& what, std::string_view authority,
                  std::vector<std::string_view> const& names, std::string const& body_size,
                  canonical_headers& out) {
    for (std::size_t i = 0; i != what.headers.size(); ++i) {
        auto const name = what.headers[i].name;
        auto const known = std::ranges::any_of(
            names, [name](auto candidate) { return http::equal_ignoring_case(candidate, name); });
        if (!known && name.size() > 6 && http::equal_ignoring_case(name.substr(0, 6), "x-amz-"))
            return "the header " + std::string(name) + " is present, but was not signed";
    }
    for (auto const name : names) {
        if (name == "host") {
            out.add(name, authority);
            continue;
        }
        bool found = false;
        for (std::size_t i = 0; i != what.headers.size(); ++i)
            if (http::equal_ignoring_case(what.headers[i].name, name)) {
                out.add(name, what.headers[i].value);
                found = true;
            }
        if (!found && name == "content-length")
            out.add(name, body_size);
        else if (!found)
            return "the signed header " + std::string(name) + " is missing";
    }
    return std::nullopt;
}

/// The query without a session token that was added after signing.
std::string without_token(std::string_view query) {
    std::string out;
    while (!query.empty()) {
        auto const piece = take(query, '&');
        if (percent_decode(piece.substr(0, piece.find('='))) == "X-Amz-Security-Token")
            continue;
        out += out.empty() ? "" : "&";
        out += piece;
    }
    return out;
}

bool same(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// One verification: the request, and what is known of it so far.
class verification_run {
  public:
    verification_run(http::request const& what, std::string_view authority,
                     verify_options const& options)
        : what_(what), authority_(authority), options_(options) {}

    verification operator()(secret_lookup const& secrets, timestamp now) {
        if (!read_claim() || !check_scope() || !check_time(now))
            return std::move(result_);
        auto const secret = secrets(claim_.access_key_id);
        if (!secret)
            end(verdict::unknown_key, "the access key id is not known");
        else
            check_signature(*secret);
        return std::move(result_);
    }

  private:
    bool end(verdict outcome, std::string detail) {
        result_.outcome = outcome;
        result_.detail = std::move(detail);
        return false;
    }

    bool read_claim() {
        auto const query = split(what_.target).query;
        auto const headers = count(what_.headers, "authorization");
        complaint problem;
        if (headers > 1)
            return end(verdict::malformed, "there is more than one Authorization header");
        if (headers == 1) {
            problem = parse_header(*what_.headers.find("authorization"), claim_);
            claim_.query = query;
            if (auto const date = what_.headers.find("x-amz-date"))
                claim_.date = trim(*date);
            else if (!problem)
                problem = "there is no X-Amz-Date header";
        } else if (has_signature_in_query(query)) {
            problem = parse_query(query, claim_);
        } else {
            return end(verdict::missing, "the request has no Authorization header");
        }
        result_.access_key_id = claim_.access_key_id;
        result_.region = claim_.region;
        result_.service = claim_.service;
        result_.signed_at = claim_.date;
        if (!problem && !parse_amz_date(claim_.date, signed_at_))
            problem = "X-Amz-Date must be of the form 20150830T123600Z";
        if (!problem && claim_.date.substr(0, 8) != claim_.day)
            problem = "the date in Credential is not that of X-Amz-Date";
        if (!problem)
            problem = split_names(claim_.signed_headers, names_);
        return problem ? end(verdict::malformed, std::move(*problem)) : true;
    }

    bool check_scope() {
        if (!options_.service.empty() && claim_.service != options_.service)
            return end(verdict::wrong_scope, "Credential should be scoped to correct service: '" +
                                                 std::string(options_.service) + "'");
        if (!options_.region.empty() && claim_.region != options_.region)
            return end(verdict::wrong_scope, "Credential should be scoped to a valid region: '" +
                                                 std::string(options_.region) + "'");
        return true;
    }

    bool check_time(timestamp now) {
        auto const text = [](timestamp when) { return std::string(amz_date_of(when).text()); };
        if (signed_at_ > now + options_.allowed_skew)
            return end(verdict::not_yet_valid, "Signature not yet current: " + claim_.date +
                                                   " is still later than " +
                                                   text(now + options_.allowed_skew));
        auto const end_of_life = signed_at_ +
                                 (claim_.presigned ? claim_.expires_in : options_.allowed_skew);
        if (end_of_life < now)
            return end(verdict::expired, "Signature expired: " + text(end_of_life) +
                                             " is now earlier than " + text(now));
        return true;
    }

    void check_signature(std::string const& secret) {
        auto const digest = hex_of(sha256(what_.body));
        std::string_view payload = view(digest);
        if (auto const given = what_.headers.find("x-amz-content-sha256")) {
            bool const accepted = *given == payload || (*given == unsigned_payload_text &&
                                                        options_.allow_unsigned_payload);
            if (!accepted) {
                end(verdict::mismatch, "X-Amz-Content-Sha256 is not the digest of the body");
                return;
            }
            payload = *given;
        }
        canonical_headers headers;
        auto const body_size = std::to_string(what_.body.size());
        if (auto problem = collect(what_, authority_, names_, body_size, headers)) {
            end(verdict::mismatch, std::move(*problem));
            return;
        }
        auto const key = derive_key(secret, claim_.day, claim_.region, claim_.service);
        auto const fits = [&](std::string_view query, std::string_view body) {
            return signature_fits(key, query, body, headers);
        };
        bool accepted = fits(claim_.query, payload);
        if (!accepted && claim_.presigned) {
            auto const shorter = without_token(claim_.query);
            accepted = (shorter != claim_.query && fits(shorter, payload)) ||
                       (options_.allow_unsigned_payload && what_.body.empty() &&
                        fits(claim_.query, unsigned_payload_text));
        }
        if (accepted) {
            result_.outcome = verdict::accepted;
            result_.canonical_request.clear();
        } else {
            end(verdict::mismatch, "the signature does not match the request and the secret of "
                                   "this access key id");
        }
    }

    bool signature_fits(hmac_key const& key, std::string_view query, std::string_view payload,
                        canonical_headers const& headers) {
        result_.canonical_request.clear();
        canonical_request const request{.method = what_.method,
                                        .path = split(what_.target).path,
                                        .query = query,
                                        .headers = headers,
                                        .names = claim_.signed_headers,
                                        .payload = payload,
                                        .normalize_path = options_.normalize_path,
                                        .encode_path_twice = options_.encode_path_twice};
        auto const digest = request.digest(&result_.canonical_request);
        auto const expected = signature_of(key, amz_date_of(signed_at_), claim_.region,
                                           claim_.service, digest);
        return same(view(expected), claim_.signature);
    }

    http::request const& what_;
    std::string_view authority_;
    verify_options const& options_;
    verification result_;
    claim claim_;
    timestamp signed_at_{};
    std::vector<std::string_view> names_;
};

} // namespace

verification verify(http::request const& what, std::string_view authority,
                    secret_lookup const& secrets, timestamp now, verify_options const& options) {
    return verification_run(what, authority, options)(secrets, now);
}

} // namespace skiff::auth
