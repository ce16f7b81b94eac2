// SPDX-License-Identifier: Apache-2.0
#include "codegen/error_codes.hpp"
#include "codegen/names.hpp"
#include "codegen/writers.hpp"

#include <algorithm>
#include <utility>

namespace skiff::codegen {
namespace {

/// Operations per source: few enough that no source takes long to compile.
constexpr std::size_t operations_per_source = 20;

/// Name of the table of a list, map or document.
std::string table_name(shape const& which) {
    return snake_case(which.name) + "_shape";
}

/// What a member or element points to.
std::string target(plan const& what, std::string const& name) {
    auto const& which = what.model().at(name);
    if (what.substituted(name) != nullptr)
        return '&' + table_name(which);
    switch (which.kind) {
    case kind::boolean:
        return "&protocol::boolean_shape";
    case kind::integer:
        return "&protocol::integer_shape";
    case kind::long_integer:
        return "&protocol::long_integer_shape";
    case kind::single:
        return "&protocol::single_shape";
    case kind::real:
        return "&protocol::real_shape";
    case kind::text:
        return which.sensitive ? "&protocol::secret_text_shape" : "&protocol::text_shape";
    case kind::blob:
        return which.sensitive ? "&protocol::secret_blob_shape" : "&protocol::blob_shape";
    case kind::json_text:
        return "&protocol::json_text_shape";
    case kind::time:
        return "&protocol::time_shape";
    case kind::structure:
    case kind::enumeration:
        return '&' + what.type_name(which) + "_shape";
    case kind::list:
    case kind::map:
        return '&' + table_name(which);
    }
    return {};
}

std::string flags(plan const& what, operation_plan const* op, definition const& type,
                  member const& each) {
    std::string out;
    auto add = [&out](std::string_view flag) {
        out += (out.empty() ? "" : " | ") + ("protocol::member_flag::" + std::string(flag));
    };
    auto const& target = what.model().at(each.shape);
    if (what.always_sent(op, type, each))
        add("required");
    if (each.idempotency_token)
        add("idempotency_token");
    if (each.flattened || target.flattened)
        add("flattened");
    if (target.sensitive)
        add("sensitive");
    if (each.json_value)
        add("json_value");
    if (each.host_label)
        add("host_label");
    return out;
}

std::string time_format(plan const& what, member const& each) {
    auto const& named = each.time_format.empty() ? what.model().at(each.shape).time_format
                                                 : each.time_format;
    if (named.empty())
        return {};
    if (named == "unixTimestamp")
        return "protocol::time_format::epoch_seconds";
    if (named == "iso8601")
        return "protocol::time_format::iso_8601";
    if (named == "rfc822" || named == "httpDate")
        return "protocol::time_format::http_date";
    throw model_error(what.model().id + ": member '" + each.name + "': time format '" + named +
                      "' is not supported");
}

/// Locations count in the request, the answer and the errors, not in structures inside them.
enum class level { inner, outer };

void write_member(plan const& what, operation_plan const* op, definition const& type, level where,
                  member const& each, source& out) {
    std::string line = "    {.name = " + literal(what.wire_name(each)) +
                       ", .target = " + target(what, each.shape) + ", .offset = offsetof(" +
                       type.name + ", " + snake_case(each.name) + ')';
    if (what.is_optional(each))
        line += std::string(", .optional = &protocol::optional_access_of<") +
                (what.is_boxed(each, *type.shape) ? "boxed<" : "std::optional<") +
                what.value_type(each.shape) + ">>";
    if (auto const set = flags(what, op, type, each); !set.empty())
        line += ", .flags = " + set;
    if (auto const format = time_format(what, each); !format.empty())
        line += ", .format = " + format;
    if (where == level::outer && what.is_rest() && !each.location.empty())
        line += ", .location = protocol::member_location::" + each.location;
    out.line(line, "},");
}

bool is_bound(plan const& what, shape const& which) {
    return what.is_rest() && std::ranges::any_of(which.members, [](member const& each) {
               return !each.location.empty();
           });
}

/// The names of an enumeration, or the table of a structure. `op` is set for an operation's
/// response, which may have members that are sent even when empty.
void write_type(plan const& what, operation_plan const* op, definition const& type, level where,
                source& out) {
    if (type.shape != nullptr && type.shape->kind == kind::enumeration) {
        std::string names;
        for (auto const& value : type.shape->values)
            names += (names.empty() ? "" : ", ") + literal(value);
        out.line("constexpr std::string_view ", type.name, "_names[] = {", names, "};");
        out.line("constinit shape const ", type.name,
                 "_shape{.kind = shape_kind::enumeration, .name = ", literal(type.shape->name),
                 ", .enumeration = &protocol::enum_access_of<", what.qualifier(), type.name, ">};");
        out.line();
        return;
    }
    bool const empty = type.shape == nullptr || type.shape->members.empty();
    auto const name = literal(type.shape == nullptr ? type.name : type.shape->name);
    if (empty) {
        out.line("constinit shape const ", type.name,
                 "_shape{.kind = shape_kind::structure, .name = ", name, "};")
            .line();
        return;
    }
    out.line("constexpr protocol::member ", type.name, "_members[] = {");
    for (auto const& each : type.shape->members)
        write_member(what, op, type, where, each, out);
    out.line("};");
    std::string more;
    if (type.shape->is_union)
        more += ", .is_union = true";
    if (where == level::outer && is_bound(what, *type.shape))
        more += ", .is_bound = true";
    out.line("constinit shape const ", type.name,
             "_shape{.kind = shape_kind::structure, .name = ", name, ", .members = ", type.name,
             "_members", more, "};")
        .line();
}

void write_enum_names(plan const& what, std::vector<definition> const& types, source& out) {
    for (auto const& each : types)
        if (each.shape != nullptr && each.shape->kind == kind::enumeration) {
            out.line("std::span<std::string_view const> skiff::enum_names<skiff::",
                     what.qualifier(), each.name, ">::values() noexcept {");
            out.line("    return skiff::", what.qualifier(), "shapes::", each.name, "_names;");
            out.line("}");
        }
}

/// The structure or enumeration at the end of a list's or map's elements; empty for scalars.
std::string innermost(plan const& what, std::string const& name) {
    auto const& which = what.model().at(name);
    if (what.substituted(name) != nullptr)
        return {};
    if (!which.element.empty())
        return innermost(what, which.element);
    bool const is_type = which.kind == kind::structure || which.kind == kind::enumeration;
    return is_type ? name : std::string();
}

void write_container(plan const& what, shape const& which, source& out) {
    auto const list = which.kind == kind::list;
    auto const type = what.value_type(which.name);
    std::string line = "constinit shape const " + table_name(which) +
                       "{.kind = shape_kind::" + (list ? "list" : "map") +
                       ", .name = " + literal(which.name) +
                       ", .element = " + target(what, which.element);
    if (list)
        line += ", .element_name = " +
                literal(which.element_name.empty() ? "member" : which.element_name);
    if (!list && which.key_name != "key")
        line += ", .key_name = " + literal(which.key_name);
    if (!list && which.value_name != "value")
        line += ", .value_name = " + literal(which.value_name);
    if (which.sparse)
        line += ", .sparse = &protocol::optional_access_of<std::optional<" +
                what.value_type(which.element) + ">>";
    line += std::string(list ? ", .list = &protocol::list_access_of<"
                             : ", .map = &protocol::map_access_of<") +
            type + ">};";
    out.line(line);
}

class table_writer {
  public:
    table_writer(plan const& what, file_set& files) : what_(what), files_(files) {
        std::set<std::string> used;
        auto use = [&](auto const& self, std::string const& name) -> void {
            auto const& which = what.model().at(name);
            if (what.substituted(name) == nullptr && !which.element.empty() &&
                used.insert(name).second)
                self(self, which.element);
        };
        // Containers inside a substituted type are none of ours.
        for_each_type([&](definition const& type) {
            if (type.shape != nullptr)
                for (auto const& each : type.shape->members)
                    use(use, each.shape);
        });
        for (auto const& each : used)
            containers_[innermost(what, each)].push_back(&what.model().at(each));
    }

