// SPDX-License-Identifier: Apache-2.0
#include "core/auth/signing_key.hpp"

namespace skiff::auth {

hmac_key derive_key(std::string_view secret, std::string_view day, std::string_view region,
                    std::string_view service) {
    std::string first("AWS4");
    first += secret;
    auto const dated = hmac_sha256(first, day);
    auto const regional = hmac_key(dated)(region);
    auto const of_service = hmac_key(regional)(service);
    return hmac_key(hmac_key(of_service)(scope_end));
}

hex_digest signature_of(hmac_key const& key, amz_date const& date, std::string_view region,
                        std::string_view service, sha256_digest const& canonical) {
    short_text text;
    append(text, algorithm);
    text.push_back('\n');
    append(text, date.text());
    text.push_back('\n');
    for (auto const part : {date.day(), region, service}) {
        append(text, part);
        text.push_back('/');
    }
    append(text, scope_end);
    text.push_back('\n');
    append(text, view(hex_of(canonical)));
    return hex_of(key(view(text)));
}

hmac_key signer::key_cache::get(std::string_view secret, std::string_view day,
                                std::string_view region, std::string_view service) {
    {
        std::lock_guard const lock(mutex_);
        for (auto const& known : entries_)
            if (known.day == day && known.region == region && known.service == service &&
                known.secret == secret)
                return known.key;
    }
    entry fresh{std::string(secret), std::string(day), std::string(region), std::string(service),
                derive_key(secret, day, region, service)};
    std::lock_guard const lock(mutex_);
    std::swap(entries_[oldest_], fresh);
    auto const key = entries_[oldest_].key;
    oldest_ = (oldest_ + 1) % entries_.size();
    return key;
}

} // namespace skiff::auth
