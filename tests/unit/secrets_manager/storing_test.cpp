// SPDX-License-Identifier: Apache-2.0
#include "fake_secrets_manager.hpp"

#include "support/catch.hpp"

#include <string>

namespace secrets_manager = skiff::secrets_manager;

namespace {

struct storing_bench : fake_secrets_manager {
    secrets_manager::secret_cache secrets{client};
    db_login const value{"admin", "hunter2", 5432};

    void accept() { answer(R"({"ARN":"arn:1","Name":"tracker/db","VersionId":"v9"})"); }
};

std::string const token = "00000000-0000-4000-8000-000000000000"; // of fixed_random

} // namespace

TEST_CASE_METHOD(storing_bench, "storing: put writes the struct as JSON, with a token") {
    accept();
    auto const stored = secrets.put("tracker/db", value).value();
    CHECK(stored.version_id == "v9");
    CHECK(stored.arn == "arn:1");
    CHECK(stored.name == "tracker/db");
    CHECK(operation() == "PutSecretValue");
    CHECK(body() ==
          R"({"SecretId":"tracker/db","ClientRequestToken":")" + token + R"(","SecretString":)" +
              json_text(R"({"username":"admin","password":"hunter2","port":5432})") + "}");
}

TEST_CASE_METHOD(storing_bench, "storing: put takes stages and a token of one's own") {
    accept();
    CHECK(secrets
              .put_string("tracker/db", "text",
                          {.version_stages = {"AWSPENDING"},
                           .client_request_token = "11111111-1111-4111-8111-111111111111"})
              .has_value());
    CHECK(body() == R"({"SecretId":"tracker/db",)"
                    R"("ClientRequestToken":"11111111-1111-4111-8111-111111111111",)"
                    R"("SecretString":"text","VersionStages":["AWSPENDING"]})");
    accept();
    CHECK(secrets.put_binary("tracker/db", skiff::binary{"\x01\x02"}).has_value());
    CHECK(body() == R"({"SecretId":"tracker/db","ClientRequestToken":")" + token +
                        R"(","SecretBinary":"AQI="})");
}

TEST_CASE_METHOD(storing_bench, "storing: create writes the first version") {
    accept();
    CHECK(secrets
              .create("tracker/db", value,
                      {.description = "The tracker's",
                       .kms_key_id = "alias/mine",
                       .tags = {{.key = "app", .value = "tracker"}}})
              .value()
              .arn == "arn:1");
    CHECK(operation() == "CreateSecret");
    CHECK(body() ==
          R"({"Name":"tracker/db","ClientRequestToken":")" + token +
              R"(","Description":"The tracker's","KmsKeyId":"alias/mine","SecretString":)" +
              json_text(R"({"username":"admin","password":"hunter2","port":5432})") +
              R"(,"Tags":[{"Key":"app","Value":"tracker"}]})");
    accept();
    CHECK(secrets.create_string("a", "text").has_value());
    CHECK(body().find(R"("SecretString":"text")") != std::string::npos);
    accept();
    CHECK(secrets.create_binary("a", skiff::binary{"\x01\x02"}).has_value());
    CHECK(body().find(R"("SecretBinary":"AQI=")") != std::string::npos);
    refuse("ResourceExistsException");
    auto const again = secrets.create("tracker/db", value);
    REQUIRE(again.has_error());
    CHECK(again.error().code == skiff::condition::already_exists);
}

TEST_CASE_METHOD(storing_bench,
                 "storing: what was stored is fetched, and a cached failure forgotten") {
    refuse("ResourceNotFoundException");
    CHECK(secrets.get<db_login>("tracker/db").has_error());
    accept();
    CHECK(secrets.create("tracker/db", value).has_value());
    give("hunter2");
    CHECK(secrets.get<db_login>("tracker/db").value().password == "hunter2");
    accept();
    CHECK(secrets.put("tracker/db", value).has_value());
    give("other");
    CHECK(secrets.get<db_login>("tracker/db").value().password == "other");
    wire->fail(skiff::errc::connection_lost); // it may have been stored
    CHECK(secrets.put("tracker/db", value).has_error());
    give("third");
    CHECK(secrets.get<db_login>("tracker/db").value().password == "third");
}
