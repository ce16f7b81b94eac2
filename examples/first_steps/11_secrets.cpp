// SPDX-License-Identifier: Apache-2.0
// A JSON secret in a struct, kept in memory; a log-in that survives the secret's rotation.
#include <skiff/secrets_manager.hpp>
#include <skiff/secrets_manager/operation/update_secret_version_stage.hpp>

#include <boost/describe/class.hpp>

#include <iostream>
#include <string>
#include <utility>

struct db_login {
    std::string username{};
    skiff::secret_string password{}; // does not print; its memory is overwritten
    int port = 5432;
};
BOOST_DESCRIBE_STRUCT(db_login, (), (username, password, port))

namespace sm = skiff::secrets_manager;

/// Stands for a database's driver.
class database {
  public:
    struct session {
        std::string user;
    };
    enum class failure { wrong_password, unreachable };

    explicit database(skiff::secret_string password) : password_(std::move(password)) {}

    [[nodiscard]] boost::system::result<session, failure> connect(db_login const& login) const {
        if (login.password != password_)
            return failure::wrong_password;
        return session{login.username};
    }
    void change_password(skiff::secret_string next) { password_ = std::move(next); }

  private:
    skiff::secret_string password_;
};

void read(sm::secret_cache const& secrets) {
    auto const login = secrets.get<db_login>("tracker/db").value();
    std::cout << login.username << " at port " << login.port << '\n';

    auto const missing = secrets.get<db_login>("tracker/other");
    if (!missing && missing.error().code == skiff::condition::not_found)
        std::cout << "there is no tracker/other\n";
}

void connect(sm::secret_cache const& secrets, database const& db) {
    int tries = 0;
    auto const session = secrets.with_secret<db_login>(
        "tracker/db",
        [&](db_login const& login) {
            ++tries;
            return db.connect(login);
        },
        [](database::failure why) { return why == database::failure::wrong_password; });
    if (session.value()) // throws when the secret could not be had
        std::cout << "connected as " << session.value()->user << ", tries: " << tries << '\n';
    else
        std::cout << "not connected, tries: " << tries << '\n';
}

/// What a rotation does, one step after the other.
void rotate(sm::client const& client, sm::secret_cache const& secrets, database& db) {
    auto const next = secrets
                          .put("tracker/db", db_login{"admin", "second", 5432},
                               {.version_stages = {"AWSPENDING"}})
                          .value();
    connect(secrets, db);
    db.change_password("second");
    connect(secrets, db); // by AWSPENDING
    auto const old = secrets.get_version("tracker/db").value();
    client
        .update_secret_version_stage({.secret_id = "tracker/db",
                                      .version_stage = "AWSCURRENT",
                                      .remove_from_version_id = old->version_id,
                                      .move_to_version_id = next.version_id})
        .value();
    secrets.refresh_now("tracker/db").value();
    connect(secrets, db);
}

int main() {
    try {
        sm::client const client;
        sm::secret_cache const secrets{client};
        secrets.create("tracker/db", db_login{"admin", "first", 5432}).value();
        database db("first");
        read(secrets);
        rotate(client, secrets, db);
    } catch (skiff::service_error const& failure) {
        std::cerr << failure.error() << '\n';
        return 1;
    }
}
