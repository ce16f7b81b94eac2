// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace skiff::local::lambda {

/// A pipe that a program writes to, read line by line on a thread of its own. Thread-safe.
class process_output {
  public:
    /// `sink` gets whole lines, one call at a time. Throws `service_error`
    /// (errc::invalid_configuration) when there can be no pipe.
    explicit process_output(std::function<void(std::string_view lines)> sink);
    process_output(process_output const&) = delete;
    process_output& operator=(process_output const&) = delete;
    ~process_output();

    /// What the program gets; closed with `release_write_end` once it has it.
    [[nodiscard]] int write_end() const noexcept { return write_end_; }
    void release_write_end() noexcept;

    /// Takes all that was written before this call; returns when `sink` has it.
    void drain();
    /// The same, and the last line although it is not ended.
    void flush();

  private:
    void watch();
    void read_all();

    std::function<void(std::string_view lines)> sink_;
    int read_end_ = -1;
    int write_end_ = -1;
    int stop_ = -1; ///< An event: the thread ends.
    std::mutex mutex_;
    std::string unfinished_;
    bool over_ = false;
    std::thread watcher_;
};

} // namespace skiff::local::lambda
