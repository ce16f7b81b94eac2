// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/store.hpp"

#include "core/ascii.hpp"
#include "local/secrets_manager/checks.hpp"
#include "protocol/json_codec.hpp"

#include <skiff/core/result.hpp>
#include <skiff/secrets_manager/operations.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace skiff::local::secrets_manager {
namespace {

constexpr std::int64_t format_version = 1;

std::filesystem::path file_in(std::filesystem::path const& folder) {
    return folder.empty() ? folder : folder / "secrets_manager.sqlite";
}

// What is known about a secret is kept as the answer that tells of it.

std::string text_of(secret const& from) {
    api::describe_secret_response whole = from.about;
    whole.version_ids_to_stages = from.stages_by_version();
    std::string out;
    protocol::write_json_body(*api::operations::describe_secret.output, &whole, nullptr, out);
    return out;
}

void read_text(std::string_view text, secret& into) {
    protocol::decode_problems problems(false);
    if (!protocol::read_json_body(*api::operations::describe_secret.output, text, &into.about,
                                  problems) ||
        !into.about.name || !into.about.arn)
        throw service_error(make_error(errc::invalid_configuration,
                                       "secrets_manager.sqlite holds a damaged secret"));
    for (auto const& [owner, stages] : std::exchange(into.about.version_ids_to_stages, {}))
        for (auto const& stage : stages)
            into.stages.emplace(stage, owner);
}

std::int64_t to_number(timestamp when) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
}

timestamp to_time(std::int64_t number) {
    return timestamp(std::chrono::milliseconds(number));
}

/// What a value is bound to: nobody can put it in another secret's or version's place.
std::string owner_text(secret const& owner, version const& which) {
    return owner.arn() + '\n' + which.id +
           (which.what == secret_value::kind::text ? "\ntext" : "\nbinary");
}

/// A hyphen and the six characters that Secrets Manager puts behind the name.
bool has_suffix(std::string_view arn) {
    return arn.size() > 7 && arn[arn.size() - 7] == '-' &&
           std::ranges::all_of(arn.substr(arn.size() - 6), is_alphanumeric);
}

} // namespace

store::store(std::filesystem::path const& folder)
    : vault_(folder), database_(file_in(folder)), durable_(!folder.empty()) {
    open();
    load();
}

void store::open() {
    if (durable_)
        database_.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    database_.execute("PRAGMA secure_delete = ON;"
                      "CREATE TABLE IF NOT EXISTS format(version INTEGER NOT NULL);"
                      "CREATE TABLE IF NOT EXISTS secrets(arn TEXT PRIMARY KEY,"
                      " about TEXT NOT NULL, policy TEXT) WITHOUT ROWID;"
                      "CREATE TABLE IF NOT EXISTS versions(number INTEGER PRIMARY KEY,"
                      " arn TEXT NOT NULL, id TEXT NOT NULL, is_text INTEGER NOT NULL,"
                      " created INTEGER NOT NULL, accessed INTEGER, kms_key_id TEXT NOT NULL,"
                      " value BLOB NOT NULL, UNIQUE(arn, id));"
                      "INSERT INTO format SELECT 1 WHERE NOT EXISTS (SELECT * FROM format);");
    sqlite::statement version(database_, "SELECT version FROM format");
    if (!version.next() || version.integer(0) != format_version)
        throw service_error(make_error(errc::invalid_configuration,
                                       "secrets_manager.sqlite is of another version of skiff"));
}

void store::load() {
    sqlite::statement rows(database_, "SELECT about, policy, policy IS NULL FROM secrets");
    while (rows.next()) {
        secret one;
        read_text(rows.text(0), one);
        if (rows.integer(2) == 0)
            one.policy = std::string(rows.text(1));
        load_versions(one);
        if (one.deleted())
            next_end_ = std::min(next_end_.value_or(timestamp::max()), *one.about.deleted_date);
        std::string name = one.name();
        secrets_.emplace(std::move(name), std::move(one));
    }
}

void store::load_versions(secret& owner) {
    sqlite::statement rows(database_,
                           "SELECT id, is_text, created, accessed, kms_key_id, accessed IS NULL"
                           " FROM versions WHERE arn = ?1 ORDER BY number");
    rows.bind(1, owner.arn());
    while (rows.next()) {
        version one{std::string(rows.text(0)),
                    rows.integer(1) != 0 ? secret_value::kind::text : secret_value::kind::binary,
                    to_time(rows.integer(2)),
                    {},
                    std::string(rows.text(4))};
        if (rows.integer(5) == 0)
            one.accessed = to_time(rows.integer(3));
        owner.versions.push_back(std::move(one));
    }
}

