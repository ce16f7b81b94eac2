// SPDX-License-Identifier: Apache-2.0
#include "protocol/rest_codec.hpp"

#include "protocol/form.hpp"
#include "protocol/json_codec.hpp"
#include "protocol/member_access.hpp"
#include "protocol/scalar_text.hpp"
#include "protocol/uri_pattern.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/reflect/document.hpp>
#include <skiff/core/region.hpp>
#include <skiff/core/secret.hpp>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace skiff::protocol {
namespace {

constexpr std::string_view json_type = "application/json";

member const* find_label(shape const& type, std::string_view name, bool of_host = false) {
    auto const found = std::ranges::find_if(type.members, [&](member const& each) {
        return each.name == name && (of_host ? has(each.flags, member_flag::host_label)
                                             : each.location == member_location::label);
    });
    return found == type.members.end() ? nullptr : &*found;
}

member const* find_payload(shape const& type) {
    if (!type.is_bound)
        return nullptr;
    auto const found = std::ranges::find(type.members, member_location::payload, &member::location);
    return found == type.members.end() ? nullptr : &*found;
}

bool has_body_members(shape const& type) {
    return type.is_bound ? std::ranges::any_of(type.members,
                                               [](member const& each) {
                                                   return each.location == member_location::body;
                                               })
                         : !type.members.empty();
}

/// The path and the query of a request.
class target_writer {
  public:
    target_writer(operation const& what, void const* input, random_source* tokens, std::string& out,
                  std::string& why)
        : what_(what), input_(input), tokens_(tokens), out_(out), why_(why) {}

    bool run() {
        out_.clear();
        uri_pattern const pattern(what_.uri);
        if (!what_.input->is_bound) {
            out_ = what_.uri;
            return true;
        }
        auto const path = what_.uri.substr(0, what_.uri.find('?'));
        for (std::size_t begin = 0; begin < path.size();) {
            auto const end = std::min(path.find('/', begin), path.size());
            if (!segment(uri_pattern::segment_of(path.substr(begin, end - begin))))
                return false;
            if (end != path.size())
                out_ += '/';
            begin = end + 1;
        }
        if (!pattern.query().empty())
            out_.append(1, '?').append(pattern.query());
        for (auto const& each : what_.input->members)
            if (each.location == member_location::query && !parameter(each))
                return false;
        return true;
    }

  private:
    bool segment(uri_pattern::segment const& part) {
        if (part.kind == uri_pattern::part::literal) {
            out_ += part.text;
            return true;
        }
        auto const* const which = find_label(*what_.input, part.text);
        void const* const value = which == nullptr ? nullptr : value_of(*which, input_);
        auto const text = value == nullptr ? std::string()
                                           : scalar_to_text(*which->target, value, which->format);
        if (text.empty()) {
            why_ = '\'' + std::string(part.text) +
                   "' is part of the request's path and must not be empty";
            return false;
        }
        for (std::size_t begin = 0; begin <= text.size();) {
            bool const greedy = part.kind == uri_pattern::part::greedy;
            auto const end = greedy ? std::min(text.find('/', begin), text.size()) : text.size();
            auto const piece = std::string_view(text).substr(begin, end - begin);
            if (piece == "." || piece == "..") {
                why_ = '\'' + std::string(part.text) +
                       "' is part of the request's path and cannot be '" + std::string(piece) +
                       '\'';
                return false;
            }
            append_encoded(out_, piece);
            if (end != text.size())
                out_ += '/';
            begin = end + 1;
        }
        return true;
    }

    bool parameter(member const& which) {
        void const* const value = value_of(which, input_);
        bool const is_token = has(which.flags, member_flag::idempotency_token);
        if (is_token && tokens_ != nullptr && is_empty_text(*which.target, value))
            pair(which.name, tokens_->uuid());
        else if (value != nullptr)
            write(which.name, *which.target, value, which.format);
        return true;
    }

    void write(std::string_view name, shape const& type, void const* value, time_format format) {
        if (type.kind == shape_kind::list) {
            auto const size = type.list->size(value);
            for (std::size_t i = 0; i != size; ++i)
                element(name, type, type.list->at(value, i), format);
        } else if (type.kind == shape_kind::map) {
            entries(type, value);
        } else {
            pair(name, scalar_to_text(type, value, format));
        }
    }

    void element(std::string_view name, shape const& container, void const* value,
                 time_format format) {
        if (container.sparse != nullptr) {
            if (!container.sparse->has(value))
                return;
            value = container.sparse->get(value);
        }
        write(name, *container.element, value, format);
    }

    /// Parameters of their own; a member of the same name wins.
    void entries(shape const& type, void const* value) {
        struct context {
            target_writer& self;
            shape const& map;
        } here{*this, type};
        type.map->each(value, &here, [](void* p, std::string_view key, void const* entry) {
            auto& [self, map] = *static_cast<context*>(p);
            if (!self.is_parameter(key))
                self.element(key, map, entry, time_format::unspecified);
            return true;
        });
    }

