// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/write.hpp"

#include "local/dynamodb/item_check.hpp"
#include "local/dynamodb/key_check.hpp"
#include "local/dynamodb/rejection.hpp"

#include <skiff/dynamodb/errors.hpp>

#include <utility>

namespace skiff::local::dynamodb {
namespace {

error condition_failed(write_request const& request, item const* found) {
    auto e = reject("ConditionalCheckFailedException", "The conditional request failed");
    api::conditional_check_failed_exception details{e.message, {}};
    if (found && request.returns_item_on_failure)
        details.item = *found;
    e.modelled = std::move(details);
    return e;
}

std::optional<error> check_targets(table const& in, update_expression const& update) {
    for (auto const& path : update.targets())
        if (in.keys().find(path.front().name))
            return invalid_parameter("Cannot update attribute " + path.front().name +
                                     ". This attribute is part of the key");
    return std::nullopt;
}

std::optional<error> check_updated(table const& in, item const& updated) {
    if (auto failed = check_attributes(updated))
        return failed;
    if (auto failed = check_index_keys(in, updated))
        return failed;
    if (size_of(updated) > max_item_bytes)
        return validation_error("Item size to update has exceeded the maximum allowed size");
    return std::nullopt;
}

std::optional<error> stage_update(table const& in, write_request const& request,
                                  write_outcome& out) {
    item const& old = out.before ? *out.before : *request.subject;
    if (!request.update) {
        out.after = old;
        return std::nullopt;
    }
    if (auto failed = check_targets(in, *request.update))
        return failed;
    auto updated = request.update->apply(old);
    if (!updated)
        return std::move(updated).error();
    out.after = std::move(*updated);
    return check_updated(in, *out.after);
}

std::optional<error> check_put(item const& subject) {
    if (auto failed = check_attributes(subject))
        return failed;
    if (size_of(subject) > max_item_bytes)
        return validation_error("Item size has exceeded the maximum allowed size");
    return std::nullopt;
}

bool must_read(table const& in, write_request const& request) {
    return request.kind != write_kind::put || request.condition || request.wants_before ||
           in.keeps_rows();
}

} // namespace

bool needs_scope(table const& in) {
    return in.keeps_rows();
}

result<write_outcome> stage(table& in, write_request const& request) {
    bool const puts = request.kind == write_kind::put;
    if (puts)
        if (auto failed = check_put(*request.subject))
            return std::move(*failed);
    auto key = puts ? key_of_item(in, *request.subject) : key_of_parameter(in, *request.subject);
    if (!key)
        return std::move(key).error();
    write_outcome out{std::move(*key), {}, {}, in.indexes().size()};
    if (must_read(in, request) && !in.read(out.key, out.before.emplace()))
        out.before.reset();
    static item const nothing;
    if (request.condition && !request.condition->holds_for(out.before ? *out.before : nothing))
        return condition_failed(request, out.before ? &*out.before : nullptr);
    if (request.kind == write_kind::update)
        if (auto failed = stage_update(in, request, out))
            return std::move(*failed);
    return out;
}

void apply(table& in, write_request const& request, write_outcome const& staged) {
    auto const* const before = staged.before ? &*staged.before : nullptr;
    switch (request.kind) {
    case write_kind::put:
        in.put(staged.key, *request.subject, before);
        break;
    case write_kind::update:
        in.put(staged.key, *staged.after, before);
        break;
    case write_kind::erase:
        if (before)
            in.erase(staged.key, *before);
        break;
    case write_kind::check:
        break;
    }
}

std::optional<error> parse_expressions(write_expressions const& given, std::string_view absent,
                                       write_request& out) {
    if (!given.condition && !given.update && given.names->empty() && given.values->empty())
        return std::nullopt;
    placeholders names(given.names->empty() ? nullptr : given.names,
                       given.values->empty() ? nullptr : given.values);
    if (auto failed = names.check(given.condition || given.update, absent))
        return failed;
    if (given.update) {
        auto parsed = update_expression::parse(*given.update, names);
        if (!parsed)
            return std::move(parsed).error();
        out.update = std::move(*parsed);
    }
    if (given.condition) {
        auto parsed = condition_expression::parse(expression_kind::condition, *given.condition,
                                                  names);
        if (!parsed)
            return std::move(parsed).error();
        out.condition = std::move(*parsed);
    }
    return names.check_all_used();
}

} // namespace skiff::local::dynamodb
