// SPDX-License-Identifier: Apache-2.0
#include "local/child_process.hpp"

#include <skiff/core/result.hpp>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace skiff::local {
namespace {

namespace fs = std::filesystem;

std::optional<system_user> find_user(char const* name, uid_t id) {
    std::array<char, 4096> space{};
    passwd entry{};
    passwd* found = nullptr;
    if (name)
        getpwnam_r(name, &entry, space.data(), space.size(), &found);
    else
        getpwuid_r(id, &entry, space.data(), space.size(), &found);
    if (!found)
        return std::nullopt;
    return system_user{found->pw_uid, found->pw_gid, found->pw_name};
}

/// Ends a forked process by the system call alone: a sanitizer's _exit would first look for the
/// threads that it has lost.
[[noreturn]] void end_fork(int code) noexcept {
    for (;;)
        ::syscall(SYS_exit_group, code);
}

/// Between fork and exec: system calls alone.
void become(uid_t user, gid_t group) noexcept {
    if (::geteuid() == user)
        return;
    if (::setgroups(0, nullptr) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0)
        end_fork(126);
}

/// Does the work, system calls alone, as `who` in a process of its own; what it returned.
template <class Work>
bool succeeds_as(system_user const& who, Work work) {
    pid_t const child = ::fork();
    if (child == 0) {
        become(who.id, who.group);
        end_fork(work() ? 0 : 1);
    }
    int status = 1;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void close_files_from(unsigned first) noexcept {
#ifdef SYS_close_range
    if (::syscall(SYS_close_range, first, ~0u, 0u) == 0)
        return;
#endif
    for (unsigned file = first; file < 65536; ++file)
        ::close(static_cast<int>(file));
}

void reset_signals() noexcept {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int const one : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2})
        ::signal(one, SIG_DFL);
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& one : texts)
        out.push_back(one.data());
    out.push_back(nullptr);
    return out;
}

/// The child's part; everything it needs was made before the fork.
[[noreturn]] void run_child(program const& what, char* const* arguments, char* const* environment,
                            pid_t owner) noexcept {
    ::setsid();
    become(what.user.id, what.user.group);
    int output = what.output_file;
    if (output < 0) {
        // Opened as that user, whose folder it is in: what a link there names is not root's to
        // write.
        ::unlink(what.output.c_str());
        output = ::open(what.output.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    }
    int const input = ::open("/dev/null", O_RDONLY);
    if (output < 0 || input < 0 || ::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 ||
        ::dup2(output, 2) < 0)
        end_fork(126);
    close_files_from(3);
    // Changing the user forgets the signal, so it is set afterwards; the owner may be dead already.
    ::prctl(PR_SET_PDEATHSIG, what.on_orphaned);
    if (::getppid() != owner || ::chdir(what.folder.c_str()) != 0)
        end_fork(126);
    reset_signals();
    ::umask(077);
    ::execve(what.path.c_str(), arguments, environment);
    end_fork(127);
}

} // namespace

void refuse_server(std::string why) {
    throw service_error(make_error(errc::invalid_configuration, std::move(why)));
}

system_user current_user() {
    auto found = find_user(nullptr, ::geteuid());
    if (!found)
        refuse_server(
            "the user with number " + std::to_string(::geteuid()) +
            " has no name on this machine: a private database server needs one (see /etc/passwd)");
    return *std::move(found);
}

system_user server_user(char const* preferred) {
    if (::geteuid() != 0)
        return current_user();
    if (auto found = find_user(preferred, 0))
        return *std::move(found);
    if (auto found = find_user("nobody", 0))
        return *std::move(found);
    refuse_server(
        std::string(
            "a database server does not run as root, and this machine has neither a user ") +
        preferred + " nor nobody");
}

bool can_enter(system_user const& who, fs::path const& folder) {
    return succeeds_as(who, [&] { return ::access(folder.c_str(), X_OK) == 0; });
}

bool write_as(system_user const& who, fs::path const& file, std::string_view text) {
    return succeeds_as(who, [&] {
        int const out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
        while (out >= 0 && !text.empty()) {
            ssize_t const written = ::write(out, text.data(), text.size());
            if (written < 0 && errno != EINTR)
                return false;
            text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
        }
        return out >= 0 && ::close(out) == 0;
    });
}

std::vector<fs::path> folders_on_path() {
    std::vector<fs::path> out;
    char const* const path = std::getenv("PATH");
    std::string_view left = path ? path : "";
    while (!left.empty()) {
        std::size_t const end = std::min(left.find(':'), left.size());
        out.emplace_back(left.substr(0, end));
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return out;
}

child_process::child_process(program what)
    : keeper_([this, what = std::move(what)] { keep(what); }) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return started_; });
    if (id_ <= 0) {
        lock.unlock();
        keeper_.join();
        refuse_server("no process can be started: " + std::generic_category().message(exit_code_));
    }
}

child_process::~child_process() {
    send(SIGKILL);
    if (keeper_.joinable())
        keeper_.join();
}

void child_process::keep(program const& what) {
    std::vector<std::string> arguments{what.path};
    arguments.insert(arguments.end(), what.arguments.begin(), what.arguments.end());
    std::vector<std::string> environment = what.environment;
    auto const argument_pointers = pointers_to(arguments);
    auto const environment_pointers = pointers_to(environment);
    pid_t const owner = ::getpid();
    pid_t const child = ::fork();
    if (child == 0)
        run_child(what, argument_pointers.data(), environment_pointers.data(), owner);
    {
        std::lock_guard const lock(mutex_);
        exit_code_ = child < 0 ? errno : 0;
        id_ = child;
        started_ = true;
        changed_.notify_all();
    }
    if (child < 0)
        return;
    // The process is waited for without being taken, so that its number stays its own until
    // nobody can signal it any more.
    siginfo_t how{};
    while (::waitid(P_PID, static_cast<id_t>(child), &how, WEXITED | WNOWAIT) < 0 &&
           errno == EINTR) {
    }
    {
        std::lock_guard const lock(mutex_);
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        ended_ = true;
        exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        changed_.notify_all();
    }
    if (what.on_end)
        what.on_end();
}

bool child_process::running() const {
    std::lock_guard const lock(mutex_);
    return !ended_;
}

void child_process::send(int signal) {
    std::lock_guard const lock(mutex_);
    if (!ended_)
        ::kill(id_, signal);
}

void child_process::send_to_all(int signal) {
    std::lock_guard const lock(mutex_);
    if (!ended_ && ::kill(-id_, signal) != 0) // it may not have its session yet
        ::kill(id_, signal);
}

bool child_process::wait_for(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [this] { return ended_; });
}

int child_process::exit_code() const {
    std::lock_guard const lock(mutex_);
    return exit_code_;
}

} // namespace skiff::local
