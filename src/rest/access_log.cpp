// SPDX-License-Identifier: Apache-2.0
#include "rest/access_log.hpp"

#include "core/stderr_line.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/rest/server.hpp>

#include <algorithm>

namespace skiff::rest {

namespace {

void write(json::writer& to, std::string_view name, std::string_view value) {
    to.plain_key(name);
    json::detail::write_text(to, value);
}

} // namespace

std::string to_line(access_entry const& entry) {
    using namespace std::chrono;
    std::string line;
    line.reserve(192 + entry.path.size());
    json::writer to(line);
    to.begin_object();
    to.plain_key("time");
    json::detail::write_value(to, time_point_cast<milliseconds>(entry.time));
    write(to, "id", entry.id);
    write(to, "method", entry.method);
    write(to, "path", entry.path);
    to.plain_key("status");
    to.integer(entry.status);
    to.plain_key("bytes");
    to.unsigned_integer(entry.bytes);
    to.plain_key("duration_us");
    to.integer(duration_cast<microseconds>(entry.duration).count());
    write(to, "peer", entry.peer);
    to.end_object();
    return line;
}

std::string to_line(exception_entry const& entry) {
    std::string line;
    json::writer to(line);
    to.begin_object();
    write(to, "event", "exception");
    write(to, "id", entry.id);
    write(to, "method", entry.method);
    write(to, "path", entry.path);
    write(to, "what", entry.what);
    to.end_object();
    return line;
}

bool is_usable_request_id(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    });
}

void log_to_stderr(std::string_view line) {
    write_stderr_line(line);
}

} // namespace skiff::rest
