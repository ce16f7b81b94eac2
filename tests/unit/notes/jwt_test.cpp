// SPDX-License-Identifier: Apache-2.0
#include "notebook.hpp"

#include "jwt.hpp"

#include <skiff/core/auth/sha256.hpp>
#include <skiff/core/binary.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <string_view>

namespace {

using notes::jwt_rules;
using notes::jwt_verifier;
using skiff::base64url_encode;

std::string const secret = "0123456789abcdef0123456789abcdef";
std::string const hs256 = R"({"alg":"HS256","typ":"JWT"})";
std::string const rs256 = R"({"alg":"RS256","typ":"JWT"})";
skiff::timestamp const now{std::chrono::seconds(first_second)};

std::string with_hmac(std::string const& header, std::string const& claims,
                      std::string_view key = secret) {
    auto const text = base64url_encode(header) + '.' + base64url_encode(claims);
    auto const mac = skiff::auth::hmac_sha256(key, text);
    return text + '.' + base64url_encode({reinterpret_cast<char const*>(mac.data()), mac.size()});
}

/// A key pair that is made once; its making takes time.
class rsa_pair {
  public:
    explicit rsa_pair(std::size_t bits)
        : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits), &EVP_PKEY_free) {}

    [[nodiscard]] std::string public_pem() const {
        std::unique_ptr<BIO, decltype(&BIO_free)> const memory(BIO_new(BIO_s_mem()), &BIO_free);
        PEM_write_bio_PUBKEY(memory.get(), key_.get());
        char* text = nullptr;
        auto const size = BIO_get_mem_data(memory.get(), &text);
        return {text, static_cast<std::size_t>(size)};
    }
    [[nodiscard]] std::string token(std::string const& header, std::string const& claims) const {
        auto const text = base64url_encode(header) + '.' + base64url_encode(claims);
        std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(),
                                                                              &EVP_MD_CTX_free);
        auto const* const bytes = reinterpret_cast<unsigned char const*>(text.data());
        std::size_t size = 0;
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
        std::string signature(size, '\0');
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes, text.size());
        return text + '.' + base64url_encode(std::string_view(signature).substr(0, size));
    }

  private:
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

rsa_pair const& key_pair() {
    static rsa_pair const one(2048);
    return one;
}

std::string const good = R"({"sub":"ann","exp":1795000100})";

} // namespace

TEST_CASE("jwt: the example of RFC 7515, appendix A.1, has a good signature") {
    std::string key;
    REQUIRE(
        skiff::base64url_decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i"
                                "PS4hcgUuTwjAzZr1Z9CAow",
                                key));
    auto const verifier = jwt_verifier::make({.secret = skiff::secret_string(key)}).value();
    // Its claims have no sub: what is refused are the claims, not the signature.
    std::string const token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                              "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                              "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                              "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    CHECK(verifier.verify(token, now).problem.find("sub") != std::string_view::npos);
    auto wrong = token;
    wrong.back() = 'g';
    CHECK(verifier.verify(wrong, now).problem == "The token's signature is wrong.");
}

