// SPDX-License-Identifier: Apache-2.0
#include "secret_keeping.hpp"

#include <algorithm>
#include <chrono>

using namespace skiff;
using namespace std::chrono_literals;
using test::secret_keeping;
namespace sm = skiff::secrets_manager;

namespace {

std::string const a_token(32, 'a');
std::string const b_token(32, 'b');

} // namespace

TEST_CASE("local secrets: a secret is created, read, changed and described") {
    secret_keeping const local;
    auto const made = local.client
                          .create_secret({.name = "tracker/db",
                                          .client_request_token = a_token,
                                          .description = "the login",
                                          .kms_key_id = "alias/mine",
                                          .secret_string = R"({"username":"ann"})",
                                          .tags = {{"stage", "test"}}})
                          .value();
    CHECK(made.name == "tracker/db");
    CHECK(made.version_id == a_token);
    std::string const arn = made.arn.value();
    std::string const prefix = "arn:aws:secretsmanager:us-east-1:000000000000:secret:tracker/db-";
    REQUIRE(arn.size() == prefix.size() + 6);
    CHECK(arn.starts_with(prefix));
    CHECK(local.text("tracker/db") == R"({"username":"ann"})");
    auto const about = local.client.describe_secret({.secret_id = arn}).value();
    CHECK(about.arn == arn);
    CHECK(about.description == "the login");
    CHECK(about.kms_key_id == "alias/mine");
    REQUIRE(about.tags.size() == 1);
    CHECK(about.tags[0].key == "stage");
    CHECK(about.created_date == about.last_changed_date);
    CHECK(about.last_accessed_date == std::chrono::floor<std::chrono::days>(local.clock->now()));
    CHECK_FALSE(about.rotation_enabled);
    CHECK_FALSE(about.deleted_date);
    CHECK(about.version_ids_to_stages.at(a_token) == std::vector<std::string>{"AWSCURRENT"});
    local.clock->advance(1s);
    auto const changed =
        local.client.update_secret({.secret_id = arn, .description = "another"}).value();
    CHECK_FALSE(changed.version_id);
    auto const after = local.client.describe_secret({.secret_id = arn}).value();
    CHECK(after.description == "another");
    CHECK(after.last_changed_date.value() - after.created_date.value() == 1s);
}

TEST_CASE("local secrets: a secret is found by name, ARN and ARN without its suffix") {
    secret_keeping const local;
    std::string const arn = local.create("db");
    std::string const hyphened = local.create("db-AbCdEf", "of the other");
    std::string const partial = arn.substr(0, arn.size() - 7);
    std::string const elsewhere = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:db";
    struct {
        std::string id;
        std::string_view expected; // A value, or empty: not found.
    } const cases[] = {
        {"db", "first"},
        {arn, "first"},
        {partial, "first"},
        {"db-AbCdEf", "of the other"},
        {hyphened, "of the other"},
        // Its end looks like a suffix, so it counts as the whole ARN of a secret "db".
        {hyphened.substr(0, hyphened.size() - 7), ""},
        {partial + "-AAAAAA", ""},
        {"DB", ""},
        {"db" + arn.substr(arn.size() - 7), ""},
        {elsewhere, ""},
        {"arn:aws:secretsmanager:us-east-1:123456789012:secret:db", ""},
        {"arn:aws:s3:::db", ""},
    };
    for (auto const& one : cases) {
        INFO(one.id);
        auto const got = local.client.get_secret_value({.secret_id = one.id});
        CHECK(got.has_value() == !one.expected.empty());
        if (got)
            CHECK(local.text_of(*got) == one.expected);
        else {
            CHECK(got.error().code == sm::errc::resource_not_found_exception);
            CHECK(got.error().code == condition::not_found);
            CHECK(got.error().http_status == 400);
            CHECK(got.error().message == "Secrets Manager can't find the specified secret.");
        }
    }
}

TEST_CASE("local secrets: names that can be and names that cannot") {
    secret_keeping const local;
    struct {
        std::string name;
        bool good;
    } const cases[] = {
        {"a", true},
        {"A/b_c+d=e.f@g-h", true},
        {std::string(512, 'n'), true},
        {"", false},
        {std::string(513, 'n'), false},
        {"a b", false},
        {"a!b", false},
        {"gr\xC3\xBC\xC3\x9F"
         "e",
         false},
        {"a\nb", false},
    };
    for (auto const& one : cases) {
        INFO(one.name);
        auto const made = local.client.create_secret({.name = one.name, .secret_string = "s"});
        CHECK(made.has_value() == one.good);
        if (!made)
            CHECK(made.error().code == sm::errc::validation_exception);
    }
}

