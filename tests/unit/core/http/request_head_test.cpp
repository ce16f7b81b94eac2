// SPDX-License-Identifier: Apache-2.0
#include "core/http/request_head.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace skiff;

TEST_CASE("request head: line, host, length and headers") {
    struct head {
        http::origin to;
        std::string method;
        std::string body;
        std::string wire;
    };
    std::vector<head> const heads{
        {{true, "dynamodb.eu-central-1.amazonaws.com", 443},
         "POST",
         "{}",
         "POST /p?q HTTP/1.1\r\nHost: dynamodb.eu-central-1.amazonaws.com\r\nContent-Length: 2\r\n"
         "A: b\r\n\r\n"},
        {{false, "localhost", 4566},
         "POST",
         "",
         "POST /p?q HTTP/1.1\r\nHost: localhost:4566\r\nContent-Length: 0\r\nA: b\r\n\r\n"},
        {{false, "localhost", 443},
         "GET",
         "",
         "GET /p?q HTTP/1.1\r\nHost: localhost:443\r\nA: b\r\n\r\n"},
        {{false, "::1", 80}, "HEAD", "", "HEAD /p?q HTTP/1.1\r\nHost: [::1]\r\nA: b\r\n\r\n"},
        {{true, "h", 443},
         "DELETE",
         "x",
         "DELETE /p?q HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nA: b\r\n\r\n"},
    };
    std::string out = "left from before";
    for (auto const& h : heads) {
        http::request r;
        r.method = h.method;
        r.target = "/p?q";
        r.body = h.body;
        r.headers.add("A", "b");
        REQUIRE(http::can_be_sent(h.to, r));
        http::write_request_head(h.to, r, out);
        CHECK(out == h.wire);
    }
}

TEST_CASE("origin: the authority leaves out the scheme's own port") {
    CHECK(http::origin{true, "h", 443}.authority() == "h");
    CHECK(http::origin{true, "h", 80}.authority() == "h:80");
    CHECK(http::origin{false, "h", 80}.authority() == "h");
    CHECK(http::origin{false, "fe80::1", 65535}.authority() == "[fe80::1]:65535");
}
