// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/expression/condition.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

// What can be said about operands before any item is seen. Each gives the service's message, or
// nothing when there is nothing to say.

[[nodiscard]] std::optional<std::string> check_operand_count(std::string_view function,
                                                             std::size_t count, std::size_t wanted);
[[nodiscard]] std::optional<std::string> check_size_operand(operand const& of);
/// A path compared with itself.
[[nodiscard]] std::optional<std::string> check_distinct(condition_node const& node);
/// Values whose type the operator or function cannot work on.
[[nodiscard]] std::optional<std::string> check_operand_types(condition_node const& node);

/// "Incorrect operand type for operator or function; operator or function: ..."
[[nodiscard]] std::string wrong_operand_type(std::string_view function, std::string_view type);

} // namespace skiff::local::dynamodb