TEST_CASE("local secrets: creating twice") {
    secret_keeping const local;
    auto const create = [&](std::string const& token, std::string text) {
        return local.client.create_secret(
            {.name = "db", .client_request_token = token, .secret_string = std::move(text)});
    };
    auto const first = create(a_token, "one").value();
    auto const again = create(a_token, "one").value();
    CHECK(again.arn == first.arn);
    CHECK(again.version_id == a_token);
    auto const other_value = create(a_token, "hidden");
    REQUIRE(other_value.has_error());
    CHECK(other_value.error().code == sm::errc::resource_exists_exception);
    CHECK(other_value.error().message ==
          "You can't use ClientRequestToken " + a_token +
              " because that value is already in use for a version of secret " + *first.arn + ".");
    auto const other_token = create(b_token, "one");
    REQUIRE(other_token.has_error());
    CHECK(other_token.error().code == condition::already_exists);
    CHECK(other_token.error().message ==
          "The operation failed because the secret db already exists.");
}

TEST_CASE("local secrets: a secret without a value gets its first one") {
    secret_keeping const local;
    auto const made = local.client.create_secret({.name = "empty"}).value();
    CHECK_FALSE(made.version_id);
    CHECK(local.stages("empty").empty());
    auto const nothing = local.client.get_secret_value({.secret_id = "empty"});
    REQUIRE(nothing.has_error());
    CHECK(nothing.error().message == "Secrets Manager can't find the specified secret value for "
                                     "staging label: AWSCURRENT");
    // Whatever the labels, a first version is the current one as well.
    std::string const id = local.put("empty", "now", {"AWSPENDING"});
    CHECK(local.stages("empty").at(id) == std::vector<std::string>{"AWSCURRENT", "AWSPENDING"});
    CHECK(local.text("empty") == "now");
}

