// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>
#include <skiff/core/result.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::local {

/// A Lambda function: a program that speaks the Runtime API, as bootstraps for provided.al2023 do.
struct function {
    std::string name;                     ///< Letters, digits, '-' and '_', at most 64.
    std::string program;                  ///< Its path. It runs in the folder that it is in.
    std::vector<std::string> arguments{}; ///< Of the program: AWS gives none.
    int memory = 128;                     ///< MB, as the function is told; nothing holds it to it.
    int timeout = 3;                      ///< Seconds that an invocation may take, at most 900.
    std::map<std::string, std::string, std::less<>> environment{};
    int concurrency = 10; ///< Invocations at once; further ones are refused (429).
};
BOOST_DESCRIBE_STRUCT(function, (),
                      (name, program, arguments, memory, timeout, environment, concurrency))

/// What an API does with a method and path.
struct route {
    std::string method = "ANY"; ///< "GET"; "ANY": each that no other route of the path takes.
    std::string path;           ///< "/users/{id}", "/files/{proxy+}"; of HTTP APIs "$default" too.
    std::string function;       ///< The name of the one that answers.
};
BOOST_DESCRIBE_STRUCT(route, (), (method, path, function))

/// How an API hands requests to functions.
enum class api_format : unsigned char {
    rest, ///< A REST API: version 1.0 of the proxy integration's event.
    http, ///< An HTTP API: version 2.0.
};
BOOST_DESCRIBE_ENUM(api_format, rest, http)

/// An API of the local API Gateway.
struct api {
    std::string name; ///< As function names.
    api_format format = api_format::rest;
    /// Empty: "Prod" for REST, "$default" for HTTP APIs.
    std::string stage{};
    /// Where it listens, on its own; 0: any free port. Nothing: it is at the services' own port
    /// only, below /_aws/execute-api/NAME/STAGE/.
    std::optional<std::uint16_t> port{};
    /// Its own port's URLs begin with the stage, as those of execute-api do; else they have none,
    /// as with a domain name of one's own. Stage "$default" is in no URL.
    bool stage_in_path = true;
    std::vector<std::string> binary_media_types{}; ///< REST: "image/png", "image/*", "*/*".
    std::vector<route> routes{};
};
BOOST_DESCRIBE_STRUCT(api, (),
                      (name, format, stage, port, stage_in_path, binary_media_types, routes))

/// What a functions file says.
struct function_set {
    std::vector<function> functions{};
    std::vector<api> apis{};
};
BOOST_DESCRIBE_STRUCT(function_set, (), (functions, apis))

/// Reads a functions file, JSON as `function_set` and its parts are described: members with a
/// default may be left out, unknown ones are refused. Programs without a leading '/' are made
/// relative to the file's folder. Errors (errc::invalid_configuration) name the file, the member
/// and what to do.
[[nodiscard]] result<function_set> load_functions(std::filesystem::path const& file);

/// What came of an invocation.
struct invocation {
    std::string payload;        ///< The function's answer, or the report of its failure; JSON.
    std::string function_error; ///< "Unhandled" when the function failed; else empty.
    std::string log_tail;       ///< The last 4 KB of what was logged.
};

} // namespace skiff::local

template <>
struct skiff::json::rules<skiff::local::function>
    : rule_list<defaulted<&skiff::local::function::arguments>,
                defaulted<&skiff::local::function::memory>,
                defaulted<&skiff::local::function::timeout>,
                defaulted<&skiff::local::function::environment>,
                defaulted<&skiff::local::function::concurrency>> {};
template <>
struct skiff::json::rules<skiff::local::route>
    : rule_list<defaulted<&skiff::local::route::method>> {};
template <>
struct skiff::json::rules<skiff::local::api>
    : rule_list<defaulted<&skiff::local::api::format>, defaulted<&skiff::local::api::stage>,
                defaulted<&skiff::local::api::stage_in_path>,
                defaulted<&skiff::local::api::binary_media_types>> {};
template <>
struct skiff::json::rules<skiff::local::function_set>
    : rule_list<defaulted<&skiff::local::function_set::apis>> {};
