// SPDX-License-Identifier: Apache-2.0
#include <skiff/protocol/codec.hpp>

#include "protocol/error_table.hpp"
#include "protocol/form.hpp"
#include "protocol/json_codec.hpp"
#include "protocol/json_error.hpp"
#include "protocol/query_codec.hpp"
#include "protocol/request_size.hpp"
#include "protocol/rest_codec.hpp"
#include "protocol/uri_pattern.hpp"
#include "protocol/xml_codec.hpp"

#include <skiff/core/http/crc32.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/retry.hpp>
#include <skiff/core/secret.hpp>

#include <algorithm>
#include <utility>

namespace skiff::protocol {
namespace {

bool is_query(service const& which) noexcept {
    return which.protocol == wire_protocol::aws_query;
}

bool is_rest(service const& which) noexcept {
    return which.protocol == wire_protocol::rest_json_1;
}

std::string_view content_type(service const& which) noexcept {
    switch (which.protocol) {
    case wire_protocol::aws_json_1_0:
        return "application/x-amz-json-1.0";
    case wire_protocol::aws_json_1_1:
        return "application/x-amz-json-1.1";
    case wire_protocol::aws_query:
        return "text/xml";
    case wire_protocol::rest_json_1:
        return "application/json";
    }
    return {};
}

void finish_response(service const& which, std::string_view content, std::string_view request_id,
                     http::response& out) {
    out.headers.reserve(3, 128);
    if (!content.empty() && !out.headers.find("Content-Type"))
        out.headers.add("Content-Type", content);
    out.headers.add("x-amzn-RequestId", request_id);
    if (which.checksummed)
        out.headers.add("x-amz-crc32", std::to_string(http::crc32(out.body)));
}

/// The operation whose method and path are the request's; of several the one that says most
/// exactly what it matches.
operation const* find_by_path(service const& which, http::request const& in) {
    operation const* best = nullptr;
    for (auto const* const each : which.operations) {
        if (each->method != in.method || !uri_pattern(each->uri).matches(in.target))
            continue;
        if (best == nullptr || uri_pattern(each->uri).beats(uri_pattern(best->uri)))
            best = each;
    }
    return best;
}

operation const* find_by_name(service const& which, std::string_view name) noexcept {
    auto const found = std::ranges::lower_bound(which.operations, name, {}, &operation::name);
    return found != which.operations.end() && (*found)->name == name ? *found : nullptr;
}

bool read_input(operation const& what, http::request const& in, void* input,
                decode_problems& problems) {
    if (is_rest(*what.service))
        return read_rest_request(what, in, input, problems);
    if (!is_query(*what.service))
        return read_json_body(*what.input, in.body, input, problems);
    form parameters;
    std::string why;
    bool const good = parameters.parse(in.body, why)
                          ? read_query_body(*what.input, parameters, input, problems)
                          : problems.fail(std::move(why));
    if (what.sensitive)
        parameters.wipe();
    return good;
}

bool write_body(operation const& what, void const* input, random_source& random, http::request& out,
                std::string& why) {
    if (is_rest(*what.service))
        return write_rest_request(what, input, &random, out, why);
    write_request_head(what, out);
    if (is_query(*what.service)) {
        out.body.append("Action=").append(what.name);
        out.body.append("&Version=").append(what.service->api_version);
        return write_query_body(*what.input, input, &random, out.body, why);
    }
    if (!write_json_body(*what.input, input, &random, out.body, why))
        return false;
    if (json::is_utf8(out.body))
        return true;
    why = "a string in the request is not UTF-8; bytes belong into a binary";
    return false;
}

} // namespace

void write_request_head(operation const& what, http::request& out) {
    auto const& which = *what.service;
    out.method = what.method;
    out.target = what.uri;
    out.headers.reserve(12, 1024);
    if (is_query(which)) {
        out.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        return;
    }
    out.headers.add("Content-Type", content_type(which));
    if (is_rest(which))
        return;
    std::string target;
    target.reserve(which.target_prefix.size() + 1 + what.name.size());
    target.append(which.target_prefix).append(1, '.').append(what.name);
    out.headers.add("X-Amz-Target", target);
}

std::optional<error> write_request(operation const& what, void const* input, random_source& random,
                                   http::request& out) {
    out.body.clear();
    if (what.sensitive) // A body that grows leaves copies of what it was behind.
        out.body.reserve(most_request_size(*what.input, input));
    std::string why;
    if (write_body(what, input, random, out, why))
        return std::nullopt;
    if (what.sensitive)
        wipe(out.body);
    return make_error(errc::invalid_request, std::move(why));
}

std::optional<error> write_host_prefix(operation const& what, void const* input, std::string& out) {
    std::string why;
    if (write_host_prefix(what, input, out, why))
        return std::nullopt;
    return make_error(errc::invalid_request, std::move(why));
}

std::optional<error> read_response(operation const& what, http::response const& in, void* output) {
    decode_problems problems(false, !what.sensitive);
    bool const good = is_query(*what.service) ? read_xml_response(what, in.body, output, problems)
                      : is_rest(*what.service)
                          ? read_rest_response(what, in, output, problems)
                          : read_json_body(*what.output, in.body, output, problems);
    if (good)
        return std::nullopt;
    return make_error(errc::malformed_response, problems.text());
}

error read_error(operation const& what, http::response const& in) {
    return is_query(*what.service) ? read_xml_error(what, in) : read_json_error(what, in);
}

retry_class classify(service const& which, error const& e) noexcept {
    if (e.aws_code.empty() && e.code.category() == core_category() &&
        e.code != errc::unmodelled_service_error)
        return classify_local(static_cast<errc>(e.code.value()));
    auto const* const entry = find_error(which, e.aws_code);
    if (entry != nullptr && entry->retry != retry_class::none)
        return entry->retry;
    return classify_code(e.aws_code, e.http_status);
}

operation const* find_operation(service const& which, http::request const& in) {
    if (is_query(which)) {
        form parameters;
        std::string why;
        if (!parameters.parse(in.body, why))
            return nullptr;
        auto const* const action = parameters.find("Action");
        return action != nullptr ? find_by_name(which, *action) : nullptr;
    }
    if (is_rest(which))
        return find_by_path(which, in);
    auto const target = in.headers.find("X-Amz-Target");
    if (!target || !target->starts_with(which.target_prefix) ||
        target->substr(which.target_prefix.size()).substr(0, 1) != ".")
        return nullptr;
    return find_by_name(which, target->substr(which.target_prefix.size() + 1));
}

std::optional<request_problem> read_request(operation const& what, http::request const& in,
                                            void* input) {
    decode_problems problems(true, !what.sensitive);
    if (read_input(what, in, input, problems))
        return std::nullopt;
    return request_problem{problems.text(), problems.invalid_value()};
}

bool read_request(operation const& what, http::request const& in, void* input, std::string& why) {
    decode_problems problems(false, !what.sensitive);
    if (read_input(what, in, input, problems))
        return true;
    why = problems.text();
    return false;
}

http::response write_response(operation const& what, void const* output,
                              std::string_view request_id) {
    auto const& which = *what.service;
    http::response out;
    out.status = 200;
    auto content = content_type(which);
    if (is_query(which)) {
        out.body = write_xml_response(what, output, request_id);
    } else if (is_rest(which)) {
        content = {};
        write_rest_response(what, output, out, content);
    } else {
        write_json_body(*what.output, output, nullptr, out.body);
    }
    finish_response(which, content, request_id, out);
    return out;
}

http::response write_error(service const& which, error const& e, std::string_view request_id) {
    auto const* const entry = find_error(which, e.aws_code);
    http::response out;
    out.status = e.http_status != 0 ? e.http_status : entry != nullptr ? entry->http_status : 400;
    out.body = is_query(which) ? write_xml_error(which, e, entry, out.status, request_id)
                               : write_json_error(which, e, entry);
    if (is_rest(which)) {
        out.headers.add("x-amzn-ErrorType", e.aws_code);
        std::string why;
        if (entry != nullptr && entry->structure != nullptr)
            if (void const* const value = entry->find(e.modelled))
                (void)write_bound_headers(*entry->structure, value, out.headers, why);
    }
    finish_response(which, content_type(which), request_id, out);
    return out;
}

} // namespace skiff::protocol
