// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/http_test_server.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

/// A request as it arrived: head with its empty line, body byte for byte, chunks included.
struct received {
    std::string target; ///< Without "/2018-06-01/runtime"
    std::string head;
    std::string body;

    /// The header's value; "-" when there is none.
    [[nodiscard]] std::string header(std::string_view name) const;
};

/// The Runtime API on a loopback socket. Gives the events that it was told to, in order, and keeps
/// what it is sent. Thread-safe.
class fake_runtime_api {
  public:
    /// The bytes to answer with; empty: the connection is ended instead.
    using answer_to = std::function<std::string(received const&)>;

    fake_runtime_api();
    ~fake_runtime_api();

    [[nodiscard]] std::string address() const;
    /// Connections so far.
    [[nodiscard]] int connections() const { return server_.accepted(); }

    /// The next event for whoever asks.
    void invoke(std::string request_id, std::string event, std::string more_headers = "");
    /// Answers posts by this instead of 202; and `next` instead of the events.
    void on_post(answer_to how);
    void on_next(answer_to how);

    /// The first request with this target, once it has come; throws after a minute.
    [[nodiscard]] received wait_for(std::string_view target);
    /// What has come so far.
    [[nodiscard]] std::vector<received> all() const;
    /// Waits until so many connections wait for an event.
    void wait_for_idle(int count);

  private:
    bool serve(skiff::test::peer& client);
    [[nodiscard]] std::string answer(received const& in);
    [[nodiscard]] std::string next_event();
    [[nodiscard]] std::string next_shutdown();

    std::mutex mutable mutex_;
    std::condition_variable changed_;
    std::deque<std::string> events_;
    std::vector<received> received_;
    answer_to on_post_;
    answer_to on_next_;
    int idle_ = 0;
    bool stopping_ = false;
    skiff::test::http_test_server server_; ///< Destroyed first.
};
