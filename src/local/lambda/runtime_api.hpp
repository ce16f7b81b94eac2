// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/timestamp.hpp>
#include <skiff/rest/request.hpp>
#include <skiff/rest/response.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::lambda {

/// Bytes of a request and of an answer that is sent in one piece (AWS: 6 MB, and some for the
/// answer's own frame).
inline constexpr std::size_t most_request_bytes = 6u << 20;
inline constexpr std::size_t most_response_bytes = (6u << 20) + 100;
/// Of an answer that is streamed (AWS lets accounts raise it).
inline constexpr std::size_t most_streamed_bytes = 20u << 20;

/// An invocation as the function gets it.
struct work {
    std::string request_id;
    std::string payload;
    timestamp deadline;
    std::string function_arn;
    std::string trace_header{};
    std::string client_context{};   ///< JSON.
    std::string cognito_identity{}; ///< JSON.
};

/// What the function made of it.
struct answer {
    std::string payload;
    std::string error_type{};   ///< Empty when it succeeded.
    std::string content_type{}; ///< As the function sent it.
};

/// The Runtime API of one execution environment (version 2018-06-01): the side that the program
/// talks to, and the side that the environment's owner talks to. Thread-safe.
class runtime_api {
  public:
    using time_point = std::chrono::steady_clock::time_point;
    enum class outcome : unsigned char {
        ready,       ///< The program waits for work.
        answered,    ///< See `take_answer`.
        init_failed, ///< The program said so: see `take_answer`.
        ended,       ///< `close` was called.
        timed_out,
    };

    /// Answers a request of the program. `next` waits for work. Status 0 ends the connection.
    [[nodiscard]] http::response handle(rest::request const& in);

    /// Until the program asks for work, for the first time or again.
    [[nodiscard]] outcome wait_until_ready(time_point deadline);
    /// Gives work to a program that is ready.
    void give(work what);
    /// Until the program has answered what it was given.
    [[nodiscard]] outcome wait_for_answer(time_point deadline);
    [[nodiscard]] answer take_answer();

    /// The program has ended or will: nobody waits any more.
    void close();
    [[nodiscard]] bool ready() const;

  private:
    enum class stage : unsigned char { starting, ready, working, answered, init_failed };

    [[nodiscard]] http::response next();
    [[nodiscard]] http::response take_response(rest::request const& in, std::string_view id);
    [[nodiscard]] http::response take_error(rest::request const& in, std::string_view id);
    [[nodiscard]] http::response take_init_error(rest::request const& in);
    [[nodiscard]] std::optional<http::response> refuse_id(std::string_view id) const;
    [[nodiscard]] http::response finish(answer what);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    stage stage_ = stage::starting;
    bool closed_ = false;
    bool too_large_ = false; ///< The answer was refused for its size: an error may follow.
    bool handed_out_ = false;
    work work_;
    answer answer_;
};

} // namespace skiff::local::lambda
