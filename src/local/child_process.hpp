// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace skiff::local {

/// Throws `service_error` (errc::invalid_configuration).
[[noreturn]] void refuse_server(std::string why);

/// A user of the machine.
struct system_user {
    uid_t id;
    gid_t group;
    std::string name;
};

/// Throws `service_error` (errc::invalid_configuration) when the machine does not know who it is.
[[nodiscard]] system_user current_user();
/// Whom a database server runs as. Servers refuse root, so root's child is `preferred` when that
/// user exists, else "nobody".
[[nodiscard]] system_user server_user(char const* preferred);

/// True when `who` can enter the folder.
[[nodiscard]] bool can_enter(system_user const& who, std::filesystem::path const& folder);

/// Writes a file as `who`, so that root can write into folders of others: links are not followed,
/// and files that are not theirs not touched. False when that cannot be.
[[nodiscard]] bool write_as(system_user const& who, std::filesystem::path const& file,
                            std::string_view text);

/// The folders of PATH, in its order.
[[nodiscard]] std::vector<std::filesystem::path> folders_on_path();

/// What to run.
struct program {
    std::string path;
    std::vector<std::string> arguments;
    system_user user;
    std::filesystem::path folder;   ///< Where it runs.
    std::filesystem::path output{}; ///< Both outputs; a new file, in a folder of `user`.
    int on_orphaned;                ///< The signal it gets when this process dies.
    int output_file = -1;           ///< An open file that both outputs go to, instead of `output`.
    /// "NAME=value"; the only variables that it has.
    std::vector<std::string> environment{"PATH=/usr/bin:/bin", "TZ=UTC", "LC_ALL=C"};
    std::function<void()> on_end{}; ///< Called on another thread when it has ended.
};

/// A program in a session of its own, with no variables and no files of this process. It
/// does not outlive its owner: a thread waits for it, and it is told when that thread dies.
/// Thread-safe.
class child_process {
  public:
    /// Throws `service_error` (errc::invalid_configuration) when there can be no process.
    explicit child_process(program what);
    child_process(child_process const&) = delete;
    child_process& operator=(child_process const&) = delete;
    /// Kills the program when it still runs.
    ~child_process();

    [[nodiscard]] bool running() const;
    void send(int signal);
    /// To the program and what it started, as far as that did not leave its session.
    void send_to_all(int signal);
    /// True when the program has ended.
    bool wait_for(std::chrono::milliseconds longest);
    /// Of a program that has ended: 0 for success, negative for death by a signal.
    [[nodiscard]] int exit_code() const;
    [[nodiscard]] pid_t id() const noexcept { return id_; }

  private:
    void keep(program const& what);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    pid_t id_ = 0; ///< Set before the constructor returns; 0: no process.
    bool started_ = false;
    bool ended_ = false;
    int exit_code_ = 0;
    std::thread keeper_;
};

} // namespace skiff::local
