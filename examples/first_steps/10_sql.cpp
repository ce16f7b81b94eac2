// SPDX-License-Identifier: Apache-2.0
// SQL through the RDS Data API: typed rows, named parameters, a transaction.
#include <skiff/rds_data.hpp>
#include <skiff/secrets_manager.hpp>
#include <skiff/secrets_manager/operation/create_secret.hpp>

#include <boost/describe/class.hpp>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

struct work_item {
    int id = 0;
    std::string name{};
    std::optional<std::string> status{}; // NULL
    bool archived = false;
};
BOOST_DESCRIBE_STRUCT(work_item, (), (id, name, status, archived))

template <>
struct skiff::rds_data::columns<work_item>
    : column_rules<renamed<&work_item::id, "iditem">, renamed<&work_item::name, "username">> {};

namespace rds = skiff::rds_data;

constexpr auto add_item = "INSERT INTO work_items (username, status, archived) "
                          "VALUES (:username, :status, :archived) RETURNING iditem";

/// The login in Secrets Manager that the database knows; gives the secret's ARN.
std::string create_login() {
    skiff::secrets_manager::client const secrets;
    auto const made = secrets.create_secret(
        {.name = "tracker/sql", .secret_string = R"({"username":"tracker","password":"sesame"})"});
    return made.value().arn.value();
}

void fill(rds::database const& db) {
    db.execute("CREATE TABLE work_items (iditem SERIAL PRIMARY KEY, username VARCHAR(45) NOT NULL, "
               "status TEXT, archived BOOL DEFAULT false)")
        .value();
    auto const id = db.query_one<int>(add_item, work_item{.name = "Ann", .status = "open"});
    std::cout << "Ann has number " << id.value() << '\n';

    std::vector<work_item> const more{{.name = "Bob"}, {.name = "Cid", .archived = true}};
    auto const stored = db.batch_execute("INSERT INTO work_items (username, status, archived) "
                                         "VALUES (:username, :status, :archived)",
                                         more);
    std::cout << stored.value().executed() << " more\n";
}

void list(rds::database const& db) {
    auto const rows = db.query<work_item>(
        "SELECT * FROM work_items WHERE archived = :archived ORDER BY iditem",
        {{"archived", false}});
    for (auto const& item : rows.value())
        std::cout << item.id << ' ' << item.name << ' ' << item.status.value_or("-") << '\n';

    auto const archived = db.query_one<std::int64_t>(
        "SELECT count(*) FROM work_items WHERE archived");
    std::cout << archived.value() << " archived\n";
}

void archive_all(rds::database const& db) {
    auto tx = db.begin().value();
    auto const done = tx.execute("UPDATE work_items SET archived = true WHERE NOT archived");
    std::cout << done.value().records_updated() << " to archive\n";
    tx.execute("UPDATE work_items SET status = 'archived'").value();
    tx.commit().value();
}

void fail(rds::database const& db) {
    auto tx = db.begin().value();
    tx.execute("DELETE FROM work_items").value();
    auto const refused = tx.execute("INSERT INTO work_items (iditem, username) VALUES (1, :name)",
                                    {{"name", std::nullopt}});
    if (!refused && rds::sql_error_of(refused.error()) == rds::sql_error::not_null_violation)
        std::cout << "a name is needed; SQLSTATE " << *rds::sql_state(refused.error()) << '\n';
} // not committed: the rows are still there

int main() {
    try {
        rds::client const client;
        rds::database const db{client,
                               {.resource_arn = "arn:aws:rds:us-east-1:000000000000:cluster:local",
                                .secret_arn = create_login(),
                                .database = "postgres"}};
        fill(db);
        list(db);
        archive_all(db);
        fail(db);
        list(db);
    } catch (skiff::service_error const& failure) {
        std::cerr << failure.error() << '\n';
        return 1;
    }
}
