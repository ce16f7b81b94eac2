// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codegen/jmespath.hpp"
#include "codegen/plan.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace skiff::codegen {

/// Turns JMESPath expressions over a structure into C++ expressions over the structure that stands
/// for it: members are looked up while generating, a wrong path is an error here.
class path_code {
  public:
    /// `root` is a C++ expression for a structure `type`; `pointer`: for a pointer to one.
    path_code(plan const& what, std::string root, bool pointer, shape const& type)
        : what_(what), root_{std::move(root), pointer, &type} {}

    /// True when the expression is true.
    [[nodiscard]] std::string boolean(jmespath const& expression) const;
    /// True when one of the path's values is `text`.
    [[nodiscard]] std::string any_is(jmespath const& path, std::string const& text) const;
    /// True when the path has values and all of them are `text`.
    [[nodiscard]] std::string all_are(jmespath const& path, std::string const& text) const;

  private:
    /// A value, or what points to one: an optional that is known to be there.
    struct place {
        std::string code;
        bool pointer;
        shape const* type;

        [[nodiscard]] std::string value() const { return pointer ? '*' + code : code; }
        [[nodiscard]] std::string member(std::string_view name) const {
            return code + (pointer ? "->" : ".") + std::string(name);
        }
    };
    [[nodiscard]] codegen::member const& field(place const& of, std::string const& name) const;
    /// For a path of fields only: what it leads to, and the conditions on the way.
    [[nodiscard]] place chain(jmespath const& path, std::string& conditions) const;
    template <class Body>
    [[nodiscard]] std::string each(jmespath const& path, Body const& body) const;
    template <class Body>
    [[nodiscard]] std::string step(jmespath const& path, std::size_t at, place const& here,
                                   Body const& body) const;
    [[nodiscard]] std::string is(place const& value, std::string const& text) const;
    [[nodiscard]] std::string number(jmespath const& expression) const;
    [[nodiscard]] std::string comparison(jmespath const& expression, std::string const& sign) const;

    plan const& what_;
    place root_;
};

} // namespace skiff::codegen
