// SPDX-License-Identifier: Apache-2.0
#include "local/ses/engine.hpp"

#include "local/ses/refusal.hpp"

#include <skiff/core/binary.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace skiff::local::ses {
namespace {

constexpr double daily_quota = 50'000;  // A new production account's.
constexpr double rate_per_second = 14;  // The same account's; told, not enforced.
constexpr std::int32_t page_size = 100; // ListIdentities without MaxItems.
constexpr std::int32_t largest_page = 1000;

std::filesystem::path in_folder(environment const& where, char const* name) {
    return where.folder.empty() ? std::filesystem::path() : where.folder / name;
}

} // namespace

ses_engine::ses_engine(environment const& where)
    : where_(where)
    , database_(in_folder(where, "ses.db"))
    , identities_(database_)
    , outbox_(database_, in_folder(where, "outbox")) {
    if (!where.folder.empty())
        database_.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    database_.execute("CREATE TABLE IF NOT EXISTS paused (since INTEGER NOT NULL)");
    add_handlers();
}

void ses_engine::add_handlers() {
    using self = ses_engine;
    handlers_.add("VerifyEmailIdentity", *this, &self::verify_email_identity);
    handlers_.add("VerifyEmailAddress", *this, &self::verify_email_address);
    handlers_.add("VerifyDomainIdentity", *this, &self::verify_domain_identity);
    handlers_.add("DeleteIdentity", *this, &self::delete_identity);
    handlers_.add("DeleteVerifiedEmailAddress", *this, &self::delete_verified_email_address);
    handlers_.add("ListIdentities", *this, &self::list_identities);
    handlers_.add("ListVerifiedEmailAddresses", *this, &self::list_verified_email_addresses);
    handlers_.add("GetIdentityVerificationAttributes", *this,
                  &self::get_identity_verification_attributes);
    handlers_.add("SendEmail", *this, &self::send_email);
    handlers_.add("SendRawEmail", *this, &self::send_raw_email);
    handlers_.add("GetSendQuota", *this, &self::get_send_quota);
    handlers_.add("GetSendStatistics", *this, &self::get_send_statistics);
    handlers_.add("GetAccountSendingEnabled", *this, &self::get_account_sending_enabled);
    handlers_.add("UpdateAccountSendingEnabled", *this, &self::update_account_sending_enabled);
}

void ses_engine::reset() {
    std::lock_guard const lock(mutex_);
    identities_.clear();
    outbox_.clear();
    database_.execute("DELETE FROM paused");
}

std::vector<sent_mail> ses_engine::sent() const {
    std::lock_guard const lock(mutex_);
    return outbox_.all();
}

std::vector<listed_mail> ses_engine::list_sent() const {
    std::lock_guard const lock(mutex_);
    return outbox_.list();
}

std::optional<sent_mail> ses_engine::sent(std::string_view id) const {
    std::lock_guard const lock(mutex_);
    return outbox_.find(id);
}

result<api::verify_email_identity_response> ses_engine::verify_email_identity(
    api::verify_email_identity_request const& in) {
    if (in.email_address.empty())
        return missing("emailAddress");
    if (!check_address(in.email_address).empty())
        return refusal("InvalidParameterValue", "Invalid email address<" + in.email_address + ">.");
    std::lock_guard const lock(mutex_);
    identities_.add_address(in.email_address);
    return {};
}

result<api::verify_email_address_response> ses_engine::verify_email_address(
    api::verify_email_address_request const& in) {
    auto verified = verify_email_identity({.email_address = in.email_address});
    if (!verified)
        return std::move(verified).error();
    return {};
}

result<api::verify_domain_identity_response> ses_engine::verify_domain_identity(
    api::verify_domain_identity_request const& in) {
    if (in.domain.empty())
        return missing("domain");
    if (!is_domain(in.domain))
        return refusal("InvalidParameterValue", "Invalid domain name " + in.domain + ".");
    std::lock_guard const lock(mutex_);
    return api::verify_domain_identity_response{
        .verification_token = identities_.add_domain(in.domain)};
}

result<api::delete_identity_response> ses_engine::delete_identity(
    api::delete_identity_request const& in) {
    if (in.identity.empty())
        return missing("identity");
    std::lock_guard const lock(mutex_);
    identities_.remove(in.identity);
    return {};
}

result<api::delete_verified_email_address_response> ses_engine::delete_verified_email_address(
    api::delete_verified_email_address_request const& in) {
    if (in.email_address.empty())
        return missing("emailAddress");
    std::lock_guard const lock(mutex_);
    identities_.remove(in.email_address);
    return {};
}

