// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/config.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/core/result.hpp>
#include <skiff/local/functions.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local {

enum class database_engine : unsigned char { postgresql, mysql };

/// A database cluster that the local RDS Data service speaks for.
struct database_cluster {
    std::string name = "local"; ///< Small letters, digits and dashes; the end of its ARN.
    database_engine engine = database_engine::postgresql;
    /// A server that runs already: how libpq connects to it, or for MySQL a URL,
    /// "mysql://host:3306/database" or "mysql:///database?socket=/run/mysqld/mysqld.sock". Its own
    /// user and password serve for `database_address` alone: requests log in with their secrets.
    /// Empty: a private server, PostgreSQL or MariaDB, started at the first request and stopped
    /// with the services.
    std::string connection{};
};

/// How a cluster that wakes up words its refusals.
enum class resuming_wording : unsigned char {
    database_resuming,          ///< DatabaseResumingException.
    communications_link_failure ///< BadRequestException, as Aurora Serverless v1 did.
};

/// How the local services behave. All defaults together: everything in memory, the one account
/// "local" with the secret "local", signatures verified, a PostgreSQL cluster "local" and
/// a MySQL cluster "local-mysql".
struct options {
    /// Where tables, secrets, identities, mails and databases are kept; made when it does not
    /// exist. Empty: in memory; a private database server then has a temporary folder.
    std::filesystem::path folder{};
    /// The services' time and, through `services::config`, the clients'. Null: the machine's.
    std::shared_ptr<skiff::clock> clock{};
    /// Access key id -> secret access key.
    std::map<std::string, std::string, std::less<>> accounts{{"local", "local"}};
    bool verify_signatures = true;
    std::string region = "us-east-1";
    std::string account_id = "000000000000";
    std::size_t request_limit = 20u << 20; ///< Bytes of a request's body; above it: HTTP 413.
    bool remote_admin = false;             ///< Answer /_local/ also to other machines.
    std::vector<database_cluster> clusters{
        {}, {.name = "local-mysql", .engine = database_engine::mysql}};
    std::vector<function> functions{}; ///< See `load_functions`.
    std::vector<api> apis{};
    std::string api_address = "127.0.0.1"; ///< Where APIs that have a port listen.
    /// Takes X-Ray traces on this UDP port of 127.0.0.1, as the X-Ray daemon does on 2000; 0: any.
    /// Empty: takes none.
    std::optional<std::uint16_t> xray_port{};
};

/// A mail that the local SES has sent: it stays in the outbox.
struct sent_mail {
    std::string id; ///< The message id that the sender was told.
    timestamp time;
    std::string from;                    ///< The sender's address, without a display name.
    std::vector<std::string> recipients; ///< To, Cc and Bcc; the envelope, not the headers.
    std::string subject;                 ///< Decoded (RFC 2047).
    std::string raw;                     ///< The whole message (RFC 5322), as an .eml file has it.
};

/// A failure that a test asks for.
struct fault {
    enum class drop {
        never,
        before, ///< The connection ends and nothing was done.
        after,  ///< The request was carried out; the connection ends instead of the answer.
    };

    std::string service{};   ///< Signing name: "dynamodb", "ses", "secretsmanager". Empty: any.
    std::string operation{}; ///< "GetItem". Empty: any.
    int skip = 0;            ///< So many matching requests pass before the first failure.
    int count = 1;           ///< So many fail; negative: all, until `clear_faults`.
    std::chrono::nanoseconds latency{0}; ///< Passes on the services' clock before anything else.
    /// The error's code, for example "ProvisionedThroughputExceededException". When it is empty and
    /// `status` is not 0, the answer has that status and a body that no protocol knows, as a broken
    /// load balancer sends it. When both are empty there is only the latency.
    std::string code{};
    std::string message{};
    int status = 0; ///< 0 with a code: the status that the service's model gives the code.
    drop connection_dropped = drop::never;
};

/// Where a request came from.
enum class peer : unsigned char { this_machine, elsewhere };

