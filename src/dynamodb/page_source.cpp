// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/detail/page_source.hpp>

#include "dynamodb/cursor.hpp"

#include <skiff/dynamodb/detail/read_options.hpp>
#include <skiff/dynamodb/operations.hpp>
#include <skiff/protocol/pages.hpp>

#include <algorithm>
#include <utility>

namespace skiff::dynamodb::detail {
namespace {

struct page_answer {
    item_sink const* into;
    std::string last_key{};
    std::size_t scanned = 0;
};

bool read_items(attribute_reader& in, item_sink const& into) {
    auto& json = in.json();
    std::size_t index = 0;
    for (json.begin_array(); json.next_element(); ++index)
        if (!read_members(in, *into.type, into.append(into.items)))
            return in.at_index(index);
    return !in.failed();
}

bool read_page(void* context, std::string_view body, std::string& why) {
    auto& answer = *static_cast<page_answer*>(context);
    json::reader json(body);
    attribute_reader in(json);
    std::string_view key;
    for (json.begin_object(); json.next_key(key);) {
        if (json.take_null())
            continue;
        if (key == "Items")
            read_items(in, *answer.into);
        else if (key == "ScannedCount") {
            std::int64_t count = 0;
            json.integer(count);
            answer.scanned = static_cast<std::size_t>(std::max(std::int64_t{0}, count));
        } else if (key == "LastEvaluatedKey") {
            std::string_view text;
            if (json.raw(text))
                answer.last_key = text;
        } else
            json.skip();
    }
    if (json.finish())
        return true;
    why = in.message();
    return false;
}

std::string key_of(layout const& keys, void const* item) {
    std::string out;
    attribute_writer key(out);
    key.json().begin_object();
    write_members(key, keys, item);
    key.json().end_object();
    return out;
}

} // namespace

std::string cursor_of(layout const& keys, void const* item) {
    return cursor_of_key(key_of(keys, item));
}

page_source::page_source(table_core const& table, protocol::operation const& what,
                         request_writer& body, paging how)
    : service_(table.service()), what_(&what), body_(body.finish(false)), how_(std::move(how)) {
    if (auto unwritable = body.failure(); unwritable && !how_.refused)
        how_.refused = std::move(unwritable);
    if (how_.cursor.empty() || how_.refused)
        return;
    if (auto key = key_of_cursor(how_.cursor))
        start_key_ = std::move(*key);
    else
        how_.refused = make_error(skiff::errc::invalid_request,
                                  "start_from: not a cursor of skiff's");
}

result<page_facts> page_source::fetch(item_sink const& into) {
    done_ = true; // until the answer says otherwise
    if (how_.refused)
        return std::move(*how_.refused);
    if (how_.limit == 0u)
        return page_facts{};

    auto size = how_.page_size;
    if (how_.limit && !how_.filtered)
        size = std::min(*how_.limit, size.value_or(*how_.limit));
    auto body = body_;
    if (size)
        body += ",\"Limit\":" + std::to_string(*size);
    if (!start_key_.empty())
        body += ",\"ExclusiveStartKey\":" + start_key_;
    body += '}';

    page_answer answer{&into};
    auto const before = into.size(into.items);
    if (auto failure = service_.call(*what_, std::move(body), {&answer, &read_page}, how_.options))
        return std::move(*failure);

    auto const count = into.size(into.items) - before;
    if (!answer.last_key.empty() && answer.last_key == start_key_)
        how_.refused = protocol::repeated_page_token(); // this page is good, what follows is lost
    start_key_ = std::move(answer.last_key);
    if (how_.limit && count > *how_.limit) {
        into.shrink(into.items, before + *how_.limit);
        start_key_ = key_of(*into.keys, into.at(into.items, before + *how_.limit - 1));
    }
    if (how_.limit)
        *how_.limit -= std::min(count, *how_.limit);
    done_ = start_key_.empty() || how_.limit == 0u;
    return page_facts{start_key_.empty() ? std::string() : cursor_of_key(start_key_),
                      answer.scanned};
}

void write_segment(request_writer& out, paging& how, segment_option const& option) {
    if (option.number >= option.total)
        how.refused = make_error(skiff::errc::invalid_request,
                                 "segment(total, number): the number must be below the total");
    out.json().plain_key("TotalSegments");
    out.json().unsigned_integer(option.total);
    out.json().plain_key("Segment");
    out.json().unsigned_integer(option.number);
}

protocol::operation const& query_operation() noexcept {
    return operations::query;
}
protocol::operation const& scan_operation() noexcept {
    return operations::scan;
}

} // namespace skiff::dynamodb::detail
