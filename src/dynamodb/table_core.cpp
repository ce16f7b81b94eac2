// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/detail/table_core.hpp>

#include <skiff/dynamodb/attribute_value_json.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operations.hpp>

#include <utility>

namespace skiff::dynamodb::detail {
namespace {

/// An answer with an item in one of its members.
struct item_answer {
    std::string_view member;
    item_slot into;
    bool found = false;
};

bool read_item_answer(void* context, std::string_view body, std::string& why) {
    auto& answer = *static_cast<item_answer*>(context);
    answer.found = false;
    json::reader json(body);
    attribute_reader in(json);
    std::string_view key;
    for (json.begin_object(); json.next_key(key);) {
        if (key != answer.member || json.peek() == json::kind::null)
            json.skip();
        else
            answer.found = read_members(in, *answer.into.type, answer.into.object);
    }
    if (json.finish())
        return true;
    why = in.message();
    return false;
}

/// For answers of which nothing is wanted.
bool ignore_answer(void*, std::string_view, std::string&) {
    return true;
}

} // namespace

table_core::table_core(client const& through, std::string name)
    : table_core(through.service(), std::move(name)) {}

table_core::table_core(protocol::service_client through, std::string name)
    : service_(std::move(through)), name_(std::move(name)) {}

result<void> table_core::write(protocol::operation const& what, request_writer& body,
                               call_options const& options) const {
    if (auto unwritable = body.failure())
        return std::move(*unwritable);
    if (auto failure = service_.call(what, body.finish(), {nullptr, &ignore_answer}, options))
        return std::move(*failure);
    return {};
}

result<bool> table_core::read(protocol::operation const& what, request_writer& body,
                              std::string_view member, item_slot into,
                              call_options const& options) const {
    if (auto unwritable = body.failure())
        return std::move(*unwritable);
    item_answer answer{member, into};
    if (auto failure = service_.call(what, body.finish(), {&answer, &read_item_answer}, options))
        return std::move(*failure);
    return answer.found;
}

result<bool> table_core::get(request_writer& body, item_slot into,
                             call_options const& options) const {
    return read(operations::get_item, body, "Item", into, options);
}

result<void> table_core::put(request_writer& body, call_options const& options) const {
    return write(operations::put_item, body, options);
}
result<bool> table_core::put(request_writer& body, item_slot old,
                             call_options const& options) const {
    return read(operations::put_item, body, "Attributes", old, options);
}

result<void> table_core::update(request_writer& body, call_options const& options) const {
    return write(operations::update_item, body, options);
}
result<bool> table_core::update(request_writer& body, item_slot attributes,
                                call_options const& options) const {
    return read(operations::update_item, body, "Attributes", attributes, options);
}

result<void> table_core::erase(request_writer& body, call_options const& options) const {
    return write(operations::delete_item, body, options);
}
result<bool> table_core::erase(request_writer& body, item_slot old,
                               call_options const& options) const {
    return read(operations::delete_item, body, "Attributes", old, options);
}

bool read_failed_item(error const& from, item_slot into) {
    auto const* failed = from.as<conditional_check_failed_exception>();
    if (failed == nullptr || failed->item.empty())
        return false;
    std::string text;
    json::writer out(text);
    write_json(out, failed->item);
    json::reader json(text);
    attribute_reader in(json);
    return read_members(in, *into.type, into.object);
}

} // namespace skiff::dynamodb::detail
