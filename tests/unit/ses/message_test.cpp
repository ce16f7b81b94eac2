// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/random.hpp>
#include <skiff/ses/message.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <span>
#include <string>

#include <unistd.h>

namespace ses = skiff::ses;

namespace {

/// Counts up, so that boundaries are known and differ.
class counting_random final : public skiff::random_source {
  public:
    void fill(std::span<std::byte> bytes) override {
        std::fill(bytes.begin(), bytes.end(), std::byte{next_++});
    }

  private:
    unsigned char next_ = 0;
};

std::string mime(ses::message const& what) {
    counting_random random;
    return ses::mime(what, random).value();
}

/// What Python's own mail parser makes of the message.
std::string described(ses::message const& what) {
    std::string path = SKIFF_TEST_BINARY_DIR "/mail_XXXXXX";
    int const file = mkstemp(path.data());
    REQUIRE(file >= 0);
    close(file);
    std::ofstream(path, std::ios::binary) << mime(what);
    std::string const command = std::string(SKIFF_TEST_PYTHON " " SKIFF_TEST_DATA
                                                              "/unit/ses/describe_mail.py ") +
                                path;
    std::string out;
    FILE* const pipe = popen(command.c_str(), "r");
    REQUIRE(pipe);
    for (char buffer[512]; auto const count = std::fread(buffer, 1, sizeof buffer, pipe);)
        out.append(buffer, count);
    pclose(pipe);
    std::remove(path.c_str());
    return out;
}

ses::message simple() {
    return {.from = "me@example.org", .to = {"you@example.org"}, .subject = "Hello", .text = "Hi"};
}

} // namespace

TEST_CASE("mime: text, html and an attachment, to the byte") {
    CHECK(mime({.from = "me@example.org",
                .to = {"you@example.org"},
                .subject = "Work items",
                .text = "a\nb",
                .html = "<p>a</p>",
                .attachments = {{.file_name = "work_items.csv", .content = "x,y\r\n"}}}) ==
          "Subject: Work items\r\n"
          "From: me@example.org\r\n"
          "To: you@example.org\r\n"
          "MIME-Version: 1.0\r\n"
          "Content-Type: multipart/mixed;\r\n"
          " boundary=\"=_00000000-0000-4000-8000-000000000000\"\r\n"
          "\r\n"
          "--=_00000000-0000-4000-8000-000000000000\r\n"
          "Content-Type: multipart/alternative;\r\n"
          " boundary=\"=_01010101-0101-4101-8101-010101010101\"\r\n"
          "\r\n"
          "--=_01010101-0101-4101-8101-010101010101\r\n"
          "Content-Type: text/plain; charset=\"utf-8\"\r\n"
          "Content-Transfer-Encoding: base64\r\n"
          "\r\n"
          "YQ0KYg==\r\n"
          "--=_01010101-0101-4101-8101-010101010101\r\n"
          "Content-Type: text/html; charset=\"utf-8\"\r\n"
          "Content-Transfer-Encoding: base64\r\n"
          "\r\n"
          "PHA+YTwvcD4=\r\n"
          "--=_01010101-0101-4101-8101-010101010101--\r\n"
          "--=_00000000-0000-4000-8000-000000000000\r\n"
          "Content-Type: application/octet-stream\r\n"
          "Content-Transfer-Encoding: base64\r\n"
          "Content-Disposition: attachment;\r\n"
          " filename=\"work_items.csv\"\r\n"
          "\r\n"
          "eCx5DQo=\r\n"
          "--=_00000000-0000-4000-8000-000000000000--\r\n");
}

