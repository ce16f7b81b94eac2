// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/recent_transactions.hpp"

#include <utility>

namespace skiff::local::dynamodb {

recent_transactions::verdict recent_transactions::look_up(std::string_view token,
                                                          auth::sha256_digest const& fingerprint,
                                                          timestamp now) {
    std::erase_if(entries_, [&](auto const& e) { return e.second.at + lifetime <= now; });
    auto const found = entries_.find(token);
    if (found == entries_.end())
        return verdict::fresh;
    return found->second.fingerprint == fingerprint ? verdict::repeated : verdict::other_request;
}

void recent_transactions::remember(std::string token, auth::sha256_digest const& fingerprint,
                                   timestamp now) {
    entries_.insert_or_assign(std::move(token), entry{fingerprint, now});
}

} // namespace skiff::local::dynamodb
