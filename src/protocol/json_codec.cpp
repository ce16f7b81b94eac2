// SPDX-License-Identifier: Apache-2.0
#include "protocol/json_codec.hpp"

#include "protocol/member_access.hpp"
#include "protocol/wire_time.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/core/reflect/document.hpp>
#include <skiff/core/secret.hpp>

#include <cstdint>
#include <limits>
#include <utility>

namespace skiff::protocol {
namespace {

/// Elements of lists of structures in one request that a service reads. No operation takes as many;
/// "{}," is three bytes and becomes a structure of a kilobyte.
constexpr std::size_t most_structures = 50'000;

template <class T>
T const& as(void const* value) {
    return *static_cast<T const*>(value);
}
template <class T>
T& as(void* value) {
    return *static_cast<T*>(value);
}

class json_encoder {
  public:
    json_encoder(json::writer& out, random_source* tokens, std::string* why)
        : out_(out), tokens_(tokens), why_(why) {}

    void structure(shape const& type, void const* value) {
        if (why_ != nullptr && type.is_union && why_->empty())
            (void)is_whole_union(type, value, *why_);
        out_.begin_object();
        members(type, value, {});
        out_.end_object();
    }

    void members(shape const& type, void const* value, std::string_view without) {
        for (auto const& each : type.members) {
            if (each.location != member_location::body || each.name == without)
                continue;
            void const* const found = value_of(each, value);
            if (has(each.flags, member_flag::idempotency_token) && tokens_ != nullptr &&
                is_empty_text(*each.target, found)) {
                out_.plain_key(each.name);
                out_.string(tokens_->uuid());
            } else if (found != nullptr) {
                out_.plain_key(each.name);
                this->value(*each.target, found, each.format);
            }
        }
    }

  private:
    void value(shape const& type, void const* value, time_format format) {
        switch (type.kind) {
        case shape_kind::boolean:
            return out_.boolean(as<bool>(value));
        case shape_kind::integer:
            return out_.integer(as<std::int32_t>(value));
        case shape_kind::long_integer:
            return out_.integer(as<std::int64_t>(value));
        case shape_kind::single:
            return out_.real(static_cast<double>(as<float>(value)));
        case shape_kind::real:
            return out_.real(as<double>(value));
        case shape_kind::text:
            return out_.string(as<std::string>(value));
        case shape_kind::enumeration:
            return out_.string(type.enumeration->text(value));
        case shape_kind::blob:
            return out_.base64(as<binary>(value).bytes);
        case shape_kind::time:
            return time(as<timestamp>(value), format);
        case shape_kind::structure:
            return structure(type, value);
        case shape_kind::list:
            return list(type, value);
        case shape_kind::map:
            return map(type, value);
        case shape_kind::document:
            return type.document->write(out_, value);
        case shape_kind::secret_text:
            return out_.string(as<secret_string>(value).view());
        case shape_kind::secret_blob:
            return secret(as<secret_binary>(value).bytes());
        case shape_kind::json_text:
            return any(as<json::raw>(value).text);
        }
    }

    void secret(std::string_view bytes) {
        auto text = base64_encode(bytes);
        out_.string(text);
        wipe(text);
    }

    void any(std::string_view text) {
        json::reader whole(text);
        if (why_ != nullptr && why_->empty() && !(whole.skip() && whole.finish()))
            *why_ = "a json::raw in the request is not valid JSON";
        out_.raw(text);
    }

    void time(timestamp when, time_format format) {
        if (format == time_format::iso_8601)
            out_.string(to_iso_8601(when));
        else if (format == time_format::http_date)
            out_.string(to_http_date(when));
        else
            out_.raw(to_epoch_seconds(when));
    }

    void list(shape const& type, void const* value) {
        out_.begin_array();
        auto const size = type.list->size(value);
        for (std::size_t i = 0; i != size; ++i)
            element(type, type.list->at(value, i));
        out_.end_array();
    }

    /// An element of a list or map; in sparse ones it may be absent.
    void element(shape const& container, void const* value) {
        if (container.sparse != nullptr) {
            if (!container.sparse->has(value))
                return out_.null();
            value = container.sparse->get(value);
        }
        this->value(*container.element, value, time_format::unspecified);
    }

