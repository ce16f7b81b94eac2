// SPDX-License-Identifier: Apache-2.0
#include "protocol/xml_codec.hpp"

#include "protocol/member_access.hpp"
#include "protocol/scalar_text.hpp"
#include "protocol/xml_reader.hpp"
#include "protocol/xml_writer.hpp"

#include <utility>

namespace skiff::protocol {
namespace {

bool is_flattened(member const& which) {
    return has(which.flags, member_flag::flattened);
}

class xml_encoder {
  public:
    explicit xml_encoder(xml_writer& out) : out_(out) {}

    void members(shape const& type, void const* value) {
        for (auto const& each : type.members)
            if (void const* const found = value_of(each, value))
                member_value(each, found);
    }

  private:
    void member_value(member const& which, void const* value) {
        auto const& type = *which.target;
        if (is_flattened(which) && type.kind == shape_kind::list)
            return elements(type, value, which.name);
        if (is_flattened(which) && type.kind == shape_kind::map)
            return entries(type, value, which.name);
        element(which.name, type, value, which.format);
    }

    void element(std::string_view name, shape const& type, void const* value, time_format format) {
        if (is_scalar(type)) {
            auto text = scalar_to_text(type, value, format);
            out_.element(name, text);
            if (is_secret(type))
                wipe(text);
            return;
        }
        out_.open(name);
        if (type.kind == shape_kind::structure)
            members(type, value);
        else if (type.kind == shape_kind::list)
            elements(type, value, type.element_name);
        else if (type.kind == shape_kind::map)
            entries(type, value, "entry");
        out_.close();
    }

    void elements(shape const& type, void const* value, std::string_view name) {
        auto const size = type.list->size(value);
        for (std::size_t i = 0; i != size; ++i)
            entry_value(name, type, type.list->at(value, i));
    }

    /// An element of a list or map: an empty one where a sparse one has none.
    void entry_value(std::string_view name, shape const& container, void const* value) {
        if (container.sparse == nullptr)
            return element(name, *container.element, value, time_format::unspecified);
        if (!container.sparse->has(value))
            return out_.element(name, {});
        element(name, *container.element, container.sparse->get(value), time_format::unspecified);
    }

    void entries(shape const& type, void const* value, std::string_view name) {
        struct context {
            xml_encoder& self;
            shape const& map;
            std::string_view name;
        } here{*this, type, name};
        type.map->each(value, &here, [](void* p, std::string_view key, void const* entry) {
            auto& at = *static_cast<context*>(p);
            at.self.out_.open(at.name);
            at.self.out_.element(at.map.key_name, key);
            at.self.entry_value(at.map.value_name, at.map, entry);
            at.self.out_.close();
            return true;
        });
    }

    xml_writer& out_;
};

class xml_decoder {
  public:
    xml_decoder(xml_reader& in, decode_problems& problems) : in_(in), problems_(problems) {}

    /// The children of the element that is open.
    bool members(shape const& type, void* value, decode_frame const* up) {
        member_finder finder(type);
        member const* before = nullptr;
        while (in_.next_child()) {
            auto const* const found = finder.find(in_.name());
            if (found == nullptr) {
                if (!in_.skip())
                    return fail(up);
                continue;
            }
            if (type.is_union && before != nullptr && before != found)
                return problems_.fail("Expected one member at '" + path_of(up) + "', got several");
            bool const again = before == found;
            before = found;
            decode_frame const here{up, found->name};
            void* const place = is_flattened(*found) && again ? again_place_of(*found, value)
                                                              : place_of(*found, value);
            if (!member_value(*found, place, &here))
                return false;
        }
        return !in_.failed() || fail(up);
    }

  private:
    bool member_value(member const& which, void* value, decode_frame const* here) {
        auto const& type = *which.target;
        if (is_flattened(which) && type.kind == shape_kind::list)
            return element(type, type.list->append(value), here);
        if (is_flattened(which) && type.kind == shape_kind::map)
            return entry(type, value, here);
        return this->value(type, value, here);
    }

    bool value(shape const& type, void* value, decode_frame const* here) {
        switch (type.kind) {
        case shape_kind::structure:
            return members(type, value, here);
        case shape_kind::list:
            return list(type, value, here);
        case shape_kind::map:
            return map(type, value, here);
        default:
            return scalar(type, value, here);
        }
    }

    bool scalar(shape const& type, void* value, decode_frame const* here) {
        return in_.text(text_) ? parse(type, value, here) : fail(here);
    }

    /// The text that was read last.
    bool parse(shape const& type, void* value, decode_frame const* here) {
        char const* expected = nullptr;
        bool const good = scalar_from_text(type, text_, value, expected) ||
                          problems_.fail(std::string("Expected ") + expected + " at '" +
                                         path_of(here) + '\'' + problems_.got(text_));
        if (is_secret(type))
            wipe(text_);
        return good;
    }

    bool element(shape const& container, void* place, decode_frame const* here) {
        auto const& type = *container.element;
        if (container.sparse == nullptr || !is_never_empty(type))
            return value(type, place_in(container, place), here);
        if (!in_.text(text_))
            return fail(here);
        return text_.empty() || parse(type, place_in(container, place), here);
    }

    bool list(shape const& type, void* value, decode_frame const* up) {
        type.list->clear(value);
        for (decode_frame here{up}; in_.next_child(); ++here.index)
            if (!element(type, type.list->append(value), &here))
                return false;
        return !in_.failed() || fail(up);
    }

