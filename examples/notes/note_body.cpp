// SPDX-License-Identifier: Apache-2.0
#include "note_body.hpp"

#include <vector>

namespace notes {
namespace {

/// In bytes. With "TITLE#" before it a title is a sort key, which DynamoDB keeps up to 1024.
constexpr std::size_t title_limit = 1000;
/// An item is at most 400 KB: the content, twice the title, keys and names.
constexpr std::size_t content_limit = 390 * 1024;
constexpr std::int64_t longest_life = 10LL * 366 * 24 * 60 * 60;

} // namespace

note_body read_note(skiff::rest::request const& in) {
    skiff::rest::body_options options;
    options.any_content_type = true;
    options.null = skiff::json::null_values::refused;
    auto body = in.json<note_body>(options);
    std::vector<skiff::json::field_error> wrong;
    if (body.title && body.title->size() > title_limit)
        wrong.push_back({"title", "longer than 1000 bytes"});
    if (body.ttl_seconds && (*body.ttl_seconds < 1 || *body.ttl_seconds > longest_life))
        wrong.push_back({"ttl_seconds", "expected from 1 to 316224000, ten years"});
    if (!wrong.empty())
        throw skiff::rest::http_error(422, std::move(wrong));
    if (body.content && body.content->size() > content_limit)
        throw skiff::rest::http_error(413, "content: longer than 390 KB.");
    return body;
}

} // namespace notes
