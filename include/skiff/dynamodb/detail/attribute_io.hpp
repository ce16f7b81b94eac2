// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/dynamodb/attribute_type.hpp>
#include <skiff/dynamodb/number.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace skiff::dynamodb {
class attribute_value;
}

namespace skiff::dynamodb::detail {

__extension__ typedef __int128 wide_integer;

/// A point in time; the nanoseconds count forward from the second, also before 1970.
struct unix_time {
    std::int64_t seconds = 0;
    std::int32_t nanoseconds = 0;
};

/// Where and why a conversion failed first: "attribute 'lines[2].price': expected N, got S".
class fault {
  public:
    [[nodiscard]] bool empty() const noexcept { return reason_.empty(); }
    void because(std::string_view reason);
    /// The callers, from the inside out, add where they are.
    void prepend_member(std::string_view name);
    void prepend_index(std::size_t index);
    [[nodiscard]] std::string message() const;

  private:
    std::string path_;
    std::string reason_;
};

/// Writes attribute values as DynamoDB JSON.
class attribute_writer {
  public:
    explicit attribute_writer(std::string& out) noexcept : json_(out) {}

    [[nodiscard]] json::writer& json() noexcept { return json_; }
    [[nodiscard]] detail::fault& fault() noexcept { return fault_; }

    void begin(attribute_type type); ///< {"S":
    void end() { json_.end_object(); }

    /// What stands between: the text of scalars and of the elements of sets.
    void write_text(std::string_view value) { json_.string(value); }
    void write_text(binary const& value) { json_.base64(value.bytes); }
    void write_text(number const& value);
    void write_text(double value);
    void write_text(float value);
    template <std::signed_integral I>
    void write_text(I value) {
        write_signed(value);
    }
    template <std::unsigned_integral I>
    void write_text(I value) {
        write_unsigned(value);
    }

    void write_null();
    void write_boolean(bool value);
    void write_enumerator(std::string_view name); ///< Empty: no enumerator, a fault.
    void write_dynamic(attribute_value const& value);
    void write_epoch_seconds(unix_time time);
    void write_iso_8601(unix_time time);

  private:
    void write_signed(std::int64_t value);
    void write_unsigned(std::uint64_t value);

    json::writer json_;
    detail::fault fault_;
};

/// Reads attribute values from DynamoDB JSON. All functions return false from the first failure on.
class attribute_reader {
  public:
    explicit attribute_reader(json::reader& in) noexcept : json_(in) {}

    [[nodiscard]] json::reader& json() noexcept { return json_; }
    [[nodiscard]] bool failed() const noexcept { return json_.failed(); }
    /// Empty when nothing failed.
    [[nodiscard]] std::string message() const;

    bool fail(std::string_view reason);
    bool at_member(std::string_view name); ///< Adds to the path; returns false.
    bool at_index(std::size_t index);
    bool expect(attribute_type wanted, attribute_type got);

    bool read_text(std::string& value) { return json_.string(value); }
    bool read_text(binary& value);
    bool read_text(number& value);
    bool read_text(double& value);
    bool read_text(float& value);
    template <std::signed_integral I>
    bool read_text(I& value) {
        std::int64_t wide = 0;
        bool const good = read_signed(wide, std::numeric_limits<I>::min(),
                                      std::numeric_limits<I>::max());
        value = static_cast<I>(wide);
        return good;
    }
    template <std::unsigned_integral I>
    bool read_text(I& value) {
        std::uint64_t wide = 0;
        bool const good = read_unsigned(wide, std::numeric_limits<I>::max());
        value = static_cast<I>(wide);
        return good;
    }

    bool read_null();
    bool read_dynamic(attribute_type got, attribute_value& value);
    bool read_epoch_seconds(unix_time& time);
    bool read_iso_8601(unix_time& time);

  private:
    bool read_signed(std::int64_t& value, std::int64_t least, std::int64_t most);
    bool read_unsigned(std::uint64_t& value, std::uint64_t most);

    json::reader& json_;
    detail::fault fault_;
};

} // namespace skiff::dynamodb::detail
