// SPDX-License-Identifier: Apache-2.0
#include "codegen/names.hpp"
#include "codegen/writers.hpp"

#include <algorithm>

namespace skiff::codegen {
namespace {

/// True when the operation makes sense without a request.
bool callable_without_request(operation_plan const& op) {
    return op.request.shape == nullptr ||
           std::ranges::none_of(op.request.shape->members, &member::required);
}

void write_class_comment(plan const& what, source& out) {
    auto const& id = what.model().id;
    out.line("/// ", id, ": one member per operation, API version ", what.model().api_version, '.');
    out.line("///");
    out.line(
        "/// For all operations: the call blocks the calling thread until the answer is there, "
        "all attempts failed");
    out.line("/// or `call_options` end it. Errors: ", what.options().name,
             "::errc for what the service answers, skiff::errc for what");
    out.line("/// skiff finds; compare error::code with skiff::condition for what services have in "
             "common. Throttling and");
    out.line("/// transient failures are retried as client_config::retry says. The permission is "
             "the one named with each");
    out.line("/// operation. Include the operation's header (skiff/", what.options().name,
             "/operation/...) to call it.");
    out.line("///");
    out.line("/// A cheap handle: copies share configuration, connections, credentials and retry "
             "quota. May be called from");
    out.line("/// many threads; a moved-from client may only be assigned or destroyed. "
             "Constructing one does no I/O.");
}

void write_methods(plan const& what, operation_plan const& op, source& out) {
    out.line("    /// ", op.operation->name, ". Permission: ", what.model().signing_name, ':',
             op.operation->name, '.');
    out.line("    [[nodiscard]] result<", op.response.name, "> ", op.name, '(', op.request.name,
             " const& request, call_options const& options = {}) const;");
    if (callable_without_request(op))
        out.line("    [[nodiscard]] result<", op.response.name, "> ", op.name, "() const;");
    if (op.pages != nullptr) {
        out.line("    /// All pages of ", op.operation->name, " behind each other, as a range.");
        out.line("    [[nodiscard]] protocol::paged<", op.name, "_paging> ", op.name, "_paged(",
                 op.request.name, " const& request, call_options const& options = {}) const;");
        if (callable_without_request(op))
            out.line("    [[nodiscard]] protocol::paged<", op.name, "_paging> ", op.name,
                     "_paged() const;");
    }
    out.line();
}

void write_client_header(plan const& what, file_set& files) {
    auto out = begin_header();
    for (auto const* each :
         {"core/call_options", "core/config", "core/result", "protocol/service_client"})
        out.line("#include <skiff/", each, ".hpp>");
    out.line().line("namespace skiff::protocol {");
    out.line("template <class Paging>").line("class paged;").line("} // namespace skiff::protocol");
    out.line().line("namespace skiff::", what.options().name, " {").line();
    for (auto const& op : what.operations()) {
        out.line("struct ", op.request.name, ';').line("struct ", op.response.name, ';');
        if (op.pages != nullptr)
            out.line("struct ", op.name, "_paging;");
    }
    out.line();
    write_class_comment(what, out);
    out.line("class client {").line("  public:");
    out.line("    explicit client(client_config config = {});").line();
    for (auto const& op : what.operations())
        write_methods(what, op, out);
    out.line("    /// What carries out the operations: for layers that write requests themselves.");
    out.line("    [[nodiscard]] protocol::service_client const& service() const noexcept { return "
             "service_; }");
    out.line().line("  private:").line("    protocol::service_client service_;").line("};").line();
    out.close_namespace(what.options().name);
    files[header_folder(what) + "client.hpp"] = out.text();
}

void write_operations_header(plan const& what, file_set& files) {
    auto out = begin_header();
    out.line("#include <skiff/protocol/operation.hpp>").line();
    out.open_namespace(what.options().name);
    out.line("/// What all operations of ", what.model().id, " have in common.");
    out.line("[[nodiscard]] protocol::service const& service_descriptor() noexcept;").line();
    out.close_namespace(what.options().name).line();
    out.line("/// The operations as the protocol layer sees them.");
    out.line("namespace skiff::", what.options().name, "::operations {").line();
    for (auto const& op : what.operations())
        out.line("extern protocol::operation const ", op.name, ';');
    out.line().line("} // namespace skiff::", what.options().name, "::operations");
    files[header_folder(what) + "operations.hpp"] = out.text();
}

/// Moves the tokens of an answer into the next request.
void write_advance(plan const& what, operation_plan const& op, source& out) {
    auto const& tokens = *op.pages;
    out.line("protocol::page_step ", op.name,
             "_paging::advance(request& next, response const& "
             "page) {");
    std::string same;
    std::string last;
    for (std::size_t i = 0; i != tokens.input_tokens.size(); ++i) {
        auto const find = [&](definition const& type, std::string const& name) -> member const& {
            auto const at = std::ranges::find(type.shape->members, name, &member::name);
            if (at == type.shape->members.end())
                throw model_error(what.model().id + ": paginators." + op.operation->name +
                                  ": no member '" + name + '\'');
            return *at;
        };
        auto const& from = find(op.response, tokens.output_tokens[i]);
        auto const& to = find(op.request, tokens.input_tokens[i]);
        auto const read = "page." + snake_case(from.name);
        auto const write = "next." + snake_case(to.name);
        last += (i == 0 ? "" : " && ") + std::string("protocol::is_absent(") + read + ')';
        same += (i == 0 ? "" : " && ") + write + " == " + read;
    }
    out.line("    if (", last, ')').line("        return protocol::page_step::last;");
    out.line("    if (", same, ')').line("        return protocol::page_step::repeated;");
    for (std::size_t i = 0; i != tokens.input_tokens.size(); ++i)
        out.line("    next.", snake_case(tokens.input_tokens[i]), " = page.",
                 snake_case(tokens.output_tokens[i]), ';');
    out.line("    return protocol::page_step::more;").line("}").line();
}

void write_source(plan const& what, file_set& files) {
    auto out = begin_source();
    auto const& name = what.options().name;
    out.line("#include <skiff/", name, "/client.hpp>").line();
    out.line("#include <skiff/", name, "/all_operations.hpp>");
    out.line("#include <skiff/", name, "/operations.hpp>");
    out.line("#include <skiff/protocol/pages.hpp>").line();
    out.line("#include <utility>").line();
    out.open_namespace(name);
    out.line("client::client(client_config config) : service_(service_descriptor(), "
             "std::move(config)) {}")
        .line();
    for (auto const& op : what.operations()) {
        out.line("result<", op.response.name, "> client::", op.name, '(', op.request.name,
                 " const& request, call_options const& options) const {");
        out.line("    return service_.invoke<", op.response.name, ">(operations::", op.name,
                 ", request, options);")
            .line("}");
        if (callable_without_request(op))
            out.line("result<", op.response.name, "> client::", op.name, "() const { return ",
                     op.name, '(', op.request.name, "{}); }");
        if (op.pages != nullptr) {
            out.line("protocol::paged<", op.name, "_paging> client::", op.name, "_paged(",
                     op.request.name, " const& request, call_options const& options) const {");
            out.line("    return {*this, request, options};").line("}");
            if (callable_without_request(op))
                out.line("protocol::paged<", op.name, "_paging> client::", op.name,
                         "_paged() const { return {*this, {}, {}}; }");
        }
        out.line();
        if (op.pages != nullptr) {
            out.line("result<", op.response.name, "> ", op.name,
                     "_paging::fetch(client const& from, request const& what, call_options const& "
                     "options) {");
            out.line("    return from.", op.name, "(what, options);").line("}").line();
            write_advance(what, op, out);
        }
    }
    out.close_namespace(name);
    files[source_folder(what) + "client.cpp"] = out.text();
}

} // namespace

void write_client(plan const& what, file_set& files) {
    write_client_header(what, files);
    write_operations_header(what, files);
    write_source(what, files);
}

} // namespace skiff::codegen
