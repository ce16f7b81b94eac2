// SPDX-License-Identifier: Apache-2.0
#include "storage.hpp"

#include <skiff/core/json/reader.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/operation/describe_time_to_live.hpp>
#include <skiff/dynamodb/operation/update_time_to_live.hpp>
#include <skiff/dynamodb/waiters.hpp>

#include <algorithm>
#include <utility>

namespace notes {
namespace {

namespace db = skiff::dynamodb;

constexpr std::string_view expiry_attribute = "expires_at";
/// Looked at per request of a filtered list: what DynamoDB reads must not grow with the page.
constexpr std::size_t filtered_page = 1000;
constexpr int most_collisions = 64;

/// What a list by date reaches without from and to.
constexpr milliseconds_time first_moment{};
constexpr milliseconds_time last_moment{std::chrono::milliseconds(253402300799999)};

constexpr auto title_index = db::in_index<"title-index">;
constexpr auto date_index = db::in_index<"date-index">;

std::chrono::sys_seconds now_of(skiff::clock const& clock) {
    return std::chrono::floor<std::chrono::seconds>(clock.now());
}

std::string key_of(std::string const& id) {
    return std::string(note_prefix) + id;
}

/// An id that could not be in a key names no note.
bool is_possible(std::string const& id) {
    return note_prefix.size() + id.size() <= sort_key_limit && skiff::json::is_utf8(id);
}

/// Calls `use` with the condition that notes of the list must meet. They have not expired, though
/// DynamoDB may take two days to delete those that have.
template <class Use>
auto with_filter(listing const& wanted, std::chrono::sys_seconds now, Use const& use) {
    auto const alive = db::attr<&note::expires_at>.not_exists() ||
                       db::attr<&note::expires_at> > now;
    auto const titled = db::attr<&note::title> == db::attribute_value(wanted.title.value_or(""));
    db::attribute_value const part(wanted.contains.value_or(""));
    auto const has_part = db::attr<&note::title>.contains(part) ||
                          db::attr<&note::content>.contains(part);
    if (wanted.title && wanted.contains)
        return use(alive && titled && has_part);
    if (wanted.title)
        return use(alive && titled);
    return wanted.contains ? use(alive && has_part) : use(alive);
}

/// The limit is one more than is shown: so it is known whether others follow.
template <class... Options>
skiff::result<std::vector<note>> read(db::table<note> const& from, std::string const& user,
                                      listing const& wanted, Options const&... options) {
    auto const order = wanted.descending ? db::newest_first : db::oldest_first;
    if (!wanted.limit)
        return from.query(user, order, options...).all();
    auto const count = *wanted.limit + 1;
    bool const filtered = wanted.title || wanted.contains;
    return from
        .query(user, order, db::limit(count), db::page_size(filtered ? filtered_page : count),
               options...)
        .all();
}

/// The cursor of the place where the list goes on; empty at the beginning.
template <class... Index>
auto start_of(std::string const& user, listing const& wanted, Index const&... index) {
    if (!wanted.after)
        return db::start_from({});
    note const last{.user = user,
                    .key = wanted.after->key,
                    .title_key = wanted.after->title_key,
                    .created_at = wanted.after->created_at};
    return db::start_from(db::cursor_behind(last, index...));
}

template <class Filter>
skiff::result<std::vector<note>> read_in_order(db::table<note> const& from, std::string const& user,
                                               listing const& wanted, Filter const& filter) {
    switch (wanted.by) {
    case order_key::title:
        return read(from, user, wanted, title_index,
                    db::begins_with(std::string(title_prefix) + wanted.title_begins), filter,
                    start_of(user, wanted, title_index));
    case order_key::date:
        return read(
            from, user, wanted, date_index,
            db::between(wanted.from.value_or(first_moment), wanted.to.value_or(last_moment)),
            filter, start_of(user, wanted, date_index));
    default:
        return read(from, user, wanted, db::begins_with(note_prefix), filter, db::consistent,
                    start_of(user, wanted));
    }
}

/// Cuts off what is beyond the limit.
note_page page_of(std::vector<note> found, std::optional<std::size_t> limit) {
    note_page out{.notes = std::move(found)};
    if (!limit || out.notes.size() <= *limit)
        return out;
    out.notes.resize(*limit);
    auto const& last = out.notes.back();
    out.end = position{.key = last.key, .title_key = last.title_key, .created_at = last.created_at};
    return out;
}

} // namespace

note_storage::note_storage(skiff::client_config const& aws, std::string table,
                           skiff::clock const& clock)
    : clock_(&clock), client_(aws), notes_(client_, std::move(table)) {}

/// The present millisecond, or `step` behind the last id when that is later: no two calls of one
/// program give the same.
std::int64_t note_storage::next_id(std::int64_t step) {
    auto const now = std::chrono::floor<std::chrono::milliseconds>(clock_->now());
    auto last = last_id_.load();
    std::int64_t next = 0;
    do
        next = std::max(std::int64_t{now.time_since_epoch().count()}, last + step);
    while (!last_id_.compare_exchange_weak(last, next));
    return next;
}

skiff::result<std::string> note_storage::add(std::string const& user, note_text const& text) {
    note stored{.user = user,
                .title = text.title,
                .content = text.content,
                .title_key = std::string(title_prefix) + text.title};
    if (text.life)
        stored.expires_at = now_of(*clock_) + *text.life;
    std::int64_t step = 1;
    for (int collision = 0;; ++collision, step = std::min(2 * step, std::int64_t{1024})) {
        auto const number = next_id(step);
        auto const id = std::to_string(number);
        stored.key = key_of(id);
        stored.created_at = milliseconds_time(std::chrono::milliseconds(number));
        auto const put = notes_.put(stored, db::if_not_exists, db::old_item_on_failure);
        if (put)
            return id;
        auto const& e = put.error();
        if (e.code != skiff::condition::condition_failed || collision == most_collisions)
            return e;
        // What stands in the way is this very note when the answer to a first attempt was lost.
        if (e.attempts > 1 && db::failed_item<note>(e) == stored)
            return id;
    }
}

skiff::result<std::optional<note>> note_storage::get(std::string const& user,
                                                     std::string const& id) const {
    if (!is_possible(id))
        return std::optional<note>();
    auto found = notes_.get(user, key_of(id), db::consistent);
    if (found && *found && (*found)->expires_at && *(*found)->expires_at <= now_of(*clock_))
        return std::optional<note>();
    return found;
}

skiff::result<note_page> note_storage::list(std::string const& user, listing const& wanted) const {
    auto found = with_filter(wanted, now_of(*clock_), [&](auto const& filter) {
        return read_in_order(notes_, user, wanted, filter);
    });
    if (!found)
        return std::move(found).error();
    return page_of(*std::move(found), wanted.limit);
}

skiff::result<void> note_storage::remove(std::string const& user, std::string const& id) const {
    if (!is_possible(id))
        return {};
    return notes_.erase(user, key_of(id));
}

skiff::result<void> note_storage::create() const {
    auto made = notes_.create();
    if (!made && made.error().code == skiff::condition::already_exists) {
        made = db::wait_until_table_exists(client_, {.table_name = notes_.name()});
        if (made)
            made = notes_.add_indexes();
    }
    return made ? enable_time_to_live() : made;
}

skiff::result<void> note_storage::enable_time_to_live() const {
    auto const found = client_.describe_time_to_live({.table_name = notes_.name()});
    if (!found)
        return found.error();
    auto const& now = found->time_to_live_description;
    if (now && now->attribute_name == expiry_attribute &&
        (now->time_to_live_status == db::time_to_live_status::enabled ||
         now->time_to_live_status == db::time_to_live_status::enabling))
        return {};
    auto const enabled = client_.update_time_to_live(
        {.table_name = notes_.name(),
         .time_to_live_specification = {.enabled = true,
                                        .attribute_name = std::string(expiry_attribute)}});
    if (!enabled)
        return enabled.error();
    return {};
}

skiff::result<void> note_storage::drop() const {
    auto const dropped = notes_.drop();
    if (!dropped && dropped.error().code == skiff::condition::not_found)
        return {};
    return dropped;
}

bool is_missing_index(skiff::error const& e) {
    return e.code == db::errc::validation_exception &&
           e.message.find("does not have the specified index") != std::string::npos;
}

} // namespace notes
