// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/schema.hpp"

#include <skiff/core/binary.hpp>

#include <algorithm>
#include <array>

namespace skiff::local::dynamodb {
namespace {

constexpr int hash_bits = 31; // The top bit stays 0: 0x80 is behind every key.

attribute_type key_type_of(std::vector<api::attribute_definition> const& definitions,
                           std::string const& name) {
    for (auto const& definition : definitions)
        if (definition.attribute_name == name) {
            if (definition.attribute_type == api::scalar_attribute_type::n)
                return attribute_type::number;
            if (definition.attribute_type == api::scalar_attribute_type::b)
                return attribute_type::binary;
        }
    return attribute_type::string;
}

void append_escaped(std::string& out, std::string_view bytes) {
    for (char const c : bytes) {
        out.push_back(c);
        if (c == '\0')
            out.push_back('\xFF');
    }
}

std::string_view bytes_of(attribute_value const& value) {
    if (auto const* text = value.get_if<std::string>())
        return *text;
    auto const* const bytes = value.get_if<binary>();
    return bytes ? std::string_view(bytes->bytes) : std::string_view();
}

/// The significand's digits, two to a byte from the left, each byte plus one; 0 ends them.
void append_digits(std::string& out, api::uint128 significand) {
    std::array<unsigned char, 40> digits{};
    std::size_t count = 0;
    for (; significand != 0; significand /= 10)
        digits[count++] = static_cast<unsigned char>(significand % 10);
    std::reverse(digits.begin(), digits.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::size_t i = 0; i < count; i += 2) {
        int const low = i + 1 < count ? digits[i + 1] : 0;
        out.push_back(static_cast<char>(digits[i] * 10 + low + 1));
    }
    out.push_back('\0');
}

/// Sign, decimal exponent, digits; everything after the sign is inverted for negative numbers.
void append_number(std::string& out, number const& n) {
    if (n.is_zero()) {
        out.push_back('\x80');
        return;
    }
    out.push_back(n.is_negative() ? '\x7F' : '\x81');
    auto const from = out.size();
    constexpr int bias = 130; // The exponent of the first digit is -130 .. 125.
    out.push_back(static_cast<char>(n.exponent() + n.digit_count() - 1 + bias));
    append_digits(out, n.significand());
    if (n.is_negative())
        for (auto i = from; i != out.size(); ++i)
            out[i] = static_cast<char>(~out[i]);
}

/// FNV-1a, 64 bits, folded: spreads partitions over the key space; need not be unpredictable.
std::uint32_t hash_of(std::string_view bytes) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (char const c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15ULL;
    return static_cast<std::uint32_t>(hash >> (64 - hash_bits));
}

std::string big_endian(std::uint64_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>((value >> shift) & 0xFFU));
    return out;
}

bool append_parts(std::string& out, std::vector<key_attribute> const& parts,
                  item const& attributes) {
    for (auto const& part : parts) {
        auto const found = attributes.find(part.name);
        if (found == attributes.end() || found->second.type() != part.type)
            return false;
        append_key_value(out, found->second);
    }
    return true;
}

} // namespace

key_attribute const* key_schema::find(std::string_view name) const {
    for (auto const* parts : {&partition, &sort})
        for (auto const& part : *parts)
            if (part.name == name)
                return &part;
    return nullptr;
}

std::vector<std::string> key_schema::names() const {
    std::vector<std::string> out;
    for (auto const* parts : {&partition, &sort})
        for (auto const& part : *parts)
            out.push_back(part.name);
    return out;
}

key_schema make_key_schema(std::vector<api::key_schema_element> const& elements,
                           std::vector<api::attribute_definition> const& definitions) {
    key_schema out;
    for (auto const& element : elements) {
        auto& parts = element.key_type == api::key_type::range ? out.sort : out.partition;
        parts.push_back({element.attribute_name, key_type_of(definitions, element.attribute_name)});
    }
    return out;
}

void append_key_value(std::string& out, attribute_value const& value) {
    if (auto const* n = value.get_if<number>()) {
        append_number(out, *n);
        return;
    }
    append_escaped(out, bytes_of(value));
    out.push_back('\0');
    out.push_back('\x01');
}

void append_key_prefix(std::string& out, attribute_value const& value) {
    append_escaped(out, bytes_of(value));
}

std::optional<std::string> encode_partition(key_schema const& schema, item const& attributes) {
    std::string out(4, '\0');
    if (!append_parts(out, schema.partition, attributes))
        return std::nullopt;
    out.replace(0, 4, big_endian(hash_of(std::string_view(out).substr(4))));
    return out;
}

std::optional<std::string> encode_key(key_schema const& schema, item const& attributes) {
    auto out = encode_partition(schema, attributes);
    if (out && !append_parts(*out, schema.sort, attributes))
        out.reset();
    return out;
}

std::string successor(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xFF')
        prefix.pop_back();
    if (!prefix.empty())
        prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

std::string segment_start(std::int64_t segment, std::int64_t total) {
    auto const space = std::uint64_t{1} << hash_bits;
    return big_endian(space * static_cast<std::uint64_t>(segment) /
                      static_cast<std::uint64_t>(total));
}

item pick_key(key_schema const& schema, item const& attributes) {
    item out;
    for (auto const& name : schema.names())
        if (auto const found = attributes.find(name); found != attributes.end())
            out.emplace(*found);
    return out;
}

} // namespace skiff::local::dynamodb
