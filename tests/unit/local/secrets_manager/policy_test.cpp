// SPDX-License-Identifier: Apache-2.0
#include "secret_keeping.hpp"

using namespace skiff;
using test::secret_keeping;
namespace sm = skiff::secrets_manager;

namespace {

std::string policy(std::string const& statement) {
    return R"({"Version":"2012-10-17","Statement":[)" + statement + "]}";
}

std::string allow(std::string const& principal, std::string const& more = {}) {
    return policy(R"({"Effect":"Allow","Principal":)" + principal +
                  R"(,"Action":"secretsmanager:GetSecretValue","Resource":"*")" + more + "}");
}

std::string const someone = R"({"AWS":"arn:aws:iam::123456789012:role/r"})";

} // namespace

TEST_CASE("local secrets: a resource policy is kept until it is deleted") {
    secret_keeping const local;
    std::string const arn = local.create("db");
    CHECK_FALSE(local.client.get_resource_policy({.secret_id = "db"}).value().resource_policy);
    std::string const text = allow(someone);
    CHECK(local.client.put_resource_policy({.secret_id = arn, .resource_policy = text})
              .value()
              .name == "db");
    auto const got = local.client.get_resource_policy({.secret_id = "db"}).value();
    CHECK(got.arn == arn);
    CHECK(got.resource_policy == text);
    local.client.delete_resource_policy({.secret_id = "db"}).value();
    CHECK_FALSE(local.client.get_resource_policy({.secret_id = "db"}).value().resource_policy);
    CHECK(local.client.delete_resource_policy({.secret_id = "x"}).error().code ==
          condition::not_found);
}

TEST_CASE("local secrets: which policies are policies, and which are for everybody") {
    secret_keeping const local;
    local.create("db");
    enum verdict { fine, open_to_all, malformed, not_json };
    struct {
        std::string text;
        verdict expected;
    } const cases[] = {
        {allow(someone), fine},
        {allow(R"("*")"), open_to_all},
        {allow(R"({"AWS":"*"})"), open_to_all},
        {allow(R"({"AWS":["arn:aws:iam::123456789012:root","*"]})"), open_to_all},
        {allow(R"("*")", R"(,"Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}})"), fine},
        {allow(R"({"Service":"lambda.amazonaws.com"})"), fine},
        {policy(R"({"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"})"), fine},
        {policy(R"({"Effect":"Allow","NotPrincipal":{"AWS":"1"},"Action":"*","Resource":"*"})"),
         open_to_all},
        {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}})",
         open_to_all},
        {policy(R"({"Effect":"allow","Principal":"*","Action":"*","Resource":"*"})"), malformed},
        {policy(R"({"Effect":"Allow","Action":"*","Resource":"*"})"), malformed},
        {policy(R"({"Effect":"Allow","Principal":"*","Resource":"*"})"), malformed},
        {policy(R"({"Effect":"Allow","Principal":"*","Action":"*"})"), malformed},
        {policy(
             R"({"Effect":"Allow","Principal":"*","NotPrincipal":"1","Action":"*","Resource":"*"})"),
         malformed},
        {policy(R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Colour":1})"),
         malformed},
        {policy(R"("text")"), malformed},
        {R"({"Version":"2012-10-17"})", malformed},
        {R"({"Version":"2026-01-01","Statement":[]})", malformed},
        {R"({"statement":[]})", malformed},
        {R"([])", not_json},
        {R"({"Statement":)", not_json},
        {"text", not_json},
    };
    for (auto const& one : cases) {
        INFO(one.text);
        auto const put = local.client.put_resource_policy(
            {.secret_id = "db", .resource_policy = one.text, .block_public_policy = true});
        auto const unblocked = local.client.put_resource_policy(
            {.secret_id = "db", .resource_policy = one.text});
        auto const checked = local.client.validate_resource_policy({.resource_policy = one.text});
        CHECK(put.has_value() == (one.expected == fine));
        CHECK(unblocked.has_value() == (one.expected == fine || one.expected == open_to_all));
        CHECK(checked.has_value() == (one.expected != not_json));
        if (one.expected == open_to_all)
            CHECK(put.error().code == sm::errc::public_policy_exception);
        if (!unblocked)
            CHECK(unblocked.error().code == sm::errc::malformed_policy_document_exception);
        if (!checked) {
            CHECK(checked.error().message == "This resource policy contains invalid Json.");
            continue;
        }
        CHECK(checked->policy_validation_passed == (one.expected == fine));
        CHECK(checked->validation_errors.size() == (one.expected == fine ? 0 : 1));
    }
    CHECK(
        local.client.validate_resource_policy({.secret_id = "x", .resource_policy = allow(someone)})
            .error()
            .code == condition::not_found);
    CHECK(local.client
              .put_resource_policy({.secret_id = "db", .resource_policy = std::string(20'481, ' ')})
              .error()
              .code == sm::errc::validation_exception);
}
