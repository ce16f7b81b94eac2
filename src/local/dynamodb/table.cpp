// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/table.hpp"

#include "local/dynamodb/item_codec.hpp"

#include <skiff/core/result.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

/// Developer Guide, "Using time to live (TTL)": what is older than that is not deleted.
constexpr std::chrono::days five_years{5 * 365};

item decoded(std::string_view bytes) {
    item out;
    if (!decode_item(bytes, out))
        throw service_error(
            make_error(errc::invalid_configuration, "The database holds a damaged item"));
    return out;
}

/// What an index shows besides all keys; nothing for ALL.
std::optional<projection> projection_of(std::optional<api::projection> const& wanted,
                                        key_schema const& index_keys,
                                        key_schema const& table_keys) {
    if (!wanted || wanted->projection_type == api::projection_type::all)
        return std::nullopt;
    auto names = index_keys.names();
    auto const more = table_keys.names();
    names.insert(names.end(), more.begin(), more.end());
    if (wanted->projection_type == api::projection_type::include)
        names.insert(names.end(), wanted->non_key_attributes.begin(),
                     wanted->non_key_attributes.end());
    return projection::of_names(names);
}

template <class Description>
table_index make_index(std::int64_t id, bool global, Description const& description,
                       api::table_description const& table, key_schema const& table_keys) {
    table_index out;
    out.id = id;
    out.name = description.index_name.value_or("");
    out.global = global;
    out.keys = make_key_schema(description.key_schema, table.attribute_definitions);
    out.picked = projection_of(description.projection, out.keys, table_keys);
    return out;
}

} // namespace

std::size_t row_range::size() const {
    return static_cast<std::size_t>(statement_->integer(0));
}
item row_range::attributes() const {
    return decoded(statement_->bytes(1));
}

table::table(sqlite::database& in, std::int64_t id, api::table_description description,
             std::vector<std::int64_t> const& index_ids)
    : database_(&in)
    , id_(id)
    , description_(std::move(description))
    , keys_(make_key_schema(description_.key_schema, description_.attribute_definitions)) {
    auto next_id = index_ids.begin();
    for (auto const& local : description_.local_secondary_indexes)
        indexes_.push_back(make_index(*next_id++, false, local, description_, keys_));
    for (auto const& global : description_.global_secondary_indexes)
        indexes_.push_back(make_index(*next_id++, true, global, description_, keys_));
}

std::string table::items_name() const {
    return "items_" + std::to_string(id_);
}

std::string table::rows_name(table_index const& index) {
    return "index_" + std::to_string(index.id);
}

table_index* table::find_index(std::string_view name) {
    auto const found = std::ranges::find(indexes_, name, &table_index::name);
    return found == indexes_.end() ? nullptr : &*found;
}

bool table::read(std::string_view key, item& out) {
    if (!select_.is_prepared())
        select_.start(*database_, "SELECT item FROM " + items_name() + " WHERE key = ?1");
    select_.bind(1, key);
    row_range const guard(select_);
    if (!select_.step())
        return false;
    out = decoded(select_.bytes(0));
    return true;
}

void table::put(std::string_view key, item const& now, item const* before) {
    if (!replace_.is_prepared())
        replace_.start(*database_,
                       "REPLACE INTO " + items_name() + "(key, size, item) VALUES(?1, ?2, ?3)");
    scratch_.clear();
    encode_item(now, scratch_);
    replace_.bind(1, key);
    replace_.bind(2, static_cast<std::int64_t>(size_of(now)));
    replace_.bind(3, scratch_);
    replace_.run();
    update_rows(key, before, &now);
}

void table::erase(std::string_view key, item const& before) {
    if (!delete_.is_prepared())
        delete_.start(*database_, "DELETE FROM " + items_name() + " WHERE key = ?1");
    delete_.bind(1, key);
    delete_.run();
    update_rows(key, &before, nullptr);
}

void table::insert_row(table_index& index, std::string_view index_key, std::string_view key) {
    if (!index.insert.is_prepared())
        index.insert.start(*database_,
                           "REPLACE INTO " + rows_name(index) + "(key, item) VALUES(?1, ?2)");
    index.insert.bind(1, index_key);
    index.insert.bind(2, key);
    index.insert.run();
}

void table::update_rows(std::string_view key, item const* before, item const* now) {
    for (auto& index : indexes_)
        update_row(index, key, before, now);
    if (expiry_)
        update_row(*expiry_, key, before, now);
}

