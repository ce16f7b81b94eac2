// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/auth/sha256_state.hpp"

#include <skiff/core/clock.hpp>

#include <boost/container/small_vector.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// The canonical form of a request, as signer and verifier both hash it.
namespace skiff::auth {

inline constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view scope_end = "aws4_request";
inline constexpr std::string_view unsigned_payload_text = "UNSIGNED-PAYLOAD";

/// Text that seldom outgrows the stack.
using short_text = boost::container::small_vector<char, 512>;

inline void append(short_text& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}
[[nodiscard]] inline std::string_view view(short_text const& text) noexcept {
    return {text.data(), text.size()};
}

/// Takes the canonical request piece by piece and hashes it on the way: none of it is kept.
class canonical_sink {
  public:
    /// Also keeps the text in `copy` unless that is null, for messages.
    explicit canonical_sink(std::string* copy = nullptr) noexcept : copy_(copy) {}

    void append(char c) {
        if (size_ == buffer_.size())
            flush();
        buffer_[size_++] = c;
    }
    void append(std::string_view text) {
        if (text.size() > buffer_.size() - size_) {
            flush();
            if (text.size() > buffer_.size())
                return take(text);
        }
        std::memcpy(buffer_.data() + size_, text.data(), text.size());
        size_ += text.size();
    }
    [[nodiscard]] sha256_digest finish() {
        flush();
        return state_.finish();
    }

  private:
    void flush() {
        take({buffer_.data(), size_});
        size_ = 0;
    }
    void take(std::string_view text) {
        state_.update(text);
        if (copy_)
            copy_->append(text);
    }

    sha256_state state_;
    std::string* copy_;
    std::size_t size_ = 0;
    std::array<char, 1024> buffer_; // Written before it is read.
};

/// "20150830T123600Z"
struct amz_date {
    std::array<char, 16> characters;
    [[nodiscard]] std::string_view text() const noexcept {
        return {characters.data(), characters.size()};
    }
    [[nodiscard]] std::string_view day() const noexcept { return text().substr(0, 8); }
};
[[nodiscard]] amz_date amz_date_of(timestamp when) noexcept;
/// False when `text` is not a date of that form.
[[nodiscard]] bool parse_amz_date(std::string_view text, timestamp& out) noexcept;

/// True for headers that proxies and connections may change, and those the transport writes.
/// `name` is in lower case.
[[nodiscard]] bool never_signed(std::string_view name) noexcept;

/// The headers to sign, sorted by name; those of the same name stay in their order.
class canonical_headers {
  public:
    /// Both views outlive this object. Returns the name in lower case, valid until the next call.
    void add(std::string_view name, std::string_view value);
    /// The same, unless `name` is one that is never signed.
    void add_if_signed(std::string_view name, std::string_view value);
    void sort() noexcept;
    /// "host;x-amz-date"
    void write_names(short_text& out) const;
    /// Each as "name:value\n".
    void write(canonical_sink& out) const;

  private:
    struct header {
        std::uint32_t name_begin;
        std::uint32_t name_size;
        std::string_view value;
    };
    [[nodiscard]] std::string_view name_of(header const& h) const noexcept {
        return {names_.data() + h.name_begin, h.name_size};
    }

    boost::container::small_vector<char, 384> names_;
    boost::container::small_vector<header, 24> headers_;
};

/// A header's value without outer whitespace; inner runs, line folds too, become one space.
void write_header_value(canonical_sink& out, std::string_view value);

/// `path` as on the wire. See signing_scope for the two rules.
void write_path(canonical_sink& out, std::string_view path, bool normalize, bool encode_twice);

/// `query` as on the wire, without "?": every pair encoded once, sorted, "k" written as "k=".
void write_query(canonical_sink& out, std::string_view query);

/// A request as its canonical form needs it.
struct canonical_request {
    std::string_view method;
    std::string_view path;
    std::string_view query;
    canonical_headers const& headers; ///< Sorted.
    std::string_view names;           ///< As canonical_headers::write_names() writes them.
    std::string_view payload;         ///< The body's digest as hexadecimal, or what stands for it.
    bool normalize_path;
    bool encode_path_twice;

    /// The digest of the canonical form, which is also left in `copy` unless that is null.
    [[nodiscard]] sha256_digest digest(std::string* copy = nullptr) const;
};

/// All but letters, digits and "-._~" as %XX.
void percent_encode(std::string& out, std::string_view text);
/// What is not a whole %XX stays as it stands.
[[nodiscard]] std::string percent_decode(std::string_view text);

/// The target's path and query.
struct split_target {
    std::string_view path;
    std::string_view query;
};
[[nodiscard]] split_target split(std::string_view target) noexcept;

} // namespace skiff::auth
