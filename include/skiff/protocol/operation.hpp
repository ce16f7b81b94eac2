// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>
#include <skiff/core/retry_options.hpp>
#include <skiff/protocol/shape.hpp>

#include <any>
#include <span>
#include <string_view>

namespace skiff::protocol {

/// How a service's messages are spelled. A program contains the protocols of the services that it
/// uses and no others: aws_query needs an XML library.
struct wire_protocol;
extern wire_protocol const aws_json_1_0;
extern wire_protocol const aws_json_1_1;
extern wire_protocol const aws_query;
extern wire_protocol const rest_json_1;

/// An error that a service can answer with: its code on the wire, its value in the service's
/// `errc`, and its structure.
struct error_entry {
    std::string_view code; ///< "ConditionalCheckFailedException"; for query services `error.code`.
    int value;             ///< static_cast<int>(errc::...)
    int http_status = 400;
    retry_class retry = retry_class::none;
    shape const* structure = nullptr;               ///< Null: nothing but a message.
    void* (*emplace)(std::any&) = nullptr;          ///< Puts an empty structure in.
    void const* (*find)(std::any const&) = nullptr; ///< The structure in it, or null.
};

struct operation;

/// What all operations of a service have in common. Constant, generated.
struct service {
    std::string_view id;              ///< "DynamoDB": for messages and X-Amz headers.
    std::string_view variable_suffix; ///< "DYNAMODB": AWS_ENDPOINT_URL_DYNAMODB.
    std::string_view endpoint_prefix; ///< "dynamodb", "email"
    std::string_view signing_name;    ///< "dynamodb", "ses"
    std::string_view target_prefix;   ///< "DynamoDB_20120810"; empty for query and REST services.
    std::string_view api_version;     ///< "2012-08-10"
    wire_protocol const* protocol;
    retry_profile retry;
    bool checksummed;                    ///< Answers carry x-amz-crc32.
    std::span<error_entry const> errors; ///< Sorted by code; modelled and common ones.
    boost::system::error_category const& (*category)() noexcept;
    std::span<operation const* const> operations; ///< Sorted by name.
    std::string_view xml_namespace{};             ///< Query services.
};

/// One operation. Constant, generated.
struct operation {
    std::string_view name; ///< "GetItem"
    protocol::service const* service;
    shape const* input;
    shape const* output;
    std::string_view result_wrapper{}; ///< Query services: "GetSendQuotaResult".
    std::string_view method = "POST";
    std::string_view uri = "/";     ///< REST services: "/Execute", "/v1/{Name}/{Path+}?list".
    std::string_view host_prefix{}; ///< Stands before the service's host: "{AccountId}.data-".
    int success_status = 200;       ///< REST services.
    /// A secret is in the request or in the answer: bodies are overwritten after use and are
    /// never quoted.
    bool sensitive = false;
    /// Sent without signature, and without looking for credentials.
    bool unsigned_request = false;
};

} // namespace skiff::protocol
