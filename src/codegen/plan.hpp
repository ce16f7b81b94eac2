// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codegen/model.hpp"
#include "codegen/settings.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::codegen {

/// A C++ type to be written: a structure or an enumeration.
struct definition {
    std::string name;                      ///< "put_item_request"
    codegen::shape const* shape = nullptr; ///< Null: a request or response without members.
    std::string brief;                     ///< First line of its comment.
    /// Types of the same header that are named in it before they are defined.
    std::vector<std::string> declared_before{};
    /// Not the last one of types that contain each other: members of those types get no
    /// initialiser, for it would need the types whole.
    bool unfinished = false;
};

/// What one operation's header holds.
struct operation_plan {
    codegen::operation const* operation = nullptr;
    std::string name;                  ///< "put_item"
    std::vector<definition> own_types; ///< Used by this operation only, in order of definition.
    definition request;
    definition response;
    codegen::paginator const* pages = nullptr;
    bool sensitive = false; ///< A sensitive shape is in the request or in the answer.
};

/// Which C++ type stands for what and in which header it is written. Throws model_error when the
/// model cannot be written in C++: two types of one name, a structure that must contain itself.
class plan {
  public:
    plan(service const& model, settings const& options);

    [[nodiscard]] service const& model() const noexcept { return model_; }
    [[nodiscard]] settings const& options() const noexcept { return options_; }

    [[nodiscard]] std::vector<operation_plan> const& operations() const noexcept {
        return operations_;
    }
    [[nodiscard]] std::vector<definition> const& shared_types() const noexcept { return shared_; }
    /// Used by error structures only.
    [[nodiscard]] std::vector<definition> const& error_types() const noexcept {
        return error_types_;
    }
    [[nodiscard]] std::vector<definition> const& errors() const noexcept { return errors_; }

    /// The substitution for a shape, or null.
    [[nodiscard]] substitution const* substituted(std::string_view shape) const;
    /// Name of the C++ type of a structure or enumeration.
    [[nodiscard]] std::string type_name(shape const& which) const;
    /// The C++ type of a value: "std::vector<tag>".
    [[nodiscard]] std::string value_type(std::string_view shape) const;
    /// The C++ type of a member, std::optional included. `siblings` are the members of the
    /// structure: a type of the same name as one of them is qualified.
    [[nodiscard]] std::string member_type(member const& which, shape const& owner) const;
    /// True when absent is told by std::optional or boxed: not for lists and maps outside unions.
    [[nodiscard]] bool is_optional(member const& which) const;
    /// True for a member that holds its own structure again, with no list or map in between.
    [[nodiscard]] bool is_boxed(member const& which, shape const& owner) const;
    /// True when the member's type is one of those that contain each other with `owner`.
    [[nodiscard]] bool in_cycle(member const& which, shape const& owner) const;
    /// Stem of the shared header that defines the type: its own name, or that of the last of
    /// several types that contain each other.
    [[nodiscard]] std::string header_of(shape const& which) const;
    /// The member's name on the wire: that of its elements for a named flattened list.
    [[nodiscard]] std::string wire_name(member const& which) const;
    [[nodiscard]] bool is_rest() const { return model_.protocol == "rest_json_1"; }
    /// True when the codec always writes the member, even when it is empty.
    [[nodiscard]] bool always_sent(operation_plan const* op, definition const& type,
                                   member const& which) const;

    /// "dynamodb::"
    [[nodiscard]] std::string const& qualifier() const noexcept { return qualifier_; }

  private:
    void place();
    void check_names() const;
    void find_cycles();
    void close_cycles(std::vector<definition>& types);
    [[nodiscard]] std::vector<definition> ordered(std::set<std::string> const& shapes) const;
    void visit(std::string const& name, std::set<std::string> const& wanted,
               std::map<std::string, int>& state, std::vector<definition>& out) const;
    void visit_edge(std::string const& from, member const& through,
                    std::set<std::string> const& wanted, std::map<std::string, int>& state,
                    std::vector<definition>& out) const;
    void reach(std::string const& shape, std::set<std::string>& out, bool directly = false) const;
    [[nodiscard]] std::string innermost(std::string const& shape) const;
    [[nodiscard]] bool reaches_sensitive(shape const* which) const;
    [[nodiscard]] std::string spelled(std::string_view shape, codegen::shape const* owner) const;

    service const& model_;
    settings const& options_;
    std::string qualifier_;
    std::vector<operation_plan> operations_;
    std::vector<definition> shared_;
    std::vector<definition> error_types_;
    std::vector<definition> errors_;
    /// By structure: those it contains and is contained in, itself included if it contains itself.
    std::map<std::string, std::set<std::string>> cycles_;
    /// The same through plain members alone, optional ones included.
    std::map<std::string, std::set<std::string>> direct_cycles_;
    std::map<std::string, std::string> headers_; ///< By structure, where it is not its own name.
};

} // namespace skiff::codegen
