// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/profile.hpp>
#include <skiff/core/region.hpp>

#include "support/catch.hpp"
#include "unit/core/fake_environment.hpp"

#include <random>

using namespace skiff;

namespace {

profile_set parsed(std::string_view text, profile_file kind = profile_file::configuration) {
    profile_set out;
    auto const done = parse_profiles(text, kind, "config", out);
    INFO((done ? "" : done.error().message));
    REQUIRE(done.has_value());
    return out;
}

} // namespace

TEST_CASE("profile: sections, comments, blanks and odd values are read") {
    auto const set = parsed("\xef\xbb\xbf# a comment\r\n"
                            "[default]\r\n"
                            "region = eu-central-1\r\n"
                            "\n"
                            "; another\n"
                            "[ profile  dev ] # behind\n"
                            "  \n"
                            "REGION=us-west-2   # why\n"
                            "aws_secret_access_key = a#b;c=d+/\n"
                            "empty =\n"
                            "[profile \"with blank\"]\n"
                            "region=af-south-1\n"
                            "[ignored]\n"
                            "region=nowhere\n"
                            "[profile dev]\n"
                            "output = json\n");
    CHECK(set.find("default", "region") == "eu-central-1");
    CHECK(set.find("dev", "region") == "us-west-2");
    CHECK(set.find("dev", "aws_secret_access_key") == "a#b;c=d+/");
    CHECK(set.find("dev", "empty") == "");
    CHECK(set.find("dev", "output") == "json");
    CHECK(set.find("with blank", "region") == "af-south-1");
    CHECK_FALSE(set.find("ignored", "region"));
    CHECK_FALSE(set.find("dev", "unknown"));
    CHECK_FALSE(set.find("unknown", "region"));
    CHECK(set.profiles.size() == 3);
}

TEST_CASE("profile: nested blocks, services and sso-session sections are kept apart") {
    auto const set = parsed("[profile dev]\n"
                            "services = local\n"
                            "s3 =\n"
                            "  max_concurrent_requests = 20\n"
                            "\taddressing_style = path\n"
                            "region = us-east-1\n"
                            "text = one\n"
                            "  two\n"
                            "[services local]\n"
                            "dynamodb =\n"
                            "  endpoint_url = http://localhost:8000\n"
                            "ses = \n"
                            "  endpoint_url = http://localhost:8001\n"
                            "[sso-session corp]\n"
                            "sso_region = us-east-1\n");
    CHECK(set.find("dev", "s3.max_concurrent_requests") == "20");
    CHECK(set.find("dev", "s3.addressing_style") == "path");
    CHECK(set.find("dev", "region") == "us-east-1");
    CHECK(set.find("dev", "text") == "one\ntwo");
    CHECK(set.services.at("local").at("dynamodb.endpoint_url") == "http://localhost:8000");
    CHECK(set.services.at("local").at("ses.endpoint_url") == "http://localhost:8001");
    CHECK(set.sso_sessions.at("corp").at("sso_region") == "us-east-1");
}

TEST_CASE("profile: the credentials file names profiles without a prefix") {
    auto const set = parsed("[dev]\naws_access_key_id = AKID\n[profile x]\na = b\n",
                            profile_file::credentials);
    CHECK(set.find("dev", "aws_access_key_id") == "AKID");
    CHECK(set.find("profile x", "a") == "b");
}

TEST_CASE("profile: a broken line is named by file and number, never shown") {
    struct broken_case {
        std::string text;
        int line;
    };
    for (auto const& c : std::vector<broken_case>{
             {"s3cret", 1},
             {"a = s3cret", 1},
             {"[default]\n\ns3cret", 3},
             {"[default\na = s3cret", 1},
             {"[]\n", 1},
             {"[ ]\n", 1},
             {"[default] s3cret\n", 1},
             {"[default]\n= s3cret\n", 2},
             {"[default]\ns3 =\n  s3cret\n", 3},
             {"[default]\ns3 =\n  = s3cret\n", 3},
         }) {
        INFO(c.text);
        profile_set out;
        auto const done = parse_profiles(c.text, profile_file::configuration, "/home/u/config",
                                         out);
        REQUIRE(done.has_error());
        CHECK(done.error().code == errc::invalid_configuration);
        CHECK(done.error().message.starts_with("/home/u/config, line " + std::to_string(c.line) +
                                               ": "));
        CHECK(done.error().message.find("s3cret") == std::string::npos);
    }
}