TEST_CASE("local secrets: requests that are refused before anything is looked up") {
    secret_keeping const local;
    local.create("db");
    using request = sm::create_secret_request;
    std::vector<sm::tag> many;
    for (int i = 0; i != 51; ++i)
        many.push_back({std::to_string(i), ""});
    std::string const long_text(65'537, 'x');
    struct {
        request in;
        sm::errc code;
        std::string_view message;
    } const cases[] = {
        {{.name = "n", .secret_binary = binary{"b"}, .secret_string = "s"},
         sm::errc::invalid_parameter_exception,
         "You can't specify both a binary secret value and a string secret value in the same "
         "secret."},
        {{.name = "n", .secret_string = ""},
         sm::errc::validation_exception,
         "Value at 'secretString' failed to satisfy constraint: Member must have length greater "
         "than or equal to 1"},
        {{.name = "n", .secret_string = long_text},
         sm::errc::validation_exception,
         "Value at 'secretString' failed to satisfy constraint: Member must have length less than "
         "or equal to 65536"},
        {{.name = "n", .secret_binary = binary{long_text}},
         sm::errc::validation_exception,
         "Value at 'secretBinary'"},
        {{.name = "n", .client_request_token = "short", .secret_string = "s"},
         sm::errc::invalid_parameter_exception,
         "ClientRequestToken must be 32-64 characters long."},
        {{.name = "n", .description = std::string(2049, 'd')},
         sm::errc::validation_exception,
         "'description'"},
        {{.name = "n", .tags = {{"aws:mine", "x"}}},
         sm::errc::invalid_parameter_exception,
         "aws: prefixed"},
        {{.name = "n", .tags = {{"k", "x"}, {"k", "y"}}},
         sm::errc::invalid_parameter_exception,
         "more than once"},
        {{.name = "n", .tags = {{"k", {}}}},
         sm::errc::invalid_parameter_exception,
         "Key and a Value"},
        {{.name = "n", .tags = {{std::string(129, 'k'), ""}}},
         sm::errc::validation_exception,
         "'tags.key'"},
        {{.name = "n", .tags = many}, sm::errc::invalid_parameter_exception, "more than 50 tags"},
    };
    for (auto const& one : cases) {
        INFO(one.message);
        auto const made = local.client.create_secret(one.in);
        REQUIRE(made.has_error());
        CHECK(made.error().code == one.code);
        CHECK(made.error().message.find(one.message) != std::string::npos);
        CHECK(made.error().message.find("xxx") == std::string::npos);
    }
    CHECK(local.client.create_secret({.name = "n", .secret_string = std::string(65'536, 'x')})
              .has_value());
    auto const nothing = local.client.put_secret_value({.secret_id = "db"});
    REQUIRE(nothing.has_error());
    CHECK(nothing.error().message == "You must provide either SecretString or SecretBinary.");
}

TEST_CASE("local secrets: a raw request must bring its token") {
    secret_keeping const local;
    local::services const open({.verify_signatures = false});
    struct {
        char const* operation;
        char const* body;
        char const* code;
    } const cases[] = {
        {"CreateSecret", R"({"Name":"n","SecretString":"s"})", "InvalidRequestException"},
        {"PutSecretValue", R"({"SecretId":"n","SecretString":"s"})", "InvalidRequestException"},
        {"UpdateSecret", R"({"SecretId":"n","SecretString":"s"})", "InvalidRequestException"},
        {"RotateSecret", R"({"SecretId":"n"})", "InvalidParameterException"},
    };
    for (auto const& one : cases) {
        http::request in;
        in.headers.add("X-Amz-Target", std::string("secretsmanager.") + one.operation);
        in.headers.add("Content-Type", "application/x-amz-json-1.1");
        in.body = one.body;
        auto const got = open.handle(in, "localhost");
        INFO(got.body);
        CHECK(got.status == 400);
        CHECK(got.body.find(one.code) != std::string::npos);
        CHECK(got.body.find("You must provide a ClientRequestToken value.") != std::string::npos);
    }
}

TEST_CASE("local secrets: what cannot be read is not repeated in the error") {
    local::services const open({.verify_signatures = false});
    for (char const* const body :
         {R"({"Name":"n","SecretString":{"pass":"hunter2"}})",
          R"({"Name":"n","SecretString":"hunter2)", R"({"Name":"n","SecretString":hunter2})",
          R"({"Name":"n","SecretBinary":"hunter2 no base64"})",
          R"({"Name":"n","SecretString":"hunter2\uD800"})"}) {
        http::request in;
        in.headers.add("X-Amz-Target", "secretsmanager.CreateSecret");
        in.headers.add("Content-Type", "application/x-amz-json-1.1");
        in.body = body;
        auto const got = open.handle(in, "localhost");
        CHECK(got.status == 400);
        CHECK(got.body.find("hunter2") == std::string::npos);
    }
}

TEST_CASE("local secrets: bytes come back as bytes") {
    secret_keeping const local;
    std::string const bytes("\0\xFF\x80 zero", 8);
    local.client.create_secret({.name = "b", .secret_binary = binary{bytes}}).value();
    auto const got = local.client.get_secret_value({.secret_id = "b"}).value();
    CHECK_FALSE(got.secret_string);
    REQUIRE(got.secret_binary);
    CHECK(*got.secret_binary == binary{bytes});
}

TEST_CASE("local secrets: deletion, its window, and the way back") {
    secret_keeping const local;
    std::string const arn = local.create("db");
    auto const deleted =
        local.client.delete_secret({.secret_id = "db", .recovery_window_in_days = 7}).value();
    CHECK(deleted.arn == arn);
    CHECK(deleted.deletion_date ==
          std::chrono::floor<std::chrono::milliseconds>(local.clock->now()) + 24h * 7);
    CHECK(local.client.describe_secret({.secret_id = "db"}).value().deleted_date ==
          deleted.deletion_date);
    std::string const marked =
        "You can't perform this operation on the secret because it was marked for deletion.";
    auto const refused = [&](auto const& answer, std::string_view message) {
        REQUIRE(answer.has_error());
        CHECK(answer.error().code == sm::errc::invalid_request_exception);
        CHECK(answer.error().message == message);
    };
    refused(local.client.get_secret_value({.secret_id = "db"}), marked);
    refused(local.client.put_secret_value({.secret_id = "db", .secret_string = "s"}), marked);
    refused(local.client.update_secret({.secret_id = "db", .description = "d"}), marked);
    refused(local.client.tag_resource({.secret_id = "db", .tags = {{"k", "v"}}}), marked);
    refused(local.client.get_resource_policy({.secret_id = "db"}), marked);
    refused(local.client.create_secret({.name = "db", .secret_string = "s"}),
            "You can't create this secret because a secret with this name is already scheduled for "
            "deletion.");
    refused(local.client.delete_secret({.secret_id = "db"}),
            "You can't perform this operation on the secret because it was already scheduled for "
            "deletion.");
    CHECK(local.client.list_secret_version_ids({.secret_id = "db"}).value().versions.size() == 1);
    CHECK(local.client.restore_secret({.secret_id = arn}).value().name == "db");
    CHECK(local.text("db") == "first");
    CHECK_FALSE(local.client.describe_secret({.secret_id = "db"}).value().deleted_date);
    CHECK(local.client.restore_secret({.secret_id = arn}).has_value());

    local.client.delete_secret({.secret_id = "db"}).value();
    local.clock->advance(24h * 30 - 1ms);
    CHECK(local.client.describe_secret({.secret_id = "db"}).has_value());
    local.clock->advance(2ms);
    CHECK(local.client.describe_secret({.secret_id = "db"}).error().code == condition::not_found);
    CHECK(local.client.restore_secret({.secret_id = "db"}).error().code == condition::not_found);
    CHECK(local.create("db", "second") != arn);
    CHECK(local.text("db") == "second");
}

TEST_CASE("local secrets: a forced deletion is over at once") {
    secret_keeping const local;
    local.create("db");
    local.client.delete_secret({.secret_id = "db"}).value();
    auto const force = [&] {
        return local.client.delete_secret(
            {.secret_id = "db", .force_delete_without_recovery = true});
    };
    CHECK(force().value().name == "db");
    CHECK(local.client.describe_secret({.secret_id = "db"}).has_error());
    CHECK(force().has_value());
    CHECK(local.client.delete_secret({.secret_id = "db"}).error().code == condition::not_found);
    local.create("db", "again");
    CHECK(local.text("db") == "again");
}

TEST_CASE("local secrets: windows that cannot be") {
    secret_keeping const local;
    local.create("db");
    for (int const days : {-1, 0, 6, 31}) {
        auto const deleted = local.client.delete_secret(
            {.secret_id = "db", .recovery_window_in_days = days});
        REQUIRE(deleted.has_error());
        CHECK(deleted.error().code == sm::errc::invalid_parameter_exception);
        CHECK(deleted.error().message ==
              "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
    }
    auto const both = local.client.delete_secret(
        {.secret_id = "db", .recovery_window_in_days = 7, .force_delete_without_recovery = true});
    REQUIRE(both.has_error());
    CHECK(both.error().message == "You can't use ForceDeleteWithoutRecovery in conjunction with "
                                  "RecoveryWindowInDays.");
    CHECK(local.text("db") == "first");
}

TEST_CASE("local secrets: tags are set, replaced and removed") {
    secret_keeping const local;
    local.create("db");
    auto const tags = [&] {
        std::string out;
        for (auto const& one : local.client.describe_secret({.secret_id = "db"}).value().tags)
            out += *one.key + '=' + *one.value + ' ';
        return out;
    };
    local.client.tag_resource({.secret_id = "db", .tags = {{"a", "1"}, {"b", "2"}}}).value();
    local.client.tag_resource({.secret_id = "db", .tags = {{"a", "3"}, {"c", ""}}}).value();
    CHECK(tags() == "a=3 b=2 c= ");
    local.client.untag_resource({.secret_id = "db", .tag_keys = {"b", "nothing"}}).value();
    CHECK(tags() == "a=3 c= ");
    std::vector<sm::tag> more;
    for (int i = 0; i != 49; ++i)
        more.push_back({std::to_string(i), "x"});
    auto const too_many = local.client.tag_resource({.secret_id = "db", .tags = more});
    REQUIRE(too_many.has_error());
    CHECK(too_many.error().code == sm::errc::invalid_parameter_exception);
    CHECK(tags() == "a=3 c= ");
    more.pop_back();
    CHECK(local.client.tag_resource({.secret_id = "db", .tags = more}).has_value());
    CHECK(local.client.tag_resource({.secret_id = "db", .tags = {{"aws:x", "y"}}}).has_error());
}

TEST_CASE("local secrets: what needs other regions says so") {
    secret_keeping const local;
    local.create("db");
    auto const refused = [](auto const& answer) {
        REQUIRE(answer.has_error());
        CHECK(answer.error().aws_code == "NotImplemented");
        CHECK(answer.error().http_status == 501);
    };
    refused(local.client.create_secret(
        {.name = "n", .secret_string = "s", .add_replica_regions = {{.region = "eu-west-1"}}}));
    refused(local.client.replicate_secret_to_regions(
        {.secret_id = "db", .add_replica_regions = {{.region = "eu-west-1"}}}));
    refused(local.client.remove_regions_from_replication(
        {.secret_id = "db", .remove_replica_regions = {"eu-west-1"}}));
    refused(local.client.stop_replication_to_replica({.secret_id = "db"}));
}
