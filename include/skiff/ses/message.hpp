// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace skiff {
class random_source;
}

namespace skiff::ses {

/// A file that travels with a message.
struct attachment {
    std::string file_name{};                               ///< UTF-8, without a path.
    std::string content_type = "application/octet-stream"; ///< Neither multipart/ nor message/.
    std::string content{};                                 ///< Any bytes.
};

/// A mail as its writer sees it; all text is UTF-8. Addresses are plain ("a@example.org", see
/// `is_valid_address`), without display names. At least one recipient, and a text or an HTML body.
struct message {
    std::string from{};
    std::vector<std::string> to{};
    std::vector<std::string> cc{};
    std::vector<std::string> bcc{}; ///< Get the mail, but stand in no header.
    std::vector<std::string> reply_to{};
    std::string subject{};
    std::string text{}; ///< Shown by programs that show no HTML.
    std::string html{};
    std::vector<attachment> attachments{};
};

/// True when `text` is one address that SES can deliver to: a dot-atom of at most 64 bytes, '@',
/// and a host name (RFC 5321, 4.1.2). Lists, display names, comments, quoted local parts, address
/// literals, white space, control characters and non-ASCII characters are not.
[[nodiscard]] bool is_valid_address(std::string_view text) noexcept;

/// Says what keeps `what` from being sent: an invalid address, no recipient, no body, a control
/// character in the subject or a file name, text that is not UTF-8. errc::invalid_request.
[[nodiscard]] result<void> validate(message const& what);

/// The message as MIME (RFC 2045 to 2049, 2231), ready for SendRawEmail: text and HTML as
/// multipart/alternative, inside multipart/mixed when there are attachments; UTF-8 and base64
/// throughout; lines end in CR LF, those of the two bodies included. Has no Date and no
/// Message-ID: SES adds them. `random` gives the boundaries.
///
/// No value can add a header or a part. Fails as `validate` does.
[[nodiscard]] result<std::string> mime(message const& what, random_source& random);

} // namespace skiff::ses
