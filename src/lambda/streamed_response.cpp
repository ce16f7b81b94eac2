// SPDX-License-Identifier: Apache-2.0
#include "lambda/streamed_response.hpp"

#include "core/http/connect.hpp"
#include "core/http/response_reader.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/reflect/json.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace skiff::lambda {
namespace {

constexpr std::chrono::seconds connect_timeout{3};
constexpr std::size_t answer_limit = 64 * 1024;
constexpr std::string_view prelude_end("\0\0\0\0\0\0\0\0", 8);

std::string json_of(http_prelude const& prelude) {
    std::string out;
    json::writer to(out);
    to.begin_object();
    to.plain_key("statusCode");
    to.integer(prelude.status);
    to.plain_key("headers");
    json::detail::write_value(to, prelude.headers);
    to.plain_key("cookies");
    json::detail::write_value(to, prelude.cookies);
    to.end_object();
    return out;
}

} // namespace

streamed_response::streamed_response(http::origin const& to, std::string_view request_id)
    : to_(to), target_(invocation_path(request_id, "response")) {}

void streamed_response::start(http_prelude const& prelude) {
    if (begun())
        throw std::logic_error("response_stream: start comes before the first write, and once");
    begin("application/vnd.awslambda.http-integration-response");
    send_chunk(json_of(prelude).append(prelude_end));
}

void streamed_response::write(std::string_view bytes) {
    if (bytes.empty()) // an empty chunk would end the answer
        return;
    if (!begun())
        begin("application/octet-stream");
    send_chunk(bytes);
}

void streamed_response::begin(std::string_view content_type) {
    auto socket = http::connect(to_, wait_, std::chrono::steady_clock::now() + connect_timeout);
    if (!socket) {
        lost_ = true;
        problem_ = socket.error().message;
        throw service_error(socket.error());
    }
    connection_.emplace(std::move(*socket), http::tls_session());
    head_ = "POST " + target_ + " HTTP/1.1\r\nHost: " + to_.authority() +
            "\r\nTransfer-Encoding: chunked"
            "\r\nLambda-Runtime-Function-Response-Mode: streaming"
            "\r\nTrailer: Lambda-Runtime-Function-Error-Type"
            "\r\nTrailer: Lambda-Runtime-Function-Error-Body"
            "\r\nContent-Type: ";
    head_.append(content_type).append("\r\n\r\n");
}

void streamed_response::send_chunk(std::string_view bytes) {
    std::array<char, 16> size{};
    auto const end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
    auto frame = std::exchange(head_, {});
    frame.append(size.data(), end).append("\r\n").append(bytes).append("\r\n");
    send(frame);
}

void streamed_response::send(std::string_view text) {
    while (!text.empty() && !lost_) {
        auto const written = connection_->write({text, std::string_view()});
        if (written.what == http::io_result::kind::moved)
            text.remove_prefix(written.size);
        else if (written.is_end())
            lost_ = true;
        else
            static_cast<void>(wait_.wait(connection_->socket(), http::readiness::write));
    }
    if (!lost_)
        return;
    problem_ = "the connection was lost while the answer was streamed";
    throw service_error(make_error(errc::connection_lost, problem_));
}

api_outcome streamed_response::finish() {
    if (!begun() && !lost_) {
        try {
            begin("application/octet-stream");
        } catch (service_error const&) {
            return api_outcome::refused; // whether the API is gone, the next call finds out
        }
    }
    return end({});
}

api_outcome streamed_response::fail(failure_report const& failure) {
    return end("Lambda-Runtime-Function-Error-Type: " + failure.category() +
               "\r\nLambda-Runtime-Function-Error-Body: " + base64_encode(failure.json()) + "\r\n");
}

api_outcome streamed_response::end(std::string_view trailers) {
    if (lost_)
        return api_outcome::refused;
    try {
        send(std::exchange(head_, {}).append("0\r\n").append(trailers).append("\r\n"));
    } catch (service_error const&) {
        return api_outcome::refused;
    }
    return read_answer();
}

api_outcome streamed_response::read_answer() {
    using state = http::response_reader::state;
    http::response_reader reader;
    reader.start(answer_limit, false);
    auto now = state::reading;
    while (now == state::reading) {
        static_cast<void>(wait_.wait(connection_->socket(), http::readiness::read));
        auto const got = connection_->read(reader.space());
        if (got.what == http::io_result::kind::moved)
            now = reader.received(got.size);
        else if (got.is_end())
            now = got.what == http::io_result::kind::closed ? reader.ended() : state::truncated;
    }
    if (now != state::done) {
        problem_ = "the Runtime API did not answer the streamed response";
        return api_outcome::refused;
    }
    auto const status = reader.take().status;
    problem_ = "the Runtime API answered " + std::to_string(status);
    return outcome_of(status);
}

} // namespace skiff::lambda
