// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skiff::json {

/// Appends JSON to a string, commas included. The caller keeps begin and end in balance and writes
/// a key before each member; strings are UTF-8 and are escaped as JSON demands, nothing more.
class writer {
  public:
    explicit writer(std::string& out) noexcept : out_(out) {}

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    void key(std::string_view name);
    /// A key that is known to need no escaping: a literal.
    void plain_key(std::string_view name);

    void string(std::string_view text);
    void integer(std::int64_t value);
    void unsigned_integer(std::uint64_t value);
    /// Shortest form that reads back the same. NaN and infinities become the strings "NaN",
    /// "Infinity" and "-Infinity", as AWS JSON writes them.
    void real(double value);
    void boolean(bool value);
    void null();
    void base64(std::string_view bytes);
    /// Text that is JSON already.
    void raw(std::string_view json);

    [[nodiscard]] std::string& out() noexcept { return out_; }

  private:
    void separate() {
        if (comma_)
            out_.push_back(',');
    }
    void open(char c) {
        separate();
        out_.push_back(c);
        comma_ = false;
    }
    void close(char c) {
        out_.push_back(c);
        comma_ = true;
    }

    std::string& out_;
    bool comma_ = false;
};

/// Appends `text` as a JSON string, quotes included.
void append_string(std::string& out, std::string_view text);

} // namespace skiff::json
