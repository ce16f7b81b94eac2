// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/prepared.hpp"

#include <sqlite3.h>

#include <utility>

namespace skiff::local::dynamodb {

prepared::prepared(prepared&& other) noexcept
    : database_(other.database_), handle_(std::exchange(other.handle_, nullptr)) {}

prepared& prepared::operator=(prepared&& other) noexcept {
    std::swap(database_, other.database_);
    std::swap(handle_, other.handle_);
    return *this;
}

prepared::~prepared() {
    sqlite3_finalize(handle_);
}

void prepared::start(sqlite::database& in, std::string_view sql) {
    if (handle_)
        return;
    database_ = &in;
    if (sqlite3_prepare_v3(in.handle(), sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &handle_, nullptr) != SQLITE_OK)
        in.fail();
}

void prepared::bind(int parameter, std::string_view bytes) {
    char const* const data = bytes.data() ? bytes.data() : "";
    if (sqlite3_bind_blob64(handle_, parameter, data, bytes.size(), nullptr) != SQLITE_OK)
        database_->fail();
}

void prepared::bind(int parameter, std::int64_t value) {
    if (sqlite3_bind_int64(handle_, parameter, value) != SQLITE_OK)
        database_->fail();
}

bool prepared::step() {
    int const state = sqlite3_step(handle_);
    if (state == SQLITE_ROW)
        return true;
    if (state == SQLITE_DONE)
        return false;
    sqlite3_reset(handle_);
    database_->fail();
}

void prepared::run() {
    while (step()) {
    }
    reset();
}

std::string_view prepared::bytes(int column) const {
    auto const* const data = static_cast<char const*>(sqlite3_column_blob(handle_, column));
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    return data ? std::string_view(data, size) : std::string_view();
}

std::int64_t prepared::integer(int column) const {
    return sqlite3_column_int64(handle_, column);
}

void prepared::reset() noexcept {
    sqlite3_reset(handle_);
}

} // namespace skiff::local::dynamodb
