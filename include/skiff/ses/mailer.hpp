// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/core/result.hpp>
#include <skiff/ses/client.hpp>
#include <skiff/ses/message.hpp>

#include <memory>
#include <string>

namespace skiff::ses {

/// Sends whole messages: SendEmail for those without attachments, SendRawEmail for the others.
///
///     skiff::ses::mailer mail;
///     mail.send({.from = sender, .to = {who}, .subject = "Work items", .text = text}).value();
///
/// A cheap handle like `client`; thread-safe as that is.
class mailer {
  public:
    explicit mailer(client sender = client(), std::shared_ptr<random_source> random = {});

    /// Returns the message id that SES gave. Fails with errc::invalid_request, and sends nothing,
    /// when `validate` refuses the message; then with what SES says: message_rejected when sender
    /// or, in the sandbox, a recipient is not verified. SES takes at most 50 recipients, and 10 MB
    /// unless the account's quota is higher.
    ///
    /// SES knows no idempotency: a retry after an answer was lost may send twice.
    /// Permission: ses:SendEmail or ses:SendRawEmail.
    [[nodiscard]] result<std::string> send(message const& what,
                                           call_options const& options = {}) const;

  private:
    client sender_;
    std::shared_ptr<random_source> random_; ///< Null: the machine's.
};

} // namespace skiff::ses
