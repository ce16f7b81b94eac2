// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/clock.hpp>
#include <skiff/local/services.hpp>
#include <skiff/rds_data.hpp>
#include <skiff/secrets_manager/client.hpp>
#include <skiff/secrets_manager/operation/create_secret.hpp>

#include "support/catch.hpp"

#include <memory>
#include <string>

/// The typed layer on the local RDS Data service and its private PostgreSQL; one server for the
/// whole program, and a clock that only tests and waiting move.
struct typed_database {
    typed_database() : aws({.clock = clock}), db(connect(aws)) {}

    static skiff::rds_data::database connect(skiff::local::services const& aws) {
        skiff::secrets_manager::client const secrets{aws.config()};
        auto const secret = secrets.create_secret(
            {.name = "login", .secret_string = R"({"username":"typed","password":"sesame"})"});
        return {skiff::rds_data::client{aws.config()},
                {.resource_arn = aws.cluster_arn(),
                 .secret_arn = secret.value().arn.value(),
                 .database = "postgres"}};
    }

    /// A table that is there once, with nothing in it.
    void make_table(std::string const& name, std::string const& columns) const {
        db.execute("DROP TABLE IF EXISTS " + name).value();
        db.execute("CREATE TABLE " + name + " (" + columns + ")").value();
    }
    [[nodiscard]] std::int64_t count(std::string const& table) const {
        return db.query_one<std::int64_t>("SELECT count(*) FROM " + table).value();
    }

    static typed_database& instance() {
        static typed_database one;
        one.aws.clear_faults();
        return one;
    }

    std::shared_ptr<skiff::local::manual_clock> clock =
        std::make_shared<skiff::local::manual_clock>();
    skiff::local::services aws;
    skiff::rds_data::database db;
};
