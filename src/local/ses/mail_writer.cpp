// SPDX-License-Identifier: Apache-2.0
#include "local/ses/mail_writer.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/http/fields.hpp>
#include <skiff/core/random.hpp>

#include "ses/header.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace skiff::local::ses {
namespace {

using skiff::ses::append_address_header;
using skiff::ses::append_header;

constexpr std::size_t longest_line = 998; // RFC 5322, 2.1.1.
constexpr std::size_t base64_line = 76;   // RFC 2045, 6.8.

std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 2);
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

/// True when text can travel as it is (RFC 2045, 2.7).
bool is_7bit(std::string_view text) noexcept {
    std::size_t line = 0;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte == 0 || byte >= 0x80 || ++line > longest_line)
            return false;
        if (c == '\n')
            line = 0;
    }
    return true;
}

void append_part(std::string& out, std::string_view type, std::string_view text) {
    std::string const lines = with_crlf(text);
    bool const plain = is_7bit(lines);
    append_header(out, "Content-Type", std::string(type) + "; charset=UTF-8");
    append_header(out, "Content-Transfer-Encoding", plain ? "7bit" : "base64");
    out += "\r\n";
    if (plain) {
        out += lines;
        if (!lines.ends_with("\r\n"))
            out += "\r\n";
        return;
    }
    std::string const encoded = base64_encode(lines);
    for (std::size_t at = 0; at < encoded.size(); at += base64_line)
        out.append(encoded, at, base64_line).append("\r\n");
}

void append_stamp(std::string& out, mail_stamp const& stamp, bool with_date) {
    if (with_date)
        append_header(out, "Date", mail_date(stamp.time));
    std::string const host = stamp.region == "us-east-1"
                                 ? std::string("email.amazonses.com")
                                 : std::string(stamp.region) + ".amazonses.com";
    append_header(out, "Message-ID", "<" + std::string(stamp.message_id) + "@" + host + ">");
}

bool is_for_ses_alone(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 9> names{"Bcc",
                                                    "Return-Path",
                                                    "Message-ID",
                                                    "X-SES-CONFIGURATION-SET",
                                                    "X-SES-MESSAGE-TAGS",
                                                    "X-SES-SOURCE-ARN",
                                                    "X-SES-FROM-ARN",
                                                    "X-SES-RETURN-PATH-ARN",
                                                    "X-SES-LIST-MANAGEMENT-OPTIONS"};
    return std::any_of(names.begin(), names.end(), [name](std::string_view one) {
        return http::equal_ignoring_case(one, name);
    });
}

} // namespace

std::string write_mail(letter const& what, mail_stamp const& stamp, random_source& random) {
    std::string out;
    append_header(out, "From", what.from);
    append_address_header(out, "Reply-To", what.reply_to);
    append_address_header(out, "To", what.to);
    append_address_header(out, "Cc", what.cc);
    append_header(out, "Subject",
                  skiff::ses::encoded_text(what.subject, std::string_view("Subject: ").size()));
    append_stamp(out, stamp, true);
    append_header(out, "MIME-Version", "1.0");
    if (!what.text || !what.html) {
        bool const html = what.html.has_value();
        append_part(out, html ? "text/html" : "text/plain",
                    html ? *what.html : what.text.value_or(std::string_view()));
        return out;
    }
    std::string const boundary = "=_" + random.uuid();
    append_header(out, "Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
    out.append("\r\n--").append(boundary).append("\r\n");
    append_part(out, "text/plain", *what.text);
    out.append("--").append(boundary).append("\r\n");
    append_part(out, "text/html", *what.html);
    out.append("--").append(boundary).append("--\r\n");
    return out;
}

std::string rewrite_mail(raw_mail const& what, std::string_view from, mail_stamp const& stamp) {
    std::string out;
    if (!what.find("From"))
        append_header(out, "From", from);
    for (header_field const& one : what.fields) {
        if (is_for_ses_alone(one.name))
            continue;
        out += one.source;
        if (!out.ends_with('\n'))
            out += "\r\n";
    }
    append_stamp(out, stamp, what.find("Date") == nullptr);
    out += "\r\n";
    out += what.body;
    return out;
}

std::string mail_date(timestamp time) {
    using namespace std::chrono;
    constexpr std::array<char const*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<char const*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const days = floor<std::chrono::days>(time);
    year_month_day const date(days);
    hh_mm_ss const clock(floor<seconds>(time - days));
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                  weekdays[weekday(days).c_encoding()], static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
}

} // namespace skiff::local::ses
