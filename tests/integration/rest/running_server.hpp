// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/server.hpp>

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// Options for a test: any free port, short times.
inline skiff::rest::server_options test_options() {
    skiff::rest::server_options options;
    options.port = 0;
    options.stop_grace = std::chrono::seconds(5);
    return options;
}

/// Lines that a log was given, from any thread.
class kept_lines {
  public:
    void add(std::string_view line) {
        std::lock_guard const lock(mutex_);
        lines_.emplace_back(line);
    }
    /// Once there are `count` of them, or after two seconds.
    [[nodiscard]] std::vector<std::string> wait_for(std::size_t count) const {
        for (int i = 0; i != 200; ++i) {
            {
                std::lock_guard const lock(mutex_);
                if (lines_.size() >= count)
                    return lines_;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        std::lock_guard const lock(mutex_);
        return lines_;
    }

  private:
    std::mutex mutable mutex_;
    std::vector<std::string> lines_;
};

/// A server that repeats what it was asked: "METHOD target\n" and the body.
class running_server {
  public:
    explicit running_server(skiff::rest::server_options options = test_options())
        : running_server(
              [](skiff::rest::request const& in) {
                  return skiff::rest::response::text(200,
                                                     in.method + ' ' + in.target + '\n' + in.body);
              },
              std::move(options)) {}
    explicit running_server(skiff::rest::server_handler handler,
                            skiff::rest::server_options options = test_options())
        : server_(std::move(handler), std::move(options)) {
        server_.start().value();
    }

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] skiff::rest::server& get() { return server_; }

  private:
    skiff::rest::server server_;
};