    bool map(shape const& type, void* value, decode_frame const* up) {
        type.map->clear(value);
        while (in_.next_child())
            if (!entry(type, value, up))
                return false;
        return !in_.failed() || fail(up);
    }

    bool entry(shape const& type, void* value, decode_frame const* up) {
        std::string key;
        bool has_key = false;
        while (in_.next_child()) {
            if (in_.name() == type.key_name) {
                has_key = in_.text(key);
                if (!has_key)
                    return fail(up);
            } else if (in_.name() == type.value_name && has_key) {
                decode_frame const here{up, key};
                if (!element(type, type.map->insert(value, key), &here))
                    return false;
            } else if (!in_.skip()) {
                return fail(up);
            }
        }
        return !in_.failed() || fail(up);
    }

    bool fail(decode_frame const* here) {
        auto const path = path_of(here);
        return problems_.fail(in_.failure() + (path.empty() ? "" : " at '" + path + '\''));
    }

    xml_reader& in_;
    decode_problems& problems_;
    std::string text_;
};

/// Goes down to the Error element and reads its texts; the request id stands beside or above it.
class error_finder {
  public:
    explicit error_finder(std::string_view text) : in_(text) {}

    bool run(error_texts& out) {
        return in_.open_root() && level(out, in_.name() == "Error") && !out.code.empty();
    }

  private:
    bool level(error_texts& out, bool in_error) {
        while (in_.next_child()) {
            auto const name = in_.name();
            bool good = false;
            if (in_error && name == "Code")
                good = in_.text(out.code);
            else if (in_error && name == "Message")
                good = in_.text(out.message);
            else if (name == "RequestId" || name == "RequestID")
                good = in_.text(out.request_id);
            else if (name == "Error" || name == "Errors")
                good = level(out, name == "Error");
            else
                good = in_.skip();
            if (!good)
                return false;
        }
        return !in_.failed();
    }

    xml_reader in_;
};

/// Reads the modelled members of an Error element.
bool read_error_members(shape const& type, std::string_view text, void* value) {
    xml_reader in(text);
    decode_problems problems(false, false);
    if (!in.open_root())
        return false;
    bool inside = in.name() == "Error";
    while (!inside && in.next_child()) {
        if (in.name() == "Errors")
            continue; // Its children come next.
        inside = in.name() == "Error";
        if (!inside && !in.skip())
            return false;
    }
    return inside && xml_decoder(in, problems).members(type, value, nullptr);
}

} // namespace

bool read_xml_response(operation const& what, std::string_view text, void* value,
                       decode_problems& problems) {
    xml_reader in(text);
    xml_decoder from(in, problems);
    if (!in.open_root())
        return problems.fail("Not valid XML: " + in.failure());
    if (what.result_wrapper.empty())
        return from.members(*what.output, value, nullptr);
    bool found = false;
    while (in.next_child()) {
        bool const result = in.name() == what.result_wrapper;
        found = found || result;
        if (result ? !from.members(*what.output, value, nullptr) : !in.skip())
            break;
    }
    if (!found && !in.failed() && !problems.any())
        return problems.fail("The answer has no <" + std::string(what.result_wrapper) + ">");
    return !problems.any() && (!in.failed() || problems.fail("Not valid XML: " + in.failure()));
}

std::string write_xml_response(operation const& what, void const* value,
                               std::string_view request_id) {
    xml_writer out;
    auto const name = std::string(what.name);
    out.open(name + "Response", what.service->xml_namespace);
    if (!what.result_wrapper.empty()) {
        out.open(what.result_wrapper);
        xml_encoder(out).members(*what.output, value);
        out.close();
    } else {
        xml_encoder(out).members(*what.output, value);
    }
    out.open("ResponseMetadata");
    out.element("RequestId", request_id);
    out.close();
    out.close();
    return std::move(out).take();
}

error read_xml_error(operation const& what, http::response const& in) {
    error_texts texts;
    bool const is_document = error_finder(in.body).run(texts);
    if (!is_document) {
        texts.code.clear();
        texts.message = body_as_message(what.sensitive ? std::string_view() : in.body, in.status);
    }
    if (texts.request_id.empty())
        texts.request_id = in.headers.find("x-amzn-RequestId").value_or("");
    auto const* const entry = find_error(*what.service, texts.code);
    auto out = make_answered_error(what, std::move(texts), in.status);
    if (is_document && entry != nullptr && entry->structure != nullptr &&
        !read_error_members(*entry->structure, in.body, entry->emplace(out.modelled)))
        out.modelled.reset();
    return out;
}

std::string write_xml_error(service const& which, error const& e, error_entry const* entry,
                            int http_status, std::string_view request_id) {
    xml_writer out;
    out.open("ErrorResponse", which.xml_namespace);
    out.open("Error");
    out.element("Type", http_status >= 500 ? "Receiver" : "Sender");
    out.element("Code", e.aws_code);
    out.element("Message", e.message);
    if (entry != nullptr && entry->structure != nullptr)
        if (void const* const value = entry->find(e.modelled))
            xml_encoder(out).members(*entry->structure, value);
    out.close();
    out.element("RequestId", request_id);
    out.close();
    return std::move(out).take();
}

} // namespace skiff::protocol
