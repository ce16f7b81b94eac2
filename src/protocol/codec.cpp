// SPDX-License-Identifier: Apache-2.0
#include <skiff/protocol/codec.hpp>

#include "protocol/error_table.hpp"
#include "protocol/request_size.hpp"
#include "protocol/rest_codec.hpp"
#include "protocol/wire_protocol.hpp"

#include <skiff/core/http/crc32.hpp>
#include <skiff/core/retry.hpp>
#include <skiff/core/secret.hpp>

#include <algorithm>
#include <utility>

namespace skiff::protocol {
namespace {

void finish_response(service const& which, std::string_view request_id, http::response& out) {
    out.headers.add("x-amzn-RequestId", request_id);
    if (which.checksummed)
        out.headers.add("x-amz-crc32", std::to_string(http::crc32(out.body)));
}

} // namespace

void start_request(operation const& what, std::string_view content_type, http::request& out) {
    out.method = what.method;
    out.target = what.uri;
    out.headers.reserve(12, 1024);
    out.headers.add("Content-Type", content_type);
}

operation const* find_by_name(service const& which, std::string_view name) noexcept {
    auto const found = std::ranges::lower_bound(which.operations, name, {}, &operation::name);
    return found != which.operations.end() && (*found)->name == name ? *found : nullptr;
}

void write_request_head(operation const& what, http::request& out) {
    what.service->protocol->write_request_head(what, out);
}

std::optional<error> write_request(operation const& what, void const* input, random_source& random,
                                   http::request& out) {
    out.body.clear();
    if (what.sensitive) // A body that grows leaves copies of what it was behind.
        out.body.reserve(most_request_size(*what.input, input));
    std::string why;
    if (what.service->protocol->write_request(what, input, random, out, why))
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
    if (what.service->protocol->read_response(what, in, output, problems))
        return std::nullopt;
    return make_error(errc::malformed_response, problems.text());
}

error read_error(operation const& what, http::response const& in) {
    return what.service->protocol->read_error(what, in);
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
    return which.protocol->find_operation(which, in);
}

std::optional<request_problem> read_request(operation const& what, http::request const& in,
                                            void* input) {
    decode_problems problems(true, !what.sensitive);
    if (what.service->protocol->read_request(what, in, input, problems))
        return std::nullopt;
    return request_problem{problems.text(), problems.invalid_value()};
}

bool read_request(operation const& what, http::request const& in, void* input, std::string& why) {
    decode_problems problems(false, !what.sensitive);
    if (what.service->protocol->read_request(what, in, input, problems))
        return true;
    why = problems.text();
    return false;
}

http::response write_response(operation const& what, void const* output,
                              std::string_view request_id) {
    http::response out;
    out.status = 200;
    out.headers.reserve(3, 128);
    what.service->protocol->write_response(what, output, request_id, out);
    finish_response(*what.service, request_id, out);
    return out;
}

http::response write_error(service const& which, error const& e, std::string_view request_id) {
    auto const* const entry = find_error(which, e.aws_code);
    http::response out;
    out.status = e.http_status != 0 ? e.http_status : entry != nullptr ? entry->http_status : 400;
    out.headers.reserve(3, 128);
    which.protocol->write_error(which, e, entry, request_id, out);
    if (!out.headers.find("Content-Type"))
        out.headers.add("Content-Type", which.protocol->content_type);
    finish_response(which, request_id, out);
    return out;
}

} // namespace skiff::protocol
