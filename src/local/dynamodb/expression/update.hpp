// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/expression/parser.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::local::dynamodb {

/// A piece of what SET assigns.
struct update_term {
    enum class form : unsigned char { path, value, if_not_exists, list_append, plus, minus };

    form kind = form::path;
    document_path path;                     ///< path, if_not_exists
    attribute_value const* value = nullptr; ///< value; lives in the request
    std::uint32_t left = 0;                 ///< Terms: list_append, plus, minus.
    std::uint32_t right = 0;                ///< ... and if_not_exists' second operand.
};

/// A parsed update. Points into the request's attribute values.
class update_expression {
  public:
    struct assignment {
        document_path target;
        std::uint32_t term;
    };
    struct change {
        document_path target;
        attribute_value const* value;
    };

    [[nodiscard]] static result<update_expression> parse(std::string_view text,
                                                         placeholders& names);

    /// The item after the update: everything on the right-hand sides is read from `before`.
    /// Errors: ValidationException when types or paths do not fit the item.
    [[nodiscard]] result<item> apply(item const& before) const;

    /// Every path that the update sets, removes or changes.
    [[nodiscard]] std::vector<document_path> targets() const;

    std::vector<update_term> terms;
    std::vector<assignment> sets;
    std::vector<document_path> removes;
    std::vector<change> adds;
    std::vector<change> deletes;
};

} // namespace skiff::local::dynamodb
