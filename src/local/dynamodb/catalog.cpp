// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/catalog.hpp"

#include "protocol/json_codec.hpp"

#include <skiff/core/result.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/operation/list_tags_of_resource.hpp>
#include <skiff/dynamodb/operations.hpp>

#include <algorithm>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

constexpr std::int64_t schema_version = 1;
/// Among the indexes of a table; no index of a user's can have this name.
constexpr std::string_view expiry_name = "#time-to-live";

bool is_on(api::time_to_live_description const& ttl) {
    return ttl.time_to_live_status == api::time_to_live_status::enabled;
}

// Descriptions, tags and time to live are kept as the answers that tell of them.

template <class Response>
std::string to_json(protocol::operation const& what, Response const& response) {
    std::string out;
    protocol::write_json_body(*what.output, &response, nullptr, out);
    return out;
}

template <class Response>
Response from_json(protocol::operation const& what, std::string_view text) {
    Response out;
    protocol::decode_problems problems(false);
    if (!protocol::read_json_body(*what.output, text, &out, problems))
        throw service_error(make_error(errc::invalid_configuration,
                                       "The database holds a damaged table definition"));
    return out;
}

std::string description_text(table const& t) {
    return to_json(api::operations::describe_table, api::describe_table_response{t.description()});
}

std::string tags_text(std::vector<api::tag> const& tags) {
    return to_json(api::operations::list_tags_of_resource,
                   api::list_tags_of_resource_response{tags, {}});
}

std::string time_to_live_text(api::time_to_live_description const& ttl) {
    return to_json(api::operations::describe_time_to_live,
                   api::describe_time_to_live_response{ttl});
}

std::filesystem::path file_in(std::filesystem::path const& folder) {
    return folder.empty() ? folder : folder / "dynamodb.sqlite";
}

std::int64_t last_id(sqlite::database& in) {
    sqlite::statement query(in, "SELECT last_insert_rowid()");
    return query.next() ? query.integer(0) : 0;
}

/// By table and name.
using index_ids = std::map<std::pair<std::int64_t, std::string>, std::int64_t>;

/// The table of a row: id, name, description, tags, time to live.
std::unique_ptr<catalog_entry> read_entry(sqlite::database& in, sqlite::statement const& row,
                                          index_ids const& known) {
    auto const id = row.integer(0);
    auto description = from_json<api::describe_table_response>(api::operations::describe_table,
                                                               row.text(2))
                           .table.value();
    auto tags = from_json<api::list_tags_of_resource_response>(
        api::operations::list_tags_of_resource, row.text(3));
    auto ttl = from_json<api::describe_time_to_live_response>(
        api::operations::describe_time_to_live, row.text(4));
    std::vector<std::int64_t> ids;
    auto const add_id = [&](auto const& index) {
        auto const found = known.find({id, index.index_name.value_or("")});
        ids.push_back(found == known.end() ? 0 : found->second);
    };
    std::ranges::for_each(description.local_secondary_indexes, add_id);
    std::ranges::for_each(description.global_secondary_indexes, add_id);
    std::unique_ptr<catalog_entry> out(
        new catalog_entry{table(in, id, std::move(description), ids), std::move(tags.tags),
                          ttl.time_to_live_description.value_or(api::time_to_live_description())});
    if (auto const rows = known.find({id, std::string(expiry_name)}); rows != known.end())
        out->table.set_expiry(
            make_expiry(rows->second, out->time_to_live.attribute_name.value_or("")));
    return out;
}

} // namespace

catalog::catalog(std::filesystem::path const& folder)
    : database_(file_in(folder)), durable_(!folder.empty()) {
    open();
    load();
}

/// WAL with synchronous=NORMAL: what a request wrote survives the death of this process; only the
/// machine's own crash can take the last requests along, never the file's consistency. That is
/// the bargain of a database for development: FULL costs a disk's flush per request.
void catalog::open() {
    database_.execute("PRAGMA cache_size = -65536;");
    if (durable_)
        database_.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; "
                          "PRAGMA synchronous = NORMAL;");
    else
        database_.execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;");
    database_.execute("CREATE TABLE IF NOT EXISTS format(version INTEGER NOT NULL);"
                      "CREATE TABLE IF NOT EXISTS tables(id INTEGER PRIMARY KEY AUTOINCREMENT,"
                      " name TEXT NOT NULL UNIQUE, description TEXT NOT NULL, tags TEXT NOT NULL,"
                      " time_to_live TEXT NOT NULL);"
                      "CREATE TABLE IF NOT EXISTS indexes(id INTEGER PRIMARY KEY AUTOINCREMENT,"
                      " table_id INTEGER NOT NULL, name TEXT NOT NULL,"
                      " UNIQUE(table_id, name));"
                      "INSERT INTO format SELECT 1 WHERE NOT EXISTS (SELECT * FROM format);");
    sqlite::statement version(database_, "SELECT version FROM format");
    if (!version.next() || version.integer(0) != schema_version)
        throw service_error(
            make_error(errc::invalid_configuration, "The database is of another version of skiff"));
}

void catalog::load() {
    index_ids ids;
    sqlite::statement indexes(database_, "SELECT table_id, name, id FROM indexes");
    while (indexes.next())
        ids[{indexes.integer(0), std::string(indexes.text(1))}] = indexes.integer(2);

    std::vector<catalog_entry*> without_rows;
    sqlite::statement rows(database_,
                           "SELECT id, name, description, tags, time_to_live FROM tables");
    while (rows.next()) {
        auto& entry =
            *tables_.emplace(rows.text(1), read_entry(database_, rows, ids)).first->second;
        if (is_on(entry.time_to_live) && !entry.table.expiry())
            without_rows.push_back(&entry);
    }
    // Files of earlier versions have no rows of time to live.
    for (auto* const entry : without_rows)
        set_time_to_live(*entry, entry->time_to_live);
}

