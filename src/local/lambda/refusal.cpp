// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/refusal.hpp"

#include <utility>

namespace skiff::local::lambda {

error refusal(std::string_view code, int status, std::string message) {
    error out;
    out.aws_code = code;
    out.message = std::move(message);
    out.http_status = status;
    out.reached = progress::answered;
    return out;
}

error function_not_found(std::string_view arn) {
    return refusal("ResourceNotFoundException", 404, "Function not found: " + std::string(arn));
}

error too_many_requests() {
    return refusal("TooManyRequestsException", 429, "Rate Exceeded.");
}

} // namespace skiff::local::lambda
