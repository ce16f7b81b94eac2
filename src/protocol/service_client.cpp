// SPDX-License-Identifier: Apache-2.0
#include <skiff/protocol/service_client.hpp>

#include "protocol/call.hpp"
#include "protocol/client_state.hpp"

#include <skiff/protocol/codec.hpp>

#include <utility>

namespace skiff::protocol {
namespace {

/// Reads a successful answer with the operation's tables.
struct shape_reader {
    operation const& what;
    void* output;

    static std::optional<error> read(void* self, http::response const& answer) {
        auto const& reader = *static_cast<shape_reader*>(self);
        return read_response(reader.what, answer, reader.output);
    }
};

/// Reads a successful answer with the caller's own reader.
struct callers_reader {
    body_reader output;

    static std::optional<error> read(void* self, http::response const& answer) {
        auto const& reader = *static_cast<callers_reader*>(self);
        std::string why;
        if (reader.output.read(reader.output.context, answer.body, why))
            return std::nullopt;
        return make_error(errc::malformed_response, std::move(why));
    }
};

} // namespace

service_client::service_client(protocol::service const& which, client_config config)
    : state_(std::make_shared<client_state>(which, std::move(config))) {}

std::optional<error> service_client::call(operation const& what, void const* input, void* output,
                                          call_options const& options) const {
    http::request request;
    body_guard const guard(what, request.body);
    std::string host_prefix;
    auto failure = write_request(what, input, state_->random(), request);
    if (!failure && !what.host_prefix.empty())
        failure = write_host_prefix(what, input, host_prefix);
    if (failure) {
        failure->operation = full_name(what);
        return failure;
    }
    shape_reader reader{what, output};
    return carry_out(*state_, what, request, {&reader, &shape_reader::read}, options, host_prefix);
}

std::optional<error> service_client::call(operation const& what, std::string body,
                                          body_reader output, call_options const& options) const {
    http::request request;
    body_guard const guard(what, request.body);
    write_request_head(what, request);
    request.body = std::move(body);
    callers_reader reader{output};
    return carry_out(*state_, what, request, {&reader, &callers_reader::read}, options);
}

client_config const& service_client::config() const noexcept {
    return state_->config();
}

} // namespace skiff::protocol
