// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/rejection.hpp"

#include <skiff/dynamodb/operations.hpp>

#include <algorithm>
#include <utility>

namespace skiff::local::dynamodb {

error reject(std::string_view aws_code, std::string message) {
    error e;
    e.code = errc::unmodelled_service_error;
    auto const& service = skiff::dynamodb::service_descriptor();
    auto const known = std::ranges::find(service.errors, aws_code, &protocol::error_entry::code);
    if (known != service.errors.end()) {
        e.code = {known->value, service.category()};
        e.http_status = known->http_status;
    }
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

std::string listed(std::vector<std::string> const& values) {
    std::string out = "[";
    for (auto const& value : values)
        out += (out.size() > 1 ? ", " : "") + value;
    return out + ']';
}

} // namespace skiff::local::dynamodb
