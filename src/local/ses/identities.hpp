// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/sqlite.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::ses {

enum class identity_kind : unsigned char { address, domain };

/// The addresses and domains that may send; every one is verified as soon as it is added. Domains
/// compare without case, as do the domains of addresses. Not thread-safe.
class identities {
  public:
    /// The database outlives the identities.
    explicit identities(sqlite::database& where);

    void add_address(std::string_view address);
    /// The token that SES wants to see in the domain's DNS record; the same one every time.
    std::string add_domain(std::string_view domain);
    /// Nothing happens when there is none of this name.
    void remove(std::string_view name);
    void clear();

    struct entry {
        std::string name;
        identity_kind kind;
        std::string token; ///< Empty for addresses.
    };
    [[nodiscard]] std::optional<entry> find(std::string_view name) const;
    /// In the order of their names, those behind `after`.
    [[nodiscard]] std::vector<entry> list(std::optional<identity_kind> kind, std::string_view after,
                                          std::size_t limit) const;

    /// True when the address, the address without its "+label", its domain or a domain above that
    /// is an identity.
    [[nodiscard]] bool may_send(std::string_view address) const;

  private:
    sqlite::database* database_;
};

} // namespace skiff::local::ses
