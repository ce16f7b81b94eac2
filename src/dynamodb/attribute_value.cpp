// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/attribute_value.hpp>

#include "dynamodb/attribute_text.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

namespace skiff::dynamodb {
namespace {

constexpr std::array<std::string_view, 10> descriptors{"NULL", "BOOL", "S",  "N", "B",
                                                       "SS",   "NS",   "BS", "L", "M"};

template <class T>
concept set_type = std::same_as<T, string_set> || std::same_as<T, number_set> ||
    std::same_as<T, binary_set>;

template <class T>
bool same_elements(std::vector<T> const& a, std::vector<T> const& b) {
    if (a.size() != b.size())
        return false;
    if (a == b)
        return true;
    auto sorted_a = a;
    auto sorted_b = b;
    std::sort(sorted_a.begin(), sorted_a.end());
    std::sort(sorted_b.begin(), sorted_b.end());
    return sorted_a == sorted_b;
}

std::size_t size_of_value(std::monostate) noexcept {
    return 1;
}
std::size_t size_of_value(bool) noexcept {
    return 1;
}
std::size_t size_of_value(std::string const& v) noexcept {
    return v.size();
}
std::size_t size_of_value(binary const& v) noexcept {
    return v.bytes.size();
}

/// Two digits take a byte, and one more byte holds the exponent; another one the minus sign.
std::size_t size_of_value(number const& v) noexcept {
    auto const digits = static_cast<std::size_t>(v.digit_count());
    return (digits + 1) / 2 + 1 + (v.is_negative() ? 1 : 0);
}

std::size_t size_of_value(set_type auto const& v) noexcept {
    std::size_t size = 0;
    for (auto const& element : v.values)
        size += size_of_value(element);
    return size;
}

constexpr std::size_t container_overhead = 3;

std::size_t size_of_value(attribute_value::list const& v) noexcept {
    std::size_t size = container_overhead + v.size();
    for (auto const& element : v)
        size += size_of(element);
    return size;
}

std::size_t size_of_value(item const& v) noexcept {
    return container_overhead + v.size() + size_of(v);
}

} // namespace

attribute_value::attribute_value() noexcept = default;
attribute_value::attribute_value(attribute_value const&) = default;
attribute_value::attribute_value(attribute_value&&) noexcept = default;
attribute_value& attribute_value::operator=(attribute_value const&) = default;
attribute_value& attribute_value::operator=(attribute_value&&) noexcept = default;
attribute_value::~attribute_value() = default;

attribute_value::attribute_value(std::string v) : value_(std::move(v)) {}
attribute_value::attribute_value(std::string_view v) : value_(std::string(v)) {}
attribute_value::attribute_value(char const* v) : value_(std::string(v)) {}
attribute_value::attribute_value(number v) : value_(v) {}
attribute_value::attribute_value(binary v) : value_(std::move(v)) {}
attribute_value::attribute_value(string_set v) : value_(std::move(v)) {}
attribute_value::attribute_value(number_set v) : value_(std::move(v)) {}
attribute_value::attribute_value(binary_set v) : value_(std::move(v)) {}
attribute_value::attribute_value(list v) : value_(std::move(v)) {}
attribute_value::attribute_value(map v) : value_(std::move(v)) {}

std::string_view descriptor(attribute_type type) noexcept {
    auto const index = static_cast<std::size_t>(type);
    return index < descriptors.size() ? descriptors[index] : std::string_view();
}

std::optional<attribute_type> attribute_type_named(std::string_view letters) noexcept {
    auto const found = std::find(descriptors.begin(), descriptors.end(), letters);
    if (found == descriptors.end())
        return std::nullopt;
    return static_cast<attribute_type>(found - descriptors.begin());
}

bool operator==(attribute_value const& a, attribute_value const& b) {
    if (a.type() != b.type())
        return false;
    return std::visit(
        [&b](auto const& value) {
            using type = std::remove_cvref_t<decltype(value)>;
            auto const& other = *b.get_if<type>();
            if constexpr (set_type<type>)
                return same_elements(value.values, other.values);
            else
                return value == other;
        },
        a.as_variant());
}

std::size_t size_of(attribute_value const& value) noexcept {
    return std::visit([](auto const& v) { return size_of_value(v); }, value.as_variant());
}

std::size_t size_of(item const& attributes) noexcept {
    std::size_t size = 0;
    for (auto const& [name, value] : attributes)
        size += name.size() + size_of(value);
    return size;
}

} // namespace skiff::dynamodb
