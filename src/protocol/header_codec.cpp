// SPDX-License-Identifier: Apache-2.0
#include "protocol/member_access.hpp"
#include "protocol/rest_codec.hpp"
#include "protocol/scalar_text.hpp"

#include <skiff/core/binary.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace skiff::protocol {
namespace {

time_format header_time(time_format given) noexcept {
    return given == time_format::unspecified ? time_format::http_date : given;
}

/// A value of a header that is a list: in quotes where it has a comma or a quote.
std::string list_item(shape const& type, void const* value, time_format format) {
    auto text = scalar_to_text(type, value, format);
    bool const plain = type.kind == shape_kind::time || text.find_first_of(",\"") == text.npos;
    if (plain)
        return text;
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out += '"';
}

std::string list_text(shape const& type, void const* value, time_format format) {
    std::string out;
    auto const size = type.list->size(value);
    for (std::size_t i = 0; i != size; ++i) {
        void const* element = type.list->at(value, i);
        if (type.sparse != nullptr) {
            if (!type.sparse->has(element))
                continue;
            element = type.sparse->get(element);
        }
        out += out.empty() ? "" : ", ";
        out += list_item(*type.element, element, format);
    }
    return out;
}

std::string_view trimmed(std::string_view text) noexcept {
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    return text;
}

/// Takes a quoted item off the front, up to the comma behind it.
std::string quoted_item(std::string_view& text) {
    std::string out;
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        out += text[i];
    }
    auto const comma = std::min(text.find(',', std::min(i, text.size())), text.size());
    text.remove_prefix(std::min(comma + 1, text.size()));
    return out;
}

/// The items of a header's list; `commas` of an HTTP date belong to it.
std::vector<std::string> split_list(std::string_view text, bool dates) {
    std::vector<std::string> out;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
        if (text.front() == '"') {
            out.push_back(quoted_item(text));
            continue;
        }
        auto comma = text.find(',');
        if (dates && comma != text.npos)
            comma = text.find(',', comma + 1);
        comma = std::min(comma, text.size());
        out.emplace_back(trimmed(text.substr(0, comma)));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return out;
}

bool is_prefix_of(std::string_view prefix, std::string_view name) noexcept {
    return name.size() >= prefix.size() &&
           http::equal_ignoring_case(prefix, name.substr(0, prefix.size()));
}

class writer {
  public:
    writer(http::fields& out, std::string& why) : out_(out), why_(why) {}

    bool member_value(member const& which, void const* value) {
        auto const& type = *which.target;
        if (which.location == member_location::header_prefix)
            return prefixed(which, value);
        auto const format = header_time(which.format);
        auto text = type.kind == shape_kind::list ? list_text(type, value, format)
                                                  : scalar_to_text(type, value, format);
        if (has(which.flags, member_flag::json_value))
            text = base64_encode(text);
        return field(which.name, text);
    }

  private:
    bool prefixed(member const& which, void const* value) {
        struct context {
            writer& self;
            member const& which;
            bool good = true;
        } here{*this, which};
        which.target->map->each(value, &here, [](void* p, std::string_view key, void const* entry) {
            auto& at = *static_cast<context*>(p);
            auto const name = std::string(at.which.name).append(key);
            at.good = at.self.field(
                name, scalar_to_text(*at.which.target->element, entry, time_format::http_date));
            return at.good;
        });
        return here.good;
    }

    /// Empty ones are not sent.
    bool field(std::string_view name, std::string_view text) {
        if (text.empty() || out_.set(name, text))
            return true;
        why_ = "the header '" + std::string(name) +
               "' has a name or a value with characters that cannot stand in a header";
        return false;
    }

    http::fields& out_;
    std::string& why_;
};

class reader {
  public:
    reader(http::fields const& in, decode_problems& problems) : in_(in), problems_(problems) {}

    bool member_value(member const& which, void* structure) {
        if (which.location == member_location::header_prefix)
            return prefixed(which, structure);
        auto const text = in_.find(which.name);
        if (!text) {
            if (problems_.check_required() && has(which.flags, member_flag::required))
                problems_.missing(which, nullptr);
            return true;
        }
        void* const place = place_of(which, structure);
        auto const& type = *which.target;
        if (type.kind == shape_kind::list)
            return list(which, *text, place);
        if (!has(which.flags, member_flag::json_value))
            return scalar(type, which.name, trimmed(*text), place);
        std::string decoded;
        if (!base64_decode(*text, decoded))
            return problems_.fail("Expected base64 at '" + std::string(which.name) + '\'');
        return scalar(type, which.name, decoded, place);
    }

  private:
    bool scalar(shape const& type, std::string_view name, std::string_view text, void* place) {
        char const* expected = nullptr;
        return scalar_from_text(type, text, place, expected) ||
               problems_.refuse(std::string("Expected ") + expected + " at '" + std::string(name) +
                                '\'' + problems_.got(text));
    }

    bool list(member const& which, std::string_view text, void* place) {
        auto const& type = *which.target;
        bool const dates = type.element->kind == shape_kind::time &&
                           header_time(which.format) == time_format::http_date;
        type.list->clear(place);
        for (auto const& item : split_list(text, dates))
            if (!scalar(*type.element, which.name, item, place_in(type, type.list->append(place))))
                return false;
        return true;
    }

    bool prefixed(member const& which, void* structure) {
        auto const& type = *which.target;
        void* place = nullptr;
        for (std::size_t i = 0; i != in_.size(); ++i) {
            auto const field = in_[i];
            if (!is_prefix_of(which.name, field.name))
                continue;
            if (place == nullptr) {
                place = place_of(which, structure);
                type.map->clear(place);
            }
            void* const entry = type.map->insert(place, field.name.substr(which.name.size()));
            if (!scalar(*type.element, field.name, field.value, place_in(type, entry)))
                return false;
        }
        return true;
    }

    http::fields const& in_;
    decode_problems& problems_;
};

bool in_headers(member const& which) noexcept {
    return which.location == member_location::header ||
           which.location == member_location::header_prefix;
}

} // namespace

bool write_bound_headers(shape const& type, void const* value, http::fields& out,
                         std::string& why) {
    if (!type.is_bound)
        return true;
    writer to(out, why);
    // A header that is named wins over one of a prefix.
    for (auto const location : {member_location::header_prefix, member_location::header})
        for (auto const& each : type.members)
            if (each.location == location)
                if (void const* const found = value_of(each, value))
                    if (!to.member_value(each, found))
                        return false;
    return true;
}

bool read_bound_headers(shape const& type, http::fields const& in, void* value,
                        decode_problems& problems) {
    if (!type.is_bound)
        return true;
    reader from(in, problems);
    return std::ranges::all_of(type.members, [&](member const& each) {
        return !in_headers(each) || from.member_value(each, value);
    });
}

} // namespace skiff::protocol
