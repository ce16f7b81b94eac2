// SPDX-License-Identifier: Apache-2.0
#include "secret_keeping.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

using namespace skiff;
using test::secret_keeping;
namespace sm = skiff::secrets_manager;

namespace {

/// The one place that reads a password.
std::string text_of(sm::get_random_password_response const& from) {
    return std::string(from.random_password.value().view());
}

std::string const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
std::string const lower = "abcdefghijklmnopqrstuvwxyz";
std::string const digits = "0123456789";
std::string const punctuation = R"(!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~)";

} // namespace

TEST_CASE("local secrets: a password has the characters that were asked for") {
    secret_keeping const local;
    struct {
        sm::get_random_password_request in;
        std::size_t length;
        std::string allowed;
        std::vector<std::string> each; // One of each of these must be there.
    } const cases[] = {
        {{}, 32, lower + upper + digits + punctuation, {lower, upper, digits, punctuation}},
        {{.password_length = 4},
         4,
         lower + upper + digits + punctuation,
         {lower, upper, digits, punctuation}},
        {{.password_length = 4096}, 4096, lower + upper + digits + punctuation, {lower}},
        {{.password_length = 8, .exclude_numbers = true, .exclude_punctuation = true},
         8,
         lower + upper,
         {lower, upper}},
        {{.password_length = 2, .exclude_punctuation = true, .exclude_uppercase = true},
         2,
         lower + digits,
         {lower, digits}},
        {{.password_length = 5,
          .exclude_characters = lower + punctuation,
          .exclude_uppercase = true},
         5,
         digits,
         {digits}},
        {{.password_length = 64,
          .exclude_numbers = true,
          .exclude_punctuation = true,
          .exclude_uppercase = true,
          .include_space = true},
         64,
         lower + ' ',
         {lower}},
        {{.password_length = 1, .require_each_included_type = false},
         1,
         lower + upper + digits + punctuation,
         {}},
        {{.password_length = 4, .exclude_characters = lower.substr(1) + digits.substr(1)},
         4,
         "a" + upper + "0" + punctuation,
         {"a", upper, "0", punctuation}},
    };
    for (auto const& one : cases)
        for (int times = 0; times != 50; ++times) {
            std::string const made = text_of(local.client.get_random_password(one.in).value());
            REQUIRE(made.size() == one.length);
            REQUIRE(made.find_first_not_of(one.allowed) == std::string::npos);
            for (std::string const& type : one.each)
                REQUIRE(made.find_first_of(type) != std::string::npos);
        }
}

TEST_CASE("local secrets: passwords that cannot be made") {
    secret_keeping const local;
    std::string const everything = lower + upper + digits + punctuation;
    struct {
        sm::get_random_password_request in;
        sm::errc code;
        std::string_view message;
    } const cases[] = {
        {{.password_length = 0}, sm::errc::validation_exception, "'passwordLength'"},
        {{.password_length = 4097},
         sm::errc::validation_exception,
         "Value '4097' at 'passwordLength' failed to satisfy constraint: Member must have value "
         "less than or equal to 4096"},
        {{.password_length = 3},
         sm::errc::invalid_parameter_exception,
         "Password length is too short based on the required types."},
        {{.exclude_characters = everything}, sm::errc::invalid_parameter_exception, "No char"},
        {{.exclude_numbers = true,
          .exclude_punctuation = true,
          .exclude_uppercase = true,
          .exclude_lowercase = true},
         sm::errc::invalid_parameter_exception,
         "No char"},
        {{.exclude_characters = std::string(4097, 'x')},
         sm::errc::validation_exception,
         "'excludeCharacters'"},
    };
    for (auto const& one : cases) {
        INFO(one.message);
        auto const got = local.client.get_random_password(one.in);
        REQUIRE(got.has_error());
        CHECK(got.error().code == one.code);
        CHECK(got.error().message.find(one.message) != std::string::npos);
    }
}

TEST_CASE("local secrets: every character of a password is as likely as any other") {
    secret_keeping const local;
    std::map<char, int> counts;
    std::set<std::string> all;
    for (int i = 0; i != 50; ++i) {
        std::string const made = text_of(
            local.client
                .get_random_password({.password_length = 4096, .require_each_included_type = false})
                .value());
        all.insert(made);
        for (char const c : made)
            ++counts[c];
    }
    CHECK(all.size() == 50);
    REQUIRE(counts.size() == 94);
    // 204 800 draws, 2179 of each expected, with a deviation of 46: seven of them either way. Bytes
    // taken modulo 94 would give 2400 for most and 1600 for the rest.
    for (auto const& [character, count] : counts) {
        INFO(character);
        CHECK(count > 1850);
        CHECK(count < 2510);
    }
}
