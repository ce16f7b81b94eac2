// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/auth/sigv4.hpp>

#include "core/auth/signing_key.hpp"

#include <algorithm>
#include <utility>

namespace skiff::auth {
namespace {

constexpr std::string_view content_sha256 = "X-Amz-Content-Sha256";

void write_scope(short_text& out, amz_date const& date, signing_scope const& scope) {
    for (auto const part : {date.day(), scope.region, scope.service}) {
        append(out, part);
        out.push_back('/');
    }
    append(out, scope_end);
}

canonical_headers headers_to_sign(http::fields const& headers, std::string_view authority) {
    canonical_headers out;
    for (std::size_t i = 0; i != headers.size(); ++i) {
        auto const field = headers[i];
        if (!http::equal_ignoring_case(field.name, "host"))
            out.add_if_signed(field.name, field.value);
    }
    out.add("host", authority);
    out.sort();
    return out;
}

/// What stands for the body in the canonical request.
std::string_view payload_of(http::request const& what, bool unsigned_payload, hex_digest& room) {
    if (unsigned_payload)
        return unsigned_payload_text;
    if (auto const given = what.headers.find(content_sha256))
        return *given;
    room = hex_of(sha256(what.body));
    return view(room);
}

/// `query` is the target's, or what presigning made of it.
sha256_digest canonical_digest(http::request const& what, std::string_view query,
                               canonical_headers const& headers, std::string_view names,
                               signing_scope const& scope) {
    hex_digest room;
    return canonical_request{.method = what.method,
                             .path = split(what.target).path,
                             .query = query,
                             .headers = headers,
                             .names = names,
                             .payload = payload_of(what, scope.unsigned_payload, room),
                             .normalize_path = scope.normalize_path,
                             .encode_path_twice = scope.encode_path_twice}
        .digest();
}

void remove_authorization(http::fields& headers) {
    headers.erase("Authorization");
    headers.erase("X-Amz-Date");
    headers.erase("X-Amz-Security-Token");
}

/// The query without what an earlier presigning added.
std::string without_authorization(std::string_view query) {
    constexpr std::string_view removed[] = {
        "X-Amz-Algorithm",     "X-Amz-Credential", "X-Amz-Date",          "X-Amz-Expires",
        "X-Amz-SignedHeaders", "X-Amz-Signature",  "X-Amz-Security-Token"};
    std::string out;
    while (!query.empty()) {
        auto const piece = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(piece.size() + 1, query.size()));
        auto const name = percent_decode(piece.substr(0, piece.find('=')));
        if (piece.empty() || std::ranges::find(removed, name) != std::end(removed))
            continue;
        out += out.empty() ? "" : "&";
        out += piece;
    }
    return out;
}

void add_pair(std::string& query, std::string_view name, std::string_view value) {
    query += query.empty() ? "" : "&";
    query += name;
    query += '=';
    percent_encode(query, value);
}

} // namespace

signer::signer() : keys_(std::make_unique<key_cache>()) {}
signer::signer(signer&&) noexcept = default;
signer& signer::operator=(signer&&) noexcept = default;
signer::~signer() = default;

std::optional<error> signer::sign(http::request& what, std::string_view authority,
                                  credentials const& who, signing_scope const& scope,
                                  timestamp now) const {
    auto const date = amz_date_of(now);
    remove_authorization(what.headers);
    if (scope.unsigned_payload)
        what.headers.set(content_sha256, unsigned_payload_text);
    what.headers.add("X-Amz-Date", date.text());
    if (!who.session_token.empty() && !what.headers.add("X-Amz-Security-Token", who.session_token))
        return make_error(errc::invalid_request,
                          "the session token has characters that cannot stand in a header");

    auto const headers = headers_to_sign(what.headers, authority);
    short_text names;
    headers.write_names(names);
    auto const query = split(what.target).query;
    auto const canonical = canonical_digest(what, query, headers, view(names), scope);
    auto const key = keys_->get(who.secret_access_key, date.day(), scope.region, scope.service);
    auto const signature = signature_of(key, date, scope.region, scope.service, canonical);

    short_text text;
    append(text, algorithm);
    append(text, " Credential=");
    append(text, who.access_key_id);
    text.push_back('/');
    write_scope(text, date, scope);
    append(text, ", SignedHeaders=");
    append(text, view(names));
    append(text, ", Signature=");
    append(text, view(signature));
    if (!what.headers.add("Authorization", view(text)))
        return make_error(errc::invalid_request, "the access key id, region or service name has "
                                                 "characters that cannot stand in a header");
    return std::nullopt;
}

result<std::string> signer::presign(http::request const& what, http::origin const& where,
                                    credentials const& who, signing_scope const& scope,
                                    timestamp now, presign_options const& options) const {
    constexpr std::chrono::seconds longest = std::chrono::days(7);
    if (options.expires_in < std::chrono::seconds(1) || options.expires_in > longest)
        return make_error(errc::invalid_request,
                          "a presigned URL is valid for 1 to 604800 seconds, not " +
                              std::to_string(options.expires_in.count()));
    auto const date = amz_date_of(now);
    auto const authority = where.authority();
    auto unsigned_headers = what.headers;
    remove_authorization(unsigned_headers);
    auto const headers = headers_to_sign(unsigned_headers, authority);
    short_text names;
    headers.write_names(names);

    short_text credential;
    append(credential, who.access_key_id);
    credential.push_back('/');
    write_scope(credential, date, scope);

    auto const [path, old_query] = split(what.target);
    auto query = without_authorization(old_query);
    add_pair(query, "X-Amz-Algorithm", algorithm);
    add_pair(query, "X-Amz-Credential", view(credential));
    add_pair(query, "X-Amz-Date", date.text());
    add_pair(query, "X-Amz-Expires", std::to_string(options.expires_in.count()));
    add_pair(query, "X-Amz-SignedHeaders", view(names));
    if (!who.session_token.empty() && options.sign_session_token)
        add_pair(query, "X-Amz-Security-Token", who.session_token);

    auto const canonical = canonical_digest(what, query, headers, view(names), scope);
    auto const key = keys_->get(who.secret_access_key, date.day(), scope.region, scope.service);
    auto const signature = signature_of(key, date, scope.region, scope.service, canonical);
    if (!who.session_token.empty() && !options.sign_session_token)
        add_pair(query, "X-Amz-Security-Token", who.session_token);
    add_pair(query, "X-Amz-Signature", view(signature));

    std::string url(where.tls ? "https://" : "http://");
    url += authority;
    url += path.empty() ? "/" : path;
    url += '?';
    url += query;
    return url;
}

} // namespace skiff::auth
