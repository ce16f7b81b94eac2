// SPDX-License-Identifier: Apache-2.0
#include "protocol/error_table.hpp"
#include "protocol/form.hpp"
#include "protocol/query_codec.hpp"
#include "protocol/wire_protocol.hpp"
#include "protocol/xml_codec.hpp"

#include <string>
#include <utility>

namespace skiff::protocol {
namespace {

void write_query_head(operation const& what, http::request& out) {
    start_request(what, "application/x-www-form-urlencoded; charset=utf-8", out);
}

bool write_query_message(operation const& what, void const* input, random_source& random,
                         http::request& out, std::string& why) {
    write_query_head(what, out);
    out.body.append("Action=").append(what.name);
    out.body.append("&Version=").append(what.service->api_version);
    return write_query_body(*what.input, input, &random, out.body, why);
}

bool read_query_answer(operation const& what, http::response const& in, void* output,
                       decode_problems& problems) {
    return read_xml_response(what, in.body, output, problems);
}

operation const* find_by_action(service const& which, http::request const& in) {
    form parameters;
    std::string why;
    if (!parameters.parse(in.body, why))
        return nullptr;
    auto const* const action = parameters.find("Action");
    return action != nullptr ? find_by_name(which, *action) : nullptr;
}

bool read_query_message(operation const& what, http::request const& in, void* input,
                        decode_problems& problems) {
    form parameters;
    std::string why;
    bool const good = parameters.parse(in.body, why)
                          ? read_query_body(*what.input, parameters, input, problems)
                          : problems.fail(std::move(why));
    if (what.sensitive)
        parameters.wipe();
    return good;
}

void write_query_answer(operation const& what, void const* output, std::string_view request_id,
                        http::response& out) {
    out.body = write_xml_response(what, output, request_id);
    out.headers.add("Content-Type", what.service->protocol->content_type);
}

void write_query_failure(service const& which, error const& e, error_entry const* entry,
                         std::string_view request_id, http::response& out) {
    out.body = write_xml_error(which, e, entry, out.status, request_id);
}

} // namespace

constinit wire_protocol const aws_query{.content_type = "text/xml",
                                        .error_type_in_header = false,
                                        .write_request_head = write_query_head,
                                        .write_request = write_query_message,
                                        .read_response = read_query_answer,
                                        .read_error = read_xml_error,
                                        .find_operation = find_by_action,
                                        .read_request = read_query_message,
                                        .write_response = write_query_answer,
                                        .write_error = write_query_failure};

} // namespace skiff::protocol