TEST_CASE("mime: Python's parser reads back what was meant") {
    std::string const long_subject =
        "Gr\xC3\xBC\xC3\x9F"
        "e \xF0\x9F\x9A\x80 an alle, die diese lange Zeile \xE2\x80\x94 mit vielen Zeichen "
        "jenseits von ASCII \xE2\x80\x94 lesen m\xC3\xB6gen";
    auto const seen = described(
        {.from = "me@example.org",
         .to = {"a@example.org", "b@example.org"},
         .cc = {"c@example.org"},
         .bcc = {"secret@example.org"},
         .reply_to = {"answers@example.org"},
         .subject = long_subject,
         .text = "one\ntwo\r\nthree \xF0\x9F\x9A\x80",
         .html = "<b>&lt;</b>",
         .attachments = {
             {.file_name = "r\xC3\xA9sum\xC3\xA9 \"new\" \xF0\x9F\x9A\x80 with a name of many "
                           "characters; so many that it is continued.csv",
              .content_type = "text/csv; charset=utf-8",
              .content = std::string("\0\xFF\r\n--x", 7)}}});
    CHECK(seen == "bare line feeds 0\n"
                  "longest line at most 78 True\n"
                  "headers Subject From To Cc Reply-To MIME-Version Content-Type\n"
                  "From me@example.org\n"
                  "To a@example.org, b@example.org\n"
                  "Cc c@example.org\n"
                  "Reply-To answers@example.org\n"
                  "Subject " +
                      long_subject +
                      "\n"
                      "multipart/mixed defects 0\n"
                      "  multipart/alternative defects 0\n"
                      "    text/plain defects 0\n"
                      "    = b'one\\r\\ntwo\\r\\nthree \\xf0\\x9f\\x9a\\x80'\n"
                      "    text/html defects 0\n"
                      "    = b'<b>&lt;</b>'\n"
                      "  text/csv 'r\\xe9sum\\xe9 \"new\" \\U0001f680 with a name of many "
                      "characters; so many "
                      "that it is continued.csv' defects 0\n"
                      "  = b'\\x00\\xff\\r\\n--x'\n");
}

TEST_CASE("mime: without attachments and with one body there is one part") {
    CHECK(described(simple()) == "bare line feeds 0\n"
                                 "longest line at most 78 True\n"
                                 "headers Subject From To MIME-Version Content-Type "
                                 "Content-Transfer-Encoding\n"
                                 "From me@example.org\n"
                                 "To you@example.org\n"
                                 "Subject Hello\n"
                                 "text/plain defects 0\n"
                                 "= b'Hi'\n");
}

TEST_CASE("mime: every subject survives, also those that look like encoded-words") {
    std::string const subjects[] = {"",
                                    "plain",
                                    " leading and trailing ",
                                    "=?utf-8?B?SGk=?=",
                                    std::string(300, 'x'),
                                    "\xE2\x82\xAC",
                                    std::string(40, ' ') + "\xC3\xA9"};
    for (auto const& subject : subjects) {
        INFO(subject);
        auto message = simple();
        message.subject = subject;
        auto const seen = described(message);
        CHECK(seen.find("\nSubject " + subject + "\n") != std::string::npos);
        CHECK(seen.find("longest line at most 78 True") != std::string::npos);
    }
}

TEST_CASE("mime: nothing that could add a header, a part or a recipient is accepted") {
    struct {
        char const* name;
        void (*spoil)(ses::message&);
        char const* reason;
    } const cases[] = {
        {"sender", [](ses::message& m) { m.from = "a@b.c\r\nX: y"; },
         "from: not one valid address"},
        {"recipient",
         [](ses::message& m) {
             m.to = {"a@b.c", "a@b.c\nX: y"};
         },
         "to: not one valid address"},
        {"list as one", [](ses::message& m) { m.cc = {"a@b.c, d@e.f"}; },
         "cc: not one valid address"},
        {"hidden", [](ses::message& m) { m.bcc = {""}; }, "bcc: not one valid address"},
        {"reply", [](ses::message& m) { m.reply_to = {"nobody"}; },
         "reply_to: not one valid address"},
        {"nobody", [](ses::message& m) { m.to.clear(); }, "to: no recipient"},
        {"subject", [](ses::message& m) { m.subject = "a\r\nBcc: x@y.z"; },
         "subject: not UTF-8, or has control characters"},
        {"subject bytes", [](ses::message& m) { m.subject = "\xFF"; },
         "subject: not UTF-8, or has control characters"},
        {"no body", [](ses::message& m) { m.text.clear(); },
         "text: neither a text nor an HTML body"},
        {"body bytes", [](ses::message& m) { m.html = "\xC3("; }, "text: not UTF-8"},
        {"file name",
         [](ses::message& m) { m.attachments = {{.file_name = "a\"\r\nX: y", .content = ""}}; },
         "attachment: the file name is empty, not UTF-8 or has control characters"},
        {"content type",
         [](ses::message& m) {
             m.attachments = {{.file_name = "a", .content_type = "text/plain\r\nX: y"}};
         },
         "attachment: the content type is not one of a single part"},
        {"nested parts",
         [](ses::message& m) {
             m.attachments = {{.file_name = "a", .content_type = "Multipart/mixed"}};
         },
         "attachment: the content type is not one of a single part"},
    };
    for (auto const& c : cases) {
        INFO(c.name);
        auto message = simple();
        c.spoil(message);
        counting_random random;
        auto const refused = ses::mime(message, random);
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == skiff::errc::invalid_request);
        CHECK(refused.error().message == c.reason);
    }
}