result<api::list_identities_response> ses_engine::list_identities(
    api::list_identities_request const& in) {
    std::optional<identity_kind> kind;
    if (in.identity_type) {
        auto const known = in.identity_type->known();
        if (!known)
            return refusal("ValidationError",
                           "1 validation error detected: Value '" +
                               std::string(in.identity_type->text()) +
                               "' at 'identityType' failed to satisfy constraint: Member must "
                               "satisfy enum value set: [EmailAddress, Domain]");
        kind = *known == api::identity_type::domain ? identity_kind::domain
                                                    : identity_kind::address;
    }
    std::string after;
    if (in.next_token && !in.next_token->empty() && !base64_decode(*in.next_token, after))
        return refusal("InvalidParameterValue", "Invalid NextToken.");
    std::int32_t const wanted = in.max_items.value_or(page_size);
    if (wanted < 1)
        return refusal("InvalidParameterValue", "MaxItems must be greater than 0.");
    auto const limit = static_cast<std::size_t>(std::min(wanted, largest_page));
    std::lock_guard const lock(mutex_);
    auto found = identities_.list(kind, after, limit + 1);
    api::list_identities_response out;
    if (found.size() > limit) {
        found.resize(limit);
        out.next_token = base64_encode(found.back().name);
    }
    for (auto& one : found)
        out.identities.push_back(std::move(one.name));
    return out;
}

result<api::list_verified_email_addresses_response> ses_engine::list_verified_email_addresses(
    api::list_verified_email_addresses_request const&) {
    std::lock_guard const lock(mutex_);
    api::list_verified_email_addresses_response out;
    for (auto& one : identities_.list(identity_kind::address, {}, INT32_MAX))
        out.verified_email_addresses.push_back(std::move(one.name));
    return out;
}

result<api::get_identity_verification_attributes_response>
ses_engine::get_identity_verification_attributes(
    api::get_identity_verification_attributes_request const& in) {
    if (in.identities.size() > 100)
        return refusal("InvalidParameterValue", "No more than 100 identities may be asked for.");
    std::lock_guard const lock(mutex_);
    api::get_identity_verification_attributes_response out;
    for (std::string const& name : in.identities) {
        auto const found = identities_.find(name);
        if (!found)
            continue;
        auto& attributes = out.verification_attributes[name];
        attributes.verification_status = api::verification_status::success;
        if (found->kind == identity_kind::domain)
            attributes.verification_token = found->token;
    }
    return out;
}

result<api::get_send_quota_response> ses_engine::get_send_quota(
    api::get_send_quota_request const&) {
    std::lock_guard const lock(mutex_);
    auto const sent = outbox_.recipients_since(where_.clock->now() - std::chrono::hours(24));
    return api::get_send_quota_response{.max_24_hour_send = daily_quota,
                                        .max_send_rate = rate_per_second,
                                        .sent_last_24_hours = static_cast<double>(sent)};
}

result<api::get_send_statistics_response> ses_engine::get_send_statistics(
    api::get_send_statistics_request const&) {
    std::lock_guard const lock(mutex_);
    api::get_send_statistics_response out;
    for (auto const& one : outbox_.counts_since(where_.clock->now() - std::chrono::days(14)))
        out.send_data_points.push_back({.timestamp = one.begin,
                                        .delivery_attempts = one.recipients,
                                        .bounces = 0,
                                        .complaints = 0,
                                        .rejects = 0});
    return out;
}

result<api::get_account_sending_enabled_response> ses_engine::get_account_sending_enabled(
    api::get_account_sending_enabled_request const&) {
    std::lock_guard const lock(mutex_);
    return api::get_account_sending_enabled_response{.enabled = sending_enabled()};
}

result<api::update_account_sending_enabled_response> ses_engine::update_account_sending_enabled(
    api::update_account_sending_enabled_request const& in) {
    std::lock_guard const lock(mutex_);
    database_.execute("DELETE FROM paused");
    if (!in.enabled.value_or(false))
        database_.execute("INSERT INTO paused VALUES (unixepoch())");
    return {};
}

bool ses_engine::sending_enabled() const {
    return !sqlite::statement(database_, "SELECT 1 FROM paused").next();
}

std::optional<error> ses_engine::refuse_sending(
    envelope const& who, std::optional<std::string> const& configuration_set) const {
    if (!sending_enabled())
        return refusal("AccountSendingPausedException",
                       "Email sending is disabled for this account.");
    if (configuration_set && !configuration_set->empty()) {
        error e = refusal("ConfigurationSetDoesNotExist",
                          "Configuration set <" + *configuration_set + "> does not exist.");
        e.modelled = api::configuration_set_does_not_exist_exception{
            .configuration_set_name = *configuration_set};
        return e;
    }
    std::vector<std::string_view> unverified;
    for (mailbox const& one : who.senders)
        if (!identities_.may_send(one.address) &&
            std::find(unverified.begin(), unverified.end(), one.text) == unverified.end())
            unverified.push_back(one.text);
    if (!unverified.empty())
        return not_verified(where_.region, unverified);
    auto const sent = outbox_.recipients_since(where_.clock->now() - std::chrono::hours(24));
    if (static_cast<double>(sent) + static_cast<double>(who.recipients.size()) > daily_quota)
        return refusal("Throttling", "Daily message quota exceeded.");
    return std::nullopt;
}

} // namespace skiff::local::ses
