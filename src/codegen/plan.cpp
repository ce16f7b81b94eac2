// SPDX-License-Identifier: Apache-2.0
#include "codegen/plan.hpp"

#include "codegen/names.hpp"

#include <algorithm>
#include <utility>

namespace skiff::codegen {
namespace {

bool is_container(shape const& which) {
    return which.kind == kind::list || which.kind == kind::map;
}
bool is_type(shape const& which) {
    return which.kind == kind::structure || which.kind == kind::enumeration;
}

} // namespace

plan::plan(service const& model, settings const& options)
    : model_(model), options_(options), qualifier_(options.name + "::") {
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
        operations_.push_back(std::move(op));
    }
    place();
    check_names();
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
        return "std::string";
    case kind::blob:
        return qualified("binary", "skiff::");
    case kind::time:
        return qualified("timestamp", "skiff::");
    case kind::enumeration:
        return "open_enum<" + qualified(type_name(which), qualifier_) + '>';
    case kind::structure:
        return qualified(type_name(which), qualifier_);
    case kind::list:
        if (model_.at(which.element).kind == kind::boolean)
            return "std::deque<bool>"; // std::vector<bool> has no bool to point to.
        return "std::vector<" + spelled(which.element, owner) + '>';
    case kind::map:
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
    return substituted(which.shape) != nullptr || !is_container(model_.at(which.shape));
}

std::string plan::member_type(member const& which, shape const& owner) const {
    auto const type = spelled(which.shape, &owner);
    return is_optional(which) ? "std::optional<" + type + '>' : type;
}

bool plan::always_sent(operation_plan const* op, member const& which) const {
    if (which.required)
        return true;
    if (op == nullptr || !is_container(model_.at(which.shape)))
        return false;
    bool const paged = op->pages != nullptr && std::ranges::find(op->pages->results, which.name) !=
                                                   op->pages->results.end();
    return paged || options_.always_sent.contains(op->operation->name + '.' + which.name);
}

/// Adds the structures and enumerations that `name` contains, itself included.
void plan::reach(std::string const& name, std::set<std::string>& out) const {
    if (substituted(name) != nullptr)
        return;
    auto const& which = model_.at(name);
    if (is_type(which) && !out.insert(name).second)
        return;
    for (auto const& each : which.members)
        reach(each.shape, out);
    if (!which.element.empty())
        reach(which.element, out);
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
}

std::vector<definition> plan::ordered(std::set<std::string> const& shapes) const {
    std::vector<definition> out;
    std::map<std::string, int> state;
    for (auto const& each : shapes)
        visit(each, shapes, state, out);
    return out;
}

/// Depth first, so that what a structure holds is defined before it. A structure may contain
/// itself through a list only: std::vector takes incomplete types, the others do not.
void plan::visit(std::string const& name, std::set<std::string> const& wanted,
                 std::map<std::string, int>& state, std::vector<definition>& out) const {
    if (substituted(name) != nullptr)
        return;
    auto const& which = model_.at(name);
    auto& mine = state[name];
    if (mine == 2)
        return;
    if (mine == 1) {
        if (is_type(which))
            throw model_error(model_.id + ": shapes." + name +
                              ": contains itself; give it a substitution in settings.cpp");
        return;
    }
    mine = 1;
    for (auto const& each : which.members) {
        auto const& target = model_.at(each.shape);
        bool const itself = target.kind == kind::list && target.element == name;
        if (!itself)
            visit(each.shape, wanted, state, out);
    }
    if (!which.element.empty())
        visit(which.element, wanted, state, out);
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
