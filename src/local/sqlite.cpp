// SPDX-License-Identifier: Apache-2.0
#include "local/sqlite.hpp"

#include <skiff/core/result.hpp>

#include <sqlite3.h>

#include <string>
#include <utility>

namespace skiff::local::sqlite {

database::database(std::filesystem::path const& file) {
    std::string const name = file.empty() ? ":memory:" : file.string();
    int const opened = sqlite3_open_v2(
        name.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
        nullptr);
    if (opened != SQLITE_OK) {
        std::string const why = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(opened);
        sqlite3_close(std::exchange(handle_, nullptr));
        throw service_error(make_error(errc::invalid_configuration, name + ": " + why));
    }
    sqlite3_busy_timeout(handle_, 5000);
}

database::database(database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

database& database::operator=(database&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
}

database::~database() {
    sqlite3_close(handle_);
}

void database::execute(char const* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        fail();
}

void database::fail() const {
    throw service_error(make_error(errc::invalid_configuration, sqlite3_errmsg(handle_)));
}

statement::statement(database& in, std::string_view sql) : database_(&in) {
    if (sqlite3_prepare_v2(in.handle(), sql.data(), static_cast<int>(sql.size()), &handle_,
                           nullptr) != SQLITE_OK)
        in.fail();
}

statement::~statement() {
    sqlite3_finalize(handle_);
}

statement& statement::bind(int parameter, std::string_view text) {
    char const* const data = text.data() ? text.data() : "";
    if (sqlite3_bind_text64(handle_, parameter, data, text.size(), nullptr, SQLITE_UTF8) !=
        SQLITE_OK)
        database_->fail();
    return *this;
}

statement& statement::bind(int parameter, std::int64_t value) {
    if (sqlite3_bind_int64(handle_, parameter, value) != SQLITE_OK)
        database_->fail();
    return *this;
}

statement& statement::bind_blob(int parameter, std::string_view bytes) {
    char const* const data = bytes.data() ? bytes.data() : "";
    if (sqlite3_bind_blob64(handle_, parameter, data, bytes.size(), nullptr) != SQLITE_OK)
        database_->fail();
    return *this;
}

bool statement::next() {
    int const state = sqlite3_step(handle_);
    if (state != SQLITE_ROW && state != SQLITE_DONE)
        database_->fail();
    return state == SQLITE_ROW;
}

void statement::run() {
    if (next())
        while (next()) {
        }
}

std::string_view statement::text(int column) const {
    auto const* const bytes = static_cast<char const*>(sqlite3_column_blob(handle_, column));
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    return bytes ? std::string_view(bytes, size) : std::string_view();
}

std::int64_t statement::integer(int column) const {
    return sqlite3_column_int64(handle_, column);
}

write_scope::~write_scope() {
    if (!open_)
        return;
    try {
        database_.execute("ROLLBACK");
    } catch (service_error const&) {
        // SQLite has rolled back by itself: there is nothing left to undo.
    }
}

void write_scope::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

} // namespace skiff::local::sqlite
