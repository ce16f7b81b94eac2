// SPDX-License-Identifier: Apache-2.0
#include "codegen/model.hpp"

#include "codegen/json_node.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace skiff::codegen {
namespace {

template <class Value, std::size_t N>
Value one_of(json_node const& node,
             std::array<std::pair<std::string_view, Value>, N> const& known) {
    auto const text = node.text();
    for (auto const& [name, value] : known)
        if (name == text)
            return value;
    node.fail("unknown value '" + text + "'");
}

constexpr std::array<std::pair<std::string_view, kind>, 13> kinds{{
    {"boolean", kind::boolean},
    {"integer", kind::integer},
    {"long", kind::long_integer},
    {"float", kind::single},
    {"double", kind::real},
    {"string", kind::text},
    {"enum", kind::enumeration},
    {"blob", kind::blob},
    {"timestamp", kind::time},
    {"structure", kind::structure},
    {"list", kind::list},
    {"map", kind::map},
    {"json", kind::json_text},
}};

constexpr std::array<std::pair<std::string_view, bool>, 6> locations{{
    {"header", true},
    {"header_prefix", true},
    {"label", true},
    {"query", true},
    {"status", true},
    {"payload", true},
}};

member read_member(json_node const& node) {
    member out;
    out.name = node.at("name").text();
    out.shape = node.at("shape").text();
    out.wire_name = node.text_or("wire_name", out.name);
    out.required = node.flag("required");
    out.idempotency_token = node.flag("idempotency_token");
    out.flattened = node.flag("flattened");
    out.json_value = node.flag("json_value");
    out.host_label = node.flag("host_label");
    out.time_format = node.text_or("time_format", "");
    if (node.has("location")) {
        (void)one_of(node.at("location"), locations);
        out.location = node.at("location").text();
    }
    return out;
}

shape read_shape(std::string const& name, json_node const& node) {
    shape out;
    out.name = name;
    out.kind = one_of(node.at("type"), kinds);
    out.is_union = node.flag("union");
    if (out.kind == kind::structure)
        for (auto const& each : node.at("members").elements())
            out.members.push_back(read_member(each));
    for (auto& each : out.members) {
        each.in_union = out.is_union;
        if (out.is_union && each.required)
            node.fail("member '" + each.name + "' of a union is required");
    }
    if (out.kind == kind::list || out.kind == kind::map)
        out.element = node.at("element").text();
    if (out.kind == kind::enumeration) {
        out.values = node.texts("values");
        if (out.values.empty())
            node.fail("an enumeration without values");
    }
    out.element_name = node.text_or("element_name", "");
    out.key_name = node.text_or("key_name", "key");
    out.value_name = node.text_or("value_name", "value");
    out.sparse = node.flag("sparse");
    out.flattened = node.flag("flattened");
    out.sensitive = node.flag("sensitive");
    out.time_format = node.text_or("time_format", "");
    out.error = node.flag("error");
    out.error_code = node.text_or("error_code", out.error ? name : "");
    out.fault = node.flag("fault");
    out.http_status = node.integer_or("http_status", out.fault ? 500 : 400);
    out.retryable = node.flag("retryable");
    out.throttling = node.flag("throttling");
    return out;
}

operation read_operation(std::string const& name, json_node const& node) {
    operation out;
    out.name = name;
    out.input = node.text_or("input", "");
    out.output = node.text_or("output", "");
    out.result_wrapper = node.text_or("result_wrapper", "");
    out.method = node.text_or("method", "POST");
    out.uri = node.text_or("uri", "/");
    out.host_prefix = node.text_or("host_prefix", "");
    out.success_status = node.integer_or("success_status", 200);
    out.unsigned_request = node.flag("unsigned");
    out.errors = node.texts("errors");
    return out;
}

paginator read_paginator(std::string const& name, json_node const& node) {
    paginator out;
    out.operation = name;
    out.input_tokens = node.texts("input_token");
    out.output_tokens = node.texts("output_token");
    out.results = node.texts("result_key");
    if (out.input_tokens.empty() || out.input_tokens.size() != out.output_tokens.size())
        node.fail("as many output tokens as input tokens, and at least one, are needed");
    if (out.results.empty())
        node.fail("no result_key");
    return out;
}

acceptor read_acceptor(json_node const& node) {
    using matching = acceptor::matching;
    using outcome = acceptor::outcome;
    static constexpr std::array<std::pair<std::string_view, matching>, 5> matchers{{
        {"path", matching::path},
        {"pathAll", matching::path_all},
        {"pathAny", matching::path_any},
        {"error", matching::error},
        {"status", matching::status},
    }};
    static constexpr std::array<std::pair<std::string_view, outcome>, 3> outcomes{{
        {"success", outcome::success},
        {"failure", outcome::failure},
        {"retry", outcome::retry},
    }};
    acceptor out;
    out.matcher = one_of(node.at("matcher"), matchers);
    out.state = one_of(node.at("state"), outcomes);
    bool const by_path = out.matcher == matching::path || out.matcher == matching::path_all ||
                         out.matcher == matching::path_any;
    if (by_path)
        out.argument = node.at("argument").text();
    auto const expected = node.at("expected");
    out.expects_boolean = expected.value().is_bool();
    if (out.expects_boolean)
        out.expected = node.flag("expected") ? "true" : "false";
    else if (expected.value().is_string())
        out.expected = expected.text();
    else
        out.expected = std::to_string(expected.integer());
    return out;
}

waiter read_waiter(std::string const& name, json_node const& node) {
    waiter out;
    out.name = name;
    out.operation = node.at("operation").text();
    out.delay = node.at("delay").integer();
    out.max_attempts = node.at("max_attempts").integer();
    for (auto const& each : node.at("acceptors").elements())
        out.acceptors.push_back(read_acceptor(each));
    return out;
}

/// Every name that is used is defined, and inputs, outputs and errors are structures.
class consistency_check {
  public:
    consistency_check(service const& model, json_node const& root) : model_(model), root_(root) {}