/// DynamoDB, SES, Secrets Manager, RDS Data, Lambda and API Gateway with their true semantics, in
/// this process: no account and no socket. No other program either, but for RDS Data, behind which
/// is a real PostgreSQL that starts with the first request to it, and for Lambda's functions, which
/// are programs that start with their first invocations. For development and tests.
///
///     skiff::local::services aws;
///     skiff::dynamodb::client dynamodb{aws.config()};
///
/// Thread-safe. Clients made from `config` keep what they need alive: they may outlive this object.
class services {
  public:
    services();
    /// Throws `service_error` (errc::invalid_configuration) when the folder cannot be used, also
    /// when other local services have it open; when functions or APIs are not as they should be; or
    /// when an API's port cannot be had.
    explicit services(options settings);
    services(services&&) noexcept;
    services& operator=(services&&) noexcept;
    ~services();

    /// Region, credentials of the first account, clock, and a transport that calls `handle` on the
    /// calling thread.
    [[nodiscard]] client_config config() const;

    /// Answers one request; never throws but for lack of memory. `authority` is the Host header's
    /// value, which the signature covers. A status of 0 asks the caller to end the connection
    /// without an answer (see `fault`).
    [[nodiscard]] http::response handle(http::request const& in, std::string_view authority,
                                        peer from = peer::this_machine) const;

    /// Forgets all tables, secrets, identities, mails, private databases and faults, in the folder
    /// as well. Open transactions end, and so do functions that run; their logs are forgotten.
    void reset();

    /// Runs a function on the calling thread, as Lambda's Invoke does. A function that fails is no
    /// error here; one that does not exist is, and too many at once are.
    [[nodiscard]] result<invocation> invoke(std::string_view name, std::string payload) const;
    /// Where an API answers, without a '/' at the end: "http://127.0.0.1:3000/dev". One without a
    /// port is below a loopback port of the services' own, which this opens; functions use it too.
    /// Throws `service_error` (errc::invalid_configuration) when there is none of the name.
    [[nodiscard]] std::string api_url(std::string_view name) const;
    /// What a function and Lambda logged about it, the last megabyte. Throws as `api_url` does.
    [[nodiscard]] std::string function_log(std::string_view name) const;

    /// What RDS Data calls a cluster of `options::clusters`:
    /// "arn:aws:rds:us-east-1:000000000000:cluster:local". This and the next two throw
    /// `service_error` (errc::invalid_configuration) when there is none of the name.
    [[nodiscard]] std::string cluster_arn(std::string_view name = "local") const;
    /// What psql, or for MySQL the program mariadb, takes to look into a cluster's database, as the
    /// owner of everything; no password is in it. Without a database: the server's default one.
    /// Starts a private server. Throws `service_error` when there can be none.
    [[nodiscard]] std::string database_address(std::string_view cluster = "local",
                                               std::string_view database = {}) const;
    /// The cluster sleeps, as Aurora Serverless does when nobody asks for it. Its open transactions
    /// are rolled back. The next request wakes it, which takes `resuming_takes` on the services'
    /// clock; until then requests are refused, and for commits and rollbacks there is no
    /// transaction any more.
    void pause_cluster(std::string_view name = "local",
                       std::chrono::nanoseconds resuming_takes = std::chrono::seconds(15),
                       resuming_wording wording = resuming_wording::database_resuming);

    /// Oldest first.
    [[nodiscard]] std::vector<sent_mail> outbox() const;

    /// Faults are tried in the order they came; the first that matches a request is used.
    void inject(fault what);
    void clear_faults();

    /// The last 1,000 segments and subsegments that arrived, each as its JSON document; oldest
    /// first. Empty without `options::xray_port`.
    [[nodiscard]] std::vector<std::string> traces() const;
    /// "127.0.0.1:2000", as AWS_XRAY_DAEMON_ADDRESS takes it; empty without `options::xray_port`.
    [[nodiscard]] std::string xray_address() const;

    [[nodiscard]] options const& settings() const noexcept;

  private:
    struct state;
    class in_process_transport;
    std::shared_ptr<state> state_;
};

} // namespace skiff::local
