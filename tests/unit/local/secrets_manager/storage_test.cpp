// SPDX-License-Identifier: Apache-2.0
#include "secret_keeping.hpp"

#include "local/secrets_manager/engine.hpp"
#include "local/secrets_manager/vault.hpp"
#include "local/sqlite.hpp"

#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>
#include <vector>

using namespace skiff;
using namespace std::chrono_literals;
using test::secret_keeping;
using test::temporary_folder;
namespace fs = std::filesystem;
namespace sm = skiff::secrets_manager;
using local::secrets_manager::secret_value;
using local::secrets_manager::vault;

namespace {

std::string contents(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Everything that any file of the folder holds.
std::string all_bytes(fs::path const& folder) {
    std::string out;
    for (auto const& one : fs::recursive_directory_iterator(folder))
        if (one.is_regular_file())
            out += contents(one.path());
    return out;
}

/// The message of the error that opening the folder gives, or nothing.
std::string refusal_of(fs::path const& folder) {
    try {
        local::services const aws({.folder = folder});
        return {};
    } catch (service_error const& e) {
        CHECK(e.code() == errc::invalid_configuration);
        return e.error().message;
    }
}

} // namespace

TEST_CASE("local secrets: a folder keeps everything but the values' plain text") {
    temporary_folder const folder;
    std::string const value = "a value that is easily found in a file";
    std::string const bytes = "bytes that are easily found as well";
    std::string arn;
    std::string token;
    sm::describe_secret_response before;
    {
        secret_keeping const local(folder.path());
        arn = local.create("db", value);
        local.put("db", value + '2', {"AWSPENDING", "mine"});
        local.client.create_secret({.name = "b", .secret_binary = binary{bytes}}).value();
        local.client.tag_resource({.secret_id = "db", .tags = {{"team", "orders"}}}).value();
        local.client
            .put_resource_policy(
                {.secret_id = "db",
                 .resource_policy =
                     R"({"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}})"})
            .value();
        local.client.delete_secret({.secret_id = "b"}).value();
        local.text("db");
        before = local.client.describe_secret({.secret_id = "db"}).value();
        token = local.client.list_secrets({.include_planned_deletion = true, .max_results = 1})
                    .value()
                    .next_token.value();
        for (std::string const& plain : {value, bytes, base64_encode(bytes)})
            CHECK(all_bytes(folder.path()).find(plain) == std::string::npos);
    }
    CHECK(all_bytes(folder.path()).find(value) == std::string::npos);
    secret_keeping const local(folder.path());
    CHECK(local.text(arn) == value);
    CHECK(local.text("db", "mine") == value + '2');
    auto const after = local.client.describe_secret({.secret_id = "db"}).value();
    CHECK(after.created_date == before.created_date);
    CHECK(after.last_changed_date == before.last_changed_date);
    CHECK(after.last_accessed_date == before.last_accessed_date);
    CHECK(after.version_ids_to_stages == before.version_ids_to_stages);
    CHECK(after.tags.at(0).value == "orders");
    CHECK(local.client.get_resource_policy({.secret_id = "db"}).value().resource_policy);
    CHECK(local.client.list_secrets({.include_planned_deletion = true, .next_token = token})
              .value()
              .secret_list.size() == 1);
    local.client.restore_secret({.secret_id = "b"}).value();
    auto const restored = local.client.get_secret_value({.secret_id = "b"}).value();
    REQUIRE(restored.secret_binary);
    CHECK(*restored.secret_binary == binary{bytes});
}

TEST_CASE("local secrets: a recovery window ends while nobody is there") {
    temporary_folder const folder;
    {
        secret_keeping const local(folder.path());
        local.create("db");
        local.client.delete_secret({.secret_id = "db", .recovery_window_in_days = 7}).value();
    }
    secret_keeping const local(folder.path());
    local.clock->advance(24h * 7 + 1s);
    CHECK(local.client.describe_secret({.secret_id = "db"}).has_error());
}

