// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../local_database.hpp"

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace skiff_tests {

/// A local RDS Data service with a private MySQL.
class mysql_database : public local_database {
  public:
    explicit mysql_database(std::filesystem::path folder = {});
    explicit mysql_database(local::database_cluster cluster);

    /// Where the running server is: its folder, and its process.
    [[nodiscard]] std::filesystem::path folder();
    [[nodiscard]] std::string socket() { return (folder() / "mysql.sock").string(); }
    [[nodiscard]] pid_t server();

    /// Runs one statement in the database "app".
    [[nodiscard]] skiff::result<api::execute_statement_response> in_app(
        std::string sql, std::vector<api::sql_parameter> parameters = {},
        std::optional<std::string> transaction = {}) const;
    [[nodiscard]] std::string begin_in_app() const;
    /// The only field of the only row, in "app".
    [[nodiscard]] api::field one_in_app(std::string sql,
                                        std::vector<api::sql_parameter> parameters = {}) const;
};

/// One for all tests that leave its server alone; has an empty database "app".
[[nodiscard]] mysql_database& fresh_app();

/// True when there is no such process within ten seconds.
[[nodiscard]] bool ends(pid_t process);

} // namespace skiff_tests
