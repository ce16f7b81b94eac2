// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/result.hpp>

#include "support/catch.hpp"

TEST_CASE("error: value() throws a service_error that carries the same error") {
    skiff::result<int> failed = skiff::make_error(skiff::errc::timed_out, "after 3 s");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == skiff::condition::timed_out);
    try {
        failed.value();
        FAIL("value() did not throw");
    } catch (skiff::service_error const& e) {
        CHECK(e.code() == skiff::errc::timed_out);
        CHECK(std::string(e.what()) == "timed_out: after 3 s");
    }
}