    void run() {
        write_header();
        auto const& options = what_.options();
        {
            auto headers = scalar_headers();
            headers.push_back("skiff/" + options.name + "/types.hpp");
            auto out = begin(headers);
            for (auto const& [name, other] : options.substitutions)
                out.line("constinit shape const ", table_name(what_.model().at(name)),
                         "{.kind = shape_kind::document, .name = ", literal(name),
                         ", .document = &protocol::document_access_of<", other.type, ">};")
                    .line();
            write_containers("", out);
            write_types(what_.shared_types(), out);
            finish(out, {&what_.shared_types()}, "shapes_shared.cpp");
        }
        {
            auto out = begin({"skiff/" + options.name + "/errors.hpp"});
            write_types(what_.error_types(), out);
            for (auto const& each : what_.errors()) {
                write_type(what_, nullptr, each, level::outer, out);
                write_containers(each.shape->name, out);
            }
            finish(out, {&what_.error_types()}, "shapes_errors.cpp");
        }
        auto const& operations = what_.operations();
        for (std::size_t begin = 0; begin < operations.size(); begin += operations_per_source)
            write_operations(begin, std::min(begin + operations_per_source, operations.size()));
    }

  private:
    template <class F>
    void for_each_type(F const& f) const {
        for (auto const* list : {&what_.shared_types(), &what_.error_types(), &what_.errors()})
            std::ranges::for_each(*list, f);
        for (auto const& op : what_.operations()) {
            std::ranges::for_each(op.own_types, f);
            f(op.request);
            f(op.response);
        }
    }

