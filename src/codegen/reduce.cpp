// SPDX-License-Identifier: Apache-2.0
#include "codegen/reduce.hpp"

#include "codegen/json_node.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace skiff::codegen {
namespace {

namespace json = boost::json;

std::string protocol_of(json_node const& metadata) {
    auto const protocol = metadata.at("protocol").text();
    if (protocol == "query")
        return "aws_query";
    if (protocol == "rest-json")
        return "rest_json_1";
    if (protocol == "json")
        return metadata.at("jsonVersion").text() == "1.0" ? "aws_json_1_0" : "aws_json_1_1";
    metadata.at("protocol").fail("'" + protocol + "' is not supported");
}

json::object reduce_head(json_node const& metadata) {
    json::object out;
    out["id"] = metadata.at("serviceId").text();
    out["api_version"] = metadata.at("apiVersion").text();
    out["protocol"] = protocol_of(metadata);
    out["endpoint_prefix"] = metadata.at("endpointPrefix").text();
    out["signing_name"] = metadata.text_or("signingName", metadata.at("endpointPrefix").text());
    if (metadata.has("targetPrefix"))
        out["target_prefix"] = metadata.at("targetPrefix").text();
    if (metadata.has("xmlNamespace"))
        out["xml_namespace"] = metadata.at("xmlNamespace").text();
    return out;
}

/// Refuses what the generator would otherwise have to leave out.
void check_operation(json_node const& node) {
    if (node.flag("httpChecksumRequired"))
        node.fail("'httpChecksumRequired' is not supported");
    if (node.has("httpChecksum") && (node.at("httpChecksum").flag("requestChecksumRequired")))
        node.fail("'httpChecksum.requestChecksumRequired' is not supported");
    if (node.has("endpointdiscovery") && node.at("endpointdiscovery").flag("required"))
        node.fail("'endpointdiscovery.required' is not supported");
}

bool is_unsigned(json_node const& node) {
    auto const kind = node.text_or("authtype", "");
    auto const schemes = node.texts("auth");
    bool const none = kind == "none" ||
                      (!schemes.empty() && schemes.front() == "smithy.api#noAuth");
    bool const signs = schemes.empty() || schemes.front() == "aws.auth#sigv4";
    if (!none && (!signs || (!kind.empty() && kind != "v4")))
        node.fail("is authenticated by '" + (kind.empty() ? schemes.front() : kind) +
                  "', which is not supported");
    return none;
}

json::object reduce_operation(json_node const& node) {
    check_operation(node);
    json::object out;
    if (node.has("input"))
        out["input"] = node.at("input").at("shape").text();
    if (node.has("output")) {
        out["output"] = node.at("output").at("shape").text();
        if (node.at("output").has("resultWrapper"))
            out["result_wrapper"] = node.at("output").at("resultWrapper").text();
    }
    if (auto const method = node.at("http").at("method").text(); method != "POST")
        out["method"] = method;
    auto const uri = node.at("http").at("requestUri").text();
    if (uri != "/")
        out["uri"] = uri;
    if (node.at("http").integer_or("responseCode", 200) != 200)
        out["success_status"] = node.at("http").at("responseCode").integer();
    if (node.has("endpoint") && node.at("endpoint").has("hostPrefix"))
        out["host_prefix"] = node.at("endpoint").at("hostPrefix").text();
    if (is_unsigned(node))
        out["unsigned"] = true;
    json::array errors;
    if (node.has("errors"))
        for (auto const& each : node.at("errors").elements())
            errors.emplace_back(each.at("shape").text());
    if (!errors.empty())
        out["errors"] = std::move(errors);
    return out;
}

/// Skiff's word for botocore's; empty: the body.
std::string location_of(json_node const& member, bool is_payload) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words{{
        {"header", "header"},
        {"headers", "header_prefix"},
        {"uri", "label"},
        {"querystring", "query"},
        {"statusCode", "status"},
    }};
    if (!member.has("location"))
        return is_payload ? "payload" : "";
    auto const word = member.at("location").text();
    for (auto const& [from, to] : words)
        if (word == from)
            return std::string(to);
    member.at("location").fail("'" + word + "' is not supported");
}

json::array reduce_members(json_node const& shape) {
    auto const required = shape.texts("required");
    auto const payload = shape.text_or("payload", "");
    json::array out;
    for (auto const& [name, node] : shape.at("members").members()) {
        if (node.flag("eventpayload") || node.flag("eventheader"))
            node.fail("event streams are not supported");
        if (node.flag("xmlAttribute"))
            node.fail("XML attributes are not supported");
        json::object member;
        member["name"] = name;
        member["shape"] = node.at("shape").text();
        bool const is_prefix = node.text_or("location", "") == "headers";
        if (auto const wire = node.text_or("locationName", is_prefix ? "" : name); wire != name)
            member["wire_name"] = wire;
        if (std::ranges::find(required, name) != required.end())
            member["required"] = true;
        if (auto const place = location_of(node, name == payload); !place.empty())
            member["location"] = place;
        for (auto const& [from, to] :
             {std::pair{"idempotencyToken", "idempotency_token"},
              std::pair{"flattened", "flattened"}, std::pair{"jsonvalue", "json_value"},
              std::pair{"hostLabel", "host_label"}})
            if (node.flag(from))
                member[to] = true;
        if (node.has("timestampFormat"))
            member["time_format"] = node.at("timestampFormat").text();
        out.push_back(std::move(member));
    }
    return out;
}

