// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/vault.hpp"

#include <skiff/core/random.hpp>
#include <skiff/core/result.hpp>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <span>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace skiff::local::secrets_manager {
namespace {

// A sealed value: nonce, tag, encrypted bytes (NIST SP 800-38D).
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

using cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

class file {
  public:
    explicit file(int handle) noexcept : handle_(handle) {}
    file(file const&) = delete;
    file& operator=(file const&) = delete;
    ~file() {
        if (handle_ >= 0)
            ::close(handle_);
    }
    [[nodiscard]] int get() const noexcept { return handle_; }

  private:
    int handle_;
};

[[noreturn]] void fail(std::filesystem::path const& name, std::string const& why) {
    throw service_error(make_error(errc::invalid_configuration, name.string() + " " + why));
}

std::string reason() {
    return std::generic_category().message(errno);
}

void read_key(std::filesystem::path const& name, int from, std::span<unsigned char> key) {
    struct stat about {};
    if (::fstat(from, &about) != 0)
        fail(name, "cannot be read: " + reason());
    if (!S_ISREG(about.st_mode))
        fail(name, "is not a file");
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        fail(name, "is open to others than its owner: the secrets of this folder are not safe. "
                   "Set its mode to 600");
    if (about.st_size != static_cast<::off_t>(key.size()) ||
        ::read(from, key.data(), key.size()) != static_cast<::ssize_t>(key.size()))
        fail(name, "is not a key of skiff-local: it must have 32 bytes");
}

/// Written under another name first, so that a crash leaves no half of a key.
void make_key(std::filesystem::path const& name, std::span<unsigned char> key) {
    std::filesystem::path const unfinished = name.string() + ".new";
    ::unlink(unfinished.c_str());
    file const out(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    system_random().fill(std::as_writable_bytes(key));
    if (out.get() < 0 ||
        ::write(out.get(), key.data(), key.size()) != static_cast<::ssize_t>(key.size()) ||
        ::fsync(out.get()) != 0 || ::rename(unfinished.c_str(), name.c_str()) != 0)
        fail(name, "cannot be made: " + reason());
}

/// One run of the cipher in either direction; false when OpenSSL refuses.
bool transform(EVP_CIPHER_CTX* in, bool encrypt, std::string_view owner, std::string_view from,
               unsigned char* to) {
    auto const bytes = [](std::string_view text) {
        return reinterpret_cast<unsigned char const*>(text.data());
    };
    int done = 0;
    auto const run = encrypt ? &EVP_EncryptUpdate : &EVP_DecryptUpdate;
    return run(in, nullptr, &done, bytes(owner), static_cast<int>(owner.size())) == 1 &&
           run(in, to, &done, bytes(from), static_cast<int>(from.size())) == 1;
}

cipher begin(bool encrypt, unsigned char const* key, unsigned char const* nonce) {
    cipher out(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    if (!out ||
        EVP_CipherInit_ex(out.get(), EVP_aes_256_gcm(), nullptr, key, nonce, encrypt ? 1 : 0) != 1)
        throw std::runtime_error("OpenSSL has no AES-256-GCM");
    return out;
}

} // namespace

vault::vault(std::filesystem::path const& folder) {
    if (folder.empty()) {
        system_random().fill(std::as_writable_bytes(std::span(key_)));
        return;
    }
    std::filesystem::path const name = folder / "secrets_manager.key";
    file const found(::open(name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (found.get() >= 0)
        read_key(name, found.get(), key_);
    else if (errno == ENOENT)
        make_key(name, key_);
    else
        fail(name, "cannot be read: " + reason());
}

vault::~vault() {
    OPENSSL_cleanse(key_.data(), key_.size());
}

std::string vault::seal(std::string_view owner, secret_value const& plain) const {
    std::string out(nonce_size + tag_size + plain.bytes().size(), '\0');
    auto* const nonce = reinterpret_cast<unsigned char*>(out.data());
    system_random().fill(std::as_writable_bytes(std::span(nonce, nonce_size)));
    cipher const work = begin(true, key_.data(), nonce);
    int rest = 0;
    unsigned char* const to = nonce + nonce_size + tag_size;
    if (!transform(work.get(), true, owner, plain.bytes(), to) ||
        EVP_EncryptFinal_ex(work.get(), to + plain.bytes().size(), &rest) != 1 ||
        EVP_CIPHER_CTX_ctrl(work.get(), EVP_CTRL_GCM_GET_TAG, tag_size, nonce + nonce_size) != 1)
        throw std::runtime_error("OpenSSL cannot encrypt");
    return out;
}

std::optional<secret_value> vault::open(std::string_view owner, secret_value::kind what,
                                        std::string_view sealed) const {
    if (sealed.size() < nonce_size + tag_size)
        return std::nullopt;
    auto const* const nonce = reinterpret_cast<unsigned char const*>(sealed.data());
    std::array<unsigned char, tag_size> tag{};
    std::copy_n(nonce + nonce_size, tag_size, tag.begin());
    sealed.remove_prefix(nonce_size + tag_size);
    cipher const work = begin(false, key_.data(), nonce);
    std::string plain(sealed.size(), '\0');
    auto* const to = reinterpret_cast<unsigned char*>(plain.data());
    int rest = 0;
    bool const right = transform(work.get(), false, owner, sealed, to) &&
                       EVP_CIPHER_CTX_ctrl(work.get(), EVP_CTRL_GCM_SET_TAG, tag_size,
                                           tag.data()) == 1 &&
                       EVP_DecryptFinal_ex(work.get(), to + sealed.size(), &rest) == 1;
    secret_value out(what, std::move(plain));
    return right ? std::optional(std::move(out)) : std::nullopt;
}

auth::sha256_digest vault::derive(std::string_view purpose) const {
    return auth::hmac_sha256({reinterpret_cast<char const*>(key_.data()), key_.size()}, purpose);
}

} // namespace skiff::local::secrets_manager
