// SPDX-License-Identifier: Apache-2.0
#include "protocol/error_table.hpp"
#include "protocol/json_codec.hpp"
#include "protocol/json_error.hpp"
#include "protocol/wire_protocol.hpp"

#include <skiff/core/json/reader.hpp>

#include <string>

namespace skiff::protocol {
namespace {

void write_json_head(operation const& what, http::request& out) {
    auto const& which = *what.service;
    start_request(what, which.protocol->content_type, out);
    std::string target;
    target.reserve(which.target_prefix.size() + 1 + what.name.size());
    target.append(which.target_prefix).append(1, '.').append(what.name);
    out.headers.add("X-Amz-Target", target);
}

bool write_json_message(operation const& what, void const* input, random_source& random,
                        http::request& out, std::string& why) {
    write_json_head(what, out);
    if (!write_json_body(*what.input, input, &random, out.body, why))
        return false;
    if (json::is_utf8(out.body))
        return true;
    why = "a string in the request is not UTF-8; bytes belong into a binary";
    return false;
}

bool read_json_answer(operation const& what, http::response const& in, void* output,
                      decode_problems& problems) {
    return read_json_body(*what.output, in.body, output, problems);
}

operation const* find_by_target(service const& which, http::request const& in) {
    auto const target = in.headers.find("X-Amz-Target");
    if (!target || !target->starts_with(which.target_prefix) ||
        target->substr(which.target_prefix.size()).substr(0, 1) != ".")
        return nullptr;
    return find_by_name(which, target->substr(which.target_prefix.size() + 1));
}

bool read_json_message(operation const& what, http::request const& in, void* input,
                       decode_problems& problems) {
    return read_json_body(*what.input, in.body, input, problems);
}

void write_json_answer(operation const& what, void const* output, std::string_view,
                       http::response& out) {
    write_json_body(*what.output, output, nullptr, out.body);
    out.headers.add("Content-Type", what.service->protocol->content_type);
}

void write_json_failure(service const& which, error const& e, error_entry const* entry,
                        std::string_view, http::response& out) {
    out.body = write_json_error(which, e, entry);
}

constexpr wire_protocol aws_json(std::string_view content_type) noexcept {
    return {.content_type = content_type,
            .error_type_in_header = false,
            .write_request_head = write_json_head,
            .write_request = write_json_message,
            .read_response = read_json_answer,
            .read_error = read_json_error,
            .find_operation = find_by_target,
            .read_request = read_json_message,
            .write_response = write_json_answer,
            .write_error = write_json_failure};
}

} // namespace

constinit wire_protocol const aws_json_1_0 = aws_json("application/x-amz-json-1.0");
constinit wire_protocol const aws_json_1_1 = aws_json("application/x-amz-json-1.1");

} // namespace skiff::protocol
