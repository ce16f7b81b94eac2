// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::codegen {

/// A JMESPath expression, as far as waiters use the language: fields, flattening `[]`, `[*]`, `.*`,
/// filters `[?...]`, length(), literals, comparisons, and, or, not.
struct jmespath {
    enum class node {
        path,
        text,
        number,
        boolean,
        length,
        equal,
        unequal,
        less,
        less_equal,
        greater,
        greater_equal,
        both,
        either,
        negation
    };

    /// One step of a path.
    struct step {
        enum class part { field, elements, values, filter };
        part kind = part::field;
        std::string name{};                    ///< field
        std::shared_ptr<jmespath> condition{}; ///< filter
    };

    node kind = node::path;
    std::vector<step> steps{}; ///< path; those of length's argument
    std::string literal{};     ///< text, number, boolean
    std::shared_ptr<jmespath> left{};
    std::shared_ptr<jmespath> right{};
};

/// Throws model_error, with the text and the position, for what is outside the subset.
[[nodiscard]] jmespath parse_jmespath(std::string_view text);

} // namespace skiff::codegen
