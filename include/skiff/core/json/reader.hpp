// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace skiff {
class secret_string;
} // namespace skiff

namespace skiff::json {

enum class kind : unsigned char { object, array, string, number, boolean, null, end, invalid };

/// The field's word for a kind: "object", "array", "string", ...
[[nodiscard]] std::string_view name_of(kind k) noexcept;

/// Reads JSON (RFC 8259) from memory, value by value, without building a tree: the caller says
/// what it expects next. Strict: UTF-8 is checked, lone surrogates, control characters, leading
/// zeros, trailing text and too deep nesting are refused.
///
/// The first failure is kept; from then on every call fails and loops end. Never throws but for
/// lack of memory. The text must outlive the reader.
///
///     for (reader.begin_object(); reader.next_key(key);)
///         if (key == "Item") read_item(reader); else reader.skip();
class reader {
  public:
    explicit reader(std::string_view text, unsigned max_depth = 256) noexcept
        : begin_(text.data())
        , at_(text.data())
        , end_(text.data() + text.size())
        , depth_left_(max_depth) {}

    /// What stands next, without taking it.
    [[nodiscard]] kind peek() noexcept;

    bool begin_object() noexcept;
    /// True with the next member's name; false at the end of the object, which it takes, or on
    /// failure. The view is good until the next call.
    [[nodiscard]] bool next_key(std::string_view& key);
    bool begin_array() noexcept;
    /// True when another element follows; false at the end of the array, which it takes.
    [[nodiscard]] bool next_element() noexcept;

    /// The unescaped text; the view is good until the next call that reads a string or key.
    bool string(std::string_view& out);
    bool string(std::string& out);
    /// The reader keeps no copy of it, and none is left behind in memory.
    bool string(secret_string& out);
    /// The number as it is written.
    bool number(std::string_view& out) noexcept;
    /// Fails when the number has a fraction or does not fit.
    bool integer(std::int64_t& out) noexcept;
    /// Accepts the strings "NaN", "Infinity" and "-Infinity" as well.
    bool real(double& out);
    bool boolean(bool& out) noexcept;
    bool null() noexcept;
    /// Takes null and returns true when null stands next; else takes nothing.
    [[nodiscard]] bool take_null() noexcept;
    /// Takes any value.
    bool skip();
    /// Takes any value and gives its text.
    bool raw(std::string_view& out);
    /// True when nothing but white space follows.
    bool finish() noexcept;

    [[nodiscard]] bool failed() const noexcept { return failure_ != nullptr; }
    /// What was wrong first, for example "expected string, got number".
    [[nodiscard]] std::string message() const;
    [[nodiscard]] std::size_t offset() const noexcept {
        return static_cast<std::size_t>(at_ - begin_);
    }
    /// For secret documents: makes room for what is unescaped, so that its copies are never moved
    /// and left behind, and overwrites the last one.
    void reserve_copies();
    void wipe_copies() noexcept;

    /// Makes the reader fail with the caller's own reason, a literal.
    bool fail(char const* reason) noexcept;
    /// True when the first failure was an unexpected kind of value, not broken JSON.
    [[nodiscard]] bool mistyped() const noexcept { return mistyped_; }

  private:
    void skip_space() noexcept;
    bool expect(kind wanted) noexcept;
    bool scan_number(char const*& stop) noexcept;
    bool scan_string(std::string_view& out);
    bool unescape(char const* from);
    bool literal(std::string_view word) noexcept;

    char const* begin_;
    char const* at_;
    char const* end_;
    std::string scratch_;
    unsigned depth_left_;
    bool first_ = false; ///< Just after '{' or '['.
    bool mistyped_ = false;
    kind wanted_ = kind::invalid;
    kind got_ = kind::invalid;
    char const* failure_ = nullptr;
};

/// True when `text` is valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

} // namespace skiff::json
