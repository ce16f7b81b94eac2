// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::lambda {

/// A failure as the Runtime API takes it.
struct failure_report {
    std::string type; ///< errorType
    std::string message;
    std::vector<std::string> trace{};

    /// The body of an error report.
    [[nodiscard]] std::string json() const;
    /// For the header Lambda-Runtime-Function-Error-Type: "Category.Reason".
    [[nodiscard]] std::string category() const;
};

/// What an exception is to the caller of the function: a `function_error` by its own type, another
/// one by the name of its C++ type. The trace says where a `function_error` was made, and has a
/// line for each exception nested in this one.
[[nodiscard]] failure_report describe(std::exception_ptr const& thrown);

} // namespace skiff::lambda
