// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/auth/sha256.hpp>
#include <skiff/core/result.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::secrets_manager {

/// Makes and reads NextToken: where the last page ended, authenticated together with the question,
/// so that a token is good for the question it was made for and no other.
class page_tokens {
  public:
    explicit page_tokens(auth::sha256_digest const& key) noexcept : key_(key) {}

    [[nodiscard]] std::string make(std::string_view question, std::string_view position) const;
    /// Empty for no token, else the position; InvalidNextTokenException.
    [[nodiscard]] result<std::string> read(std::string_view question,
                                           std::optional<std::string> const& token) const;

  private:
    [[nodiscard]] std::string seal(std::string_view question, std::string_view position) const;

    auth::sha256_digest key_;
};

/// Something to list, with what it is sorted by: unique, never empty.
template <class T>
struct listed {
    std::string key;
    T const* what;
};

/// Sorts and keeps the page behind `after`, which is empty for the first one. Gives the position of
/// the next page when there is one.
template <class T>
std::optional<std::string> keep_page(std::vector<listed<T>>& all, bool descending,
                                     std::string_view after, std::size_t limit) {
    auto const before = [&](std::string_view a, std::string_view b) {
        return descending ? b < a : a < b;
    };
    if (!after.empty())
        std::erase_if(all, [&](listed<T> const& one) { return !before(after, one.key); });
    std::ranges::sort(all, before, &listed<T>::key);
    if (all.size() <= limit)
        return std::nullopt;
    all.resize(limit);
    return all.back().key;
}

} // namespace skiff::local::secrets_manager