TEST_CASE("profile: no text makes the parser crash or hang") {
    std::mt19937 random(7);
    std::string_view const alphabet = "[]=#; \t\r\n\"'abprofile\xff\0x";
    for (int round = 0; round != 3000; ++round) {
        std::string text;
        for (auto size = random() % 60; size != 0; --size)
            text += alphabet[random() % alphabet.size()];
        profile_set out;
        auto const done = parse_profiles(text, profile_file::configuration, "f", out);
        CHECK((done || done.error().code == errc::invalid_configuration));
    }
}

TEST_CASE("profile: files are where the variables or the home directory say, and read once") {
    fake_environment env;
    env.variables = {{"HOME", "/home/u"}};
    env.files = {{"/home/u/.aws/config", "[default]\nregion = r1\na = config\n"},
                 {"/home/u/.aws/credentials", "[default]\na = credentials\n"},
                 {"/etc/aws", "[profile dev]\nregion = r2\n"},
                 {"/home/u/keys", "[dev]\na = keys\n"}};
    profile_files files(env);
    CHECK(env.reads == 0);
    CHECK(files.find("region").value() == "r1");
    CHECK(files.find("a").value() == "credentials");
    CHECK_FALSE(files.find("b").value());
    CHECK(env.reads == 2);

    env.variables["AWS_CONFIG_FILE"] = "/etc/aws";
    env.variables["AWS_SHARED_CREDENTIALS_FILE"] = "~/keys";
    env.variables["AWS_PROFILE"] = "dev";
    profile_files others(env);
    CHECK(others.name() == "dev");
    CHECK(others.find("region").value() == "r2");
    CHECK(others.find("a").value() == "keys");
    CHECK(profile_files(env, "prod").name() == "prod");
}

TEST_CASE("profile: without files there are no settings, but a named profile must exist") {
    fake_environment env;
    profile_files none(env);
    CHECK_FALSE(none.find("region").value());
    profile_files named(env, "dev");
    auto const missing = named.find("region");
    REQUIRE(missing.has_error());
    CHECK(missing.error().code == errc::invalid_configuration);
    CHECK(missing.error().message.find("'dev'") != std::string::npos);
}

TEST_CASE("region: the code goes before the environment, this before the profile") {
    fake_environment env;
    env.variables = {
        {"HOME", "/h"}, {"AWS_REGION", "eu-west-1"}, {"AWS_DEFAULT_REGION", "eu-west-2"}};
    env.files = {{"/h/.aws/config", "[default]\nregion = eu-west-3\n"}};
    profile_files files(env);
    auto const resolve = [&](std::optional<std::string> const& code = {}) {
        return resolve_region(code, env, files).value();
    };
    CHECK(resolve("us-east-1") == "us-east-1");
    CHECK(resolve() == "eu-west-1");
    env.variables.erase("AWS_REGION");
    CHECK(resolve() == "eu-west-2");
    CHECK(env.reads == 0);
    env.variables["AWS_DEFAULT_REGION"] = "";
    CHECK(resolve() == "eu-west-3");
}

TEST_CASE("region: when nobody says, the message tells what to do") {
    fake_environment env;
    profile_files files(env);
    auto const missing = resolve_region({}, env, files);
    REQUIRE(missing.has_error());
    CHECK(missing.error().code == errc::no_region);
    CHECK(missing.error().message.find("AWS_REGION") != std::string::npos);
}

TEST_CASE("region: what could not stand in a host name is refused") {
    fake_environment env;
    profile_files files(env);
    for (std::string const wrong :
         {"", "eu central", "eu.central", "evil.com/", "-eu", "eu-", "eu_west", "x@y", "a\r\nb",
          "\xc3\xa9", "0123456789012345678901234567890123456789012345678901234567890123"}) {
        INFO(wrong);
        auto const refused = resolve_region(wrong, env, files);
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == errc::invalid_configuration);
    }
    env.variables["AWS_REGION"] = "evil.com#";
    auto const refused = resolve_region({}, env, files);
    REQUIRE(refused.has_error());
    CHECK(refused.error().message.find("AWS_REGION") != std::string::npos);
}
