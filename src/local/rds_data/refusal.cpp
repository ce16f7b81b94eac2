// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/refusal.hpp"

#include <skiff/rds_data/errors.hpp>

#include <utility>

namespace skiff::local::rds_data {
namespace {

constexpr char const* unavailable = "DatabaseUnavailableException";

} // namespace

error refusal(std::string code, std::string message) {
    error e;
    e.aws_code = std::move(code);
    e.message = std::move(message);
    return e;
}

error bad_request(std::string message) {
    return refusal("BadRequestException", std::move(message));
}

error validation_error(std::string message) {
    return refusal("ValidationException", std::move(message));
}

error database_error(std::string message) {
    return refusal("DatabaseErrorException", std::move(message));
}

error unsupported_result(std::string message) {
    return refusal("UnsupportedResultException", std::move(message));
}

error database_unavailable(std::string why) {
    return refusal(unavailable, std::move(why));
}

bool is_unavailable(error const& e) noexcept {
    return e.aws_code == unavailable;
}

error statement_timeout(std::string message, std::int64_t connection_id) {
    error e = refusal("StatementTimeoutException", message);
    e.modelled = skiff::rds_data::statement_timeout_exception{.message = std::move(message),
                                                              .db_connection_id = connection_id};
    return e;
}

error missing(std::string_view member) {
    return validation_error("1 validation error detected: Value null at '" + std::string(member) +
                            "' failed to satisfy constraint: Member must not be null");
}

} // namespace skiff::local::rds_data