    bool is_parameter(std::string_view name) const {
        return std::ranges::any_of(what_.input->members, [name](member const& each) {
            return each.location == member_location::query && each.name == name &&
                   each.target->kind != shape_kind::map;
        });
    }

    void pair(std::string_view name, std::string_view text) {
        out_ += out_.find('?') == out_.npos ? '?' : '&';
        append_encoded(out_, name);
        out_ += '=';
        append_encoded(out_, text);
    }

    operation const& what_;
    void const* input_;
    random_source* tokens_;
    std::string& out_;
    std::string& why_;
};

/// The payload as it is, and its content type; both empty when it is absent.
bool write_payload(shape const& type, void const* value, std::string& body,
                   std::string_view& content, std::string& why) {
    switch (type.kind) {
    case shape_kind::blob:
        content = "application/octet-stream";
        body = static_cast<binary const*>(value)->bytes;
        return true;
    case shape_kind::secret_blob:
        content = "application/octet-stream";
        body = static_cast<secret_binary const*>(value)->bytes();
        return true;
    case shape_kind::structure:
        content = json_type;
        return write_json_body(type, value, nullptr, body, why);
    case shape_kind::json_text:
        content = json_type;
        body = static_cast<json::raw const*>(value)->text;
        return true;
    default:
        content = "text/plain";
        body = scalar_to_text(type, value, time_format::unspecified);
        return true;
    }
}

/// A structure that is no union is there even when it is empty.
bool write_body(shape const& type, void const* value, random_source* tokens, std::string& body,
                std::string_view& content, std::string& why) {
    if (auto const* const payload = find_payload(type)) {
        if (void const* const found = value_of(*payload, value))
            return write_payload(*payload->target, found, body, content, why);
        if (payload->target->kind == shape_kind::structure && !payload->target->is_union) {
            content = json_type;
            body = "{}";
        }
        return true;
    }
    if (!has_body_members(type))
        return true;
    content = json_type;
    return write_json_body(type, value, tokens, body, why);
}

bool read_payload(member const& which, std::string_view body, void* structure,
                  decode_problems& problems) {
    auto const& type = *which.target;
    if (body.empty()) {
        if (problems.check_required() && has(which.flags, member_flag::required) &&
            type.kind == shape_kind::structure)
            problems.missing(which, nullptr);
        return !problems.any();
    }
    void* const place = place_of(which, structure);
    switch (type.kind) {
    case shape_kind::blob:
        static_cast<binary*>(place)->bytes = body;
        return true;
    case shape_kind::secret_blob:
        *static_cast<secret_binary*>(place) = secret_binary(std::as_bytes(std::span(body)));
        return true;
    case shape_kind::structure:
        return read_json_body(type, body, place, problems);
    case shape_kind::json_text: {
        json::reader whole(body);
        static_cast<json::raw*>(place)->text = body;
        return (whole.skip() && whole.finish()) ||
               problems.fail("Not valid JSON: " + whole.message());
    }
    default: {
        char const* expected = nullptr;
        return scalar_from_text(type, body, place, expected) ||
               problems.fail(std::string("Expected ") + expected + " as the body");
    }
    }
}

bool read_body(shape const& type, std::string_view body, void* value, decode_problems& problems) {
    if (auto const* const payload = find_payload(type))
        return read_payload(*payload, body, value, problems);
    if (!has_body_members(type))
        return !problems.any();
    return read_json_body(type, body, value, problems);
}

/// The members that stand in path and query.
class target_reader {
  public:
    target_reader(operation const& what, std::string_view target, void* input,
                  decode_problems& problems)
        : what_(what), target_(target), input_(input), problems_(problems) {}

    bool run() {
        std::vector<uri_pattern::label_value> labels;
        if (!uri_pattern(what_.uri).labels(target_, labels))
            return problems_.fail("The request's path has a malformed percent escape");
        for (auto const& each : labels)
            if (auto const* const which = find_label(*what_.input, each.name))
                if (!scalar(*which->target, which->name, each.value, place_of(*which, input_)))
                    return false;
        auto const mark = target_.find('?');
        std::string why;
        if (mark != target_.npos && !query_.parse(target_.substr(mark + 1), why))
            return problems_.fail(std::move(why));
        return std::ranges::all_of(what_.input->members, [this](member const& each) {
            return each.location != member_location::query || parameter(each);
        });
    }

  private:
    bool scalar(shape const& type, std::string_view name, std::string_view text, void* place) {
        char const* expected = nullptr;
        if (!json::is_utf8(text))
            return problems_.fail("The request is not UTF-8");
        return scalar_from_text(type, text, place, expected) ||
               problems_.refuse(std::string("Expected ") + expected + " at '" + std::string(name) +
                                '\'' + problems_.got(text));
    }

