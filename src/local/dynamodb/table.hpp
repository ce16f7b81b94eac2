// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/expression/projection.hpp"
#include "local/dynamodb/prepared.hpp"
#include "local/dynamodb/schema.hpp"

#include <skiff/core/timestamp.hpp>
#include <skiff/dynamodb/type/table_description.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::local::dynamodb {

/// A secondary index. Its rows are in the order of its keys, then of the table's; an item without
/// all of the index's key attributes has no row.
struct table_index {
    std::int64_t id = 0;
    std::string name;
    bool global = false;
    key_schema keys;
    std::optional<projection> picked; ///< Nothing: all attributes are projected.

    prepared insert;
    prepared remove;
    std::array<prepared, 2> ranges; ///< Backward, forward.
};

/// Rows of a table or index between two keys. Lives shorter than the table's next write.
class row_range {
  public:
    explicit row_range(prepared& statement) : statement_(&statement) {}
    row_range(row_range&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    row_range& operator=(row_range&&) = delete;
    ~row_range() {
        if (statement_)
            statement_->reset();
    }

    [[nodiscard]] bool next() { return statement_->step(); }
    /// Bytes of the whole item, as DynamoDB counts them.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] item attributes() const;

  private:
    prepared* statement_;
};

struct table_totals {
    std::int64_t count = 0;
    std::int64_t bytes = 0;
};

/// A table's definition and its items in SQLite: one SQLite table for the items, one per index that
/// leads from index keys to table keys. Not thread-safe. Damaged files throw `service_error`.
class table {
  public:
    /// `index_ids` is parallel to the description's local, then global indexes.
    table(sqlite::database& in, std::int64_t id, api::table_description description,
          std::vector<std::int64_t> const& index_ids);

    [[nodiscard]] std::int64_t id() const noexcept { return id_; }
    [[nodiscard]] std::string const& name() const { return *description_.table_name; }
    [[nodiscard]] key_schema const& keys() const noexcept { return keys_; }
    [[nodiscard]] std::vector<table_index>& indexes() noexcept { return indexes_; }
    [[nodiscard]] std::vector<table_index> const& indexes() const noexcept { return indexes_; }
    [[nodiscard]] table_index* find_index(std::string_view name);
    [[nodiscard]] api::table_description const& description() const noexcept {
        return description_;
    }

    /// False when there is no such item.
    [[nodiscard]] bool read(std::string_view key, item& out);
    /// `before` is the item that stands there; null: none, or there are no indexes to keep.
    void put(std::string_view key, item const& now, item const* before);
    void erase(std::string_view key, item const& before);

    /// True when a write keeps more than one row: those of indexes and of time to live.
    [[nodiscard]] bool keeps_rows() const noexcept { return !indexes_.empty() || expiry_; }

    /// The rows of time to live, in the order of the attribute; an item whose attribute is no
    /// number has none. Null: it is off.
    [[nodiscard]] table_index* expiry() noexcept { return expiry_ ? &*expiry_ : nullptr; }
    [[nodiscard]] table_index const* expiry() const noexcept {
        return expiry_ ? &*expiry_ : nullptr;
    }
    /// Takes rows that have their storage, or lets go of them.
    void set_expiry(std::optional<table_index> rows) { expiry_ = std::move(rows); }
    /// Removes up to `most` items whose time is over, and gives their number. An item that should
    /// have been removed more than five years ago stays, as it does in DynamoDB.
    std::size_t drop_expired(timestamp now, std::size_t most);

    /// Items whose key, in `index` or else in the table, is in [low, high).
    [[nodiscard]] row_range rows(table_index* index, std::string_view low, std::string_view high,
                                 bool forward);

    void create_storage();
    void create_index_storage(table_index const& index);
    void drop_storage();
    void drop_index_storage(table_index const& index);
    /// Writes the rows of an index that has none yet.
    void fill_index(table_index& index);

    [[nodiscard]] table_totals totals(table_index const* index);

  private:
    [[nodiscard]] std::string items_name() const;
    [[nodiscard]] static std::string rows_name(table_index const& index);
    void insert_row(table_index& index, std::string_view index_key, std::string_view key);
    void update_rows(std::string_view key, item const* before, item const* now);
    void update_row(table_index& index, std::string_view key, item const* before, item const* now);
    [[nodiscard]] std::vector<item> expired(timestamp now, std::size_t most);

    sqlite::database* database_;
    std::int64_t id_;
    api::table_description description_;
    key_schema keys_;
    std::vector<table_index> indexes_;
    std::optional<table_index> expiry_;
    std::string scratch_;

    prepared select_;
    prepared replace_;
    prepared delete_;
    std::array<prepared, 2> ranges_;
};

/// The rows by which expired items are found: ordered by this attribute.
[[nodiscard]] table_index make_expiry(std::int64_t id, std::string attribute);

/// The key of an item's row in an index: the index's key and the table's, or nothing.
[[nodiscard]] std::optional<std::string> index_row_key(table_index const& index,
                                                       std::string_view table_key,
                                                       item const& attributes);

} // namespace skiff::local::dynamodb
