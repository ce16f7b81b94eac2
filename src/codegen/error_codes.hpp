// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codegen/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skiff::codegen {

/// One code that a service answers with, modelled or common.
struct error_code_entry {
    std::string code;      ///< "ConditionalCheckFailedException"
    std::string name;      ///< "conditional_check_failed_exception"
    std::string condition; ///< Enumerator of skiff::condition; empty: none.
    int http_status = 400;
    shape const* structure = nullptr; ///< Null for common ones.
};

/// Sorted by code.
[[nodiscard]] std::vector<error_code_entry> error_codes(plan const& what);

/// The condition that a code and its status mean, by the words in the code.
[[nodiscard]] std::string condition_of(std::string_view code, int http_status);

} // namespace skiff::codegen