    void map(shape const& type, void const* value) {
        struct context {
            json_encoder& self;
            shape const& map;
        } here{*this, type};
        out_.begin_object();
        type.map->each(value, &here, [](void* p, std::string_view key, void const* entry) {
            auto& [self, map] = *static_cast<context*>(p);
            self.out_.key(key);
            self.element(map, entry);
            return true;
        });
        out_.end_object();
    }

    json::writer& out_;
    random_source* tokens_;
    std::string* why_; ///< Null: nobody wants to know.
};

class json_decoder {
  public:
    json_decoder(std::string_view text, decode_problems& problems)
        : text_(text), in_(text), problems_(problems) {}

    bool document(shape const& type, void* value) {
        if (in_.peek() == json::kind::end)
            return !problems_.check_required() || structure_end(type, 0, nullptr);
        if (!structure(type, value, nullptr))
            return false;
        return in_.finish() || fail(nullptr);
    }

  private:
    bool structure(shape const& type, void* value, decode_frame const* up) {
        if (!in_.begin_object())
            return fail(up);
        member_finder members(type);
        std::uint64_t seen = 0;
        std::string_view key;
        while (in_.next_key(key)) {
            auto const* const found = members.find(key);
            if (found == nullptr || found->location != member_location::body) {
                if (!in_.skip())
                    return fail(up);
                continue;
            }
            if (in_.take_null())
                continue;
            decode_frame const here{up, found->name};
            if (!this->value(*found->target, place_of(*found, value), &here))
                return false;
            seen |= std::uint64_t(1) << (members.index_of(*found) & 63);
        }
        if (in_.failed())
            return fail(up);
        if (type.is_union && (seen & (seen - 1)) != 0)
            return problems_.fail("Expected one member at '" + path_of(up) + "', got several");
        return !problems_.check_required() || structure_end(type, seen, up);
    }

    /// Always true: missing members are told together, after the whole text was read.
    bool structure_end(shape const& type, std::uint64_t seen, decode_frame const* up) {
        for (std::size_t i = 0; i != type.members.size() && i != 64; ++i)
            if (has(type.members[i].flags, member_flag::required) && (seen >> i & 1) == 0 &&
                type.members[i].location == member_location::body)
                problems_.missing(type.members[i], up);
        return true;
    }

    bool value(shape const& type, void* value, decode_frame const* here) {
        switch (type.kind) {
        case shape_kind::boolean:
            return in_.boolean(as<bool>(value)) || fail(here);
        case shape_kind::integer:
            return integer(as<std::int32_t>(value), here);
        case shape_kind::long_integer:
            return in_.integer(as<std::int64_t>(value)) || fail(here);
        case shape_kind::single:
            return single(as<float>(value), here);
        case shape_kind::real:
            return in_.real(as<double>(value)) || fail(here);
        case shape_kind::text:
            return in_.string(as<std::string>(value)) || fail(here);
        case shape_kind::enumeration:
            return enumeration(type, value, here);
        case shape_kind::blob:
            return blob(as<binary>(value), here);
        case shape_kind::time:
            return time(as<timestamp>(value), here);
        case shape_kind::structure:
            return structure(type, value, here);
        case shape_kind::list:
            return list(type, value, here);
        case shape_kind::map:
            return map(type, value, here);
        case shape_kind::document:
            return type.document->read(in_, value) || fail(here);
        case shape_kind::secret_text:
            return in_.string(as<secret_string>(value)) || fail(here);
        case shape_kind::secret_blob:
            return secret(as<secret_binary>(value), here);
        case shape_kind::json_text:
            return any(as<json::raw>(value), here);
        }
        return false;
    }

    bool integer(std::int32_t& out, decode_frame const* here) {
        std::int64_t wide = 0;
        if (!in_.integer(wide))
            return fail(here);
        if (wide < std::numeric_limits<std::int32_t>::min() ||
            wide > std::numeric_limits<std::int32_t>::max())
            return problems_.fail("Expected 32-bit integer at '" + path_of(here) + "', got " +
                                  (problems_.quotes() ? std::to_string(wide) : "a larger one"));
        out = static_cast<std::int32_t>(wide);
        return true;
    }

    bool single(float& out, decode_frame const* here) {
        double wide = 0;
        if (!in_.real(wide))
            return fail(here);
        out = static_cast<float>(wide);
        return true;
    }

    bool enumeration(shape const& type, void* value, decode_frame const* here) {
        std::string_view text;
        if (!in_.string(text))
            return fail(here);
        type.enumeration->assign(value, text);
        return true;
    }

