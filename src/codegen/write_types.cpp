// SPDX-License-Identifier: Apache-2.0
#include "codegen/names.hpp"
#include "codegen/writers.hpp"

#include <algorithm>

namespace skiff::codegen {
namespace {

void write_enumeration(plan const& what, definition const& type, source& out) {
    out.line("/// ", type.shape->name, '.');
    out.line("enum class ", type.name, " {");
    std::set<std::string> taken;
    for (auto const& value : type.shape->values) {
        auto name = snake_case(value);
        while (!taken.insert(name).second)
            name += '_';
        auto const plain = name == value ? std::string() : " ///< " + value;
        out.line("    ", name, ',', plain);
    }
    out.line("};").line();
    out.close_namespace(what.options().name);
    out.line("template <>");
    out.line("struct skiff::enum_names<skiff::", what.qualifier(), type.name, "> {");
    out.line("    static std::span<std::string_view const> values() noexcept;");
    out.line("};");
    out.open_namespace(what.options().name);
}

std::string member_note(plan const& what, definition const& type, member const& each) {
    std::string note;
    auto add = [&note](std::string_view part) {
        note += note.empty() ? " ///< " : " ";
        note += part;
    };
    bool const request = type.name.ends_with("_request");
    if (each.required)
        add("Required.");
    if (each.idempotency_token && request)
        add("Absent: the client makes one, the same for all attempts.");
    if (what.model().at(each.shape).sensitive)
        add("Sensitive.");
    return note;
}

void write_structure(plan const& what, definition const& type, source& out) {
    for (auto const& each : type.declared_before)
        out.line("struct ", each, ';');
    if (!type.declared_before.empty())
        out.line();
    out.line("/// ", type.brief.empty() ? type.shape->name + '.' : type.brief);
    if (type.shape == nullptr || type.shape->members.empty()) {
        out.line("struct ", type.name, " {};").line();
        return;
    }
    if (type.shape->is_union)
        out.line("/// A union: exactly one member is set.");
    out.line("struct ", type.name, " {");
    for (auto const& each : type.shape->members) {
        bool const plain = type.unfinished && what.in_cycle(each, *type.shape);
        out.line("    ", what.member_type(each, *type.shape), ' ', snake_case(each.name),
                 plain ? ";" : "{};", member_note(what, type, each));
    }
    out.line("};").line();
}

/// What the headers of a type's members are.
void collect_includes(plan const& what, std::string const& name, std::set<std::string>& out) {
    if (auto const* other = what.substituted(name)) {
        out.insert(other->header);
        return;
    }
    auto const& which = what.model().at(name);
    switch (which.kind) {
    case kind::boolean:
    case kind::single:
    case kind::real:
    case kind::structure:
        break;
    case kind::integer:
    case kind::long_integer:
        out.insert("cstdint");
        break;
    case kind::text:
        out.insert(which.sensitive ? "skiff/core/secret.hpp" : "string");
        break;
    case kind::json_text:
        out.insert("skiff/core/reflect/document.hpp");
        break;
    case kind::enumeration:
        out.insert("skiff/core/open_enum.hpp");
        break;
    case kind::blob:
        out.insert(which.sensitive ? "skiff/core/secret.hpp" : "skiff/core/binary.hpp");
        break;
    case kind::time:
        out.insert("skiff/core/clock.hpp");
        break;
    case kind::list:
        out.insert(what.model().at(which.element).kind == kind::boolean && !which.sparse
                       ? "deque"
                       : "vector");
        if (which.sparse)
            out.insert("optional");
        collect_includes(what, which.element, out);
        break;
    case kind::map:
        out.insert({"functional", "map", "string"});
        if (which.sparse)
            out.insert("optional");
        collect_includes(what, which.element, out);
        break;
    }
}

/// The errors that the model gives an operation, as further lines of its comment.
std::string errors_of(plan const& what, operation const& op) {
    std::string out;
    std::string line = "\n/// Errors:";
    for (auto const& each : op.errors) {
        auto const name = ' ' + snake_case(what.model().at(each).error_code) +
                          (&each == &op.errors.back() ? '.' : ',');
        if (line.size() + name.size() > 100) {
            out += line;
            line = "\n///";
        }
        line += name;
    }
    return op.errors.empty() ? std::string() : out + line;
}

std::string items_type(plan const& what, operation_plan const& op) {
    auto const& members = op.response.shape->members;
    auto const items = std::ranges::find(members, op.pages->results.front(), &member::name);
    if (items == members.end() || what.model().at(items->shape).kind != kind::list)
        throw model_error(what.model().id + ": paginators." + op.operation->name +
                          ".result_key: '" + op.pages->results.front() +
                          "' is no list in the operation's answer");
    auto const type = what.value_type(what.model().at(items->shape).element);
    return type == "item" ? what.qualifier() + type : type; // The alias is named item as well.
}

void write_paging(plan const& what, operation_plan const& op, source& out) {
    auto const items = snake_case(op.pages->results.front());
    out.line("class client;").line();
    out.line("/// How ", op.operation->name, "'s pages follow each other: what client::", op.name,
             "_paged stands on.");
    out.line("struct ", op.name, "_paging {");
    out.line("    using client = ", what.qualifier(), "client;");
    out.line("    using request = ", op.request.name, ';');
    out.line("    using response = ", op.response.name, ';');
    out.line("    using item = ", items_type(what, op), ';').line();
    out.line("    static result<response> fetch(client const& from, request const& what, "
             "call_options const& options);");
    out.line("    static std::vector<item>& items(response& page) { return page.", items, "; }");
    out.line("    /// Makes `next` ask for the page behind `page`.");
    out.line("    static protocol::page_step advance(request& next, response const& page);");
    out.line("};").line();
}

void write_operation(plan const& what, operation_plan const& op, file_set& files) {
    std::vector<definition const*> types;
    for (auto const& each : op.own_types)
        types.push_back(&each);
    types.push_back(&op.request);
    types.push_back(&op.response);

    auto out = begin_header();
    std::set<std::string> more;
    if (op.pages != nullptr)
        more = {"skiff/protocol/pages.hpp", "vector"};
    write_includes(what, types, out, more);
    out.open_namespace(what.options().name);
    for (auto const* each : types) {
        if (each == &op.request) {
            auto request = op.request;
            request.brief += errors_of(what, *op.operation);
            write_definition(what, request, out);
        } else {
            write_definition(what, *each, out);
        }
    }
    if (op.pages != nullptr)
        write_paging(what, op, out);
    out.close_namespace(what.options().name);
    files[header_folder(what) + "operation/" + op.name + ".hpp"] = out.text();
}

} // namespace

void write_definition(plan const& what, definition const& type, source& out) {
    if (type.shape != nullptr && type.shape->kind == kind::enumeration)
        write_enumeration(what, type, out);
    else
        write_structure(what, type, out);
}

void write_includes(plan const& what, std::vector<definition const*> const& types, source& out,
                    std::set<std::string> more) {
    std::set<std::string> defined;
    for (auto const* type : types)
        defined.insert(type->name);
    auto const look_at_type = [&](auto const& self, std::string const& name) -> void {
        if (what.substituted(name) != nullptr)
            return;
        auto const& which = what.model().at(name);
        bool const is_type = which.kind == kind::structure || which.kind == kind::enumeration;
        if (!which.element.empty())
            self(self, which.element);
        else if (is_type && !defined.contains(what.type_name(which)))
            more.insert("skiff/" + what.options().name + "/type/" + what.header_of(which) + ".hpp");
    };
    for (auto const* type : types) {
        if (type->shape == nullptr)
            continue;
        if (type->shape->kind == kind::enumeration)
            more.insert({"skiff/core/open_enum.hpp", "span", "string_view"});
        for (auto const& each : type->shape->members) {
            collect_includes(what, each.shape, more);
            if (what.is_optional(each))
                more.insert(what.is_boxed(each, *type->shape) ? "skiff/core/boxed.hpp"
                                                              : "optional");
            look_at_type(look_at_type, each.shape);
        }
    }
    bool any = false;
    for (auto const& each : more)
        if (each.starts_with("skiff/")) {
            out.line("#include <", each, '>');
            any = true;
        }
    if (any)
        out.line();
    any = false;
    for (auto const& each : more)
        if (!each.starts_with("skiff/")) {
            out.line("#include <", each, '>');
            any = true;
        }
    if (any)
        out.line();
}

void write_type_headers(plan const& what, file_set& files) {
    for (auto const& op : what.operations())
        write_operation(what, op, files);

    auto types = begin_header();
    std::map<std::string, std::vector<definition const*>> headers;
    for (auto const& each : what.shared_types())
        headers[what.header_of(*each.shape)].push_back(&each);
    for (auto const& each : what.shared_types())
        if (auto const stem = what.header_of(*each.shape); stem == each.name) {
            auto out = begin_header();
            write_includes(what, headers.at(stem), out);
            out.open_namespace(what.options().name);
            for (auto const* one : headers.at(stem))
                write_definition(what, *one, out);
            out.close_namespace(what.options().name);
            auto const path = "type/" + stem + ".hpp";
            files[header_folder(what) + path] = out.text();
            types.line("#include <skiff/", what.options().name, '/', path, '>');
        }
    files[header_folder(what) + "types.hpp"] = types.text();

    auto all = begin_header();
    for (auto const& op : what.operations())
        all.line("#include <skiff/", what.options().name, "/operation/", op.name, ".hpp>");
    files[header_folder(what) + "all_operations.hpp"] = all.text();
}

} // namespace skiff::codegen
