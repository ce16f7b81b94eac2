// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace skiff::rds_data {

/// How long a database that was paused is waited for. Aurora Serverless stops a database that
/// nobody uses; the first call wakes it and fails (DatabaseResumingException; clusters of the first
/// version: BadRequestException "Communications link failure"), and for some seconds those after it
/// do too.
///
/// This waiting takes nothing from the client's retry quota and does not count as its attempts. It
/// is never done in an open transaction: a database that pauses has ended it. It ends early, with
/// errc::canceled, when the call's stop_token is requested, and when the call's timeout, if it has
/// one, would pass. The pauses grow from `first_pause` to `longest_pause` by doubling, each a
/// random part from a half to the whole of that.
struct resume_policy {
    bool enabled = true; ///< False: the failure is returned at once, as a web server may want.
    std::chrono::nanoseconds first_pause = std::chrono::seconds(1);
    std::chrono::nanoseconds longest_pause = std::chrono::seconds(8);
    std::chrono::nanoseconds most_waiting = std::chrono::seconds(60); ///< All pauses together.
};

/// Which database, and as whom. The secret in AWS Secrets Manager has the login.
struct database_settings {
    std::string resource_arn{}; ///< Of the Aurora cluster.
    std::string secret_arn{};   ///< Or the secret's name.
    std::string database{};     ///< Empty: the service's default.
    std::string schema{};       ///< Current clusters do not support it.
    resume_policy resume{};
};

/// What happens to columns of a result that no member of the struct takes.
enum class extra_columns : unsigned char { ignored, refused };

/// Settings of one statement.
struct statement_options {
    call_options call{};
    /// Whether executing the statement twice does no harm. Nothing: judged by its first word;
    /// SELECT, SHOW, DESCRIBE, TABLE and VALUES are taken to only read. `database` says what
    /// follows.
    std::optional<bool> idempotent{};
    /// The statement runs on when it exceeds the service's 45 seconds: for schema changes.
    bool continue_after_timeout = false;
    extra_columns extra = extra_columns::ignored;
};

} // namespace skiff::rds_data
