// SPDX-License-Identifier: Apache-2.0
#include "codegen/plan.hpp"

#include "codegen/bindings.hpp"
#include "codegen/names.hpp"

#include <algorithm>
#include <utility>

namespace skiff::codegen {
namespace {

bool is_type(shape const& which) {
    return which.kind == kind::structure || which.kind == kind::enumeration;
}

} // namespace

plan::plan(service const& model, settings const& options)
    : model_(model), options_(options), qualifier_(options.name + "::") {
    find_cycles();
    for (auto const& each : model.operations) {
        operation_plan op;
        op.operation = &each;
        op.name = snake_case(each.name);
        op.request = {op.name + "_request", each.input.empty() ? nullptr : &model.at(each.input),
                      "Request of " + each.name + '.'};
        op.response = {op.name + "_response",
                       each.output.empty() ? nullptr : &model.at(each.output),
                       "Answer of " + each.name + '.'};
        for (auto const& pages : model.paginators)
            if (pages.operation == each.name)
                op.pages = &pages;
        op.sensitive = reaches_sensitive(op.request.shape) || reaches_sensitive(op.response.shape);
        operations_.push_back(std::move(op));
    }
    place();
    check_names();
    check_bindings(*this);
}

substitution const* plan::substituted(std::string_view shape) const {
    auto const found = options_.substitutions.find(std::string(shape));
    return found == options_.substitutions.end() ? nullptr : &found->second;
}

std::string plan::type_name(shape const& which) const {
    auto const renamed = options_.renames.find(which.name);
    return renamed == options_.renames.end() ? snake_case(which.name) : renamed->second;
}

std::string plan::spelled(std::string_view name, shape const* owner) const {
    // A member may not be named like a type that its structure uses unqualified.
    auto qualified = [&](std::string type, std::string const& by) {
        bool const hidden = owner != nullptr && std::ranges::any_of(owner->members, [&](auto& m) {
                                return snake_case(m.name) == type;
                            });
        return hidden ? by + type : type;
    };
    if (auto const* other = substituted(name))
        return qualified(other->type, qualifier_);
    auto const& which = model_.at(name);
    switch (which.kind) {
    case kind::boolean:
        return "bool";
    case kind::integer:
        return "std::int32_t";
    case kind::long_integer:
        return "std::int64_t";
    case kind::single:
        return "float";
    case kind::real:
        return "double";
    case kind::text:
        return which.sensitive ? qualified("secret_string", "skiff::") : "std::string";
    case kind::blob:
        return qualified(which.sensitive ? "secret_binary" : "binary", "skiff::");
    case kind::json_text:
        return "skiff::json::raw";
    case kind::time:
        return qualified("timestamp", "skiff::");
    case kind::enumeration:
        return "open_enum<" + qualified(type_name(which), qualifier_) + '>';
    case kind::structure:
        return qualified(type_name(which), qualifier_);
    case kind::list:
        if (which.sparse)
            return "std::vector<std::optional<" + spelled(which.element, owner) + ">>";
        if (model_.at(which.element).kind == kind::boolean)
            return "std::deque<bool>"; // std::vector<bool> has no bool to point to.
        return "std::vector<" + spelled(which.element, owner) + '>';
    case kind::map:
        if (which.sparse)
            return "std::map<std::string, std::optional<" + spelled(which.element, owner) +
                   ">, std::less<>>";
        if (auto const* other = substituted(which.element))
            return qualified(other->map_type, qualifier_);
        return "std::map<std::string, " + spelled(which.element, owner) + ", std::less<>>";
    }
    return {};
}

std::string plan::value_type(std::string_view shape) const {
    return spelled(shape, nullptr);
}

bool plan::is_optional(member const& which) const {
    if (which.required)
        return false;
    return which.in_union || substituted(which.shape) != nullptr ||
           !is_container(model_.at(which.shape));
}

bool plan::is_boxed(member const& which, shape const& owner) const {
    auto const cycle = direct_cycles_.find(owner.name);
    return !which.required && cycle != direct_cycles_.end() && cycle->second.contains(which.shape);
}

bool plan::in_cycle(member const& which, shape const& owner) const {
    auto const cycle = cycles_.find(owner.name);
    return cycle != cycles_.end() && cycle->second.contains(innermost(which.shape));
}

std::string plan::header_of(shape const& which) const {
    auto const found = headers_.find(which.name);
    return found == headers_.end() ? type_name(which) : found->second;
}

std::string plan::wire_name(member const& which) const {
    auto const& target = model_.at(which.shape);
    bool const flat = which.flattened || target.flattened;
    bool const named = flat && target.kind == kind::list && !target.element_name.empty();
    return named && model_.protocol == "aws_query" ? target.element_name : which.wire_name;
}

std::string plan::member_type(member const& which, shape const& owner) const {
    auto const type = spelled(which.shape, &owner);
    if (!is_optional(which))
        return type;
    return (is_boxed(which, owner) ? "boxed<" : "std::optional<") + type + '>';
}

bool plan::always_sent(operation_plan const* op, definition const& type,
                       member const& which) const {
    if (which.required)
        return true;
    if (!is_container(model_.at(which.shape)))
        return false;
    if (type.shape != nullptr && options_.always_sent.contains(type.shape->name + '.' + which.name))
        return true;
    if (op == nullptr)
        return false;
    bool const paged = op->pages != nullptr && std::ranges::find(op->pages->results, which.name) !=
                                                   op->pages->results.end();
    return paged || options_.always_sent.contains(op->operation->name + '.' + which.name);
}

/// Adds the structures and enumerations that `name` contains, itself included; `directly`: not
/// what it contains in lists and maps. Lists that contain themselves end as structures do.
void plan::reach(std::string const& name, std::set<std::string>& out, bool directly) const {
    if (substituted(name) != nullptr)
        return;
    auto const& which = model_.at(name);
    if (directly && is_container(which))
        return;
    if (is_type(which) && !out.insert(name).second)
        return;
    for (auto const& each : which.members)
        reach(each.shape, out, directly);
    if (!which.element.empty())
        reach(which.element, out, directly);
}

std::string plan::innermost(std::string const& shape) const {
    auto const& which = model_.at(shape);
    return which.element.empty() || substituted(shape) != nullptr ? shape
                                                                  : innermost(which.element);
}

bool plan::reaches_sensitive(shape const* which) const {
    std::set<std::string> seen;
    auto const look = [&](auto const& self, shape const& at) -> bool {
        if (at.sensitive)
            return true;
        if (!seen.insert(at.name).second)
            return false;
        return std::ranges::any_of(
                   at.members,
                   [&](member const& each) { return self(self, model_.at(each.shape)); }) ||
               (!at.element.empty() && self(self, model_.at(at.element)));
    };
    return which != nullptr && look(look, *which);
}

/// Which structures contain each other.
void plan::find_cycles() {
    for (bool const directly : {false, true}) {
        std::map<std::string, std::set<std::string>> inside;
        for (auto const& [name, each] : model_.shapes)
            if (each.kind == kind::structure)
                for (auto const& part : each.members)
                    reach(part.shape, inside[name], directly);
        for (auto const& [name, found] : inside)
            for (auto const& other : found)
                if (auto const back = inside.find(other);
                    back != inside.end() && back->second.contains(name))
                    (directly ? direct_cycles_ : cycles_)[name].insert(other);
    }
}

/// Decides on a header for each type: its only operation's, the errors' or the shared one.
void plan::place() {
    std::map<std::string, std::set<std::string>> users;
    std::set<std::string> error_names;
    auto use = [&](shape const* which, std::string const& user) {
        if (which == nullptr)
            return;
        std::set<std::string> reached;
        for (auto const& each : which->members)
            reach(each.shape, reached);
        for (auto const& each : reached)
            users[each].insert(user);
    };
    for (auto const& op : operations_) {
        use(op.request.shape, op.name);
        use(op.response.shape, op.name);
    }
    for (auto const& [name, each] : model_.shapes)
        if (each.error) {
            errors_.push_back({type_name(each), &each, {}});
            use(&each, "errors.hpp");
        }
    std::map<std::string, std::set<std::string>> homes;
    for (auto const& [name, by] : users)
        if (!model_.at(name).error)
            homes[by.size() == 1 ? *by.begin() : "types.hpp"].insert(name);
    shared_ = ordered(homes["types.hpp"]);
    error_types_ = ordered(homes["errors.hpp"]);
    for (auto& op : operations_)
        op.own_types = ordered(homes[op.name]);
    close_cycles(shared_);
    close_cycles(error_types_);
    for (auto& op : operations_)
        close_cycles(op.own_types);
}

/// Notes for each cycle which of its types comes last, and what its first one must declare.
void plan::close_cycles(std::vector<definition>& types) {
    std::set<std::string> done;
    for (auto& first : types) {
        auto const cycle = cycles_.find(first.shape->name);
        if (cycle == cycles_.end() || cycle->second.size() < 2 || done.contains(first.shape->name))
            continue;
        definition* last = &first;
        for (auto& each : types)
            if (cycle->second.contains(each.shape->name)) {
                done.insert(each.shape->name);
                each.unfinished = true;
                last = &each;
                if (&each != &first)
                    first.declared_before.push_back(each.name);
            }
        last->unfinished = false;
        for (auto const& each : cycle->second)
            headers_[each] = last->name;
    }
}

std::vector<definition> plan::ordered(std::set<std::string> const& shapes) const {
    std::vector<definition> out;
    std::map<std::string, int> state;
    for (auto const& each : shapes)
        visit(each, shapes, state, out);
    return out;
}

/// What stands in a structure is defined before it. Of types that contain each other only those
/// that must be whole are: lists, maps and boxed take types that are not.
void plan::visit_edge(std::string const& from, member const& through,
                      std::set<std::string> const& wanted, std::map<std::string, int>& state,
                      std::vector<definition>& out) const {
    auto const& owner = model_.at(from);
    auto const target = innermost(through.shape);
    if (!in_cycle(through, owner)) {
        visit(target, wanted, state, out);
        if (auto const cycle = cycles_.find(target); cycle != cycles_.end())
            for (auto const& other : cycle->second)
                visit(other, wanted, state, out);
    } else if (!is_container(model_.at(through.shape)) && !is_boxed(through, owner)) {
        visit(target, wanted, state, out);
    }
}

void plan::visit(std::string const& name, std::set<std::string> const& wanted,
                 std::map<std::string, int>& state, std::vector<definition>& out) const {
    if (substituted(name) != nullptr)
        return;
    auto const& which = model_.at(name);
    auto& mine = state[name];
    if (mine == 2)
        return;
    if (mine == 1)
        throw model_error(model_.id + ": shapes." + name +
                          ": must contain itself: a member on the way is required");
    mine = 1;
    for (auto const& each : which.members)
        visit_edge(name, each, wanted, state, out);
    state[name] = 2;
    if (is_type(which) && wanted.contains(name))
        out.push_back({type_name(which), &which, {}});
}

void plan::check_names() const {
    std::map<std::string, std::string> taken;
    auto take = [&](definition const& type) {
        auto const from = type.shape == nullptr ? type.name : type.shape->name;
        auto const [at, fresh] = taken.emplace(type.name, from);
        if (!fresh)
            throw model_error(model_.id + ": shapes." + from + " and shapes." + at->second +
                              " are both named " + type.name + " in C++");
        if (type.shape == nullptr)
            return;
        std::set<std::string> members;
        for (auto const& each : type.shape->members)
            if (!members.insert(snake_case(each.name)).second)
                throw model_error(model_.id + ": shapes." + from + ": two members are named " +
                                  snake_case(each.name) + " in C++");
    };
    for (auto const* list : {&shared_, &error_types_, &errors_})
        std::ranges::for_each(*list, take);
    for (auto const& op : operations_) {
        std::ranges::for_each(op.own_types, take);
        take(op.request);
        take(op.response);
    }
}

} // namespace skiff::codegen
