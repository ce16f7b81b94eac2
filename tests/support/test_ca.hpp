// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace skiff::test {

/// A private key and the certificate for it, both PEM.
struct identity {
    std::string certificate;
    std::string key;
};

/// A certificate authority that lives as long as a test: new keys each time, nothing to commit.
class test_ca {
  public:
    test_ca();
    ~test_ca();
    test_ca(test_ca const&) = delete;
    test_ca& operator=(test_ca const&) = delete;

    /// Its own certificate as a PEM file, removed with the authority.
    [[nodiscard]] std::filesystem::path const& file() const noexcept;
    /// A server's certificate. `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1". Valid
    /// for a day until `end`, counted from now.
    [[nodiscard]] identity issue(std::string const& names,
                                 std::chrono::seconds end = std::chrono::hours(12)) const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace skiff::test
