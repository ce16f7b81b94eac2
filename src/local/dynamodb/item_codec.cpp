// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/item_codec.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

/// What stands before a number's contents.
enum class number_form : char { integer, text };

constexpr int max_depth = 40; // Items are checked before: 32 levels.

class encoder {
  public:
    explicit encoder(std::string& out) : out_(out) {}

    void attributes(item const& from) {
        varint(from.size());
        for (auto const& [name, value] : from) {
            bytes(name);
            this->value(value);
        }
    }

  private:
    void varint(std::uint64_t n) {
        for (; n >= 0x80; n >>= 7)
            out_.push_back(static_cast<char>((n & 0x7FU) | 0x80U));
        out_.push_back(static_cast<char>(n));
    }

    void bytes(std::string_view text) {
        varint(text.size());
        out_ += text;
    }

    void value(attribute_value const& v) {
        out_.push_back(static_cast<char>(v.type()));
        std::visit([this](auto const& contents) { write(contents); }, v.as_variant());
    }

    void write(std::monostate) {}
    void write(bool b) { out_.push_back(b ? '\1' : '\0'); }
    void write(std::string const& s) { bytes(s); }
    void write(binary const& b) { bytes(b.bytes); }
    void write(number const& n) {
        if (auto const integer = n.to_int64()) {
            out_.push_back(static_cast<char>(number_form::integer));
            auto const bits = static_cast<std::uint64_t>(*integer);
            varint((bits << 1) ^ (*integer < 0 ? ~std::uint64_t{0} : 0));
            return;
        }
        out_.push_back(static_cast<char>(number_form::text));
        bytes(n.to_string());
    }
    void write(item const& map) { attributes(map); }
    void write(attribute_value::list const& list) {
        varint(list.size());
        for (auto const& element : list)
            value(element);
    }
    template <class Set>
    void write(Set const& set) {
        varint(set.values.size());
        for (auto const& element : set.values)
            write(element);
    }

    std::string& out_;
};

class decoder {
  public:
    explicit decoder(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

    bool attributes(item& out, int depth = 0) {
        std::uint64_t count = 0;
        if (depth > max_depth || !varint(count))
            return false;
        std::string_view name;
        for (; count != 0; --count) {
            if (!bytes(name))
                return false;
            auto const entry = out.emplace_hint(out.end(), name, attribute_value());
            if (!value(entry->second, depth))
                return false;
        }
        return true;
    }

    [[nodiscard]] bool finished() const { return at_ == end_; }

  private:
    bool varint(std::uint64_t& out) {
        out = 0;
        for (unsigned shift = 0; at_ != end_ && shift < 64; shift += 7) {
            auto const byte = static_cast<unsigned char>(*at_++);
            out |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80)
                return true;
        }
        return false;
    }

    bool bytes(std::string_view& out) {
        std::uint64_t size = 0;
        if (!varint(size) || size > static_cast<std::uint64_t>(end_ - at_))
            return false;
        out = {at_, static_cast<std::size_t>(size)};
        at_ += size;
        return true;
    }

    bool byte(char& out) {
        if (at_ == end_)
            return false;
        out = *at_++;
        return true;
    }

    bool read(std::string& out) {
        std::string_view text;
        if (!bytes(text))
            return false;
        out = text;
        return true;
    }
    bool read(binary& out) { return read(out.bytes); }
    bool read(number& out) {
        char form = 0;
        if (!byte(form))
            return false;
        if (form == static_cast<char>(number_form::integer)) {
            std::uint64_t zigzag = 0;
            if (!varint(zigzag))
                return false;
            out = number(static_cast<std::int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1)));
            return true;
        }
        std::string_view text;
        if (!bytes(text))
            return false;
        auto const parsed = number::parse(text);
        if (parsed)
            out = *parsed;
        return parsed.has_value();
    }
    template <class Set>
    bool read_set(attribute_value& out) {
        std::uint64_t count = 0;
        Set set;
        if (!varint(count))
            return false;
        for (; count != 0; --count)
            if (at_ == end_ || !read(set.values.emplace_back()))
                return false;
        out = std::move(set);
        return true;
    }
    template <class Scalar>
    bool read_scalar(attribute_value& out) {
        return read(out.as_variant().emplace<Scalar>());
    }

    bool read_list(attribute_value& out, int depth) {
        std::uint64_t count = 0;
        if (depth > max_depth || !varint(count))
            return false;
        auto& list = out.as_variant().emplace<attribute_value::list>();
        for (; count != 0; --count)
            if (at_ == end_ || !value(list.emplace_back(), depth))
                return false;
        return true;
    }

    bool value(attribute_value& out, int depth) {
        char type = 0;
        char flag = 0;
        if (!byte(type))
            return false;
        switch (static_cast<attribute_type>(type)) {
        case attribute_type::null:
            return true;
        case attribute_type::boolean:
            if (!byte(flag))
                return false;
            out = attribute_value(flag != 0);
            return true;
        case attribute_type::string:
            return read_scalar<std::string>(out);
        case attribute_type::number:
            return read_scalar<number>(out);
        case attribute_type::binary:
            return read_scalar<binary>(out);
        case attribute_type::string_set:
            return read_set<api::string_set>(out);
        case attribute_type::number_set:
            return read_set<api::number_set>(out);
        case attribute_type::binary_set:
            return read_set<api::binary_set>(out);
        case attribute_type::list:
            return read_list(out, depth + 1);
        case attribute_type::map:
            return attributes(out.as_variant().emplace<attribute_value::map>(), depth + 1);
        }
        return false;
    }

    char const* at_;
    char const* end_;
};

} // namespace

void encode_item(item const& attributes, std::string& out) {
    encoder(out).attributes(attributes);
}

bool decode_item(std::string_view bytes, item& out) {
    decoder from(bytes);
    return from.attributes(out) && from.finished();
}

} // namespace skiff::local::dynamodb
