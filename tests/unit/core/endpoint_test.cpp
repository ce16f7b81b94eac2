// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/endpoint.hpp>

#include "support/catch.hpp"
#include "unit/core/fake_environment.hpp"

using namespace skiff;

namespace {

endpoint_service const dynamodb{"dynamodb", "DYNAMODB", "dynamodb"};
endpoint_service const ses{"email", "SES", "ses"};

} // namespace

TEST_CASE("endpoint: regions belong to partitions, also new ones") {
    struct region_case {
        std::string region, partition;
    };
    for (auto const& c : std::vector<region_case>{{"us-east-1", "aws"},
                                                  {"eu-central-1", "aws"},
                                                  {"mx-central-1", "aws"},
                                                  {"xx-newland-7", "aws"},
                                                  {"cn-north-1", "aws-cn"},
                                                  {"cn-south-9", "aws-cn"},
                                                  {"us-gov-west-1", "aws-us-gov"},
                                                  {"us-iso-east-1", "aws-iso"},
                                                  {"us-isob-east-1", "aws-iso-b"},
                                                  {"eu-isoe-west-1", "aws-iso-e"},
                                                  {"us-isof-south-1", "aws-iso-f"},
                                                  {"eusc-de-east-1", "aws-eusc"},
                                                  {"", "aws"}}) {
        INFO(c.region);
        CHECK(partition_of(c.region).id == c.partition);
    }
}

TEST_CASE("endpoint: standard host names") {
    struct host_case {
        endpoint_service service;
        std::string region;
        bool fips, dual_stack;
        std::string host;
    };
    for (auto const& c : std::vector<host_case>{
             {dynamodb, "eu-central-1", false, false, "dynamodb.eu-central-1.amazonaws.com"},
             {dynamodb, "us-east-1", true, false, "dynamodb-fips.us-east-1.amazonaws.com"},
             {dynamodb, "us-east-1", false, true, "dynamodb.us-east-1.api.aws"},
             {dynamodb, "us-east-1", true, true, "dynamodb-fips.us-east-1.api.aws"},
             {dynamodb, "us-gov-west-1", true, false, "dynamodb.us-gov-west-1.amazonaws.com"},
             {dynamodb, "us-gov-west-1", true, true, "dynamodb-fips.us-gov-west-1.api.aws"},
             {ses, "us-gov-west-1", true, false, "email-fips.us-gov-west-1.amazonaws.com"},
             {ses, "eu-west-1", false, false, "email.eu-west-1.amazonaws.com"},
             {ses, "cn-north-1", false, false, "email.cn-north-1.amazonaws.com.cn"},
             {ses, "cn-north-1", false, true, "email.cn-north-1.api.amazonwebservices.com.cn"},
             {dynamodb, "us-iso-east-1", false, false, "dynamodb.us-iso-east-1.c2s.ic.gov"},
             {dynamodb, "us-isob-east-1", false, false, "dynamodb.us-isob-east-1.sc2s.sgov.gov"},
             {dynamodb, "eu-isoe-west-1", false, false, "dynamodb.eu-isoe-west-1.cloud.adc-e.uk"},
             {dynamodb, "us-isof-south-1", false, false, "dynamodb.us-isof-south-1.csp.hci.ic.gov"},
             {dynamodb, "eusc-de-east-1", false, false, "dynamodb.eusc-de-east-1.amazonaws.eu"},
         }) {
        auto const found = standard_endpoint(c.service, c.region, c.fips, c.dual_stack).value();
        CHECK(found.origin == http::origin{.tls = true, .host = c.host, .port = 443});
        CHECK(found.signing_region == c.region);
        CHECK(found.signing_name == c.service.signing_name);
        CHECK(found.base_path.empty());
    }
    CHECK(standard_endpoint(dynamodb, "evil.com/#", false, false).has_error());
}

TEST_CASE("endpoint: URLs are read") {
    struct url_case {
        std::string url;
        bool tls;
        std::string host;
        std::uint16_t port;
        std::string base_path;
    };
    for (auto const& c : std::vector<url_case>{
             {"http://localhost:4566", false, "localhost", 4566, ""},
             {"http://localhost:4566/", false, "localhost", 4566, ""},
             {"HTTPS://Example.COM", true, "example.com", 443, ""},
             {"http://example.com", false, "example.com", 80, ""},
             {"http://example.com:", false, "example.com", 80, ""},
             {"https://example.com:8443/stage/v1/", true, "example.com", 8443, "/stage/v1"},
             {"https://example.com/a%20b", true, "example.com", 443, "/a%20b"},
             {"http://127.0.0.1:80", false, "127.0.0.1", 80, ""},
             {"http://[::1]:8000", false, "::1", 8000, ""},
             {"http://my_service:1", false, "my_service", 1, ""},
         }) {
        INFO(c.url);
        auto const found = parse_endpoint_url(c.url, "here");
        REQUIRE(found.has_value());
        CHECK(found->origin == http::origin{.tls = c.tls, .host = c.host, .port = c.port});
        CHECK(found->base_path == c.base_path);
    }
}

