// SPDX-License-Identifier: Apache-2.0
#include <skiff/ses/message.hpp>

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/random.hpp>

#include "ses/header.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace skiff::ses {
namespace {

constexpr std::size_t base64_line = 76; // RFC 2045, 6.8: no encoded line is longer.

result<void> refuse(std::string why) {
    return make_error(skiff::errc::invalid_request, std::move(why));
}

result<void> check_addresses(std::string_view field, std::vector<std::string> const& addresses) {
    for (std::string const& address : addresses)
        if (!is_valid_address(address))
            return refuse(std::string(field) + ": not one valid address");
    return {};
}

result<void> check_attachment(attachment const& file) {
    if (file.file_name.empty() || !is_header_text(file.file_name))
        return refuse("attachment: the file name is empty, not UTF-8 or has control characters");
    if (!is_leaf_content_type(file.content_type))
        return refuse("attachment: the content type is not one of a single part");
    return {};
}

/// Canonical form of text (RFC 2049, 4): every line break is CR LF.
std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32);
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '\r' && i + 1 != text.size() && text[i + 1] == '\n')
            continue;
        if (text[i] == '\n' || text[i] == '\r')
            out += "\r\n";
        else
            out.push_back(text[i]);
    }
    return out;
}

void append_base64(std::string& out, std::string_view bytes) {
    std::string const encoded = base64_encode(bytes);
    for (std::size_t at = 0; at < encoded.size(); at += base64_line) {
        out.append(encoded, at, base64_line);
        out += "\r\n";
    }
}

void append_text_part(std::string& out, std::string_view type, std::string_view text) {
    append_header(out, "Content-Type", std::string(type) + "; charset=\"utf-8\"");
    append_header(out, "Content-Transfer-Encoding", "base64");
    out += "\r\n";
    append_base64(out, with_crlf(text));
}

void append_attachment(std::string& out, attachment const& file) {
    append_header(out, "Content-Type", file.content_type);
    append_header(out, "Content-Transfer-Encoding", "base64");
    append_header(out, "Content-Disposition", "attachment" + parameter("filename", file.file_name));
    out += "\r\n";
    append_base64(out, file.content);
}

/// Base64 has no '_', so no encoded line can be taken for a boundary that begins with "=_".
std::string make_boundary(random_source& random) {
    return "=_" + random.uuid();
}

void append_multipart_header(std::string& out, std::string_view subtype,
                             std::string_view boundary) {
    out.append("Content-Type: multipart/").append(subtype).append(";\r\n");
    out.append(" boundary=\"").append(boundary).append("\"\r\n\r\n");
}
void append_delimiter(std::string& out, std::string_view boundary) {
    out.append("--").append(boundary).append("\r\n");
}
void append_end(std::string& out, std::string_view boundary) {
    out.append("--").append(boundary).append("--\r\n");
}

/// The bodies: one part, or text and HTML as alternatives, the better one last.
void append_bodies(std::string& out, message const& what, random_source& random) {
    if (what.html.empty())
        return append_text_part(out, "text/plain", what.text);
    if (what.text.empty())
        return append_text_part(out, "text/html", what.html);
    std::string const boundary = make_boundary(random);
    append_multipart_header(out, "alternative", boundary);
    append_delimiter(out, boundary);
    append_text_part(out, "text/plain", what.text);
    append_delimiter(out, boundary);
    append_text_part(out, "text/html", what.html);
    append_end(out, boundary);
}

} // namespace

result<void> validate(message const& what) {
    if (!is_valid_address(what.from))
        return refuse("from: not one valid address");
    if (what.to.empty() && what.cc.empty() && what.bcc.empty())
        return refuse("to: no recipient");
    std::pair<std::string_view, std::vector<std::string> const*> const lists[] = {
        {"to", &what.to}, {"cc", &what.cc}, {"bcc", &what.bcc}, {"reply_to", &what.reply_to}};
    for (auto const& [field, addresses] : lists)
        if (auto checked = check_addresses(field, *addresses); !checked)
            return checked;
    if (!is_header_text(what.subject))
        return refuse("subject: not UTF-8, or has control characters");
    if (what.text.empty() && what.html.empty())
        return refuse("text: neither a text nor an HTML body");
    if (!json::is_utf8(what.text) || !json::is_utf8(what.html))
        return refuse("text: not UTF-8");
    for (attachment const& file : what.attachments)
        if (auto checked = check_attachment(file); !checked)
            return checked;
    return {};
}

result<std::string> mime(message const& what, random_source& random) {
    if (auto checked = validate(what); !checked)
        return std::move(checked).error();
    std::string out;
    append_header(out, "Subject", encoded_text(what.subject, std::string_view("Subject: ").size()));
    append_header(out, "From", what.from);
    append_address_header(out, "To", what.to);
    append_address_header(out, "Cc", what.cc);
    append_address_header(out, "Reply-To", what.reply_to);
    append_header(out, "MIME-Version", "1.0");
    if (what.attachments.empty()) {
        append_bodies(out, what, random);
        return out;
    }
    std::string const boundary = make_boundary(random);
    append_multipart_header(out, "mixed", boundary);
    append_delimiter(out, boundary);
    append_bodies(out, what, random);
    for (attachment const& file : what.attachments) {
        append_delimiter(out, boundary);
        append_attachment(out, file);
    }
    append_end(out, boundary);
    return out;
}

} // namespace skiff::ses
