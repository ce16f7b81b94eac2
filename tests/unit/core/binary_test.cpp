// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/binary.hpp>

#include "support/catch.hpp"

using namespace skiff;

TEST_CASE("base64: RFC 4648 vectors in both directions") {
    struct row {
        std::string_view bytes;
        std::string_view text;
    };
    for (auto const& [bytes, text] : std::initializer_list<row>{{"", ""},
                                                                {"f", "Zg=="},
                                                                {"fo", "Zm8="},
                                                                {"foo", "Zm9v"},
                                                                {"foob", "Zm9vYg=="},
                                                                {"fooba", "Zm9vYmE="},
                                                                {"foobar", "Zm9vYmFy"},
                                                                {"\xFF\xFE\xFD", "//79"}}) {
        CAPTURE(text);
        CHECK(base64_encode(bytes) == text);
        std::string decoded;
        REQUIRE(base64_decode(text, decoded));
        CHECK(decoded == bytes);
    }
}

TEST_CASE("base64: refuses what is not canonical") {
    std::string out;
    for (std::string_view text : {"Z", "Zg", "Zg=", "Zg===", "Zm=v", "=Zm9", "Zm9v\n", "Zm9!",
                                  "Zh==", "Zm9=", "Zm-_", "====", "Zg==Zg=="}) {
        CAPTURE(text);
        CHECK_FALSE(base64_decode(text, out));
    }
}

TEST_CASE("base64url: is base64 without '+', '/' and padding") {
    for (std::string_view bytes : {"", "f", "fo", "foo", "\xFF\xFE\xFD", "\xFB\xFF"}) {
        auto const text = base64url_encode(bytes);
        CAPTURE(text);
        CHECK(text.find_first_of("+/=") == text.npos);
        std::string decoded;
        REQUIRE(base64url_decode(text, decoded));
        CHECK(decoded == bytes);
    }
    CHECK(base64url_encode("\xFF\xFE\xFD") == "__79");
    std::string out;
    for (std::string_view text :
         {"Z", "Zg==", "Zm8=", "//79", "-_+_", "Zh", "Zm9", "Zg\n", "Z g"}) {
        CAPTURE(text);
        CHECK_FALSE(base64url_decode(text, out));
    }
}
