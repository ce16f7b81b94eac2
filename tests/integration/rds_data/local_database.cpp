// SPDX-License-Identifier: Apache-2.0
#include "local_database.hpp"

#include <skiff/core/http/transport.hpp>
#include <skiff/rds_data/operations.hpp>

#include "local/faults.hpp"
#include "local/front.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

namespace skiff_tests {
namespace {

skiff::error no_secret() {
    skiff::error e;
    e.aws_code = "ResourceNotFoundException";
    e.message = "Secrets Manager can't find the specified secret.";
    return e;
}

} // namespace

/// Calls the front, and holds everything behind it.
struct local_database::world final : skiff::http::transport {
    world(std::filesystem::path folder, local::database_cluster cluster) {
        auto made = local::make_rds_data({.folder = std::move(folder),
                                          .clock = clock.get(),
                                          .region = "us-east-1",
                                          .account_id = "000000000000"},
                                         {std::move(cluster)},
                                         [this](std::string_view id) { return find_secret(id); });
        engine = made.get();
        std::vector<local::hosted> services;
        services.push_back({&skiff::rds_data::service_descriptor(), std::move(made)});
        front.emplace(settings, *clock, faults, std::move(services));
    }

    skiff::result<skiff::http::response> send(skiff::http::origin const& to,
                                              skiff::http::request const& what,
                                              skiff::http::send_options const&) override {
        return front->answer(what, to.authority(), {}).response;
    }

    skiff::result<std::string> find_secret(std::string_view id) {
        std::lock_guard const lock(mutex);
        auto const at = secrets.find(id);
        if (at == secrets.end())
            return no_secret();
        return at->second;
    }

    static std::shared_ptr<world> shared() {
        static auto const one = std::make_shared<world>(in_memory, local::database_cluster{});
        return one;
    }

    std::shared_ptr<local::manual_clock> clock = std::make_shared<local::manual_clock>();
    local::options settings;
    local::fault_queue faults;
    std::mutex mutex;
    std::map<std::string, std::string, std::less<>> secrets;
    local::rds_data::rds_data_engine* engine = nullptr;
    std::optional<local::front> front;
};

local_database::local_database(std::shared_ptr<world> where, std::string cluster,
                               std::string database)
    : world_(std::move(where)), cluster_(std::move(cluster)), database_(std::move(database)) {
    set_secret("admin", R"({"username": "docexampleadmin", "password": "pw-admin"})");
    skiff::client_config config;
    config.region = "us-east-1";
    config.endpoint_url = "http://skiff-local.invalid";
    config.transport = world_;
    config.clock = world_->clock;
    config.retry.max_attempts = 1;
    config.credentials = skiff::static_credentials(
        {.access_key_id = "local", .secret_access_key = "local"});
    client = skiff::rds_data::client(config);
}

local_database::local_database(std::filesystem::path folder, local::database_cluster cluster,
                               std::string database)
    : local_database(std::make_shared<world>(std::move(folder), cluster), cluster.name,
                     std::move(database)) {}

local_database::local_database() : local_database(world::shared(), "local", "postgres") {
    static std::atomic<int> count = 0;
    std::string const name = "test_" + std::to_string(++count);
    (void)run("CREATE DATABASE " + name).value();
    database_ = name;
}

local::rds_data::rds_data_engine& local_database::engine() const noexcept {
    return *world_->engine;
}

local::manual_clock& local_database::clock() const noexcept {
    return *world_->clock;
}

std::string local_database::secret_arn(std::string_view name) {
    return "arn:aws:secretsmanager:us-east-1:000000000000:secret:" + std::string(name) + "-AbCdEf";
}

void local_database::set_secret(std::string_view name, std::string text) {
    std::lock_guard const lock(world_->mutex);
    world_->secrets.insert_or_assign(secret_arn(name), std::move(text));
}

api::execute_statement_request local_database::statement(std::string sql) const {
    api::execute_statement_request out;
    out.resource_arn = cluster_arn();
    out.secret_arn = secret_arn();
    out.sql = std::move(sql);
    if (!database_.empty())
        out.database = database_;
    return out;
}

skiff::result<api::execute_statement_response> local_database::run(
    std::string sql, std::vector<api::sql_parameter> parameters,
    std::optional<std::string> transaction) const {
    auto request = statement(std::move(sql));
    request.parameters = std::move(parameters);
    request.transaction_id = std::move(transaction);
    return client.execute_statement(request);
}

api::field local_database::one(std::string sql, std::vector<api::sql_parameter> parameters) const {
    auto const answer = run(std::move(sql), std::move(parameters)).value();
    return answer.records.at(0).at(0);
}

bool local_database::wait_until_running(std::string const& text) const {
    for (int i = 0; i < 1000; ++i) {
        auto const running = one("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND "
                                 "pid <> pg_backend_pid() AND strpos(query, :text) > 0",
                                 {skiff_tests::text("text", text)});
        if (running.long_value.value_or(0) > 0)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

std::string local_database::begin() const {
    api::begin_transaction_request in;
    in.resource_arn = cluster_arn();
    in.secret_arn = secret_arn();
    if (!database_.empty())
        in.database = database_;
    return client.begin_transaction(in).value().transaction_id.value();
}

skiff::result<api::commit_transaction_response> local_database::commit(std::string id) const {
    return client.commit_transaction({.resource_arn = cluster_arn(),
                                      .secret_arn = secret_arn(),
                                      .transaction_id = std::move(id)});
}

skiff::result<api::rollback_transaction_response> local_database::rollback(std::string id) const {
    return client.rollback_transaction({.resource_arn = cluster_arn(),
                                        .secret_arn = secret_arn(),
                                        .transaction_id = std::move(id)});
}

api::sql_parameter text(std::string name, std::string value, std::optional<api::type_hint> hint) {
    api::sql_parameter out{.name = std::move(name),
                           .value = api::field{.string_value = std::move(value)}};
    if (hint)
        out.type_hint = *hint;
    return out;
}

api::sql_parameter number(std::string name, std::int64_t value) {
    return {.name = std::move(name), .value = api::field{.long_value = value}};
}

api::sql_parameter real(std::string name, double value) {
    return {.name = std::move(name), .value = api::field{.double_value = value}};
}

api::sql_parameter flag(std::string name, bool value) {
    return {.name = std::move(name), .value = api::field{.boolean_value = value}};
}

api::sql_parameter bytes(std::string name, std::string value) {
    return {.name = std::move(name),
            .value = api::field{.blob_value = skiff::binary{std::move(value)}}};
}

api::sql_parameter null(std::string name, std::optional<api::type_hint> hint) {
    api::sql_parameter out{.name = std::move(name), .value = api::field{.is_null = true}};
    if (hint)
        out.type_hint = *hint;
    return out;
}

} // namespace skiff_tests
