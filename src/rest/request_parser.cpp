// SPDX-License-Identifier: Apache-2.0
#include "rest/request_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include <algorithm>
#include <limits>

namespace skiff::rest {
namespace {

namespace beast_http = boost::beast::http;

/// A body's announced length is trusted for reserving memory up to here.
constexpr std::uint64_t most_reserved = 1u << 20;

/// "0 CR LF CR LF": so much is still to come while a chunked body is not complete. Beast asserts
/// that it gets at least this when it sees the last chunk for the second time.
constexpr std::size_t shortest_chunked_rest = 5;

std::string_view view(boost::beast::string_view text) noexcept {
    return {text.data(), text.size()};
}

refusal refusal_of(boost::beast::error_code code) noexcept {
    if (code == beast_http::error::body_limit)
        return {413, "The body is too large."};
    if (code == beast_http::error::header_limit)
        return {431, "The headers are too large."};
    if (code == beast_http::error::bad_version)
        return {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
    if (code == beast_http::error::bad_content_length ||
        code == beast_http::error::multiple_content_length ||
        code == beast_http::error::bad_transfer_encoding)
        return {400, "The length of the body is not clear."};
    if (code == beast_http::error::bad_chunk || code == beast_http::error::bad_chunk_extension)
        return {400, "The body is not chunked correctly."};
    return {400, "The request is not valid HTTP."};
}

} // namespace

request_parser::request_parser(request& out, std::size_t body_limit) : out_(out) {
    base::body_limit(body_limit);
    base::header_limit(std::numeric_limits<std::uint32_t>::max()); // the session counts
    base::eager(true);
}

std::size_t request_parser::put(std::string_view bytes) {
    error_code code;
    std::size_t taken = 0;
    while (taken != bytes.size() && !is_done()) {
        if (is_header_done() && chunked() && bytes.size() - taken < shortest_chunked_rest)
            break;
        auto const n = base::put(boost::asio::buffer(bytes.data() + taken, bytes.size() - taken),
                                 code);
        taken += n;
        if (code == beast_http::error::need_more)
            break;
        if (code) {
            if (refusal_.status == 0)
                refusal_ = refusal_of(code);
            break;
        }
        if (n == 0)
            break;
    }
    return taken;
}

void request_parser::refuse(int status, char const* reason, error_code& code) {
    refusal_ = {status, reason};
    code = beast_http::error::bad_value;
}

void request_parser::on_request_impl(beast_http::verb, string_view method, string_view target,
                                     int version, error_code&) {
    out_.method = view(method);
    out_.target = view(target);
    version_ = version;
}

void request_parser::on_field_impl(field name, string_view name_text, string_view value,
                                   error_code& code) {
    if (!in_head_) { // trailers are not part of the head that others have checked
        out_.trailers.add(view(name_text), view(value));
        return;
    }
    switch (name) {
    case field::host:
        ++hosts_;
        break;
    case field::transfer_encoding:
        if (!boost::beast::iequals(value, "chunked"))
            return refuse(501, "No other transfer coding than \"chunked\" is understood.", code);
        if (version_ < 11)
            return refuse(400, "HTTP/1.0 knows no transfer codings.", code);
        break;
    case field::expect:
        if (!boost::beast::iequals(value, "100-continue"))
            return refuse(417, "No other expectation than \"100-continue\" is understood.", code);
        expects_continue_ = version_ >= 11;
        break;
    default:
        break;
    }
    if (!out_.headers.add(view(name_text), view(value)))
        refuse(400, "A header is not valid.", code);
}

void request_parser::on_header_impl(error_code& code) {
    in_head_ = false;
    if (hosts_ > 1 || (hosts_ == 0 && version_ >= 11))
        refuse(400, "Exactly one Host header is needed.", code);
}

void request_parser::on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code&) {
    if (length)
        out_.body.reserve(static_cast<std::size_t>(std::min(*length, most_reserved)));
}

std::size_t request_parser::on_body_impl(string_view body, error_code&) {
    out_.body.append(body.data(), body.size());
    return body.size();
}

std::size_t request_parser::on_chunk_body_impl(std::uint64_t, string_view body, error_code&) {
    out_.body.append(body.data(), body.size());
    return body.size();
}

} // namespace skiff::rest
