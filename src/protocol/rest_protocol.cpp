// SPDX-License-Identifier: Apache-2.0
#include "protocol/error_table.hpp"
#include "protocol/json_error.hpp"
#include "protocol/rest_codec.hpp"
#include "protocol/uri_pattern.hpp"
#include "protocol/wire_protocol.hpp"

#include <string>

namespace skiff::protocol {
namespace {

void write_rest_head(operation const& what, http::request& out) {
    start_request(what, what.service->protocol->content_type, out);
}

bool write_rest_message(operation const& what, void const* input, random_source& random,
                        http::request& out, std::string& why) {
    return write_rest_request(what, input, &random, out, why);
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

void write_rest_answer(operation const& what, void const* output, std::string_view,
                       http::response& out) {
    std::string_view content_type;
    write_rest_response(what, output, out, content_type);
    if (!content_type.empty() && !out.headers.find("Content-Type"))
        out.headers.add("Content-Type", content_type);
}

void write_rest_failure(service const& which, error const& e, error_entry const* entry,
                        std::string_view, http::response& out) {
    out.body = write_json_error(which, e, entry);
    out.headers.add("x-amzn-ErrorType", e.aws_code);
    std::string why;
    if (entry != nullptr && entry->structure != nullptr)
        if (void const* const value = entry->find(e.modelled))
            (void)write_bound_headers(*entry->structure, value, out.headers, why);
}

} // namespace

constinit wire_protocol const rest_json_1{.content_type = "application/json",
                                          .error_type_in_header = true,
                                          .write_request_head = write_rest_head,
                                          .write_request = write_rest_message,
                                          .read_response = read_rest_response,
                                          .read_error = read_json_error,
                                          .find_operation = find_by_path,
                                          .read_request = read_rest_request,
                                          .write_response = write_rest_answer,
                                          .write_error = write_rest_failure};

} // namespace skiff::protocol
