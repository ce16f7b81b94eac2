// SPDX-License-Identifier: Apache-2.0
#include "program/storage_failure.hpp"

#include <skiff/core/clock.hpp>
#include <skiff/core/reflect/json.hpp>
#include <skiff/dynamodb/errors.hpp>

#include <string>
#include <utility>

namespace example {
namespace {

/// A line of the log.
struct failure_line {
    skiff::timestamp time;
    std::string id; ///< Of the request, as in the access log.
    std::string error;
};
BOOST_DESCRIBE_STRUCT(failure_line, (), (time, id, error))

/// DynamoDB has no code of its own for an item over its limit; both of its messages say so.
bool is_too_large(skiff::error const& e) {
    return e.code == skiff::dynamodb::errc::validation_exception &&
           e.message.find("size") != std::string::npos &&
           e.message.find("exceeded") != std::string::npos;
}

} // namespace

skiff::rest::response item_too_large() {
    return skiff::rest::response::error(413, "A table takes items of up to 400 KB.");
}

skiff::rest::response storage_failure(skiff::rest::request const& in, skiff::error const& e,
                                      failure_log const& log) {
    if (is_too_large(e))
        return item_too_large();
    if (log)
        log(skiff::to_json(failure_line{
            .time = skiff::system_clock().now(), .id = in.id, .error = e.to_string()}));
    if (e.code == skiff::condition::throttled)
        return skiff::rest::response::error(503, "The storage is busy. Try again.")
            .header("Retry-After", "1");
    return skiff::rest::response::error(502, "A storage error occurred.");
}

} // namespace example
