// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/core/config.hpp>
#include <skiff/core/result.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::protocol {

class client_state;
struct operation;
struct service;

/// Reads a successful answer's body. A plain pair instead of std::function: no allocation.
struct body_reader {
    void* context;
    /// Returns false when the body is not what it should be; `why` then says so.
    bool (*read)(void* context, std::string_view body, std::string& why);
};

/// Carries out operations: what every generated client stands on. Serialises, resolves region,
/// endpoint and credentials at the first call, signs, sends, retries, accepts and deserialises.
///
/// A cheap handle: copies share configuration, connections, credentials and retry quota. Every
/// member may be called from many threads; a moved-from object may only be assigned or destroyed.
class service_client {
  public:
    service_client(protocol::service const& which, client_config config);

    /// `input` and `output` are the C++ structures that the operation's shapes describe. Nothing
    /// on success.
    [[nodiscard]] std::optional<error> call(operation const& what, void const* input, void* output,
                                            call_options const& options) const;

    /// The same with a body that is written already and an answer that the caller reads itself:
    /// the typed layers' way, without the generated structures in between.
    [[nodiscard]] std::optional<error> call(operation const& what, std::string body,
                                            body_reader output, call_options const& options) const;

    [[nodiscard]] client_config const& config() const noexcept;

    /// For the generated clients.
    template <class Response, class Request>
    [[nodiscard]] result<Response> invoke(operation const& what, Request const& request,
                                          call_options const& options) const {
        Response response{};
        if (auto failure = call(what, &request, &response, options))
            return std::move(*failure);
        return response;
    }

  private:
    std::shared_ptr<client_state> state_;
};

} // namespace skiff::protocol
