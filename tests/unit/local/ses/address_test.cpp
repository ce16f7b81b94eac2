// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"

#include "local/ses/address.hpp"

#include <string>
#include <vector>

using namespace skiff::local::ses;

TEST_CASE("ses address: what SES says about an address") {
    struct {
        std::string text;
        std::string why;
    } const cases[] = {
        {"ann@example.org", ""},
        {"Ann <ann@example.org>", ""},
        {"\"Ann, B.\" <ann@example.org>", ""},
        {" ann@example.org ", ""},
        {"ann+tag@example.org", ""},
        {"\"odd name\"@example.org", ""},
        {"ann@example.org (her (real) address)", ""},
        {"=?utf-8?q?J=C3=BCrgen?= <j@example.org>", ""},
        {"", "Empty address"},
        {"   ", "Empty address"},
        {"ann", "Missing final '@domain'"},
        {"<ann>", "Missing final '@domain'"},
        {"ann@", "Missing domain"},
        {"@example.org", "Missing local name"},
        {"ann@.example.org", "Domain starts with dot"},
        {"ann@example.org.", "Domain ends with dot"},
        {"ann@example..org", "Domain contains dot-dot"},
        {"ann@exa_mple.org", "Domain contains illegal character"},
        {"ann@exämple.org", "Domain contains control or whitespace"},
        {"änn@example.org", "Local address contains control or whitespace"},
        {"a nn@example.org", "Local address contains control or whitespace"},
        {"a@b@example.org", "Local address contains illegal character"},
        {".ann@example.org", "Local address starts with dot"},
        {"a..b@example.org", "Local address contains dot-dot"},
        {"ann@example.org\r\nBcc: eve@example.org", "Local address contains control or whitespace"},
        {"ann@example.org\n", ""},
        {"Ann\x01 <ann@example.org>", "Local address contains control or whitespace"},
        {"ann@example.org>", "Missing '<'"},
        {"a@b.org, c@d.org", "Local address contains control or whitespace"},
        {std::string(400, 'a') + "@example.org", "Address is too long"},
    };
    for (auto const& one : cases) {
        INFO(one.text);
        mailbox out;
        std::string why;
        bool const good = parse_mailbox(one.text, out, why);
        CHECK(good == one.why.empty());
        CHECK(why == one.why);
        if (good)
            CHECK(out.address.find_first_of("<>()\r\n") == std::string::npos);
    }
}

TEST_CASE("ses address: the parts of a mailbox") {
    mailbox out;
    std::string why;
    REQUIRE(parse_mailbox(" \"Ann <x>\" <ann@Example.ORG> ", out, why));
    CHECK(out.text == "\"Ann <x>\" <ann@Example.ORG>");
    CHECK(out.address == "ann@Example.ORG");
    CHECK(domain_of(out.address) == "example.org");
}

TEST_CASE("ses address: lists have names, groups and comments") {
    struct {
        std::string_view text;
        std::vector<std::string> addresses;
    } const cases[] = {
        {"a@x.org", {"a@x.org"}},
        {"a@x.org, b@x.org,, c@x.org", {"a@x.org", "b@x.org", "c@x.org"}},
        {"\"Doe, John\" <j@x.org>, Ann (a, b; c) <a@x.org>", {"j@x.org", "a@x.org"}},
        {"Friends: a@x.org, b@x.org;, c@x.org", {"a@x.org", "b@x.org", "c@x.org"}},
        {"undisclosed-recipients:;", {}},
        {"\"quote \\\" inside\" <q@x.org>", {"q@x.org"}},
    };
    for (auto const& one : cases) {
        INFO(one.text);
        std::vector<mailbox> out;
        std::string why;
        REQUIRE(parse_mailboxes(one.text, out, why));
        std::vector<std::string> addresses;
        for (auto const& box : out)
            addresses.push_back(box.address);
        CHECK(addresses == one.addresses);
    }
    for (std::string_view const text :
         {"\"open <a@x.org>", "a@x.org (open", "<a@x.org", "a@x.org, b"}) {
        INFO(text);
        std::vector<mailbox> out;
        std::string why;
        CHECK_FALSE(parse_mailboxes(text, out, why));
        CHECK_FALSE(why.empty());
    }
}

TEST_CASE("ses address: a million separators are read in one pass") {
    std::string text;
    for (int i = 0; i != 1'000'000; ++i)
        text += "(,";
    std::vector<mailbox> out;
    std::string why;
    CHECK_FALSE(parse_mailboxes(text, out, why));
    CHECK(parse_mailboxes(std::string(1'000'000, ','), out, why));
    CHECK(out.empty());
}

TEST_CASE("ses address: domains are host names with a dot") {
    for (char const* const good : {"example.org", "a.b.c", "xn--bcher-kva.example", "1.example"})
        CHECK(is_domain(good));
    for (char const* const bad : {"", "org", "-a.org", "a-.org", "a..org", ".org", "a.org.",
                                  "a b.org", "a@b.org", "a_b.org"})
        CHECK_FALSE(is_domain(bad));
}
