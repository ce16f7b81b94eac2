// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace skiff::local::rds_data {

/// What the Data API answers with; the front finds the HTTP status.
[[nodiscard]] error refusal(std::string code, std::string message);

/// "BadRequestException".
[[nodiscard]] error bad_request(std::string message);

/// "ValidationException": the request is refused before a database sees it.
[[nodiscard]] error validation_error(std::string message);

/// "DatabaseErrorException": the database's own words.
[[nodiscard]] error database_error(std::string message);

/// "UnsupportedResultException".
[[nodiscard]] error unsupported_result(std::string message);

/// "DatabaseUnavailableException", which carries no message of its own; `why` is for people.
[[nodiscard]] error database_unavailable(std::string why);
[[nodiscard]] bool is_unavailable(error const& e) noexcept;

/// "StatementTimeoutException" with the database's words; `connection_id` is its number of the
/// connection.
[[nodiscard]] error statement_timeout(std::string message, std::int64_t connection_id);

/// A required member is absent. `member` is spelled as the service does: "resourceArn".
[[nodiscard]] error missing(std::string_view member);

} // namespace skiff::local::rds_data