secret const* store::find(std::string_view id) const {
    if (!id.starts_with("arn:")) {
        auto const found = secrets_.find(id);
        return found == secrets_.end() ? nullptr : &found->second;
    }
    constexpr std::string_view marker = ":secret:";
    std::size_t const at = id.find(marker);
    if (at == std::string_view::npos)
        return nullptr;
    bool const whole = has_suffix(id);
    std::string_view name = id.substr(at + marker.size());
    if (whole)
        name.remove_suffix(7);
    auto const found = secrets_.find(name);
    if (found == secrets_.end())
        return nullptr;
    std::string_view const arn = found->second.arn();
    return id == (whole ? arn : arn.substr(0, arn.size() - 7)) ? &found->second : nullptr;
}

void store::save(secret next) {
    sqlite::write_scope all(database_);
    write(next);
    all.commit();
    std::string name = next.name();
    secrets_.insert_or_assign(std::move(name), std::move(next));
}

void store::save(secret next, new_value added) {
    sqlite::write_scope all(database_);
    write(next);
    write_value(next, added);
    all.commit();
    next.versions.push_back(std::move(added.about));
    std::string name = next.name();
    secrets_.insert_or_assign(std::move(name), std::move(next));
}

void store::write(secret const& next) {
    std::string const about = text_of(next);
    if (next.policy)
        sqlite::statement(database_, "INSERT OR REPLACE INTO secrets VALUES(?1, ?2, ?3)")
            .bind(1, next.arn())
            .bind(2, about)
            .bind(3, *next.policy)
            .run();
    else
        sqlite::statement(database_, "INSERT OR REPLACE INTO secrets VALUES(?1, ?2, NULL)")
            .bind(1, next.arn())
            .bind(2, about)
            .run();
    write_versions(next);
    if (next.deleted())
        next_end_ = std::min(next_end_.value_or(timestamp::max()), *next.about.deleted_date);
}

/// Of the versions that are there already: those that are gone, and what changes about the others.
void store::write_versions(secret const& next) {
    auto const before = secrets_.find(next.name());
    if (before == secrets_.end())
        return;
    for (version const& old : before->second.versions) {
        version const* const now = next.find_version(old.id);
        if (now && now->accessed == old.accessed && now->kms_key_id == old.kms_key_id)
            continue;
        sqlite::statement change(database_,
                                 now ? "UPDATE versions SET accessed = ?3, kms_key_id = ?4"
                                       " WHERE arn = ?1 AND id = ?2"
                                     : "DELETE FROM versions WHERE arn = ?1 AND id = ?2");
        change.bind(1, next.arn()).bind(2, old.id);
        if (now && now->accessed)
            change.bind(3, to_number(*now->accessed));
        if (now)
            change.bind(4, now->kms_key_id);
        change.run();
    }
}

void store::write_value(secret const& owner, new_value const& added) {
    std::string const sealed = vault_.seal(owner_text(owner, added.about), added.value);
    sqlite::statement(database_,
                      "INSERT INTO versions(arn, id, is_text, created, kms_key_id, value)"
                      " VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(1, owner.arn())
        .bind(2, added.about.id)
        .bind(3, added.about.what == secret_value::kind::text ? 1 : 0)
        .bind(4, to_number(added.about.created))
        .bind(5, added.about.kms_key_id)
        .bind_blob(6, sealed)
        .run();
}

void store::erase(std::string name) {
    auto const found = secrets_.find(name);
    if (found == secrets_.end())
        return;
    sqlite::write_scope all(database_);
    for (char const* const sql :
         {"DELETE FROM versions WHERE arn = ?1", "DELETE FROM secrets WHERE arn = ?1"})
        sqlite::statement(database_, sql).bind(1, found->second.arn()).run();
    all.commit();
    secrets_.erase(found);
}

void store::clear() {
    sqlite::write_scope all(database_);
    database_.execute("DELETE FROM versions; DELETE FROM secrets");
    all.commit();
    secrets_.clear();
    next_end_.reset();
}

std::optional<secret_value> store::value(secret const& owner, version const& which) const {
    sqlite::statement row(database_, "SELECT value FROM versions WHERE arn = ?1 AND id = ?2");
    row.bind(1, owner.arn()).bind(2, which.id);
    if (!row.next())
        return std::nullopt;
    return vault_.open(owner_text(owner, which), which.what, row.text(0));
}

void store::remove_expired(timestamp now) {
    if (!next_end_ || now < *next_end_)
        return;
    std::vector<std::string> over;
    std::optional<timestamp> next;
    for (auto const& [name, one] : secrets_) {
        if (!one.deleted())
            continue;
        if (*one.about.deleted_date <= now)
            over.push_back(name);
        else
            next = std::min(next.value_or(timestamp::max()), *one.about.deleted_date);
    }
    for (std::string& name : over)
        erase(std::move(name));
    next_end_ = next;
}

} // namespace skiff::local::secrets_manager