    void write_header() {
        auto out = begin_header();
        out.line("#include <skiff/protocol/shape.hpp>").line();
        out.line("// The tables of ", what_.model().id, "'s types: what the codecs walk.");
        out.open_namespace(what_.options().name + "::shapes").line("using protocol::shape;");
        out.line("using protocol::shape_kind;").line();
        std::set<std::string> names;
        for (auto const& [name, other] : what_.options().substitutions)
            names.insert(table_name(what_.model().at(name)));
        for (auto const& [owner, list] : containers_)
            for (auto const* each : list)
                names.insert(table_name(*each));
        for_each_type([&](definition const& type) {
            if (!names.insert(type.name + "_shape").second)
                throw model_error(what_.model().id + ": a type and a list have tables named " +
                                  type.name + "_shape");
        });
        for (auto const& each : names)
            out.line("extern shape const ", each, ';');
        out.line().close_namespace(what_.options().name + "::shapes");
        files_[source_folder(what_) + "shapes.hpp"] = out.text();
    }

    /// What defines the elements of lists and maps that are no types of the service.
    std::vector<std::string> scalar_headers() const {
        std::set<std::string> out;
        if (auto const found = containers_.find(""); found != containers_.end())
            for (auto const* list : found->second) {
                auto const type = what_.value_type(list->name);
                for (auto const& [word, header] :
                     {std::pair{"timestamp", "clock"}, std::pair{"secret_string", "secret"},
                      std::pair{"secret_binary", "secret"}, std::pair{"binary", "binary"},
                      std::pair{"json::raw", "reflect/document"}})
                    if (type.find(word) != type.npos)
                        out.insert(std::string("skiff/core/") + header + ".hpp");
            }
        return {out.begin(), out.end()};
    }

    source begin(std::vector<std::string> const& headers) const {
        auto out = begin_source();
        for (auto const& each : headers)
            out.line("#include <", each, '>');
        out.line("#include <skiff/protocol/shape_access.hpp>");
        for (auto const& [name, other] : what_.options().substitutions)
            out.line("#include <", other.json_header, '>');
        out.line("#include \"", what_.options().name, "/generated/shapes.hpp\"").line();
        for (auto const* each : {"cstddef", "deque", "functional", "map", "optional", "span",
                                 "string", "string_view", "vector"})
            out.line("#include <", each, '>');
        out.line();
        out.line(
            "// The aggregates are not of standard layout; the compilers that skiff is built with");
        out.line("// support offsetof for them all the same.");
        out.line("#pragma GCC diagnostic ignored \"-Winvalid-offsetof\"").line();
        out.open_namespace(what_.options().name + "::shapes");
        return out;
    }

    void write_containers(std::string const& owner, source& out) const {
        auto const found = containers_.find(owner);
        if (found == containers_.end())
            return;
        for (auto const* each : found->second)
            write_container(what_, *each, out);
        out.line();
    }

    void write_types(std::vector<definition> const& types, source& out) const {
        for (auto const& each : types) {
            write_type(what_, nullptr, each, level::inner, out);
            if (each.shape != nullptr)
                write_containers(each.shape->name, out);
        }
    }

    void finish(source& out, std::vector<std::vector<definition> const*> const& enums,
                std::string const& file) {
        out.close_namespace(what_.options().name + "::shapes").line();
        for (auto const* each : enums)
            write_enum_names(what_, *each, out);
        files_[source_folder(what_) + file] = out.text();
    }

    void write_operations(std::size_t first, std::size_t last) {
        std::vector<std::string> headers;
        std::vector<std::vector<definition> const*> enums;
        for (auto i = first; i != last; ++i) {
            auto const& op = what_.operations()[i];
            headers.push_back("skiff/" + what_.options().name + "/operation/" + op.name + ".hpp");
            enums.push_back(&op.own_types);
        }
        auto out = begin(headers);
        for (auto i = first; i != last; ++i) {
            auto const& op = what_.operations()[i];
            write_types(op.own_types, out);
            write_type(what_, nullptr, op.request, level::outer, out);
            write_type(what_, &op, op.response, level::outer, out);
        }
        finish(out, enums,
               "shapes_operations_" + std::to_string(first / operations_per_source + 1) + ".cpp");
    }