    bool blob(binary& out, decode_frame const* here) {
        std::string_view text;
        if (!in_.string(text))
            return fail(here);
        return base64_decode(text, out.bytes) ||
               problems_.fail("Expected base64 at '" + path_of(here) + "'");
    }

    bool secret(secret_binary& out, decode_frame const* here) {
        secret_string text;
        if (!in_.string(text))
            return fail(here);
        binary bytes;
        bool const good = base64_decode(text.view(), bytes.bytes);
        out = std::move(bytes);
        return good || problems_.fail("Expected base64 at '" + path_of(here) + "'");
    }

    bool any(json::raw& out, decode_frame const* here) {
        std::string_view text;
        if (!in_.raw(text))
            return fail(here);
        out.text = text;
        return true;
    }

    bool time(timestamp& out, decode_frame const* here) {
        std::string_view text;
        bool const is_text = in_.peek() == json::kind::string;
        if (is_text ? !in_.string(text) : !in_.number(text))
            return fail(here);
        auto found = is_text ? from_date_text(text) : std::nullopt;
        if (!found)
            found = from_epoch_seconds(text);
        if (!found)
            return problems_.fail("Expected timestamp at '" + path_of(here) + "'");
        out = *found;
        return true;
    }

    bool list(shape const& type, void* value, decode_frame const* up) {
        if (!in_.begin_array())
            return fail(up);
        type.list->clear(value);
        for (decode_frame here{up}; in_.next_element(); ++here.index) {
            if (type.element->kind == shape_kind::structure && problems_.check_required() &&
                ++structures_ > most_structures)
                return problems_.fail("Too many structures in lists, at '" + path_of(&here) + "'");
            // Null in a list is not absent: the element keeps its place, empty in a sparse list,
            // else with its default.
            void* const element = type.list->append(value);
            if (!in_.take_null() && !this->value(*type.element, place_in(type, element), &here))
                return false;
        }
        return !in_.failed() || fail(up);
    }

    bool map(shape const& type, void* value, decode_frame const* up) {
        if (!in_.begin_object())
            return fail(up);
        type.map->clear(value);
        std::string_view key;
        while (in_.next_key(key)) {
            std::string const name(key);
            if (in_.take_null()) {
                if (type.sparse != nullptr)
                    (void)type.map->insert(value, name);
                continue;
            }
            decode_frame const here{up, name};
            void* const element = place_in(type, type.map->insert(value, name));
            if (!this->value(*type.element, element, &here))
                return false;
        }
        return !in_.failed() || fail(up);
    }

    /// Words the reader's failure with the place: "Expected string at 'TableName', got number".
    bool fail(decode_frame const* here) {
        auto message = in_.message();
        auto const path = path_of(here);
        if (in_.mistyped()) {
            auto const comma = message.find(", got ");
            if (comma != message.npos && !path.empty())
                message.insert(comma, " at '" + path + '\'');
            if (message.starts_with("expected"))
                message.front() = 'E';
            return problems_.fail(std::move(message));
        }
        if (json::reader whole(text_); whole.skip() && whole.finish())
            return problems_.refuse(std::move(message)); // JSON is fine: a document's own reason.
        return problems_.fail("Not valid JSON at byte " + std::to_string(in_.offset()) + ": " +
                              message);
    }

    std::string_view text_;
    json::reader in_;
    decode_problems& problems_;
    std::size_t structures_ = 0;
};

} // namespace

bool write_json_body(shape const& type, void const* value, random_source* tokens, std::string& out,
                     std::string& why) {
    out.reserve(out.size() + 512);
    json::writer to(out);
    json_encoder(to, tokens, &why).structure(type, value);
    return why.empty();
}

void write_json_body(shape const& type, void const* value, random_source* tokens,
                     std::string& out) {
    out.reserve(out.size() + 512);
    json::writer to(out);
    json_encoder(to, tokens, nullptr).structure(type, value);
}

void write_json_members(shape const& type, void const* value, std::string_view without,
                        json::writer& out) {
    json_encoder(out, nullptr, nullptr).members(type, value, without);
}

bool read_json_body(shape const& type, std::string_view text, void* value,
                    decode_problems& problems) {
    return json_decoder(text, problems).document(type, value) && !problems.any();
}

} // namespace skiff::protocol
