// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::lambda {

/// An item in DynamoDB's JSON, by attribute: {"S": "..."} and so on, as it came. With
/// `skiff::dynamodb`, `read_json` makes an attribute value of such a text.
using dynamodb_image = std::map<std::string, json::raw>;

struct dynamodb_change {
    dynamodb_image keys{};
    std::optional<dynamodb_image> new_image{}; ///< By the stream's view type.
    std::optional<dynamodb_image> old_image{};
    std::string sequence_number;
    std::int64_t size_bytes = 0;
    std::string stream_view_type;              ///< "NEW_AND_OLD_IMAGES" ...
    double approximate_creation_date_time = 0; ///< Seconds since 1970.
};
BOOST_DESCRIBE_STRUCT(dynamodb_change, (),
                      (keys, new_image, old_image, sequence_number, size_bytes, stream_view_type,
                       approximate_creation_date_time))

struct dynamodb_user_identity {
    std::string type;
    std::string principal_id;
};
BOOST_DESCRIBE_STRUCT(dynamodb_user_identity, (), (type, principal_id))

struct dynamodb_stream_record {
    std::string event_id;
    std::string event_name; ///< "INSERT", "MODIFY" or "REMOVE"
    std::string event_version;
    std::string event_source; ///< "aws:dynamodb"
    std::string event_source_arn;
    std::string aws_region;
    dynamodb_change dynamodb{};
    std::optional<dynamodb_user_identity> user_identity{};

    /// The item was removed because its time to live had passed.
    [[nodiscard]] bool is_expiry() const noexcept {
        return event_name == "REMOVE" && user_identity &&
               user_identity->principal_id == "dynamodb.amazonaws.com";
    }
};
BOOST_DESCRIBE_STRUCT(dynamodb_stream_record, (),
                      (event_id, event_name, event_version, event_source, event_source_arn,
                       aws_region, dynamodb, user_identity))

/// A batch of changes from a table's stream, in their order. See batch_response.hpp for batches
/// that fail in part.
struct dynamodb_stream_event {
    std::vector<dynamodb_stream_record> records{};
};
BOOST_DESCRIBE_STRUCT(dynamodb_stream_event, (), (records))

} // namespace skiff::lambda

template <>
struct skiff::json::rules<skiff::lambda::dynamodb_change>
    : rule_list<renamed<&skiff::lambda::dynamodb_change::keys, "Keys">,
                renamed<&skiff::lambda::dynamodb_change::new_image, "NewImage">,
                renamed<&skiff::lambda::dynamodb_change::old_image, "OldImage">,
                renamed<&skiff::lambda::dynamodb_change::sequence_number, "SequenceNumber">,
                renamed<&skiff::lambda::dynamodb_change::size_bytes, "SizeBytes">,
                renamed<&skiff::lambda::dynamodb_change::stream_view_type, "StreamViewType">,
                renamed<&skiff::lambda::dynamodb_change::approximate_creation_date_time,
                        "ApproximateCreationDateTime">,
                all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::dynamodb_user_identity>
    : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::dynamodb_stream_record>
    : rule_list<renamed<&skiff::lambda::dynamodb_stream_record::event_id, "eventID">,
                renamed<&skiff::lambda::dynamodb_stream_record::event_source_arn, "eventSourceARN">,
                camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::dynamodb_stream_event>
    : rule_list<renamed<&skiff::lambda::dynamodb_stream_event::records, "Records">> {};
