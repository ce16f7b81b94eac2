// SPDX-License-Identifier: Apache-2.0
#include "codegen/names.hpp"
#include "codegen/path_code.hpp"
#include "codegen/writers.hpp"

#include <algorithm>

namespace skiff::codegen {
namespace {

operation_plan const& operation_of(plan const& what, waiter const& which) {
    return *std::ranges::find(what.operations(), which.operation,
                              [](operation_plan const& op) { return op.operation->name; });
}

std::string signature(plan const& what, waiter const& which, bool declaration) {
    return "result<void> wait_until_" + snake_case(which.name) + "(client const& by, " +
           operation_of(what, which).request.name + " const& request, wait_options const& options" +
           (declaration ? " = {});" : ") {");
}

/// The C++ condition under which an acceptor accepts `answer`.
std::string condition(plan const& what, waiter const& which, acceptor const& each) {
    using matching = acceptor::matching;
    auto const& op = operation_of(what, which);
    if (each.matcher == matching::error)
        return each.expects_boolean
                   ? std::string(each.expected == "true" ? "!answer" : "answer")
                   : "!answer && answer.error().aws_code == " + literal(each.expected);
    if (each.matcher == matching::status)
        return "(answer ? 200 : answer.error().http_status) == " + each.expected;
    if (op.response.shape == nullptr)
        throw model_error(what.model().id + ": waiters." + which.name +
                          ": looks into an answer without members");
    path_code const code(what, "answer", true, *op.response.shape);
    auto const path = parse_jmespath(each.argument);
    std::string found;
    if (each.matcher == matching::path_any)
        found = code.any_is(path, each.expected);
    else if (each.matcher == matching::path_all)
        found = code.all_are(path, each.expected);
    else if (each.expects_boolean)
        found = (each.expected == "true" ? "" : "!") + code.boolean(path);
    else
        found = code.any_is(path, each.expected);
    return "answer && " + found;
}

char const* state_name(acceptor::outcome state) {
    switch (state) {
    case acceptor::outcome::success:
        return "success";
    case acceptor::outcome::failure:
        return "failure";
    case acceptor::outcome::retry:
        return "retry";
    }
    return "";
}

void write_waiters_header(plan const& what, file_set& files) {
    auto const& name = what.options().name;
    auto out = begin_header();
    out.line("#include <skiff/", name, "/client.hpp>").line("#include <skiff/protocol/waiter.hpp>");
    out.line();
    out.open_namespace(name);
    out.line(
        "// Waiters: each calls its operation until the state is reached, fails, or time is up. "
        "See");
    out.line("// protocol::wait_until for pauses and errors.").line();
    for (auto const& each : what.model().waiters) {
        out.line("/// Calls ", each.operation, "; pauses of up to ", each.delay, " s, at most ",
                 each.delay * each.max_attempts, " s in all.");
        out.line("[[nodiscard]] ", signature(what, each, true)).line();
    }
    out.close_namespace(name);
    files[header_folder(what) + "waiters.hpp"] = out.text();
}

void write_waiter(plan const& what, waiter const& which, source& out) {
    auto const& op = operation_of(what, which);
    out.line(signature(what, which, false));
    out.line("    auto const look = [&](call_options const& call) -> protocol::wait_look {");
    out.line("        auto const answer = by.", op.name, "(request, call);");
    for (auto const& each : which.acceptors) {
        out.line("        if (", condition(what, which, each), ')');
        out.line("            return {protocol::wait_state::", state_name(each.state), "};");
    }
    out.line("        if (!answer)");
    out.line("            return {protocol::wait_state::failure, answer.error()};");
    out.line("        return {protocol::wait_state::retry};");
    out.line("    };");
    out.line("    return protocol::wait_until(by.service(), {", literal(which.name),
             ", std::chrono::seconds(", which.delay, "), ", which.max_attempts,
             "}, options, look);");
    out.line("}").line();
}

} // namespace

void write_waiters(plan const& what, file_set& files) {
    if (what.model().waiters.empty())
        return;
    write_waiters_header(what, files);
    auto const& name = what.options().name;
    std::set<std::string> headers;
    for (auto const& each : what.model().waiters)
        headers.insert("skiff/" + name + "/operation/" + operation_of(what, each).name + ".hpp");
    auto out = begin_source();
    out.line("#include <skiff/", name, "/waiters.hpp>").line();
    for (auto const& each : headers)
        out.line("#include <", each, '>');
    out.line().line("#include <chrono>").line("#include <cstddef>").line();
    out.open_namespace(name);
    for (auto const& each : what.model().waiters)
        write_waiter(what, each, out);
    out.close_namespace(name);
    files[source_folder(what) + "waiters.cpp"] = out.text();
}

} // namespace skiff::codegen
