// SPDX-License-Identifier: Apache-2.0
#include <skiff/ses/message.hpp>

#include "support/catch.hpp"

#include <string>

using skiff::ses::is_valid_address;

TEST_CASE("address: one mailbox of plain ASCII is accepted") {
    std::string const longest = std::string(64, 'a') + "@" + std::string(63, 'b') + "." +
                                std::string(63, 'c') + ".org";
    std::string const accepted[] = {"a@b.c",
                                    "first.last+tag@sub.example.org",
                                    "o'brien@example.org",
                                    "{x}=!#$%&*/?^_`|~-@example.org",
                                    "me@localhost",
                                    "a@1.2.example",
                                    "a@xn--bcher-kva.example",
                                    longest};
    for (auto const& address : accepted) {
        INFO(address);
        CHECK(is_valid_address(address));
    }
}

TEST_CASE("address: lists, injections and malformed mailboxes are refused") {
    using namespace std::string_literals;
    std::string const refused[] = {"",
                                   "a",
                                   "@",
                                   "@b.c",
                                   "a@",
                                   "a@b.c, d@e.f",
                                   "a@b.c,d@e.f",
                                   "a@b.c;d@e.f",
                                   "a@b.c\r\nBcc: d@e.f",
                                   "a@b.c\n",
                                   "\ra@b.c",
                                   "a@b.c\0"s,
                                   "a\0@b.c"s,
                                   "a\t@b.c",
                                   " a@b.c",
                                   "a@b.c ",
                                   "A <a@b.c>",
                                   "<a@b.c>",
                                   "\"a b\"@c.d",
                                   "a(comment)@b.c",
                                   "a@[127.0.0.1]",
                                   "a@@b.c",
                                   "a@b@c.d",
                                   "a..b@c.d",
                                   ".a@b.c",
                                   "a.@b.c",
                                   "a@.b.c",
                                   "a@b..c",
                                   "a@b.c.",
                                   "a@-b.c",
                                   "a@b-.c",
                                   "a@b_c.d",
                                   "j\xC3\xBCrgen@example.org",
                                   "a@b\xC3\xBC"
                                   "cher.example",
                                   "=?utf-8?Q?a?=@b.c",
                                   std::string(65, 'a') + "@b.c",
                                   "a@" + std::string(64, 'b') + ".c",
                                   "a@" + std::string(127, 'b') + "." + std::string(127, 'c'),
                                   "a@b.c\x7F"};
    for (auto const& address : refused) {
        INFO(address);
        CHECK_FALSE(is_valid_address(address));
    }
}
