// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>

#include "local/ses/raw_mail.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff {
class random_source;
}

namespace skiff::local::ses {

/// What SES puts on every mail it sends.
struct mail_stamp {
    std::string_view message_id;
    std::string_view region;
    timestamp time;
};

/// The mail that SendEmail describes. Addresses are checked already; texts are UTF-8.
struct letter {
    std::string_view from; ///< With its display name, as all of these.
    std::vector<std::string> const& to;
    std::vector<std::string> const& cc;
    std::vector<std::string> const& reply_to;
    std::string_view subject;
    std::optional<std::string_view> text;
    std::optional<std::string_view> html;
};

/// As MIME, lines ended by CR LF: one part, or text and HTML as multipart/alternative.
[[nodiscard]] std::string write_mail(letter const& what, mail_stamp const& stamp,
                                     random_source& random);

/// A mail given to SendRawEmail as SES passes it on: with its own Message-ID, a Date when there is
/// none, with `from` as From when there is none, and without Bcc, Return-Path and the fields that
/// only speak to SES.
[[nodiscard]] std::string rewrite_mail(raw_mail const& what, std::string_view from,
                                       mail_stamp const& stamp);

/// "Fri, 02 Jan 2026 03:04:05 +0000" (RFC 5322, 3.3).
[[nodiscard]] std::string mail_date(timestamp time);

} // namespace skiff::local::ses
