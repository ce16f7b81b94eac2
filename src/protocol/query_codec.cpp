// SPDX-License-Identifier: Apache-2.0
#include "protocol/query_codec.hpp"

#include "protocol/member_access.hpp"
#include "protocol/scalar_text.hpp"

#include <skiff/core/json/reader.hpp>

#include <utility>

namespace skiff::protocol {
namespace {

/// Makes a name longer for as long as it lives.
class name_part {
  public:
    name_part(std::string& name, std::string_view part) : name_(name), size_(name.size()) {
        if (!name_.empty() && !part.empty())
            name_ += '.';
        name_ += part;
    }
    name_part(std::string& name, std::size_t number) : name_part(name, std::to_string(number)) {}
    ~name_part() { name_.resize(size_); }
    name_part(name_part const&) = delete;
    name_part& operator=(name_part const&) = delete;

  private:
    std::string& name_;
    std::size_t size_;
};

bool is_flattened(member const* which) {
    return which != nullptr && has(which->flags, member_flag::flattened);
}

class query_encoder {
  public:
    query_encoder(std::string& out, random_source* tokens, std::string& why)
        : out_(out), tokens_(tokens), why_(why) {}

    bool structure(shape const& type, void const* value) {
        if (type.is_union && !is_whole_union(type, value, why_))
            return false;
        for (auto const& each : type.members) {
            name_part const part(name_, each.name);
            void const* const found = value_of(each, value);
            bool const is_token = has(each.flags, member_flag::idempotency_token);
            if (is_token && tokens_ != nullptr && is_empty_text(*each.target, found))
                pair(tokens_->uuid());
            else if (found != nullptr && !this->value(*each.target, found, &each))
                return false;
        }
        return true;
    }

  private:
    bool value(shape const& type, void const* value, member const* which) {
        auto const format = which != nullptr ? which->format : time_format::unspecified;
        switch (type.kind) {
        case shape_kind::structure:
            return structure(type, value);
        case shape_kind::list:
            return list(type, value, is_flattened(which));
        case shape_kind::map:
            return map(type, value, is_flattened(which));
        case shape_kind::document:
        case shape_kind::json_text:
            return fail("' cannot be sent by this protocol");
        case shape_kind::secret_text:
            return pair(static_cast<secret_string const*>(value)->view());
        default:
            return scalar(type, value, format);
        }
    }

    bool scalar(shape const& type, void const* value, time_format format) {
        auto text = scalar_to_text(type, value, format);
        bool const good = pair(text);
        if (is_secret(type))
            wipe(text);
        return good;
    }

    /// An element of a list or map: empty text where a sparse one has none.
    bool element(shape const& container, void const* value) {
        if (container.sparse != nullptr) {
            if (!container.sparse->has(value))
                return pair({});
            value = container.sparse->get(value);
        }
        return this->value(*container.element, value, nullptr);
    }

    bool list(shape const& type, void const* value, bool flattened) {
        auto const size = type.list->size(value);
        if (size == 0)
            return pair({});
        name_part const part(name_, flattened ? std::string_view() : type.element_name);
        for (std::size_t i = 0; i != size; ++i) {
            name_part const number(name_, i + 1);
            if (!element(type, type.list->at(value, i)))
                return false;
        }
        return true;
    }

    bool map(shape const& type, void const* value, bool flattened) {
        struct context {
            query_encoder& self;
            shape const& map;
            std::size_t count = 0;
            bool good = true;
        } here{*this, type};
        name_part const part(name_, flattened ? std::string_view() : std::string_view("entry"));
        type.map->each(value, &here, [](void* p, std::string_view key, void const* entry) {
            auto& at = *static_cast<context*>(p);
            at.good = at.self.entry(key, at.map, entry, ++at.count);
            return at.good;
        });
        return here.good;
    }

    bool entry(std::string_view key, shape const& map, void const* value, std::size_t number) {
        name_part const part(name_, number);
        {
            name_part const name(name_, map.key_name);
            if (!pair(key))
                return false;
        }
        name_part const name(name_, map.value_name);
        return element(map, value);
    }

    bool pair(std::string_view text) {
        if (!json::is_utf8(text))
            return fail("' is not UTF-8");
        out_ += '&';
        append_encoded(out_, name_);
        out_ += '=';
        append_encoded(out_, text);
        return true;
    }