    void run() const {
        for (auto const& [name, each] : model_.shapes) {
            auto const node = root_.at("shapes").at(name);
            for (auto const& m : each.members)
                if (!model_.shapes.contains(m.shape))
                    node.fail("member '" + m.name + "' is of an unknown shape '" + m.shape + "'");
            if (!each.element.empty() && !model_.shapes.contains(each.element))
                node.fail("its element is of an unknown shape '" + each.element + "'");
        }
        for (auto const& each : model_.operations) {
            auto const node = root_.at("operations").at(each.name);
            structure(node, each.input);
            structure(node, each.output);
            for (auto const& error : each.errors)
                structure(node, error);
        }
        for (auto const& each : model_.paginators)
            operation(root_.at("paginators").at(each.operation), each.operation);
        for (auto const& each : model_.waiters)
            operation(root_.at("waiters").at(each.name), each.operation);
    }

  private:
    void structure(json_node const& node, std::string const& name) const {
        if (name.empty())
            return;
        auto const found = model_.shapes.find(name);
        if (found == model_.shapes.end())
            node.fail("names an unknown shape '" + name + "'");
        if (found->second.kind != kind::structure)
            node.fail("'" + name + "' is not a structure");
    }
    void operation(json_node const& node, std::string const& name) const {
        bool const known = std::ranges::any_of(model_.operations,
                                               [&](auto const& each) { return each.name == name; });
        if (!known)
            node.fail("names an unknown operation '" + name + "'");
    }

    service const& model_;
    json_node const& root_;
};

} // namespace

shape const& service::at(std::string_view name) const {
    auto const found = shapes.find(std::string(name));
    if (found == shapes.end())
        throw model_error(id + ": no shape '" + std::string(name) + "'");
    return found->second;
}

operation const& service::operation_at(std::string_view name) const {
    auto const found = std::ranges::find(operations, name, &operation::name);
    if (found == operations.end())
        throw model_error(id + ": no operation '" + std::string(name) + "'");
    return *found;
}

service parse_model(std::string_view text, std::string const& origin) {
    static constexpr std::array<std::pair<std::string_view, bool>, 4> protocols{{
        {"aws_json_1_0", true},
        {"aws_json_1_1", true},
        {"aws_query", true},
        {"rest_json_1", true},
    }};
    auto const document = parse_json(text, origin);
    json_node const root(document, origin);
    auto const head = root.at("service");
    (void)one_of(head.at("protocol"), protocols);

    service out;
    out.id = head.at("id").text();
    out.api_version = head.at("api_version").text();
    out.protocol = head.at("protocol").text();
    out.endpoint_prefix = head.at("endpoint_prefix").text();
    out.signing_name = head.at("signing_name").text();
    out.target_prefix = head.text_or("target_prefix", "");
    out.xml_namespace = head.text_or("xml_namespace", "");
    if (head.has("settings")) {
        static constexpr std::array<std::pair<std::string_view, bool>, 1> known{
            {{"default", true}}};
        out.default_settings = one_of(head.at("settings"), known);
    }
    for (auto const& [name, node] : root.at("shapes").members())
        out.shapes.emplace(name, read_shape(name, node));
    for (auto const& [name, node] : root.at("operations").members())
        out.operations.push_back(read_operation(name, node));
    std::ranges::sort(out.operations, {}, &operation::name);
    for (auto const& [name, node] : root.at("paginators").members())
        out.paginators.push_back(read_paginator(name, node));
    for (auto const& [name, node] : root.at("waiters").members())
        out.waiters.push_back(read_waiter(name, node));
    consistency_check(out, root).run();
    return out;
}

service read_model(std::filesystem::path const& file) {
    return parse_model(read_text(file), file.string());
}

} // namespace skiff::codegen
