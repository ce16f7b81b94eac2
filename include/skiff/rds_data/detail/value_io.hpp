// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/rds_data/decimal.hpp>
#include <skiff/rds_data/detail/sql_time.hpp>
#include <skiff/rds_data/type/type_hint.hpp>
#include <skiff/rds_data/uuid.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::rds_data::detail {

/// What the service sends a value as: the member of Field that is set.
enum class value_kind : unsigned char { null, boolean, integer, real, text, blob, array };

/// The name of a C++ type, for messages. Called when something failed, not before.
using type_name = std::string (*)();
[[nodiscard]] std::string name_of_template(std::string_view outer, std::string_view inner);
[[nodiscard]] std::string name_of_integer(bool is_unsigned, std::size_t bytes);

/// Reads the values of an answer's fields. Every function takes the kind that stands next, checks
/// it, and returns false from the first failure on.
class value_reader {
  public:
    explicit value_reader(json::reader& in) noexcept : json_(in) {}

    [[nodiscard]] json::reader& json() noexcept { return json_; }
    /// What was wrong first; empty when nothing was.
    [[nodiscard]] std::string message() const;

    /// For example "not a date of the form YYYY-MM-DD". Returns false.
    bool fail(std::string reason);
    /// "NULL where std::string is expected". Returns false.
    bool mismatch(value_kind got, type_name wanted);

    bool read_boolean(value_kind got, bool& out, type_name wanted);
    bool read_signed(value_kind got, std::int64_t& out, std::int64_t least, std::int64_t most,
                     type_name wanted);
    bool read_unsigned(value_kind got, std::uint64_t& out, std::uint64_t most, type_name wanted);
    bool read_real(value_kind got, double& out, type_name wanted);
    bool read_text(value_kind got, std::string& out, type_name wanted);
    /// The view is good until the next string is read.
    bool read_text(value_kind got, std::string_view& out, type_name wanted);
    bool read_blob(value_kind got, binary& out, type_name wanted);
    bool read_decimal(value_kind got, decimal& out, type_name wanted);
    bool read_uuid(value_kind got, uuid& out, type_name wanted);
    bool read_date(value_kind got, std::chrono::year_month_day& out, type_name wanted);
    bool read_timestamp(value_kind got, seconds_and_rest& out, type_name wanted);
    bool read_time_of_day(value_kind got, seconds_and_rest& out, type_name wanted);

    /// An array's elements: element(values, kind) for each, which reads it.
    template <class Element>
    bool read_array(value_kind got, type_name wanted, Element&& element) {
        if (got != value_kind::array)
            return mismatch(got, wanted);
        json_.begin_object();
        for (value_kind inner{}; next_list(inner);)
            while (json_.next_element()) {
                auto const kind = take_null() ? value_kind::null : inner;
                if (!element(*this, kind))
                    return false;
            }
        return !json_.failed();
    }

  private:
    /// The next list in an ArrayValue: "stringValues", ...; begins it.
    bool next_list(value_kind& elements);
    /// A null element is gone after this, and its kind tells readers that nothing stands next.
    bool take_null() noexcept { return json_.take_null(); }

    json::reader& json_;
    std::string reason_;
};

/// Writes the parameters of statements as SqlParameter objects, after each other.
class value_writer {
  public:
    explicit value_writer(std::string& out) noexcept : json_(out) {}

    void begin(std::string_view name);
    void end();

    // One of these between begin and end.
    void null() { member("isNull", true); }
    void boolean(bool value) { member("booleanValue", value); }
    void integer(std::int64_t value);
    void unsigned_integer(std::uint64_t value);
    void real(double value);
    void text(std::string_view value);
    void blob(std::string_view bytes);
    void date(std::chrono::year_month_day value);
    void timestamp(seconds_and_rest value);
    void time_of_day(seconds_and_rest value);

    /// The type that the service shall make of the text.
    void hint(type_hint what) noexcept { hint_ = what; }
    /// Makes the statement fail, with the parameter's name, before it is sent.
    void refuse(std::string_view why);

    [[nodiscard]] std::string const& fault() const noexcept { return fault_; }
    [[nodiscard]] json::writer& json() noexcept { return json_; }

  private:
    void member(std::string_view kind, bool value);
    void formatted(std::string text, std::string_view what, type_hint as);

    json::writer json_;
    std::string name_;
    std::optional<type_hint> hint_;
    std::string fault_;
};

} // namespace skiff::rds_data::detail
