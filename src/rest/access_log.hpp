// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace skiff::rest {

/// What one answered request leaves in the log.
struct access_entry {
    std::chrono::system_clock::time_point time;
    std::string_view id;
    std::string_view method; ///< Empty when the request could not be read.
    std::string_view path;
    int status = 0;
    std::size_t bytes = 0; ///< Of the body.
    std::chrono::nanoseconds duration{};
    std::string_view peer;
};

/// One line of JSON.
[[nodiscard]] std::string to_line(access_entry const& entry);

/// An exception that a handler threw, as one line of JSON.
struct exception_entry {
    std::string_view id;
    std::string_view method;
    std::string_view path;
    std::string_view what;
};
[[nodiscard]] std::string to_line(exception_entry const& entry);

/// A client's request id is taken over when it has 1 to 64 letters, digits, '-', '_' and '.'.
[[nodiscard]] bool is_usable_request_id(std::string_view text) noexcept;

} // namespace skiff::rest
