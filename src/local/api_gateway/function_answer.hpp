// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::api_gateway {

/// What a function answered, as HTTP.
struct function_answer {
    http::response response;
    bool base64 = false; ///< The body is base64 of what is meant.
};

/// For a REST API: an object with `statusCode`, and `headers`, `multiValueHeaders`, `body` and
/// `isBase64Encoded` where they are wanted. Nothing when it is none: "Malformed Lambda proxy
/// response".
[[nodiscard]] std::optional<function_answer> read_rest_answer(std::string_view payload);

/// For an HTTP API: an object with `statusCode`, and `headers`, `cookies`, `body` and
/// `isBase64Encoded`; or any other JSON, which is the body of a 200.
[[nodiscard]] std::optional<function_answer> read_http_answer(std::string_view payload);

/// What a function streamed: a JSON object, eight NULs, the body as it is.
[[nodiscard]] std::optional<function_answer> read_streamed_answer(std::string_view payload);
inline constexpr std::string_view streamed_type =
    "application/vnd.awslambda.http-integration-response";

} // namespace skiff::local::api_gateway
