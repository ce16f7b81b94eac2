// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/rejection.hpp"

#include <utility>

namespace skiff::local::dynamodb {

error reject(std::string_view aws_code, std::string message) {
    error e;
    e.code = errc::unmodelled_service_error;
    e.aws_code = aws_code;
    e.message = std::move(message);
    e.reached = progress::answered;
    return e;
}

error validation_error(std::string message) {
    return reject("ValidationException", std::move(message));
}

error invalid_parameter(std::string_view detail) {
    return validation_error("One or more parameter values were invalid: " + std::string(detail));
}

} // namespace skiff::local::dynamodb
