// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::codegen {

/// A model's shape that a hand-written C++ type stands for.
struct substitution {
    std::string type;        ///< "attribute_value"
    std::string header;      ///< Defines it.
    std::string json_header; ///< Declares write_json and read_json for it.
    std::string map_type;    ///< What a map of it is called: "item".
};

/// An error code that a service answers with though its model does not have it.
struct common_error {
    std::string_view code;
    int http_status;
};

/// What the generator knows about a service beyond its model.
struct settings {
    std::string name; ///< Folder, namespace and module: "dynamodb".
    std::string variable_suffix;
    std::string retry_profile; ///< C++ initialiser.
    bool checksummed = false;
    std::map<std::string, substitution> substitutions; ///< By shape.
    std::map<std::string, std::string> renames;        ///< Shape to C++ name.
    /// "Operation.Member", or "Shape.Member", of lists and maps in answers that the service sends
    /// even when empty, beyond the results of paginated operations.
    std::set<std::string> always_sent;
    std::vector<common_error> common_errors;
};

/// Those of a service that needs none of its own; `name` is its model's file name without
/// extension.
[[nodiscard]] settings default_settings(std::string_view name, std::string_view protocol);

/// By the model's file name without extension. Throws model_error for an unknown service.
[[nodiscard]] settings const& settings_of(std::string_view service);

} // namespace skiff::codegen