void table::update_row(table_index& index, std::string_view key, item const* before,
                       item const* now) {
    auto const old_row = before ? index_row_key(index, key, *before) : std::nullopt;
    auto const new_row = now ? index_row_key(index, key, *now) : std::nullopt;
    if (old_row == new_row)
        return;
    if (old_row) {
        if (!index.remove.is_prepared())
            index.remove.start(*database_, "DELETE FROM " + rows_name(index) + " WHERE key = ?1");
        index.remove.bind(1, *old_row);
        index.remove.run();
    }
    if (new_row)
        insert_row(index, *new_row, key);
}

std::vector<item> table::expired(timestamp now, std::size_t most) {
    using namespace std::chrono;
    auto const row_of = [this](sys_seconds when) {
        std::int64_t const seconds = when.time_since_epoch().count();
        return *encode_key(expiry_->keys, {{expiry_->keys.sort.front().name, seconds}});
    };
    auto const second = floor<seconds>(now);
    auto const low = row_of(second - five_years);
    auto const high = row_of(second);
    std::vector<item> out;
    auto over = rows(&*expiry_, low, high, true);
    while (out.size() != most && over.next())
        out.push_back(over.attributes());
    return out;
}

std::size_t table::drop_expired(timestamp now, std::size_t most) {
    if (!expiry_)
        return 0;
    auto const over = expired(now, most);
    if (over.empty())
        return 0;
    sqlite::write_scope all(*database_);
    for (auto const& one : over)
        erase(*encode_key(keys_, one), one);
    all.commit();
    return over.size();
}

row_range table::rows(table_index* index, std::string_view low, std::string_view high,
                      bool forward) {
    auto& statement = (index ? index->ranges : ranges_)[forward ? 1 : 0];
    if (!statement.is_prepared()) {
        std::string const order = forward ? " ASC" : " DESC";
        auto const sql = index ? "SELECT i.size, i.item FROM " + rows_name(*index) +
                                     " r CROSS JOIN " + items_name() +
                                     " i ON i.key = r.item WHERE r.key >= ?1 AND r.key < ?2 " +
                                     "ORDER BY r.key" + order
                               : "SELECT size, item FROM " + items_name() +
                                     " WHERE key >= ?1 AND key < ?2 ORDER BY key" + order;
        statement.start(*database_, sql);
    }
    statement.bind(1, low);
    statement.bind(2, high);
    return row_range(statement);
}

void table::create_storage() {
    database_->execute(("CREATE TABLE " + items_name() +
                        "(key BLOB PRIMARY KEY, size INTEGER NOT NULL, item BLOB NOT NULL) "
                        "WITHOUT ROWID")
                           .c_str());
    for (auto const& index : indexes_)
        create_index_storage(index);
}

void table::create_index_storage(table_index const& index) {
    database_->execute(("CREATE TABLE " + rows_name(index) +
                        "(key BLOB PRIMARY KEY, item BLOB NOT NULL) WITHOUT ROWID")
                           .c_str());
}

void table::drop_storage() {
    database_->execute(("DROP TABLE " + items_name()).c_str());
    for (auto const& index : indexes_)
        drop_index_storage(index);
    if (expiry_)
        drop_index_storage(*expiry_);
}

void table::drop_index_storage(table_index const& index) {
    database_->execute(("DROP TABLE " + rows_name(index)).c_str());
}

void table::fill_index(table_index& index) {
    prepared all;
    all.start(*database_, "SELECT key, item FROM " + items_name());
    while (all.step()) {
        std::string const key(all.bytes(0));
        if (auto const row = index_row_key(index, key, decoded(all.bytes(1))))
            insert_row(index, *row, key);
    }
}

table_totals table::totals(table_index const* index) {
    prepared sum;
    sum.start(*database_, index ? "SELECT COUNT(*), TOTAL(i.size) FROM " + rows_name(*index) +
                                      " r CROSS JOIN " + items_name() + " i ON i.key = r.item"
                                : "SELECT COUNT(*), TOTAL(size) FROM " + items_name());
    table_totals out;
    if (sum.step())
        out = {sum.integer(0), sum.integer(1)};
    return out;
}

table_index make_expiry(std::int64_t id, std::string attribute) {
    table_index out;
    out.id = id;
    out.keys.sort.push_back({std::move(attribute), attribute_type::number});
    return out;
}

std::optional<std::string> index_row_key(table_index const& index, std::string_view table_key,
                                         item const& attributes) {
    auto out = encode_key(index.keys, attributes);
    if (out)
        *out += table_key;
    return out;
}

} // namespace skiff::local::dynamodb
