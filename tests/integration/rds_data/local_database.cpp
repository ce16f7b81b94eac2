// SPDX-License-Identifier: Apache-2.0
#include "local_database.hpp"

#include <skiff/core/http/transport.hpp>
#include <skiff/rds_data/operations.hpp>

#include "local/faults.hpp"
#include "local/front.hpp"

#include <mutex>
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
struct local_database::transport final : skiff::http::transport {
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

    local::options settings;
    local::fault_queue faults;
    std::mutex mutex;
    std::map<std::string, std::string, std::less<>> secrets;
    std::optional<local::front> front;
};

local_database::local_database(std::filesystem::path folder)
    : clock_(std::make_shared<local::manual_clock>()), transport_(std::make_shared<transport>()) {
    auto made = local::make_rds_data(
        {.folder = std::move(folder),
         .clock = clock_.get(),
         .region = "us-east-1",
         .account_id = "000000000000"},
        {local::database_cluster{}},
        [all = transport_.get()](std::string_view id) { return all->find_secret(id); });
    engine_ = made.get();
    std::vector<local::hosted> services;
    services.push_back({&skiff::rds_data::service_descriptor(), std::move(made)});
    transport_->front.emplace(transport_->settings, *clock_, transport_->faults,
                              std::move(services));
    set_secret("admin", R"({"username": "docexampleadmin", "password": "pw-admin"})");
    skiff::client_config config;
    config.region = "us-east-1";
    config.endpoint_url = "http://skiff-local.invalid";
    config.transport = transport_;
    config.clock = clock_;
    config.retry.max_attempts = 1;
    config.credentials = skiff::static_credentials(
        {.access_key_id = "local", .secret_access_key = "local"});
    client = skiff::rds_data::client(config);
}

local_database::~local_database() {
    client = skiff::rds_data::client();
    transport_->front.reset();
}

std::string local_database::secret_arn(std::string_view name) {
    return "arn:aws:secretsmanager:us-east-1:000000000000:secret:" + std::string(name) + "-AbCdEf";
}

void local_database::set_secret(std::string_view name, std::string text) {
    std::lock_guard const lock(transport_->mutex);
    transport_->secrets.insert_or_assign(secret_arn(name), std::move(text));
}

api::execute_statement_request local_database::statement(std::string sql) const {
    api::execute_statement_request out;
    out.resource_arn = cluster_arn();
    out.secret_arn = secret_arn();
    out.sql = std::move(sql);
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

std::string local_database::begin() const {
    return client.begin_transaction({.resource_arn = cluster_arn(), .secret_arn = secret_arn()})
        .value()
        .transaction_id.value();
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
