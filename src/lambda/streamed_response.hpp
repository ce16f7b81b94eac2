// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/http/stream.hpp"
#include "core/http/wait.hpp"
#include "lambda/failure_report.hpp"
#include "lambda/runtime_api.hpp"

#include <skiff/core/http/transport.hpp>
#include <skiff/lambda/streaming.hpp>

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace skiff::lambda {

/// An answer that is sent while it is made: a chunked POST on a connection of its own, which is
/// opened with the first byte. Errors after that travel as trailers.
class streamed_response final : public response_stream {
  public:
    /// `to` outlives it.
    streamed_response(http::origin const& to, std::string_view request_id);

    void start(http_prelude const& prelude) override;
    void write(std::string_view bytes) override;

    /// Something was sent: a failure can no longer be reported as by any handler.
    [[nodiscard]] bool begun() const noexcept { return connection_.has_value(); }
    /// Ends the answer and takes the API's.
    [[nodiscard]] api_outcome finish();
    [[nodiscard]] api_outcome fail(failure_report const& failure);
    [[nodiscard]] std::string const& problem() const noexcept { return problem_; }

  private:
    void begin(std::string_view content_type);
    void send_chunk(std::string_view bytes);
    void send(std::string_view text);
    [[nodiscard]] api_outcome end(std::string_view trailers);
    [[nodiscard]] api_outcome read_answer();

    http::origin const& to_;
    std::string target_;
    std::stop_token const never_{};
    http::waiter wait_{http::waiter::time_point::max(), never_};
    std::optional<http::stream> connection_;
    std::string head_; ///< Until the first chunk takes it along.
    bool lost_ = false;
    std::string problem_;
};

} // namespace skiff::lambda
