// SPDX-License-Identifier: Apache-2.0
#include "support/test_ca.hpp"

#include "support/openssl_ptr.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <stdexcept>

namespace skiff::test {
namespace {

void check(bool good) {
    if (!good)
        throw std::runtime_error("OpenSSL failed to make a test certificate");
}

key_ptr new_key() {
    char curve[] = "P-256"; // EVP_EC_gen, whose macro casts const away
    key_ptr key(::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve));
    check(key != nullptr);
    return key;
}

void extend(X509* certificate, X509* issuer, int kind, std::string const& value) {
    X509V3_CTX context{};
    ::X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    extension_ptr const made(::X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    check(made && ::X509_add_ext(certificate, made.get(), -1) == 1);
}

x509_ptr new_certificate(EVP_PKEY* key, std::string const& name, long begin, long end) {
    static std::atomic<long> serial{1};
    x509_ptr made(::X509_new());
    auto* const c = made.get();
    check(c != nullptr);
    ::X509_set_version(c, X509_VERSION_3);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(c), serial++);
    ::X509_gmtime_adj(::X509_getm_notBefore(c), begin);
    ::X509_gmtime_adj(::X509_getm_notAfter(c), end);
    ::X509_set_pubkey(c, key);
    std::basic_string<unsigned char> const text(name.begin(), name.end());
    check(::X509_NAME_add_entry_by_txt(::X509_get_subject_name(c), "CN", MBSTRING_UTF8,
                                       text.c_str(), -1, -1, 0) == 1);
    return made;
}

std::string text_of(BIO* bio) {
    std::string out(::BIO_ctrl_pending(bio), '\0');
    ::BIO_read(bio, out.data(), static_cast<int>(out.size()));
    return out;
}

std::string pem_of(X509* certificate) {
    bio_ptr const bio(::BIO_new(::BIO_s_mem()));
    check(bio && ::PEM_write_bio_X509(bio.get(), certificate) == 1);
    return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
    bio_ptr const bio(::BIO_new(::BIO_s_mem()));
    check(bio &&
          ::PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return text_of(bio.get());
}

constexpr long day = 24 * 60 * 60;

} // namespace

struct test_ca::state {
    key_ptr key = new_key();
    x509_ptr certificate;
    std::filesystem::path file;
};

test_ca::test_ca() : state_(std::make_unique<state>()) {
    static std::atomic<int> count{0};
    auto const number = std::to_string(::getpid()) + "_" + std::to_string(count++);
    auto& s = *state_;
    s.certificate = new_certificate(s.key.get(), "skiff test authority " + number, -day, day);
    auto* const c = s.certificate.get();
    ::X509_set_issuer_name(c, ::X509_get_subject_name(c));
    extend(c, c, NID_basic_constraints, "critical,CA:TRUE");
    extend(c, c, NID_key_usage, "critical,keyCertSign");
    check(::X509_sign(c, s.key.get(), ::EVP_sha256()) != 0);
    s.file = std::filesystem::temp_directory_path() / ("skiff_test_ca_" + number + ".pem");
    std::ofstream(s.file) << pem_of(c);
}

test_ca::~test_ca() {
    std::error_code ignored;
    std::filesystem::remove(state_->file, ignored);
}

std::filesystem::path const& test_ca::file() const noexcept {
    return state_->file;
}

identity test_ca::issue(std::string const& names, std::chrono::seconds end) const {
    auto const key = new_key();
    auto const last = static_cast<long>(end.count());
    auto const made = new_certificate(key.get(), "skiff test server", last - day, last);
    auto* const issuer = state_->certificate.get();
    ::X509_set_issuer_name(made.get(), ::X509_get_subject_name(issuer));
    extend(made.get(), issuer, NID_subject_alt_name, names);
    check(::X509_sign(made.get(), state_->key.get(), ::EVP_sha256()) != 0);
    return {pem_of(made.get()), pem_of(key.get())};
}

} // namespace skiff::test