TEST_CASE("endpoint: URLs that cannot be meant are refused, with the place they stand in") {
    for (std::string const url : {"",
                                  "localhost",
                                  "localhost:4566",
                                  "//host",
                                  "ftp://host",
                                  "ws://host",
                                  "http://",
                                  "http://:80",
                                  "https:///path",
                                  "http://user@host",
                                  "http://user:s3cret@host",
                                  "http://host?x=1",
                                  "http://host/#f",
                                  "http://host:0",
                                  "http://host:65536",
                                  "http://host:port",
                                  "http://host:80x/",
                                  "http://ho st",
                                  "http://host\r\nX: y",
                                  "http://a%0d%0ab",
                                  "http://a%2fb",
                                  "http://[::1",
                                  "http://[v1.x]",
                                  "file:///etc/passwd"}) {
        INFO(url);
        auto const refused = parse_endpoint_url(url, "AWS_ENDPOINT_URL");
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == errc::invalid_configuration);
        CHECK(refused.error().message.find("AWS_ENDPOINT_URL") != std::string::npos);
        CHECK(refused.error().message.find("s3cret") == std::string::npos);
    }
}

TEST_CASE("endpoint: each source goes before the next") {
    fake_environment env;
    env.variables = {{"HOME", "/h"},
                     {"AWS_ENDPOINT_URL_DYNAMODB", "http://variable-of-service"},
                     {"AWS_ENDPOINT_URL", "http://variable"}};
    env.files = {{"/h/.aws/config", "[default]\n"
                                    "services = local\n"
                                    "endpoint_url = http://profile\n"
                                    "[services local]\n"
                                    "dynamodb =\n"
                                    "  endpoint_url = http://section\n"}};
    profile_files files(env);
    auto const host = [&](std::optional<std::string> const& code = {},
                          endpoint_service const& service = dynamodb) {
        auto const found = resolve_endpoint(service, "eu-west-1", code, env, files).value();
        CHECK(found.signing_region == "eu-west-1");
        CHECK(found.signing_name == service.signing_name);
        return found.origin.host;
    };
    CHECK(host("http://code") == "code");
    CHECK(host() == "variable-of-service");
    CHECK(host({}, ses) == "variable");
    env.variables.erase("AWS_ENDPOINT_URL_DYNAMODB");
    CHECK(host() == "variable");
    env.variables.erase("AWS_ENDPOINT_URL");
    CHECK(host() == "section");
    CHECK(host({}, ses) == "profile");
    env.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
    CHECK(host() == "dynamodb.eu-west-1.amazonaws.com");
    CHECK(host("http://code") == "code");
    env.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false";
    CHECK(host() == "section");
}

TEST_CASE("endpoint: FIPS and dual stack come from the environment or the profile") {
    fake_environment env;
    env.variables = {{"HOME", "/h"}};
    env.files = {{"/h/.aws/config", "[default]\nuse_dualstack_endpoint = true\n"}};
    profile_files files(env);
    auto const host = [&] {
        return resolve_endpoint(dynamodb, "us-east-1", {}, env, files).value().origin.host;
    };
    CHECK(host() == "dynamodb.us-east-1.api.aws");
    env.variables["AWS_USE_FIPS_ENDPOINT"] = "TRUE";
    CHECK(host() == "dynamodb-fips.us-east-1.api.aws");
    env.variables["AWS_USE_DUALSTACK_ENDPOINT"] = "false";
    CHECK(host() == "dynamodb-fips.us-east-1.amazonaws.com");
}

TEST_CASE("endpoint: a services section that is not there is an error") {
    fake_environment env;
    env.variables = {{"HOME", "/h"}};
    env.files = {{"/h/.aws/config", "[default]\nservices = gone\n"}};
    profile_files files(env);
    auto const failed = resolve_endpoint(dynamodb, "us-east-1", {}, env, files);
    REQUIRE(failed.has_error());
    CHECK(failed.error().code == errc::invalid_configuration);
    CHECK(failed.error().message.find("'gone'") != std::string::npos);
}
