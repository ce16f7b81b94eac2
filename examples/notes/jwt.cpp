// SPDX-License-Identifier: Apache-2.0
#include "jwt.hpp"

#include <skiff/core/auth/sha256.hpp>
#include <skiff/core/binary.hpp>
#include <skiff/core/reflect/json.hpp>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace notes {
namespace {

constexpr std::size_t token_limit = 8192;   // Bytes; headers have little more room.
constexpr std::size_t subject_limit = 1024; // A partition key has 2048 bytes.
constexpr std::size_t secret_minimum = 32;
constexpr int rsa_minimum = 2048;

struct header {
    std::string alg;
    std::optional<skiff::json::raw> crit;
};
BOOST_DESCRIBE_STRUCT(header, (), (alg, crit))

struct claims {
    std::string sub;
    std::optional<double> exp;
    std::optional<double> nbf;
    std::optional<std::string> iss;
    std::optional<skiff::json::raw> aud;
};
BOOST_DESCRIBE_STRUCT(claims, (), (sub, exp, nbf, iss, aud))

template <class T>
std::optional<T> parse(std::string_view json) {
    skiff::json::parse_options options;
    options.unknown = skiff::json::unknown_members::ignored;
    options.null = skiff::json::null_values::refused;
    auto parsed = skiff::parse_json<T>(json, options);
    return parsed ? std::optional<T>(*std::move(parsed)) : std::nullopt;
}

/// A token's three parts, the first two also as they are signed.
struct token_parts {
    std::string_view signed_text;
    std::string header;
    std::string claims;
    std::string signature;
};

std::optional<token_parts> split(std::string_view token) {
    auto const first = token.find('.');
    auto const second = first == token.npos ? token.npos : token.find('.', first + 1);
    if (second == token.npos || token.find('.', second + 1) != token.npos)
        return std::nullopt;
    token_parts out{.signed_text = token.substr(0, second)};
    bool const encoded = skiff::base64url_decode(token.substr(0, first), out.header) &&
                         skiff::base64url_decode(token.substr(first + 1, second - first - 1),
                                                 out.claims) &&
                         skiff::base64url_decode(token.substr(second + 1), out.signature);
    return encoded ? std::optional(std::move(out)) : std::nullopt;
}

skiff::error unfit(std::string reason) {
    return skiff::make_error(skiff::errc::invalid_configuration, std::move(reason));
}

std::shared_ptr<EVP_PKEY> read_public_key(std::string_view pem) {
    std::unique_ptr<BIO, decltype(&BIO_free)> const memory(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr),
                                  &EVP_PKEY_free);
    ERR_clear_error();
    return key;
}

bool has_rsa_signature(EVP_PKEY* key, std::string_view text, std::string_view signature) {
    auto const bytes = [](std::string_view of) {
        return reinterpret_cast<unsigned char const*>(of.data());
    };
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    bool const good = context &&
                      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) ==
                          1 &&
                      EVP_DigestVerify(context.get(), bytes(signature), signature.size(),
                                       bytes(text), text.size()) == 1;
    ERR_clear_error();
    return good;
}

bool is_meant_for(skiff::json::raw const& audience, std::string const& wanted) {
    if (audience.kind() == skiff::json::kind::string)
        return parse<std::string>(audience.text) == wanted;
    auto const all = parse<std::vector<std::string>>(audience.text);
    return all && std::ranges::find(*all, wanted) != all->end();
}

double seconds_of(skiff::timestamp time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

jwt_answer refused(std::string_view problem) {
    return {.problem = problem};
}

} // namespace

jwt_verifier::jwt_verifier(jwt_rules rules, std::shared_ptr<EVP_PKEY> key)
    : rules_(std::move(rules)), public_key_(std::move(key)) {}

skiff::result<jwt_verifier> jwt_verifier::make(jwt_rules rules) {
    if (rules.secret.empty() == rules.public_key.empty())
        return unfit("Tokens are verified with a secret or with a public key: give one of them.");
    if (rules.public_key.empty()) {
        if (rules.secret.size() < secret_minimum)
            return unfit("The secret of HS256 must have at least 32 bytes (RFC 7518).");
        return jwt_verifier(std::move(rules), nullptr);
    }
    auto key = read_public_key(rules.public_key);
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
        return unfit("The public key of RS256 must be an RSA key in PEM, BEGIN PUBLIC KEY.");
    if (EVP_PKEY_get_bits(key.get()) < rsa_minimum)
        return unfit("The RSA key must have at least 2048 bits (RFC 7518).");
    return jwt_verifier(std::move(rules), std::move(key));
}

bool jwt_verifier::is_signed(std::string_view text, std::string_view signature) const {
    if (public_key_)
        return has_rsa_signature(public_key_.get(), text, signature);
    auto const expected = skiff::auth::hmac_sha256(rules_.secret.view(), text);
    return signature.size() == expected.size() &&
           CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) == 0;
}

jwt_answer jwt_verifier::verify(std::string_view token, skiff::timestamp now) const {
    auto const parts = token.size() <= token_limit ? split(token) : std::nullopt;
    if (!parts)
        return refused("The token is not a signed JSON Web Token.");
    auto const head = parse<header>(parts->header);
    if (!head)
        return refused("The token's header cannot be read.");
    if (head->alg != (public_key_ ? "RS256" : "HS256"))
        return refused("The token is signed with another algorithm than is taken here.");
    if (head->crit)
        return refused("The token has extensions that are not known here.");
    if (!is_signed(parts->signed_text, parts->signature))
        return refused("The token's signature is wrong.");
    return check_claims(parts->claims, now);
}

jwt_answer jwt_verifier::check_claims(std::string_view json, skiff::timestamp now) const {
    auto read = parse<claims>(json);
    if (!read || read->sub.empty() || read->sub.size() > subject_limit)
        return refused("The token's claims are not as they should be: sub is needed.");
    auto const seconds = seconds_of(now);
    auto const leeway = static_cast<double>(rules_.leeway.count());
    if (read->exp && seconds >= *read->exp + leeway)
        return refused("The token has expired.");
    if (read->nbf && seconds < *read->nbf - leeway)
        return refused("The token is not valid yet.");
    if (!rules_.issuer.empty() && read->iss != rules_.issuer)
        return refused("The token comes from another issuer.");
    if (!rules_.audience.empty() && !(read->aud && is_meant_for(*read->aud, rules_.audience)))
        return refused("The token is meant for another audience.");
    return {.subject = std::move(read->sub)};
}

} // namespace notes
