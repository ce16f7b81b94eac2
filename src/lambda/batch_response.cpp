// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/events/batch_response.hpp>

#include "lambda/failure_report.hpp"

#include <skiff/lambda/log.hpp>

namespace skiff::lambda::detail {

void log_failed_record(std::string_view identifier, std::exception_ptr const& thrown) {
    auto const failure = describe(thrown);
    logger().error("A record of the batch failed", {{"itemIdentifier", identifier},
                                                    {"errorType", failure.type},
                                                    {"errorMessage", failure.message}});
}

} // namespace skiff::lambda::detail