    bool parameter(member const& which) {
        if (which.target->kind == shape_kind::map)
            return entries(which);
        auto const found = query_.all(which.name);
        if (found.empty()) {
            if (problems_.check_required() && has(which.flags, member_flag::required))
                problems_.missing(which, nullptr);
            return true;
        }
        void* const place = place_of(which, input_);
        if (which.target->kind == shape_kind::list)
            which.target->list->clear(place);
        return values(*which.target, which.name, found, place);
    }

    bool values(shape const& type, std::string_view name, std::span<form::pair const> found,
                void* place) {
        if (type.kind != shape_kind::list)
            return scalar(type, name, found.front().second, place);
        return std::ranges::all_of(found, [&](form::pair const& each) {
            return scalar(*type.element, name, each.second,
                          place_in(type, type.list->append(place)));
        });
    }

    /// All parameters that are none of the other members'.
    bool entries(member const& which) {
        auto const& type = *which.target;
        void* place = nullptr;
        auto rest = query_.all();
        while (!rest.empty()) {
            auto const same = query_.all(rest.front().first);
            rest = rest.subspan(same.size());
            auto const& name = same.front().first;
            if (is_parameter(name))
                continue;
            if (place == nullptr) {
                place = place_of(which, input_);
                type.map->clear(place);
            }
            if (!values(*type.element, name, same, place_in(type, type.map->insert(place, name))))
                return false;
        }
        return true;
    }

    bool is_parameter(std::string_view name) const {
        return std::ranges::any_of(what_.input->members, [name](member const& each) {
            return each.location == member_location::query && each.name == name &&
                   each.target->kind != shape_kind::map;
        });
    }

    operation const& what_;
    std::string_view target_;
    void* input_;
    decode_problems& problems_;
    form query_;
};

} // namespace

bool write_rest_request(operation const& what, void const* input, random_source* tokens,
                        http::request& out, std::string& why) {
    auto const& type = *what.input;
    out.method = what.method;
    std::string_view content;
    out.headers.reserve(12, 1024);
    if (!target_writer(what, input, tokens, out.target, why).run() ||
        !write_body(type, input, tokens, out.body, content, why) ||
        !write_bound_headers(type, input, out.headers, why))
        return false;
    if (!content.empty() && !out.headers.find("Content-Type"))
        out.headers.add("Content-Type", content);
    bool const bytes = content == "application/octet-stream";
    if (bytes || json::is_utf8(out.body))
        return true;
    why = "a string in the request is not UTF-8; bytes belong into a binary";
    return false;
}

bool read_rest_request(operation const& what, http::request const& in, void* input,
                       decode_problems& problems) {
    auto const& type = *what.input;
    if (type.is_bound && (!target_reader(what, in.target, input, problems).run() ||
                          !read_bound_headers(type, in.headers, input, problems)))
        return false;
    return read_body(type, in.body, input, problems);
}

void write_rest_response(operation const& what, void const* output, http::response& out,
                         std::string_view& content_type) {
    auto const& type = *what.output;
    std::string why; // A service's own answers are as it means them.
    out.status = what.success_status;
    if (type.is_bound)
        for (auto const& each : type.members)
            if (each.location == member_location::status)
                if (void const* const status = value_of(each, output))
                    out.status = *static_cast<std::int32_t const*>(status);
    if (!type.is_bound) {
        content_type = json_type;
        write_json_body(type, output, nullptr, out.body);
        return;
    }
    (void)write_body(type, output, nullptr, out.body, content_type, why);
    (void)write_bound_headers(type, output, out.headers, why);
}

bool read_rest_response(operation const& what, http::response const& in, void* output,
                        decode_problems& problems) {
    auto const& type = *what.output;
    if (type.is_bound)
        for (auto const& each : type.members)
            if (each.location == member_location::status)
                *static_cast<std::int32_t*>(place_of(each, output)) = in.status;
    return read_bound_headers(type, in.headers, output, problems) &&
           read_body(type, in.body, output, problems);
}

bool write_host_prefix(operation const& what, void const* input, std::string& out,
                       std::string& why) {
    for (auto rest = what.host_prefix; !rest.empty();) {
        auto const open = std::min(rest.find('{'), rest.size());
        out += rest.substr(0, open);
        rest.remove_prefix(open);
        if (rest.empty())
            break;
        auto const close = std::min(rest.find('}'), rest.size() - 1);
        auto const name = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
        auto const* const which = find_label(*what.input, name, true);
        void const* const value = which == nullptr ? nullptr : value_of(*which, input);
        auto const text = value == nullptr
                              ? std::string()
                              : scalar_to_text(*which->target, value, time_format::unspecified);
        if (!is_host_label(text)) {
            why = '\'' + std::string(name) +
                  "' is part of the host's name: letters, digits and hyphens, at most 63";
            return false;
        }
        out += text;
    }
    return true;
}

} // namespace skiff::protocol