    plan const& what_;
    file_set& files_;
    std::map<std::string, std::vector<shape const*>> containers_; ///< By innermost type.
};

void write_error_table(plan const& what, source& out) {
    out.line("constexpr protocol::error_entry errors[] = {");
    for (auto const& each : error_codes(what)) {
        std::string line = "    {.code = " + literal(each.code) +
                           ", .value = static_cast<int>(errc::" + each.name +
                           "), .http_status = " + std::to_string(each.http_status);
        if (each.structure != nullptr && each.structure->retryable)
            line += std::string(", .retry = retry_class::") +
                    (each.structure->throttling ? "throttling" : "transient");
        if (each.structure != nullptr) {
            auto const type = what.type_name(*each.structure);
            line += ", .structure = &shapes::" + type + "_shape, .emplace = protocol::emplace_in<" +
                    type + ">, .find = protocol::find_in<" + type + '>';
        }
        out.line(line, "},");
    }
    out.line("};").line();
}

/// The prefix with its labels by their wire names.
std::string host_prefix(operation_plan const& op) {
    auto out = op.operation->host_prefix;
    if (op.request.shape == nullptr)
        return out;
    for (auto const& each : op.request.shape->members)
        if (auto const at = out.find('{' + each.name + '}'); each.host_label && at != out.npos)
            out.replace(at + 1, each.name.size(), each.wire_name);
    return out;
}

/// The service's and the operations' descriptors.
void write_descriptors(plan const& what, file_set& files) {
    auto const& model = what.model();
    auto const& options = what.options();
    auto out = begin_source();
    out.line("#include <skiff/", options.name, "/operations.hpp>").line();
    out.line("#include <skiff/", options.name, "/errors.hpp>");
    out.line("#include <skiff/protocol/shape_access.hpp>");
    out.line("#include \"", options.name, "/generated/shapes.hpp\"").line();
    out.line("#include <chrono>").line();
    out.open_namespace(options.name).line("namespace {").line();
    write_error_table(what, out);
    out.line("constexpr protocol::operation const* all_operations[] = {");
    for (auto const& op : what.operations())
        out.line("    &operations::", op.name, ',');
    out.line("};").line();
    out.line("constexpr protocol::service service_table{");
    out.line("    .id = ", literal(model.id), ',');
    out.line("    .variable_suffix = ", literal(options.variable_suffix), ',');
    out.line("    .endpoint_prefix = ", literal(model.endpoint_prefix), ',');
    out.line("    .signing_name = ", literal(model.signing_name), ',');
    out.line("    .target_prefix = ", literal(model.target_prefix), ',');
    out.line("    .api_version = ", literal(model.api_version), ',');
    out.line("    .protocol = &protocol::", model.protocol, ',');
    out.line("    .retry = ", options.retry_profile, ',');
    out.line("    .checksummed = ", options.checksummed ? "true" : "false", ',');
    out.line("    .errors = errors,").line("    .category = error_category,");
    out.line("    .operations = all_operations,");
    out.line("    .xml_namespace = ", literal(model.xml_namespace), ',').line("};").line();
    out.line("} // namespace").line();
    out.line("protocol::service const& service_descriptor() noexcept { return service_table; }")
        .line();
    out.line("namespace operations {").line();
    for (auto const& op : what.operations()) {
        auto const wrapper = op.operation->result_wrapper.empty()
                                 ? std::string()
                                 : ", .result_wrapper = " + literal(op.operation->result_wrapper);
        auto const method = op.operation->method == "POST"
                                ? std::string()
                                : ", .method = " + literal(op.operation->method);
        auto more = op.operation->uri == "/" ? std::string()
                                             : ", .uri = " + literal(op.operation->uri);
        if (!op.operation->host_prefix.empty())
            more += ", .host_prefix = " + literal(host_prefix(op));
        if (op.operation->success_status != 200)
            more += ", .success_status = " + std::to_string(op.operation->success_status);
        if (op.sensitive)
            more += ", .sensitive = true";
        if (op.operation->unsigned_request)
            more += ", .unsigned_request = true";
        out.line("constinit protocol::operation const ", op.name,
                 "{.name = ", literal(op.operation->name),
                 ", .service = &service_table, .input = &shapes::", op.request.name,
                 "_shape, .output = &shapes::", op.response.name, "_shape", wrapper, method, more,
                 "};");
    }
    out.line().line("} // namespace operations").close_namespace(options.name);
    files[source_folder(what) + "operations.cpp"] = out.text();
}

} // namespace

void write_tables(plan const& what, file_set& files) {
    table_writer(what, files).run();
    write_descriptors(what, files);
}

} // namespace skiff::codegen
