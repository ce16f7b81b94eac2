// SPDX-License-Identifier: Apache-2.0
#include "protocol/json_error.hpp"

#include "protocol/json_codec.hpp"
#include "protocol/member_access.hpp"
#include "protocol/rest_codec.hpp"
#include "protocol/wire_protocol.hpp"

#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace skiff::protocol {
namespace {

/// Reads code and message of an error document. False when the body is none.
bool read_texts(std::string_view body, error_texts& out) {
    json::reader in(body);
    std::string_view key;
    if (!in.begin_object())
        return false;
    std::string code;
    while (in.next_key(key)) {
        bool const is_type = key == "__type";
        bool const is_code = key == "code" || key == "Code";
        bool const is_message = key == "message" || key == "Message" || key == "errorMessage";
        if ((is_type || is_code || is_message) && in.peek() == json::kind::string) {
            std::string_view text;
            if (!in.string(text))
                return false;
            if (is_message)
                out.message = text;
            else if (is_type)
                out.code = bare_code(text);
            else
                code = bare_code(text);
        } else if (!in.skip()) {
            return false;
        }
    }
    if (out.code.empty())
        out.code = std::move(code);
    return in.finish();
}

std::string request_id(http::response const& in) {
    for (auto const* name : {"x-amzn-RequestId", "x-amz-request-id", "x-amz-id-2"})
        if (auto const value = in.headers.find(name))
            return std::string(*value);
    return {};
}

} // namespace

error read_json_error(operation const& what, http::response const& in) {
    error_texts texts;
    bool const is_document = read_texts(in.body, texts);
    if (!is_document)
        texts = {};
    bool const is_rest = what.service->protocol->error_type_in_header;
    if (auto const type = in.headers.find("x-amzn-errortype");
        type && (is_rest || texts.code.empty()) && !bare_code(*type).empty())
        texts.code = bare_code(*type);
    if (auto const query = in.headers.find("x-amzn-query-error"))
        if (auto const code = query->substr(0, query->find(';')); !code.empty())
            texts.code = code;
    if (texts.message.empty() && (!is_document || texts.code.empty()))
        texts.message = body_as_message(what.sensitive ? std::string_view() : in.body, in.status);
    texts.request_id = request_id(in);

    auto const* const entry = find_error(*what.service, texts.code);
    auto out = make_answered_error(what, std::move(texts), in.status);
    if (entry != nullptr && entry->structure != nullptr && (is_document || in.body.empty())) {
        decode_problems problems(false, false);
        void* const value = entry->emplace(out.modelled);
        if (!read_json_body(*entry->structure, in.body, value, problems) ||
            !read_bound_headers(*entry->structure, in.headers, value, problems))
            out.modelled.reset();
    }
    return out;
}

std::string write_json_error(service const& which, error const& e, error_entry const* entry) {
    bool const modelled = entry != nullptr && entry->structure != nullptr;
    std::string type = "com.amazon.coral.service#";
    if (modelled) {
        type.assign("com.amazonaws.").append(which.endpoint_prefix).append(".v");
        std::ranges::remove_copy(which.api_version, std::back_inserter(type), '-');
        type += '#';
    }
    std::string out;
    json::writer to(out);
    to.begin_object();
    if (!which.protocol->error_type_in_header) {
        to.plain_key("__type");
        to.string(type + e.aws_code);
    }
    // The structure's own spelling: most say "message", some "Message".
    std::string_view name = "message";
    if (modelled) {
        for (auto const& each : entry->structure->members)
            if (each.name == "Message")
                name = "Message";
        if (void const* const value = entry->find(e.modelled))
            write_json_members(*entry->structure, value, name, to);
    }
    to.plain_key(name);
    to.string(e.message);
    to.end_object();
    return out;
}

} // namespace skiff::protocol
