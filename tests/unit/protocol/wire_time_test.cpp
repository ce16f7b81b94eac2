// SPDX-License-Identifier: Apache-2.0
#include "protocol/wire_time.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace skiff;
using namespace skiff::protocol;
using namespace std::chrono_literals;

TEST_CASE("http date: it is written as RFC 9110 says, with a fraction when there is one") {
    CHECK(to_http_date(timestamp(784'111'777s)) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(to_http_date(timestamp(0s)) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(to_http_date(timestamp(1'582'934'400s)) == "Sat, 29 Feb 2020 00:00:00 GMT");
    CHECK(to_http_date(timestamp(784'111'777'050ms)) == "Sun, 06 Nov 1994 08:49:37.05 GMT");
    CHECK(to_http_date(timestamp(-1s)) == "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST_CASE("http date: it is read back, and nothing else is") {
    for (auto const when : {784'111'777'000ms, 784'111'777'050ms, 0ms, -1'500ms})
        CHECK(from_http_date(to_http_date(timestamp(when))) == timestamp(when));
    for (std::string const text : {
             "",
             "Sun, 06 Nov 1994 08:49:37",
             "Sun, 06 Nov 1994 08:49:37 CET",
             "Sun, 06-Nov-94 08:49:37 GMT",
             "Sun Nov  6 08:49:37 1994",
             "Sun, 06 Nox 1994 08:49:37 GMT",
             "Sun, 31 Feb 1994 08:49:37 GMT",
             "Sun, 06 Nov 1994 24:49:37 GMT",
             "Sun, 06 Nov 1994 08:60:37 GMT",
             "Sun, -6 Nov 1994 08:49:37 GMT",
             "Sun, 06 Nov 1994 08:49:37. GMT",
             "Sun, 06 Nov 1994 08:49:37.x GMT",
             "Sun, 06 Nov 1994 08:49:37x5 GMT",
             "Sun, 06 Nov 1994 08 49 37 GMT",
         }) {
        INFO(text);
        CHECK(!from_http_date(text));
    }
}

TEST_CASE("dates: both kinds of text are read") {
    CHECK(from_date_text("1994-11-06T08:49:37Z") == timestamp(784'111'777s));
    CHECK(from_date_text("Sun, 06 Nov 1994 08:49:37 GMT") == timestamp(784'111'777s));
    CHECK(!from_date_text("784111777"));
}
