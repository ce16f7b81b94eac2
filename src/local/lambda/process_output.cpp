// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/process_output.hpp"

#include <skiff/core/result.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <utility>

namespace skiff::local::lambda {
namespace {

/// A line that is longer is handed on in pieces.
constexpr std::size_t longest_line = 256u << 10;

void close_file(int file) noexcept {
    if (file >= 0)
        ::close(file);
}

} // namespace

process_output::process_output(std::function<void(std::string_view lines)> sink)
    : sink_(std::move(sink)), stop_(::eventfd(0, EFD_CLOEXEC)) {
    std::array<int, 2> ends{-1, -1};
    if (stop_ < 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0) {
        std::string const why = std::generic_category().message(errno);
        close_file(stop_);
        throw service_error(
            make_error(errc::invalid_configuration, "a function's output cannot be read: " + why));
    }
    read_end_ = ends[0];
    write_end_ = ends[1];
    ::fcntl(read_end_, F_SETFL, O_NONBLOCK);
    watcher_ = std::thread([this] { watch(); });
}

process_output::~process_output() {
    std::uint64_t const one = 1;
    (void)!::write(stop_, &one, sizeof one);
    watcher_.join();
    close_file(read_end_);
    close_file(write_end_);
    close_file(stop_);
}

void process_output::release_write_end() noexcept {
    close_file(std::exchange(write_end_, -1));
}

void process_output::watch() {
    std::array<pollfd, 2> files{pollfd{.fd = read_end_, .events = POLLIN, .revents = 0},
                                pollfd{.fd = stop_, .events = POLLIN, .revents = 0}};
    for (;;) {
        if (::poll(files.data(), files.size(), -1) < 0 && errno != EINTR)
            return;
        if (files[1].revents != 0)
            return;
        if (files[0].revents == 0)
            continue;
        std::lock_guard const lock(mutex_);
        read_all();
        if (over_)
            files[0].fd = -1;
    }
}

void process_output::drain() {
    std::lock_guard const lock(mutex_);
    read_all();
}

void process_output::flush() {
    std::lock_guard const lock(mutex_);
    read_all();
    if (unfinished_.empty())
        return;
    unfinished_.push_back('\n');
    sink_(unfinished_);
    unfinished_.clear();
}

void process_output::read_all() {
    std::array<char, 16u << 10> buffer;
    // Bounded: a program that never stops writing must not keep the caller here.
    for (int round = 0; round < 256 && !over_; ++round) {
        ssize_t const size = ::read(read_end_, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            break;
        over_ = size == 0;
        unfinished_.append(buffer.data(), static_cast<std::size_t>(size));
    }
    std::size_t end = unfinished_.rfind('\n');
    end = end == unfinished_.npos ? 0 : end + 1;
    if (unfinished_.size() - end > longest_line)
        end = unfinished_.size();
    if (end == 0)
        return;
    sink_(std::string_view(unfinished_).substr(0, end));
    unfinished_.erase(0, end);
}

} // namespace skiff::local::lambda
