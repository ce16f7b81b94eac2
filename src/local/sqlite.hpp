// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace skiff::local::sqlite {

/// A database file, or memory when the path is empty. Not thread-safe. Throws `service_error`
/// (errc::invalid_configuration) with SQLite's words when something fails.
class database {
  public:
    explicit database(std::filesystem::path const& file);
    database(database&& other) noexcept;
    database& operator=(database&& other) noexcept;
    ~database();

    /// One or more statements without parameters and rows.
    void execute(char const* sql);
    [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }
    [[noreturn]] void fail() const;

  private:
    sqlite3* handle_ = nullptr;
};

/// A prepared statement that is run once. Parameters and columns are numbered from 1 and 0, as
/// SQLite does. Bound text must stay alive until the last step.
class statement {
  public:
    statement(database& in, std::string_view sql);
    statement(statement const&) = delete;
    statement& operator=(statement const&) = delete;
    ~statement();

    statement& bind(int parameter, std::string_view text);
    statement& bind(int parameter, std::int64_t value);
    statement& bind_blob(int parameter, std::string_view bytes);

    /// True when there is a row to read.
    [[nodiscard]] bool next();
    /// For statements without rows.
    void run();

    /// Good until the next step.
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;

  private:
    database* database_;
    sqlite3_stmt* handle_ = nullptr;
};

/// Everything written while it lives happens, or nothing: undone unless committed.
class write_scope {
  public:
    explicit write_scope(database& in) : database_(in) { database_.execute("BEGIN"); }
    write_scope(write_scope const&) = delete;
    write_scope& operator=(write_scope const&) = delete;
    ~write_scope();
    void commit();

  private:
    database& database_;
    bool open_ = true;
};

} // namespace skiff::local::sqlite