    bool fail(std::string_view reason) {
        why_ = '\'' + name_ + std::string(reason);
        return false;
    }

    std::string& out_;
    random_source* tokens_;
    std::string& why_;
    std::string name_;
};

class query_decoder {
  public:
    query_decoder(form const& from, decode_problems& problems) : from_(from), problems_(problems) {}

    bool structure(shape const& type, void* value, decode_frame const* up) {
        if (depth_ == most_depth)
            return problems_.fail("The request is nested too deeply");
        ++depth_;
        bool const good = members(type, value, up);
        --depth_;
        return good;
    }

  private:
    static constexpr int most_depth = 64;

    bool members(shape const& type, void* value, decode_frame const* up) {
        std::size_t present = 0;
        for (auto const& each : type.members) {
            name_part const part(name_, each.name);
            if (!is_present(*each.target)) {
                if (problems_.check_required() && has(each.flags, member_flag::required))
                    problems_.missing(each, up);
                continue;
            }
            if (type.is_union && ++present > 1)
                return problems_.fail("Expected one member at '" + path_of(up) + "', got several");
            decode_frame const here{up, each.name};
            if (!this->value(*each.target, place_of(each, value), &each, &here))
                return false;
        }
        return true;
    }

    bool is_present(shape const& type) const {
        return from_.find(name_) != nullptr || (!is_scalar(type) && from_.has_prefix(name_ + '.'));
    }

    bool value(shape const& type, void* value, member const* which, decode_frame const* here) {
        switch (type.kind) {
        case shape_kind::structure:
            return structure(type, value, here);
        case shape_kind::list:
            return list(type, value, is_flattened(which), here);
        case shape_kind::map:
            return map(type, value, is_flattened(which), here);
        default:
            return scalar(type, value);
        }
    }

    bool scalar(shape const& type, void* value) {
        auto const* const text = from_.find(name_);
        if (text == nullptr)
            return problems_.fail("Expected a value at '" + name_ + '\'');
        char const* expected = nullptr;
        return scalar_from_text(type, *text, value, expected) ||
               problems_.fail(std::string("Expected ") + expected + " at '" + name_ + '\'' +
                              problems_.got(*text));
    }

    bool element(shape const& container, void* place, decode_frame const* here) {
        if (container.sparse != nullptr && is_never_empty(*container.element))
            if (auto const* const text = from_.find(name_); text != nullptr && text->empty())
                return true;
        return value(*container.element, place_in(container, place), nullptr, here);
    }

    bool list(shape const& type, void* value, bool flattened, decode_frame const* up) {
        type.list->clear(value);
        name_part const part(name_, flattened ? std::string_view() : type.element_name);
        decode_frame here{up};
        for (auto const number : from_.numbers(name_ + '.')) {
            name_part const element(name_, number);
            if (!this->element(type, type.list->append(value), &here))
                return false;
            ++here.index;
        }
        return true;
    }

    bool map(shape const& type, void* value, bool flattened, decode_frame const* up) {
        type.map->clear(value);
        name_part const part(name_, flattened ? std::string_view() : std::string_view("entry"));
        for (auto const number : from_.numbers(name_ + '.')) {
            name_part const entry(name_, number);
            std::string const* key = nullptr;
            {
                name_part const name(name_, type.key_name);
                key = from_.find(name_);
                if (key == nullptr)
                    return problems_.fail("Expected a value at '" + name_ + '\'');
            }
            name_part const name(name_, type.value_name);
            decode_frame const here{up, *key};
            if (!element(type, type.map->insert(value, *key), &here))
                return false;
        }
        return true;
    }

    form const& from_;
    decode_problems& problems_;
    std::string name_;
    int depth_ = 0;
};

} // namespace

bool write_query_body(shape const& type, void const* value, random_source* tokens, std::string& out,
                      std::string& why) {
    return query_encoder(out, tokens, why).structure(type, value);
}

bool read_query_body(shape const& type, form const& from, void* value, decode_problems& problems) {
    return query_decoder(from, problems).structure(type, value, nullptr) && !problems.any();
}

} // namespace skiff::protocol
