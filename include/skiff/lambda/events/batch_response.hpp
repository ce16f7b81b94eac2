// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>
#include <skiff/lambda/events/dynamodb_stream.hpp>
#include <skiff/lambda/events/sqs.hpp>

#include <concepts>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::lambda {

struct batch_item_failure {
    std::string item_identifier; ///< SQS: the message's id; streams: the sequence number.
};
BOOST_DESCRIBE_STRUCT(batch_item_failure, (), (item_identifier))

/// What of a batch is to be delivered again; nothing: all of it is done. Lambda reads it when the
/// event source mapping has ReportBatchItemFailures.
struct batch_response {
    std::vector<batch_item_failure> batch_item_failures{};
};
BOOST_DESCRIBE_STRUCT(batch_response, (), (batch_item_failures))

namespace detail {

/// A line in the log, at level error, that says which record failed and by which exception.
void log_failed_record(std::string_view identifier, std::exception_ptr const& thrown);

} // namespace detail

/// Calls `f` with each message; those whose call throws are reported, and logged by a `logger` to
/// standard error. After a failure in a FIFO queue the rest is not tried, to keep its order.
template <std::invocable<sqs_message const&> F>
[[nodiscard]] batch_response process(sqs_event const& batch, F f) {
    batch_response out;
    for (auto const& message : batch.records) {
        bool const held_back = message.is_fifo() && !out.batch_item_failures.empty();
        if (!held_back) {
            try {
                f(message);
                continue;
            } catch (...) {
                detail::log_failed_record(message.message_id, std::current_exception());
            }
        }
        out.batch_item_failures.push_back({message.message_id});
    }
    return out;
}

/// Calls `f` with each change in order until a call throws: Lambda delivers that one and all behind
/// it again.
template <std::invocable<dynamodb_stream_record const&> F>
[[nodiscard]] batch_response process(dynamodb_stream_event const& batch, F f) {
    for (auto const& record : batch.records) {
        try {
            f(record);
        } catch (...) {
            auto const& identifier = record.dynamodb.sequence_number;
            detail::log_failed_record(identifier, std::current_exception());
            return {{{identifier}}};
        }
    }
    return {};
}

} // namespace skiff::lambda

template <>
struct skiff::json::rules<skiff::lambda::batch_item_failure> : rule_list<camel_case> {};
template <>
struct skiff::json::rules<skiff::lambda::batch_response> : rule_list<camel_case, all_defaulted> {};
