// SPDX-License-Identifier: Apache-2.0
#include "mysql_database.hpp"

#include <csignal>
#include <fstream>
#include <string_view>
#include <thread>
#include <utility>

namespace skiff_tests {
namespace {

local::database_cluster private_cluster() {
    return {.name = "local-mysql", .engine = local::database_engine::mysql};
}

} // namespace

mysql_database::mysql_database(std::filesystem::path folder)
    : local_database(std::move(folder), private_cluster(), {}) {}

mysql_database::mysql_database(local::database_cluster cluster)
    : local_database({}, std::move(cluster), {}) {}

std::filesystem::path mysql_database::folder() {
    std::string const address = engine().address_of("local-mysql", {});
    constexpr std::string_view option = "--defaults-file=";
    return std::filesystem::path(address.substr(option.size())).parent_path();
}

pid_t mysql_database::server() {
    std::ifstream in(folder() / "data" / "server.pid");
    pid_t out = 0;
    in >> out;
    return out;
}

skiff::result<api::execute_statement_response> mysql_database::in_app(
    std::string sql, std::vector<api::sql_parameter> parameters,
    std::optional<std::string> transaction) const {
    auto request = statement(std::move(sql));
    request.database = "app";
    request.parameters = std::move(parameters);
    request.transaction_id = std::move(transaction);
    return run(request);
}

std::string mysql_database::begin_in_app() const {
    return client
        .begin_transaction(
            {.resource_arn = cluster_arn(), .secret_arn = secret_arn(), .database = "app"})
        .value()
        .transaction_id.value();
}

api::field mysql_database::one_in_app(std::string sql,
                                      std::vector<api::sql_parameter> parameters) const {
    return in_app(std::move(sql), std::move(parameters)).value().records.at(0).at(0);
}

mysql_database& fresh_app() {
    static mysql_database all;
    all.run("DROP DATABASE IF EXISTS app").value();
    all.run("CREATE DATABASE app").value();
    return all;
}

bool ends(pid_t process) {
    for (int i = 0; i < 1000; ++i) {
        if (::kill(process, 0) != 0)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

} // namespace skiff_tests