catalog_entry* catalog::find(std::string_view name) {
    auto const found = tables_.find(name);
    return found == tables_.end() ? nullptr : found->second.get();
}

std::int64_t catalog::insert_index(std::int64_t table_id, std::string_view name) {
    sqlite::statement(database_, "INSERT INTO indexes(table_id, name) VALUES(?1, ?2)")
        .bind(1, table_id)
        .bind(2, name)
        .run();
    return last_id(database_);
}

catalog_entry& catalog::create(api::table_description description, std::vector<api::tag> tags) {
    write_scope all(database_);
    auto name = description.table_name.value_or("");
    sqlite::statement(database_, "INSERT INTO tables(name, description, tags, time_to_live) "
                                 "VALUES(?1, '', '', '')")
        .bind(1, name)
        .run();
    auto const id = last_id(database_);
    std::vector<std::int64_t> ids;
    for (auto const& index : description.local_secondary_indexes)
        ids.push_back(insert_index(id, index.index_name.value_or("")));
    for (auto const& index : description.global_secondary_indexes)
        ids.push_back(insert_index(id, index.index_name.value_or("")));
    std::unique_ptr<catalog_entry> entry(
        new catalog_entry{table(database_, id, std::move(description), ids), std::move(tags), {}});
    entry->time_to_live.time_to_live_status = api::time_to_live_status::disabled;
    entry->table.create_storage();
    save(entry->table, entry->tags, entry->time_to_live);
    all.commit();
    return *tables_.emplace(std::move(name), std::move(entry)).first->second;
}

void catalog::drop(std::string_view name) {
    auto const found = tables_.find(name);
    auto const id = found->second->table.id();
    write_scope all(database_);
    found->second->table.drop_storage();
    sqlite::statement(database_, "DELETE FROM indexes WHERE table_id = ?1").bind(1, id).run();
    sqlite::statement(database_, "DELETE FROM tables WHERE id = ?1").bind(1, id).run();
    all.commit();
    tables_.erase(found);
}

void catalog::drop_all() {
    while (!tables_.empty())
        drop(std::string(tables_.begin()->first));
}

void catalog::save(table const& described, std::vector<api::tag> const& tags,
                   api::time_to_live_description const& time_to_live) {
    auto const description = description_text(described);
    auto const tags_json = tags_text(tags);
    auto const ttl = time_to_live_text(time_to_live);
    sqlite::statement(database_, "UPDATE tables SET description = ?2, tags = ?3, "
                                 "time_to_live = ?4 WHERE id = ?1")
        .bind(1, described.id())
        .bind(2, description)
        .bind(3, tags_json)
        .bind(4, ttl)
        .run();
}

void catalog::set_tags(catalog_entry& entry, std::vector<api::tag> tags) {
    save(entry.table, tags, entry.time_to_live);
    entry.tags = std::move(tags);
}

void catalog::set_time_to_live(catalog_entry& entry, api::time_to_live_description time_to_live) {
    write_scope all(database_);
    auto rows = make_expiry_rows(entry.table, time_to_live);
    if (auto const* const before = entry.table.expiry())
        drop_index(entry.table, *before);
    save(entry.table, entry.tags, time_to_live);
    all.commit();
    entry.table.set_expiry(std::move(rows));
    entry.time_to_live = std::move(time_to_live);
}

std::optional<table_index> catalog::make_expiry_rows(
    table& of, api::time_to_live_description const& time_to_live) {
    if (!is_on(time_to_live))
        return std::nullopt;
    auto rows = make_expiry(insert_index(of.id(), expiry_name),
                            time_to_live.attribute_name.value_or(""));
    of.create_index_storage(rows);
    of.fill_index(rows);
    return rows;
}

void catalog::drop_index(table& of, table_index const& index) {
    of.drop_index_storage(index);
    sqlite::statement(database_, "DELETE FROM indexes WHERE id = ?1").bind(1, index.id).run();
}

void catalog::redefine(catalog_entry& entry, api::table_description description) {
    auto& before = entry.table;
    write_scope all(database_);
    std::vector<std::int64_t> ids;
    std::vector<std::string> added;
    auto const number = [&](auto const& index) {
        auto const name = index.index_name.value_or("");
        if (auto const* const known = before.find_index(name)) {
            ids.push_back(known->id);
        } else {
            ids.push_back(insert_index(before.id(), name));
            added.push_back(name);
        }
    };
    std::ranges::for_each(description.local_secondary_indexes, number);
    std::ranges::for_each(description.global_secondary_indexes, number);
    table after(database_, before.id(), std::move(description), ids);
    if (auto const* const rows = before.expiry())
        after.set_expiry(make_expiry(rows->id, rows->keys.sort.front().name));
    for (auto const& index : before.indexes()) {
        if (after.find_index(index.name))
            continue;
        drop_index(before, index);
    }
    for (auto const& name : added) {
        auto& index = *after.find_index(name);
        after.create_index_storage(index);
        after.fill_index(index);
    }
    save(after, entry.tags, entry.time_to_live);
    all.commit();
    entry.table = std::move(after);
}

} // namespace skiff::local::dynamodb
