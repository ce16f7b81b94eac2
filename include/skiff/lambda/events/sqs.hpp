// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/core/reflect/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::lambda {

struct sqs_message_attribute {
    std::string data_type; ///< "String", "Number", "Binary", with or without a label.
    std::optional<std::string> string_value{};
    std::optional<binary> binary_value{};
};
BOOST_DESCRIBE_STRUCT(sqs_message_attribute, (), (data_type, string_value, binary_value))

struct sqs_message {
    std::string message_id;
    std::string receipt_handle;
    std::string body;
    std::map<std::string, std::string> attributes{}; ///< ApproximateReceiveCount, SentTimestamp ...
    std::map<std::string, sqs_message_attribute> message_attributes{};
    std::string md5_of_body;
    std::string event_source; ///< "aws:sqs"
    std::string event_source_arn;
    std::string aws_region;

    /// The messages of a FIFO queue keep their order.
    [[nodiscard]] bool is_fifo() const noexcept {
        return std::string_view(event_source_arn).ends_with(".fifo");
    }
};
BOOST_DESCRIBE_STRUCT(sqs_message, (),
                      (message_id, receipt_handle, body, attributes, message_attributes,
                       md5_of_body, event_source, event_source_arn, aws_region))

/// A batch of messages from a queue. See batch_response.hpp for batches that fail in part.
struct sqs_event {
    std::vector<sqs_message> records{};
};
BOOST_DESCRIBE_STRUCT(sqs_event, (), (records))

} // namespace skiff::lambda

template <>
struct skiff::json::rules<skiff::lambda::sqs_message_attribute>
    : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::sqs_message>
    : rule_list<renamed<&skiff::lambda::sqs_message::event_source_arn, "eventSourceARN">,
                camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::sqs_event>
    : rule_list<renamed<&skiff::lambda::sqs_event::records, "Records">> {};