void reduce_error(json_node const& shape, json::object& out) {
    if (!shape.flag("exception") && !shape.has("error"))
        return;
    out["error"] = true;
    if (shape.has("error")) {
        auto const error = shape.at("error");
        if (error.has("code"))
            out["error_code"] = error.at("code").text();
        if (error.has("httpStatusCode"))
            out["http_status"] = error.at("httpStatusCode").integer();
    }
    if (shape.flag("fault"))
        out["fault"] = true;
    if (shape.has("retryable")) {
        out["retryable"] = true;
        if (shape.at("retryable").flag("throttling"))
            out["throttling"] = true;
    }
}

json::object reduce_shape(json_node const& shape) {
    json::object out;
    auto type = shape.at("type").text();
    if (type == "string" && shape.has("enum"))
        type = "enum";
    if (type == "character")
        type = "string";
    if (shape.flag("eventstream") || shape.flag("event"))
        shape.fail("event streams are not supported");
    if (shape.flag("document"))
        type = "json";
    out["type"] = type;
    if (type == "structure")
        out["members"] = reduce_members(shape);
    if (type == "list" || type == "map") {
        auto const element = shape.at(type == "list" ? "member" : "value");
        out["element"] = element.at("shape").text();
        if (element.has("locationName"))
            out[type == "list" ? "element_name" : "value_name"] = element.at("locationName").text();
    }
    if (type == "map" && shape.at("key").has("locationName"))
        out["key_name"] = shape.at("key").at("locationName").text();
    if (type == "enum") {
        json::array values;
        for (auto const& each : shape.texts("enum"))
            values.emplace_back(each);
        out["values"] = std::move(values);
    }
    for (auto const* name : {"flattened", "sensitive", "sparse", "union"})
        if (shape.flag(name))
            out[name] = true;
    if (shape.has("timestampFormat"))
        out["time_format"] = shape.at("timestampFormat").text();
    reduce_error(shape, out);
    return out;
}

/// Names of the shapes that operations reach.
std::set<std::string> reachable(json_node const& root) {
    std::set<std::string> found;
    std::vector<std::string> open;
    auto add = [&](std::string name) {
        if (found.insert(name).second)
            open.push_back(std::move(name));
    };
    for (auto const& [name, node] : root.at("operations").members()) {
        for (auto const* side : {"input", "output"})
            if (node.has(side))
                add(node.at(side).at("shape").text());
        if (node.has("errors"))
            for (auto const& each : node.at("errors").elements())
                add(each.at("shape").text());
    }
    while (!open.empty()) {
        auto const shape = root.at("shapes").at(open.back());
        open.pop_back();
        if (shape.has("members"))
            for (auto const& [name, node] : shape.at("members").members())
                add(node.at("shape").text());
        for (auto const* inner : {"member", "value"})
            if (shape.has(inner))
                add(shape.at(inner).at("shape").text());
    }
    return found;
}

json::object reduce_paginator(json_node const& node) {
    json::object out;
    for (auto const* name : {"input_token", "output_token", "result_key"}) {
        json::array texts;
        for (auto const& each : node.texts(name))
            texts.emplace_back(each);
        out[name] = std::move(texts);
    }
    return out;
}

json::object reduce_waiter(json_node const& node) {
    json::object out;
    out["operation"] = node.at("operation").text();
    out["delay"] = node.at("delay").integer();
    out["max_attempts"] = node.at("maxAttempts").integer();
    json::array acceptors;
    for (auto const& each : node.at("acceptors").elements()) {
        json::object acceptor;
        for (auto const* name : {"state", "matcher", "argument", "expected"})
            if (each.has(name))
                acceptor[name] = each.at(name).value();
        acceptors.push_back(std::move(acceptor));
    }
    out["acceptors"] = std::move(acceptors);
    return out;
}

/// Sorted by name, one entry per line.
void append_section(std::string& out, std::string_view name, json::object const& entries) {
    std::vector<std::string> lines;
    for (auto const& each : entries)
        lines.push_back("    " + json::serialize(json::string(each.key())) + ": " +
                        json::serialize(each.value()));
    std::ranges::sort(lines);
    out += "  \"" + std::string(name) + "\": {";
    for (std::size_t i = 0; i != lines.size(); ++i)
        out += (i == 0 ? "\n" : ",\n") + lines[i];
    out += lines.empty() ? "}" : "\n  }";
}

} // namespace

std::string reduce(std::filesystem::path const& folder) {
    auto const file = folder / "service-2.json";
    auto const document = parse_json(read_text(file), file.string());
    json_node const root(document, file.string());

    json::object operations;
    for (auto const& [name, node] : root.at("operations").members())
        operations[name] = reduce_operation(node);
    json::object shapes;
    for (auto const& name : reachable(root))
        shapes[name] = reduce_shape(root.at("shapes").at(name));

    auto reduce_optional = [&](char const* name, char const* section, auto reduce_one) {
        json::object out;
        if (auto const path = folder / name; std::filesystem::exists(path)) {
            auto const text = parse_json(read_text(path), path.string());
            for (auto const& [key, node] : json_node(text, path.string()).at(section).members())
                out[key] = reduce_one(node);
        }
        return out;
    };
    std::string out = "{\n";
    append_section(out, "service", reduce_head(root.at("metadata")));
    out += ",\n";
    append_section(out, "operations", operations);
    out += ",\n";
    append_section(out, "shapes", shapes);
    out += ",\n";
    append_section(out, "paginators",
                   reduce_optional("paginators-1.json", "pagination", reduce_paginator));
    out += ",\n";
    append_section(out, "waiters", reduce_optional("waiters-2.json", "waiters", reduce_waiter));
    return out + "\n}\n";
}

} // namespace skiff::codegen