TEST_CASE("jwt: HS256 tokens, good ones and every kind of bad one") {
    auto const verifier = jwt_verifier::make({.secret = skiff::secret_string(secret),
                                              .issuer = "https://issuer.example",
                                              .audience = "notes"})
                              .value();
    std::string const meant = R"("iss":"https://issuer.example","aud":"notes")";
    auto const claims = [&](std::string const& more) { return "{" + meant + "," + more + "}"; };
    struct {
        std::string token;
        std::string part; ///< Of the reason; empty: it is good.
    } const cases[] = {
        {with_hmac(hs256, claims(R"("sub":"ann","exp":1795000100)")), ""},
        {with_hmac(hs256, claims(R"("sub":"ann")")), ""},
        {with_hmac(R"({"alg":"HS256","kid":"7"})", claims(R"("sub":"ann")")), ""},
        {with_hmac(hs256, R"({"iss":"https://issuer.example","aud":["x","notes"],"sub":"ann"})"),
         ""},
        {with_hmac(hs256, claims(R"("sub":"ann","exp":1794999971)")), ""}, // within the leeway
        {with_hmac(hs256, claims(R"("sub":"ann","exp":1794999970)")), "expired"},
        {with_hmac(hs256, claims(R"("sub":"ann","exp":1794999969.5)")), "expired"},
        {with_hmac(hs256, claims(R"("sub":"ann","exp":-1)")), "expired"},
        {with_hmac(hs256, claims(R"("sub":"ann","exp":"1795000100")")), "claims"},
        {with_hmac(hs256, claims(R"("sub":"ann","exp":null)")), "claims"},
        {with_hmac(hs256, claims(R"("sub":"ann","nbf":1795000030)")), ""},
        {with_hmac(hs256, claims(R"("sub":"ann","nbf":1795000031)")), "not valid yet"},
        {with_hmac(hs256, claims(R"("name":"ann")")), "sub"},
        {with_hmac(hs256, claims(R"("sub":"")")), "sub"},
        {with_hmac(hs256, claims(R"("sub":7)")), "claims"},
        {with_hmac(hs256, claims(R"("sub":"ann","sub":"bob")")), "claims"},
        {with_hmac(hs256, claims(R"("sub":")" + std::string(1025, 'x') + "\"")), "sub"},
        {with_hmac(hs256, R"({"sub":"ann","aud":"notes","iss":"https://else.example"})"), "issuer"},
        {with_hmac(hs256, R"({"sub":"ann","aud":"notes"})"), "issuer"},
        {with_hmac(hs256, R"({"sub":"ann","iss":"https://issuer.example","aud":"other"})"),
         "audience"},
        {with_hmac(hs256, R"({"sub":"ann","iss":"https://issuer.example","aud":["x",7]})"),
         "audience"},
        {with_hmac(hs256, R"({"sub":"ann","iss":"https://issuer.example"})"), "audience"},
        {with_hmac(hs256, "[]"), "claims"},
        {with_hmac(hs256, "not JSON"), "claims"},
        // Attacks.
        {base64url_encode(R"({"alg":"none"})") + "." + base64url_encode(claims(R"("sub":"ann")")) +
             ".",
         "algorithm"},
        {with_hmac(R"({"alg":"none"})", claims(R"("sub":"ann")")), "algorithm"},
        {with_hmac(R"({"alg":"None"})", claims(R"("sub":"ann")")), "algorithm"},
        {with_hmac(R"({"alg":"HS512"})", claims(R"("sub":"ann")")), "algorithm"},
        {with_hmac(R"({"alg":"hs256"})", claims(R"("sub":"ann")")), "algorithm"},
        {with_hmac(R"({"alg":"HS256","alg":"none"})", claims(R"("sub":"ann")")), "header"},
        {with_hmac(R"({"typ":"JWT"})", claims(R"("sub":"ann")")), "header"},
        {with_hmac(R"({"alg":"HS256","crit":["b64"],"b64":false})", claims(R"("sub":"ann")")),
         "extensions"},
        {with_hmac(hs256, claims(R"("sub":"ann")"), ""), "signature"},
        {with_hmac(hs256, claims(R"("sub":"ann")"), "another secret of more than 32 bytes"),
         "signature"},
        {key_pair().token(rs256, claims(R"("sub":"ann")")), "algorithm"},
        {"", "not a signed"},
        {"a.b", "not a signed"},
        {"..", "header"},
        {with_hmac(hs256, claims(R"("sub":"ann")")) + ".x", "not a signed"},
        {with_hmac(hs256, claims(R"("sub":"ann")")) + "=", "not a signed"},
        {std::string(9000, 'a'), "not a signed"},
    };
    for (auto const& c : cases) {
        INFO(c.token.substr(0, 200));
        auto const answer = verifier.verify(c.token, now);
        INFO(answer.problem);
        if (c.part.empty())
            CHECK(answer.problem.empty());
        else
            CHECK(answer.problem.find(c.part) != std::string_view::npos);
        CHECK(answer.subject == (c.part.empty() ? "ann" : ""));
    }
}

TEST_CASE("jwt: no part of a signed token can be changed") {
    auto const verifier = jwt_verifier::make({.secret = skiff::secret_string(secret)}).value();
    auto const token = with_hmac(hs256, good);
    REQUIRE(verifier.verify(token, now).problem.empty());
    for (std::size_t i = 0; i != token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        INFO(i);
        CHECK_FALSE(verifier.verify(changed, now).problem.empty());
    }
    auto const dot = token.rfind('.');
    for (std::size_t size = dot; size != token.size(); ++size)
        CHECK_FALSE(verifier.verify(token.substr(0, size), now).problem.empty());
}

TEST_CASE("jwt: RS256 takes its own key's signatures and no others") {
    auto const pem = key_pair().public_pem();
    auto const verifier = jwt_verifier::make({.public_key = pem}).value();
    auto const token = key_pair().token(rs256, good);
    CHECK(verifier.verify(token, now).subject == "ann");
    CHECK(verifier.verify(key_pair().token(hs256, good), now).problem.find("algorithm") !=
          std::string_view::npos);
    // The classic confusion: the public key, which everybody has, as the secret of an HMAC.
    CHECK(verifier.verify(with_hmac(hs256, good, pem), now).problem.find("algorithm") !=
          std::string_view::npos);
    CHECK(verifier.verify(with_hmac(rs256, good, pem), now).problem.find("signature") !=
          std::string_view::npos);
    rsa_pair const stranger(2048);
    CHECK(verifier.verify(stranger.token(rs256, good), now).problem.find("signature") !=
          std::string_view::npos);
    CHECK_FALSE(verifier.verify(token.substr(0, token.rfind('.') + 1), now).problem.empty());
}

TEST_CASE("jwt: keys that are missing, weak or none are refused at the start") {
    auto const refusal = [](jwt_rules rules) {
        auto const made = jwt_verifier::make(std::move(rules));
        return made ? std::string() : made.error().message;
    };
    CHECK(refusal({}).find("one of them") != std::string::npos);
    CHECK(refusal({.secret = "short"}).find("32 bytes") != std::string::npos);
    CHECK(refusal({.secret = skiff::secret_string(secret), .public_key = key_pair().public_pem()})
              .find("one of them") != std::string::npos);
    CHECK(refusal({.public_key = "no PEM"}).find("RSA") != std::string::npos);
    CHECK(refusal({.public_key = rsa_pair(1024).public_pem()}).find("2048") != std::string::npos);
}

TEST_CASE("notes: with tokens each caller has notes of their own") {
    notebook book(jwt_verifier::make({.secret = skiff::secret_string(secret)}).value());
    auto const ann = "Bearer " + with_hmac(hs256, good);
    auto const bob = "bearer  " + with_hmac(hs256, R"({"sub":"bob"})");
    CHECK(book.ask("GET", "/health").status == 200);
    CHECK(book.ask("POST", "/notes", R"({"title":"Ann's"})", ann).status == 201);
    CHECK(book.ask("GET", "/notes", {}, ann).body ==
          R"([{"PK":"USER#ann","SK":"NOTE#1795000000000","title":"Ann's","content":""}])");
    CHECK(book.ask("GET", "/notes", {}, bob).body == "[]");
    CHECK(book.ask("GET", "/notes/1795000000000", {}, bob).status == 404);
    CHECK(book.ask("DELETE", "/notes/1795000000000", {}, bob).status == 204);
    CHECK(book.ask("GET", "/notes/1795000000000", {}, ann).status == 200);

    for (auto const* none : {"", "Basic YTpi", "Bearer", "Bearer  "}) {
        auto const answer = book.ask("GET", "/notes", {}, none);
        CHECK(answer.status == 401);
        CHECK(answer.headers.find("WWW-Authenticate") == R"(Bearer realm="notes")");
        CHECK(answer.body.starts_with(R"({"error":")"));
    }
    auto const wrong = book.ask("POST", "/notes", "{", "Bearer " + with_hmac(hs256, good, "x"));
    CHECK(wrong.status == 401);
    CHECK(wrong.body == R"({"error":"The token's signature is wrong."})");
    CHECK(wrong.headers.find("WWW-Authenticate") ==
          R"(Bearer realm="notes", error="invalid_token", )"
          R"(error_description="The token's signature is wrong.")");
}
