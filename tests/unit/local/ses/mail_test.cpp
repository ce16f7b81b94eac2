// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"

#include <skiff/core/random.hpp>

#include "local/ses/mail_writer.hpp"
#include "local/ses/raw_mail.hpp"

#include <chrono>
#include <string>
#include <string_view>

using namespace skiff::local::ses;
using namespace std::chrono_literals;

namespace {

skiff::timestamp const moment = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + 3h + 4min +
                                5s;

raw_mail parse(std::string_view text) {
    raw_mail out;
    std::string why;
    INFO(why);
    REQUIRE(parse_raw_mail(text, out, why));
    return out;
}

std::string value(raw_mail const& mail, std::string_view name) {
    auto const* const field = mail.find(name);
    return field ? field->value : "(none)";
}

} // namespace

TEST_CASE("raw mail: fields are unfolded and found without case") {
    for (std::string const end : {"\r\n", "\n"}) {
        std::string const text = "From: a@x.org" + end + "SUBJECT:  one" + end + "\ttwo" + end +
                                 "To:" + end + end + "body" + end + "more: text" + end;
        auto const mail = parse(text);
        CHECK(mail.fields.size() == 3);
        CHECK(value(mail, "from") == "a@x.org");
        CHECK(value(mail, "Subject") == "one two");
        CHECK(value(mail, "to") == "");
        CHECK(mail.body == "body" + end + "more: text" + end);
    }
}

TEST_CASE("raw mail: what is no header section is refused") {
    std::string many;
    for (int i = 0; i != 5000; ++i)
        many += "a:\n";
    for (std::string const& text :
         {std::string(" starts with a blank\n"), std::string("no colon here\n\nbody"),
          std::string(": no name\n"), std::string("bad name: x\n"),
          std::string("na\xC3\xA4me: x\n"), many, std::string("\0\0\0", 3)}) {
        raw_mail out;
        std::string why;
        CHECK_FALSE(parse_raw_mail(text, out, why));
        CHECK_FALSE(why.empty());
    }
    CHECK(parse("").fields.empty());
    CHECK(parse("a: b").body.empty());
}

TEST_CASE("raw mail: encoded words") {
    struct {
        std::string_view text;
        std::string_view decoded;
    } const cases[] = {
        {"plain text", "plain text"},
        {"=?utf-8?B?SsO8cmdlbg==?=", "Jürgen"},
        {"=?UTF-8?q?J=C3=BCrgen_Z?=", "Jürgen Z"},
        {"=?iso-8859-1?Q?J=FCrgen?=", "Jürgen"},
        {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
        {"=?utf-8?q?a?=\t =?utf-8?q?b?= c", "ab c"},
        {"x =?utf-8?q?a?= y", "x a y"},
        {"=?utf-8?B?8J8=?= =?utf-8?B?mIA=?=", "😀"},
        {"=?utf-8?q?=C3?=", "\xEF\xBF\xBD"},
        {"=?utf-8?q?a=C3b?=", "a\xEF\xBF\xBD"
                              "b"},
        {"J\xFCrgen", "J\xEF\xBF\xBDrgen"},
        {"Jürgen", "Jürgen"},
        {"\xC3 =?utf-8?q?=BC?=\xFF", "\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD"},
        {"=?koi8-r?B?8A==?=", "=?koi8-r?B?8A==?="},
        {"=?utf-8?q?broken=G1?=", "=?utf-8?q?broken=G1?="},
        {"=?utf-8?q?open", "=?utf-8?q?open"},
        {"=?utf-8?q?line=0D=0ABcc:_x?=", "line  Bcc: x"},
        {"=?", "=?"},
        {"", ""},
    };
    for (auto const& one : cases) {
        INFO(one.text);
        CHECK(decode_words(one.text) == one.decoded);
    }
}

TEST_CASE("raw mail: megabytes of unfinished encoded words are read in time") {
    std::string text;
    for (int i = 0; i != 500'000; ++i)
        text += "=?a?B?xx ";
    CHECK(decode_words(text) == text);
}

TEST_CASE("mail writer: dates are RFC 5322's") {
    CHECK(mail_date(moment) == "Fri, 02 Jan 2026 03:04:05 +0000");
}

TEST_CASE("mail writer: text and HTML are alternatives, the better one last") {
    std::string const raw = write_mail({.from = "Ann <a@x.org>",
                                        .to = {"b@x.org", "c@x.org"},
                                        .cc = {},
                                        .reply_to = {"r@x.org"},
                                        .subject = "Grüße",
                                        .text = "one\ntwo",
                                        .html = "<p>ü</p>"},
                                       {"id-1", "eu-west-1", moment}, skiff::system_random());
    auto const mail = parse(raw);
    CHECK(value(mail, "From") == "Ann <a@x.org>");
    CHECK(value(mail, "To") == "b@x.org, c@x.org");
    CHECK(value(mail, "Cc") == "(none)");
    CHECK(value(mail, "Reply-To") == "r@x.org");
    CHECK(decode_words(value(mail, "Subject")) == "Grüße");
    CHECK(value(mail, "Message-ID") == "<id-1@eu-west-1.amazonses.com>");
    CHECK(value(mail, "Content-Type").starts_with("multipart/alternative; boundary=\"=_"));
    auto const plain = raw.find("text/plain");
    auto const html = raw.find("text/html");
    REQUIRE(plain != std::string::npos);
    REQUIRE(html != std::string::npos);
    CHECK(plain < html);
    CHECK(raw.find("\r\none\r\ntwo\r\n--=_") != std::string::npos);
    CHECK(raw.find("\r\nPHA+w7w8L3A+\r\n") != std::string::npos);
}

TEST_CASE("mail writer: one body is one part") {
    std::vector<std::string> const to{"b@x.org"};
    std::vector<std::string> const none;
    auto const write = [&](std::optional<std::string_view> text,
                           std::optional<std::string_view> html) {
        return write_mail({"a@x.org", to, none, none, "s", text, html}, {"i", "us-east-1", moment},
                          skiff::system_random());
    };
    CHECK(value(parse(write("t", {})), "Content-Type") == "text/plain; charset=UTF-8");
    CHECK(value(parse(write({}, "h")), "Content-Type") == "text/html; charset=UTF-8");
    CHECK(value(parse(write("t", {})), "Message-ID") == "<i@email.amazonses.com>");
    CHECK(value(parse(write(std::string(2000, 'x'), {})), "Content-Transfer-Encoding") == "base64");
}

TEST_CASE("mail writer: a raw mail loses what is SES's alone") {
    auto const mail = parse(
        "From: a@x.org\r\nBcc: b@x.org,\r\n c@x.org\r\nSubject: =?utf-8?q?x?=\r\n"
        " folded\r\nMessage-ID: <mine>\r\nX-SES-CONFIGURATION-SET: s\r\n\r\nbody");
    CHECK(rewrite_mail(mail, "unused@x.org", {"id", "us-east-1", moment}) ==
          "From: a@x.org\r\nSubject: =?utf-8?q?x?=\r\n folded\r\n"
          "Date: Fri, 02 Jan 2026 03:04:05 +0000\r\nMessage-ID: "
          "<id@email.amazonses.com>\r\n\r\nbody");
    CHECK(rewrite_mail(parse("Date: now"), "s@x.org", {"id", "us-east-1", moment}) ==
          "From: s@x.org\r\nDate: now\r\nMessage-ID: <id@email.amazonses.com>\r\n\r\n");
}
