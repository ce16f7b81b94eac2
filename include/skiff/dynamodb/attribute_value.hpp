// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/dynamodb/attribute_type.hpp>
#include <skiff/dynamodb/number.hpp>

#include <concepts>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace skiff::dynamodb {

class attribute_value;

/// An item, or the contents of a map attribute: attributes by name.
using item = std::map<std::string, attribute_value, std::less<>>;

/// Sets, in the order given. DynamoDB refuses empty ones and equal elements.
struct string_set {
    std::vector<std::string> values;
    friend bool operator==(string_set const&, string_set const&) = default;
};
struct number_set {
    std::vector<number> values;
    friend bool operator==(number_set const&, number_set const&) = default;
};
struct binary_set {
    std::vector<binary> values;
    friend bool operator==(binary_set const&, binary_set const&) = default;
};

/// One attribute's value: exactly one of DynamoDB's ten types. A value type.
class attribute_value {
  public:
    using list = std::vector<attribute_value>;
    using map = item;
    using variant = std::variant<std::monostate, bool, std::string, number, binary, string_set,
                                 number_set, binary_set, list, map>;

    // Defined in the source, not here: a file that uses values need not compile the variant's
    // parts.
    attribute_value() noexcept; ///< NULL
    attribute_value(attribute_value const&);
    attribute_value(attribute_value&&) noexcept;
    attribute_value& operator=(attribute_value const&);
    attribute_value& operator=(attribute_value&&) noexcept;
    ~attribute_value();

    attribute_value(std::nullptr_t) noexcept : attribute_value() {}
    template <std::same_as<bool> B>
    attribute_value(B v) : value_(v) {}
    attribute_value(std::string v);
    attribute_value(std::string_view v);
    attribute_value(char const* v);
    attribute_value(number v);
    template <std::integral I>
        requires(!std::same_as<I, bool> && !std::same_as<I, char>)
    attribute_value(I v) : attribute_value(number(v)) {}
    attribute_value(binary v);
    attribute_value(string_set v);
    attribute_value(number_set v);
    attribute_value(binary_set v);
    attribute_value(list v);
    attribute_value(map v);

    [[nodiscard]] attribute_type type() const noexcept {
        return static_cast<attribute_type>(value_.index());
    }
    /// Null when the value is of another type: `if (auto* s = v.get_if<std::string>())`.
    template <class T>
    [[nodiscard]] T const* get_if() const noexcept {
        return std::get_if<T>(&value_);
    }
    template <class T>
    [[nodiscard]] T* get_if() noexcept {
        return std::get_if<T>(&value_);
    }
    [[nodiscard]] bool is_null() const noexcept { return value_.index() == 0; }
    [[nodiscard]] variant const& as_variant() const noexcept { return value_; }
    [[nodiscard]] variant& as_variant() noexcept { return value_; }

    /// By value: numbers numerically, sets without order.
    friend bool operator==(attribute_value const& a, attribute_value const& b);

  private:
    variant value_;
};

/// Bytes an attribute or item counts against the 400 KB limit: names in UTF-8 plus values by the
/// Developer Guide's rules ("DynamoDB item sizes and formats").
[[nodiscard]] std::size_t size_of(attribute_value const& value) noexcept;
[[nodiscard]] std::size_t size_of(item const& attributes) noexcept;

} // namespace skiff::dynamodb
