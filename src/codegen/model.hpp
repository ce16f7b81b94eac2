// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::codegen {

/// Something is wrong with a model; the text says where: "dynamodb.json: shapes.Key.value: ...".
class model_error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

enum class kind {
    boolean,
    integer,
    long_integer,
    single,
    real,
    text,
    enumeration,
    blob,
    time,
    structure,
    list,
    map,
    json_text ///< Any JSON value.
};

struct member {
    std::string name; ///< As the model spells it.
    std::string shape;
    std::string wire_name; ///< On the wire; nearly always the name.
    std::string location;  ///< Empty: the body. An enumerator of protocol::member_location.
    bool required = false;
    bool idempotency_token = false;
    bool flattened = false;
    bool json_value = false;
    bool host_label = false;
    bool in_union = false;   ///< Its structure is a union.
    std::string time_format; ///< Empty: the protocol's own.
};

struct shape {
    std::string name;
    codegen::kind kind = kind::text;
    std::vector<member> members; ///< structure
    std::string element;         ///< list, and map: the value
    std::string element_name;    ///< list: wire name of an element; empty: the protocol's.
    std::string key_name;        ///< map: as element_name
    std::string value_name;
    std::vector<std::string> values; ///< enumeration
    bool flattened = false;
    bool sensitive = false;
    bool sparse = false;   ///< list and map: null is an element.
    bool is_union = false; ///< structure
    std::string time_format;

    bool error = false;
    std::string error_code; ///< Empty: the name.
    int http_status = 0;    ///< 0: 400, or 500 for a fault.
    bool fault = false;
    bool retryable = false;
    bool throttling = false;
};

inline bool is_container(shape const& which) noexcept {
    return which.kind == kind::list || which.kind == kind::map;
}

struct operation {
    std::string name;
    std::string input;  ///< Empty: none.
    std::string output; ///< Empty: none.
    std::string result_wrapper;
    std::string method = "POST";
    std::string uri = "/";
    std::string host_prefix;
    int success_status = 200;
    bool unsigned_request = false;
    std::vector<std::string> errors;
};

/// Where pages come from. Tokens in pairs: output_tokens[i] of an answer is input_tokens[i] of the
/// next request.
struct paginator {
    std::string operation;
    std::vector<std::string> input_tokens;
    std::vector<std::string> output_tokens;
    std::vector<std::string> results; ///< The first one holds the items.
};

struct acceptor {
    enum class matching { path, path_all, path_any, error, status };
    enum class outcome { success, failure, retry };

    matching matcher = matching::path;
    outcome state = outcome::retry;
    std::string argument; ///< A JMESPath expression.
    std::string expected; ///< Text, or "true" and "false" when `expects_boolean`, or a number.
    bool expects_boolean = false;
};

struct waiter {
    std::string name;
    std::string operation;
    int delay = 0; ///< Seconds.
    int max_attempts = 0;
    std::vector<acceptor> acceptors;
};

/// A service as skiff's own reduced model describes it. Complete and consistent once read: every
/// shape that is named exists.
struct service {
    std::string id;
    std::string api_version;
    std::string protocol; ///< "aws_json_1_0", "aws_json_1_1", "aws_query" or "rest_json_1"
    std::string endpoint_prefix;
    std::string signing_name;
    std::string target_prefix;
    std::string xml_namespace;
    /// The model says itself that it needs no settings of its own: "settings": "default".
    bool default_settings = false;
    std::vector<operation> operations;
    std::map<std::string, shape> shapes;
    std::vector<paginator> paginators;
    std::vector<waiter> waiters;

    [[nodiscard]] shape const& at(std::string_view name) const;
    [[nodiscard]] operation const& operation_at(std::string_view name) const;
};

/// Reads and checks a reduced model. Throws model_error.
[[nodiscard]] service read_model(std::filesystem::path const& file);
/// The same from text; `origin` is named in errors.
[[nodiscard]] service parse_model(std::string_view text, std::string const& origin);

} // namespace skiff::codegen
