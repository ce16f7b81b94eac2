// SPDX-License-Identifier: Apache-2.0
// SES (2010-12-01) without the sending: every mail goes to the outbox.
#pragma once

#include <skiff/local/services.hpp>
#include <skiff/ses/errors.hpp>
#include <skiff/ses/operation/delete_identity.hpp>
#include <skiff/ses/operation/delete_verified_email_address.hpp>
#include <skiff/ses/operation/get_account_sending_enabled.hpp>
#include <skiff/ses/operation/get_identity_verification_attributes.hpp>
#include <skiff/ses/operation/get_send_quota.hpp>
#include <skiff/ses/operation/get_send_statistics.hpp>
#include <skiff/ses/operation/list_identities.hpp>
#include <skiff/ses/operation/list_verified_email_addresses.hpp>
#include <skiff/ses/operation/send_email.hpp>
#include <skiff/ses/operation/send_raw_email.hpp>
#include <skiff/ses/operation/update_account_sending_enabled.hpp>
#include <skiff/ses/operation/verify_domain_identity.hpp>
#include <skiff/ses/operation/verify_email_address.hpp>
#include <skiff/ses/operation/verify_email_identity.hpp>

#include "local/handler.hpp"
#include "local/ses/address.hpp"
#include "local/ses/identities.hpp"
#include "local/ses/outbox.hpp"
#include "local/sqlite.hpp"

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::ses {

/// The SDK's own SES types: this namespace's name hides theirs.
namespace api = skiff::ses;

/// An account outside the sandbox: identities are verified as soon as they are asked for, only
/// senders need to be, and a day's quota is 50 000 recipients. The sending rate is not limited.
class ses_engine final : public engine {
  public:
    explicit ses_engine(environment const& where);

    [[nodiscard]] handler_table const& handlers() const noexcept override { return handlers_; }
    void reset() override;

    /// Oldest first.
    [[nodiscard]] std::vector<sent_mail> sent() const;
    [[nodiscard]] std::optional<sent_mail> sent(std::string_view id) const;
    [[nodiscard]] std::vector<listed_mail> list_sent() const;

  private:
    result<api::verify_email_identity_response> verify_email_identity(
        api::verify_email_identity_request const& in);
    result<api::verify_email_address_response> verify_email_address(
        api::verify_email_address_request const& in);
    result<api::verify_domain_identity_response> verify_domain_identity(
        api::verify_domain_identity_request const& in);
    result<api::delete_identity_response> delete_identity(api::delete_identity_request const& in);
    result<api::delete_verified_email_address_response> delete_verified_email_address(
        api::delete_verified_email_address_request const& in);
    result<api::list_identities_response> list_identities(api::list_identities_request const& in);
    result<api::list_verified_email_addresses_response> list_verified_email_addresses(
        api::list_verified_email_addresses_request const& in);
    result<api::get_identity_verification_attributes_response> get_identity_verification_attributes(
        api::get_identity_verification_attributes_request const& in);
    result<api::send_email_response> send_email(api::send_email_request const& in);
    result<api::send_raw_email_response> send_raw_email(api::send_raw_email_request const& in);
    result<api::get_send_quota_response> get_send_quota(api::get_send_quota_request const& in);
    result<api::get_send_statistics_response> get_send_statistics(
        api::get_send_statistics_request const& in);
    result<api::get_account_sending_enabled_response> get_account_sending_enabled(
        api::get_account_sending_enabled_request const& in);
    result<api::update_account_sending_enabled_response> update_account_sending_enabled(
        api::update_account_sending_enabled_request const& in);

    /// Who sends and to whom, once the addresses have been read.
    struct envelope {
        std::vector<mailbox> senders; ///< All that must be verified; the first one is From.
        std::vector<mailbox> recipients;
    };
    void add_handlers();
    /// The reasons that do not depend on the message's contents. The mutex is held.
    [[nodiscard]] std::optional<error> refuse_sending(
        envelope const& who, std::optional<std::string> const& configuration_set) const;
    [[nodiscard]] std::string new_message_id() const;
    /// The mutex is held.
    void deliver(std::string id, envelope const& who, std::string subject, std::string raw);
    [[nodiscard]] bool sending_enabled() const;

    environment where_;
    std::mutex mutable mutex_;
    sqlite::database mutable database_;
    identities identities_;
    outbox outbox_;
    handler_table handlers_;
};

} // namespace skiff::local::ses
