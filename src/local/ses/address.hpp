// SPDX-License-Identifier: Apache-2.0
// Mail addresses as SES reads them in parameters and header fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::ses {

/// One mailbox: "Ann <ann@example.org>" or "ann@example.org".
struct mailbox {
    std::string text;    ///< As it was written, without white space around it.
    std::string address; ///< "ann@example.org"
};

/// Empty when `address` ("local@domain") can be sent to; else what SES says about it.
[[nodiscard]] std::string check_address(std::string_view address);

/// Reads one mailbox. On failure false, and `why` is what SES says.
[[nodiscard]] bool parse_mailbox(std::string_view text, mailbox& out, std::string& why);

/// Appends the mailboxes of an address list as To and From have it (RFC 5322, 3.4): separated by
/// commas, with groups, comments and quoted names.
[[nodiscard]] bool parse_mailboxes(std::string_view text, std::vector<mailbox>& out,
                                   std::string& why);

/// True for a host name with at least one dot: what VerifyDomainIdentity takes.
[[nodiscard]] bool is_domain(std::string_view text) noexcept;

/// The part behind the last '@', in lower case.
[[nodiscard]] std::string domain_of(std::string_view address);

} // namespace skiff::local::ses
