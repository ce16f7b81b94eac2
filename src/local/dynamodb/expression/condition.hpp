// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/expression/parser.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace skiff::local::dynamodb {

/// What a comparison or function works on.
struct operand {
    enum class form : unsigned char { path, value, size };

    form kind = form::path; ///< size: of the path, or of the value if there is one.
    document_path path;
    attribute_value const* value = nullptr; ///< Lives in the request.
};

enum class test : unsigned char {
    all_of,  ///< AND
    any_of,  ///< OR
    none_of, ///< NOT
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    between,
    in,
    attribute_exists,
    attribute_not_exists,
    attribute_type,
    begins_with,
    contains
};

/// The operator or function as an expression spells it: "AND", "<=", "begins_with".
[[nodiscard]] std::string_view spelling(test what) noexcept;

struct condition_node {
    test what = test::all_of;
    std::vector<std::uint32_t> children; ///< Nodes: AND, OR, NOT.
    std::vector<operand> operands;       ///< The others.
    bool negated = false;                ///< The legacy NOT_CONTAINS.
};

/// A parsed condition, filter or key condition. Points into the request's attribute values.
class condition_expression {
  public:
    /// Errors: ValidationException with the service's wording.
    [[nodiscard]] static result<condition_expression> parse(expression_kind kind,
                                                            std::string_view text,
                                                            placeholders& names);

    /// Conditions made otherwise: `how` is AND or OR, and the nodes' operands are checked.
    [[nodiscard]] static condition_expression joined(test how, std::vector<condition_node> nodes);

    [[nodiscard]] bool holds_for(item const& subject) const;

    [[nodiscard]] condition_node const& root() const { return nodes_[root_]; }
    [[nodiscard]] condition_node const& node(std::uint32_t index) const { return nodes_[index]; }
    /// Visits every path of the expression.
    template <class Visitor>
    void for_each_path(Visitor&& visit) const {
        for (auto const& node : nodes_)
            for (auto const& o : node.operands)
                if (!o.value)
                    visit(o.path);
    }

  private:
    friend class condition_parser;
    [[nodiscard]] bool holds(std::uint32_t node, item const& subject) const;

    std::vector<condition_node> nodes_;
    std::uint32_t root_ = 0;
};

/// How `what`, a comparison, turns out for two values: types that differ are never less or equal.
[[nodiscard]] bool compare(test what, attribute_value const* a, attribute_value const* b);

/// begins_with and contains, also for key conditions and the legacy parameters.
[[nodiscard]] bool begins_with(attribute_value const& whole, attribute_value const& start);
[[nodiscard]] bool contains(attribute_value const& whole, attribute_value const& part);

} // namespace skiff::local::dynamodb
