// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/endpoint.hpp>

#include "support/catch.hpp"
#include "unit/core/fake_environment.hpp"

using namespace skiff;

namespace {

endpoint_service const dynamodb{"dynamodb", "DYNAMODB", "dynamodb"};
endpoint_service const ses{"email", "SES", "ses"};
endpoint_service const streams{"streams.dynamodb", "DYNAMODB_STREAMS", "dynamodb"};
endpoint_service const rds_data{"rds-data", "RDS_DATA", "rds-data"};
endpoint_service const secrets_manager{"secretsmanager", "SECRETS_MANAGER", "secretsmanager"};
endpoint_service const sts{"sts", "STS", "sts"};

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

TEST_CASE("endpoint: every service has the host names that its rule set gives") {
    struct host_case {
        endpoint_service service;
        std::string region;
        bool fips, dual_stack;
        std::string host;
    };
    // From the rule sets of botocore 1.43, evaluated for one region of each kind of partition.
    for (auto const& c : std::vector<host_case>{
             {dynamodb, "eu-central-1", false, false, "dynamodb.eu-central-1.amazonaws.com"},
             {dynamodb, "eu-central-1", false, true, "dynamodb.eu-central-1.api.aws"},
             {dynamodb, "eu-central-1", true, false, "dynamodb-fips.eu-central-1.amazonaws.com"},
             {dynamodb, "eu-central-1", true, true, "dynamodb-fips.eu-central-1.api.aws"},
             {dynamodb, "cn-north-1", false, false, "dynamodb.cn-north-1.amazonaws.com.cn"},
             {dynamodb, "cn-north-1", false, true,
              "dynamodb.cn-north-1.api.amazonwebservices.com.cn"},
             {dynamodb, "cn-north-1", true, false, "dynamodb-fips.cn-north-1.amazonaws.com.cn"},
             {dynamodb, "cn-north-1", true, true,
              "dynamodb-fips.cn-north-1.api.amazonwebservices.com.cn"},
             {dynamodb, "us-gov-west-1", false, false, "dynamodb.us-gov-west-1.amazonaws.com"},
             {dynamodb, "us-gov-west-1", false, true, "dynamodb.us-gov-west-1.api.aws"},
             {dynamodb, "us-gov-west-1", true, false, "dynamodb.us-gov-west-1.amazonaws.com"},
             {dynamodb, "us-gov-west-1", true, true, "dynamodb-fips.us-gov-west-1.api.aws"},
             {dynamodb, "us-iso-east-1", false, false, "dynamodb.us-iso-east-1.c2s.ic.gov"},
             {dynamodb, "us-iso-east-1", false, true, "dynamodb.us-iso-east-1.api.aws.ic.gov"},
             {dynamodb, "us-iso-east-1", true, false, "dynamodb-fips.us-iso-east-1.c2s.ic.gov"},
             {dynamodb, "us-iso-east-1", true, true, "dynamodb-fips.us-iso-east-1.api.aws.ic.gov"},
             {dynamodb, "eusc-de-east-1", false, false, "dynamodb.eusc-de-east-1.amazonaws.eu"},
             {dynamodb, "eusc-de-east-1", false, true,
              "dynamodb.eusc-de-east-1.api.amazonwebservices.eu"},
             {dynamodb, "eusc-de-east-1", true, false, "dynamodb-fips.eusc-de-east-1.amazonaws.eu"},
             {dynamodb, "eusc-de-east-1", true, true,
              "dynamodb-fips.eusc-de-east-1.api.amazonwebservices.eu"},
             {streams, "eu-central-1", false, false, "streams.dynamodb.eu-central-1.amazonaws.com"},
             {streams, "eu-central-1", false, true, "streams-dynamodb.eu-central-1.api.aws"},
             {streams, "eu-central-1", true, false,
              "streams.dynamodb-fips.eu-central-1.amazonaws.com"},
             {streams, "eu-central-1", true, true, "streams-dynamodb-fips.eu-central-1.api.aws"},
             {streams, "cn-north-1", false, false, "streams.dynamodb.cn-north-1.amazonaws.com.cn"},
             {streams, "cn-north-1", false, true,
              "streams-dynamodb.cn-north-1.api.amazonwebservices.com.cn"},
             {streams, "cn-north-1", true, false,
              "streams.dynamodb-fips.cn-north-1.amazonaws.com.cn"},
             {streams, "cn-north-1", true, true,
              "streams-dynamodb-fips.cn-north-1.api.amazonwebservices.com.cn"},
             {streams, "us-gov-west-1", false, false,
              "streams.dynamodb.us-gov-west-1.amazonaws.com"},
             {streams, "us-gov-west-1", false, true, "streams-dynamodb.us-gov-west-1.api.aws"},
             {streams, "us-gov-west-1", true, false,
              "streams.dynamodb.us-gov-west-1.amazonaws.com"},
             {streams, "us-gov-west-1", true, true, "streams-dynamodb-fips.us-gov-west-1.api.aws"},
             {streams, "us-iso-east-1", false, false, "streams.dynamodb.us-iso-east-1.c2s.ic.gov"},
             {streams, "us-iso-east-1", false, true,
              "streams.dynamodb.us-iso-east-1.api.aws.ic.gov"},
             {streams, "us-iso-east-1", true, false,
              "streams.dynamodb-fips.us-iso-east-1.c2s.ic.gov"},
             {streams, "us-iso-east-1", true, true,
              "streams.dynamodb-fips.us-iso-east-1.api.aws.ic.gov"},
             {streams, "eusc-de-east-1", false, false,
              "streams.dynamodb.eusc-de-east-1.amazonaws.eu"},
             {streams, "eusc-de-east-1", false, true,
              "streams.dynamodb.eusc-de-east-1.api.amazonwebservices.eu"},
             {streams, "eusc-de-east-1", true, false,
              "streams.dynamodb-fips.eusc-de-east-1.amazonaws.eu"},
             {streams, "eusc-de-east-1", true, true,
              "streams.dynamodb-fips.eusc-de-east-1.api.amazonwebservices.eu"},
             {rds_data, "eu-central-1", false, false, "rds-data.eu-central-1.amazonaws.com"},
             {rds_data, "eu-central-1", false, true, "rds-data.eu-central-1.api.aws"},
             {rds_data, "eu-central-1", true, false, "rds-data-fips.eu-central-1.amazonaws.com"},
             {rds_data, "eu-central-1", true, true, "rds-data-fips.eu-central-1.api.aws"},
             {rds_data, "cn-north-1", false, false, "rds-data.cn-north-1.amazonaws.com.cn"},
             {rds_data, "cn-north-1", false, true,
              "rds-data.cn-north-1.api.amazonwebservices.com.cn"},
             {rds_data, "cn-north-1", true, false, "rds-data-fips.cn-north-1.amazonaws.com.cn"},
             {rds_data, "cn-north-1", true, true,
              "rds-data-fips.cn-north-1.api.amazonwebservices.com.cn"},
             {rds_data, "us-gov-west-1", false, false, "rds-data.us-gov-west-1.amazonaws.com"},
             {rds_data, "us-gov-west-1", false, true, "rds-data.us-gov-west-1.api.aws"},
             {rds_data, "us-gov-west-1", true, false, "rds-data-fips.us-gov-west-1.amazonaws.com"},
             {rds_data, "us-gov-west-1", true, true, "rds-data-fips.us-gov-west-1.api.aws"},
             {rds_data, "us-iso-east-1", false, false, "rds-data.us-iso-east-1.c2s.ic.gov"},
             {rds_data, "us-iso-east-1", false, true, "rds-data.us-iso-east-1.api.aws.ic.gov"},
             {rds_data, "us-iso-east-1", true, false, "rds-data-fips.us-iso-east-1.c2s.ic.gov"},
             {rds_data, "us-iso-east-1", true, true, "rds-data-fips.us-iso-east-1.api.aws.ic.gov"},
             {rds_data, "eusc-de-east-1", false, false, "rds-data.eusc-de-east-1.amazonaws.eu"},
             {rds_data, "eusc-de-east-1", false, true,
              "rds-data.eusc-de-east-1.api.amazonwebservices.eu"},
             {rds_data, "eusc-de-east-1", true, false, "rds-data-fips.eusc-de-east-1.amazonaws.eu"},
             {rds_data, "eusc-de-east-1", true, true,
              "rds-data-fips.eusc-de-east-1.api.amazonwebservices.eu"},
             {secrets_manager, "eu-central-1", false, false,
              "secretsmanager.eu-central-1.amazonaws.com"},
             {secrets_manager, "eu-central-1", false, true,
              "secretsmanager.eu-central-1.amazonaws.com"},
             {secrets_manager, "eu-central-1", true, false,
              "secretsmanager-fips.eu-central-1.amazonaws.com"},
             {secrets_manager, "eu-central-1", true, true,
              "secretsmanager-fips.eu-central-1.amazonaws.com"},
             {secrets_manager, "cn-north-1", false, false,
              "secretsmanager.cn-north-1.amazonaws.com.cn"},
             {secrets_manager, "cn-north-1", false, true,
              "secretsmanager.cn-north-1.amazonaws.com.cn"},
             {secrets_manager, "cn-north-1", true, false,
              "secretsmanager-fips.cn-north-1.amazonaws.com.cn"},
             {secrets_manager, "cn-north-1", true, true,
              "secretsmanager-fips.cn-north-1.api.amazonwebservices.com.cn"},
             {secrets_manager, "us-gov-west-1", false, false,
              "secretsmanager.us-gov-west-1.amazonaws.com"},
             {secrets_manager, "us-gov-west-1", false, true,
              "secretsmanager.us-gov-west-1.amazonaws.com"},
             {secrets_manager, "us-gov-west-1", true, false,
              "secretsmanager-fips.us-gov-west-1.amazonaws.com"},
             {secrets_manager, "us-gov-west-1", true, true,
              "secretsmanager-fips.us-gov-west-1.amazonaws.com"},
             {secrets_manager, "us-iso-east-1", false, false,
              "secretsmanager.us-iso-east-1.c2s.ic.gov"},
             {secrets_manager, "us-iso-east-1", false, true,
              "secretsmanager.us-iso-east-1.api.aws.ic.gov"},
             {secrets_manager, "us-iso-east-1", true, false,
              "secretsmanager-fips.us-iso-east-1.c2s.ic.gov"},
             {secrets_manager, "us-iso-east-1", true, true,
              "secretsmanager-fips.us-iso-east-1.api.aws.ic.gov"},
             {secrets_manager, "eusc-de-east-1", false, false,
              "secretsmanager.eusc-de-east-1.amazonaws.eu"},
             {secrets_manager, "eusc-de-east-1", false, true,
              "secretsmanager.eusc-de-east-1.api.amazonwebservices.eu"},
             {secrets_manager, "eusc-de-east-1", true, false,
              "secretsmanager-fips.eusc-de-east-1.amazonaws.eu"},
             {secrets_manager, "eusc-de-east-1", true, true,
              "secretsmanager-fips.eusc-de-east-1.api.amazonwebservices.eu"},
             {ses, "eu-central-1", false, false, "email.eu-central-1.amazonaws.com"},
             {ses, "eu-central-1", false, true, "email.eu-central-1.api.aws"},
             {ses, "eu-central-1", true, false, "email-fips.eu-central-1.amazonaws.com"},
             {ses, "eu-central-1", true, true, "email-fips.eu-central-1.api.aws"},
             {ses, "cn-north-1", false, false, "email.cn-north-1.amazonaws.com.cn"},
             {ses, "cn-north-1", false, true, "email.cn-north-1.api.amazonwebservices.com.cn"},
             {ses, "cn-north-1", true, false, "email-fips.cn-north-1.amazonaws.com.cn"},
             {ses, "cn-north-1", true, true, "email-fips.cn-north-1.api.amazonwebservices.com.cn"},
             {ses, "us-gov-west-1", false, false, "email.us-gov-west-1.amazonaws.com"},
             {ses, "us-gov-west-1", false, true, "email.us-gov-west-1.api.aws"},
             {ses, "us-gov-west-1", true, false, "email-fips.us-gov-west-1.amazonaws.com"},
             {ses, "us-gov-west-1", true, true, "email-fips.us-gov-west-1.api.aws"},
             {ses, "us-iso-east-1", false, false, "email.us-iso-east-1.c2s.ic.gov"},
             {ses, "us-iso-east-1", false, true, "email.us-iso-east-1.api.aws.ic.gov"},
             {ses, "us-iso-east-1", true, false, "email-fips.us-iso-east-1.c2s.ic.gov"},
             {ses, "us-iso-east-1", true, true, "email-fips.us-iso-east-1.api.aws.ic.gov"},
             {ses, "eusc-de-east-1", false, false, "email.eusc-de-east-1.amazonaws.eu"},
             {ses, "eusc-de-east-1", false, true, "email.eusc-de-east-1.api.amazonwebservices.eu"},
             {ses, "eusc-de-east-1", true, false, "email-fips.eusc-de-east-1.amazonaws.eu"},
             {ses, "eusc-de-east-1", true, true,
              "email-fips.eusc-de-east-1.api.amazonwebservices.eu"},
             {sts, "eu-central-1", false, false, "sts.eu-central-1.amazonaws.com"},
             {sts, "eu-central-1", false, true, "sts.eu-central-1.api.aws"},
             {sts, "eu-central-1", true, false, "sts-fips.eu-central-1.amazonaws.com"},
             {sts, "eu-central-1", true, true, "sts-fips.eu-central-1.api.aws"},
             {sts, "cn-north-1", false, false, "sts.cn-north-1.amazonaws.com.cn"},
             {sts, "cn-north-1", false, true, "sts.cn-north-1.api.amazonwebservices.com.cn"},
             {sts, "cn-north-1", true, false, "sts-fips.cn-north-1.amazonaws.com.cn"},
             {sts, "cn-north-1", true, true, "sts-fips.cn-north-1.api.amazonwebservices.com.cn"},
             {sts, "us-gov-west-1", false, false, "sts.us-gov-west-1.amazonaws.com"},
             {sts, "us-gov-west-1", false, true, "sts.us-gov-west-1.api.aws"},
             {sts, "us-gov-west-1", true, false, "sts.us-gov-west-1.amazonaws.com"},
             {sts, "us-gov-west-1", true, true, "sts-fips.us-gov-west-1.api.aws"},
             {sts, "us-iso-east-1", false, false, "sts.us-iso-east-1.c2s.ic.gov"},
             {sts, "us-iso-east-1", false, true, "sts.us-iso-east-1.api.aws.ic.gov"},
             {sts, "us-iso-east-1", true, false, "sts-fips.us-iso-east-1.c2s.ic.gov"},
             {sts, "us-iso-east-1", true, true, "sts-fips.us-iso-east-1.api.aws.ic.gov"},
             {sts, "eusc-de-east-1", false, false, "sts.eusc-de-east-1.amazonaws.eu"},
             {sts, "eusc-de-east-1", false, true, "sts.eusc-de-east-1.api.amazonwebservices.eu"},
             {sts, "eusc-de-east-1", true, false, "sts-fips.eusc-de-east-1.amazonaws.eu"},
             {sts, "eusc-de-east-1", true, true,
              "sts-fips.eusc-de-east-1.api.amazonwebservices.eu"},
         }) {
        INFO(c.host);
        auto const found = standard_endpoint(c.service, c.region, c.fips, c.dual_stack).value();
        CHECK(found.origin == http::origin{.tls = true, .host = c.host, .port = 443});
        CHECK(found.signing_region == c.region);
        CHECK(found.signing_name == c.service.signing_name);
        CHECK(!found.configured);
    }
}

TEST_CASE("endpoint: regions that are none") {
    auto const global = standard_endpoint(sts, "aws-global", false, false).value();
    CHECK(global.origin.host == "sts.amazonaws.com");
    CHECK(global.signing_region == "us-east-1");
    auto const local = standard_endpoint(dynamodb, "local", false, false).value();
    CHECK(local.origin == http::origin{.tls = false, .host = "localhost", .port = 8000});
    CHECK(local.signing_region == "us-east-1");
    for (auto const& [fips, dual_stack] : {std::pair{true, false}, {false, true}, {true, true}})
        CHECK(standard_endpoint(dynamodb, "local", fips, dual_stack).error().code ==
              errc::invalid_configuration);
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
        CHECK(found->configured);
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