TEST_CASE("local secrets: a reset forgets the folder's secrets") {
    temporary_folder const folder;
    {
        secret_keeping local(folder.path());
        local.create("db");
        local.aws.reset();
        CHECK(local.client.list_secrets({}).value().secret_list.empty());
        local.create("other");
    }
    secret_keeping const local(folder.path());
    CHECK(local.client.list_secrets({}).value().secret_list.size() == 1);
    CHECK(local.text("other") == "first");
}

TEST_CASE("local secrets: the key file is its owner's alone") {
    temporary_folder const folder;
    fs::path const key = folder.path() / "secrets_manager.key";
    { secret_keeping(folder.path()).create("db"); }
    CHECK(fs::file_size(key) == 32);
    CHECK(fs::status(key).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    for (auto const others :
         {fs::perms::group_read, fs::perms::others_read, fs::perms::others_write}) {
        fs::permissions(key, others, fs::perm_options::add);
        CHECK(refusal_of(folder.path()).find("open to others") != std::string::npos);
        fs::permissions(key, others, fs::perm_options::remove);
    }
    CHECK(refusal_of(folder.path()).empty());
    std::string const saved = contents(key);
    std::ofstream(key, std::ios::binary) << saved << 'x';
    CHECK(refusal_of(folder.path()).find("32 bytes") != std::string::npos);
    fs::rename(key, folder.path() / "elsewhere");
    fs::create_symlink(folder.path() / "elsewhere", key);
    CHECK_FALSE(refusal_of(folder.path()).empty());
    fs::remove(key);
    fs::create_directory(key);
    CHECK_FALSE(refusal_of(folder.path()).empty());
}

TEST_CASE("local secrets: a lost key is told and mended by new values") {
    temporary_folder const folder;
    std::string const token(32, 'a');
    {
        secret_keeping const local(folder.path());
        local.create("db", "lost");
        local.client
            .put_secret_value(
                {.secret_id = "db", .client_request_token = token, .secret_string = "lost too"})
            .value();
    }
    fs::remove(folder.path() / "secrets_manager.key");
    secret_keeping const local(folder.path());
    auto const got = local.client.get_secret_value({.secret_id = "db"});
    REQUIRE(got.has_error());
    CHECK(got.error().code == sm::errc::decryption_failure);
    CHECK(got.error().http_status == 400);
    CHECK(got.error().message.find("secrets_manager.key") != std::string::npos);
    auto const batch = local.client.batch_get_secret_value({.secret_id_list = {"db"}}).value();
    CHECK(batch.secret_values.empty());
    REQUIRE(batch.errors.size() == 1);
    CHECK(batch.errors[0].error_code == "DecryptionFailure");
    CHECK(local.client
              .put_secret_value(
                  {.secret_id = "db", .client_request_token = token, .secret_string = "lost too"})
              .error()
              .code == sm::errc::decryption_failure);
    CHECK(local.client.describe_secret({.secret_id = "db"}).has_value());
    local.put("db", "found");
    CHECK(local.text("db") == "found");
}

TEST_CASE("local secrets: a value cannot be put in another one's place") {
    temporary_folder const folder;
    {
        secret_keeping const local(folder.path());
        local.create("mine", "my value");
        local.create("yours", "your value");
    }
    {
        local::sqlite::database file(folder.path() / "secrets_manager.sqlite");
        file.execute("UPDATE versions SET value = (SELECT other.value FROM versions other"
                     " WHERE other.arn <> versions.arn)");
    }
    secret_keeping const local(folder.path());
    CHECK(local.client.get_secret_value({.secret_id = "mine"}).error().code ==
          sm::errc::decryption_failure);
}

TEST_CASE("local secrets: a file of another version is refused") {
    temporary_folder const folder;
    { secret_keeping(folder.path()).create("db"); }
    {
        local::sqlite::database file(folder.path() / "secrets_manager.sqlite");
        file.execute("UPDATE format SET version = 2");
    }
    CHECK(refusal_of(folder.path()).find("another version") != std::string::npos);
}

TEST_CASE("local secrets: a vault opens what it sealed, unchanged and for its owner") {
    vault const keys({});
    std::string const plain = "plain text";
    secret_value const value(secret_value::kind::text, plain);
    std::string const sealed = keys.seal("me", value);
    std::set<std::string> nonces;
    for (int i = 0; i != 1000; ++i)
        nonces.insert(keys.seal("me", value).substr(0, 12));
    CHECK(nonces.size() == 1000);
    CHECK(sealed.find("plain") == std::string::npos);
    auto const open = [&](std::string_view owner, std::string const& text) {
        return keys.open(owner, secret_value::kind::text, text).has_value();
    };
    REQUIRE(open("me", sealed));
    CHECK(keys.open("me", secret_value::kind::text, sealed)->bytes() == plain);
    CHECK_FALSE(open("you", sealed));
    CHECK_FALSE(vault({}).open("me", secret_value::kind::text, sealed));
    for (std::size_t i = 0; i != sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        CHECK_FALSE(open("me", changed));
        CHECK_FALSE(open("me", sealed.substr(0, i)));
    }
    CHECK_FALSE(open("me", sealed + '\0'));
}

TEST_CASE("local secrets: other services read the current text") {
    local::manual_clock clock;
    local::secrets_manager::secrets_engine engine({{}, &clock, "us-east-1", "000000000000"});
    local::secret_source const source = engine.source();
    sm::create_secret_request const text{
        .name = "db", .client_request_token = std::string(32, 'a'), .secret_string = "the login"};
    sm::create_secret_request const bytes{
        .name = "b", .client_request_token = std::string(32, 'a'), .secret_binary = binary{"b"}};
    sm::create_secret_response made;
    auto const& create = *engine.handlers().find("CreateSecret");
    REQUIRE_FALSE(create.run(&bytes, &made));
    REQUIRE_FALSE(create.run(&text, &made));
    CHECK(source("db").value() == "the login");
    CHECK(source(*made.arn).value() == "the login");
    CHECK(source("b").error().aws_code == "InvalidRequestException");
    CHECK(source("x").error().aws_code == "ResourceNotFoundException");
    CHECK(source("").error().aws_code == "ValidationException");
    sm::delete_secret_request const removal{.secret_id = "db"};
    sm::delete_secret_response removed;
    REQUIRE_FALSE(engine.handlers().find("DeleteSecret")->run(&removal, &removed));
    CHECK(source("db").error().message.find("marked for deletion") != std::string::npos);
}

TEST_CASE("local secrets: many threads") {
    secret_keeping const local;
    local.create("shared", "0");
    std::vector<std::thread> threads;
    std::atomic<int> failures = 0;
    for (int number = 0; number != 8; ++number)
        threads.emplace_back([&, number] {
            std::string const own = "own" + std::to_string(number);
            for (int i = 0; i != 10; ++i) {
                bool good = true;
                std::string const text = own + '/' + std::to_string(i);
                good = good && local.client.create_secret({.name = text, .secret_string = text});
                good = good && local.client.put_secret_value(
                                   {.secret_id = "shared", .secret_string = text});
                good = good && local.client.get_secret_value({.secret_id = "shared"});
                good = good && local.client.list_secrets({.max_results = 5});
                good = good && local.text(text) == text;
                if (i % 2 == 0)
                    good = good && local.client.delete_secret({.secret_id = text});
                failures += good ? 0 : 1;
            }
        });
    for (auto& one : threads)
        one.join();
    CHECK(failures == 0);
    CHECK(local.client.list_secrets({}).value().secret_list.size() == 41);
    CHECK(local.stages("shared").size() == 2);
    CHECK(local.client.list_secret_version_ids({.secret_id = "shared", .include_deprecated = true})
              .value()
              .versions.size() == 81);
}
