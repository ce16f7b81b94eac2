// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/table.hpp"

#include <skiff/dynamodb/operation/describe_time_to_live.hpp>
#include <skiff/dynamodb/type/tag.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::dynamodb {

/// A table and what is known about it besides its description.
struct catalog_entry {
    dynamodb::table table;
    std::vector<api::tag> tags;
    api::time_to_live_description time_to_live;
};

/// All tables, in memory or in a file that keeps them. Not thread-safe. Throws `service_error`
/// when the file cannot be used.
class catalog {
  public:
    /// An empty folder means memory.
    explicit catalog(std::filesystem::path const& folder);

    [[nodiscard]] catalog_entry* find(std::string_view name);
    [[nodiscard]] std::map<std::string, std::unique_ptr<catalog_entry>, std::less<>> const& tables()
        const noexcept {
        return tables_;
    }

    catalog_entry& create(api::table_description description, std::vector<api::tag> tags);
    void drop(std::string_view name);
    void drop_all();
    /// The entry stays as it was when these fail.
    void set_tags(catalog_entry& entry, std::vector<api::tag> tags);
    void set_time_to_live(catalog_entry& entry, api::time_to_live_description time_to_live);
    /// Gives a table another description: makes the indexes that only the new one has, with their
    /// rows, and drops those that only the old one has. The entry stays as it was when this fails.
    void redefine(catalog_entry& entry, api::table_description description);

    [[nodiscard]] sqlite::database& storage() noexcept { return database_; }

  private:
    void open();
    void load();
    void save(table const& described, std::vector<api::tag> const& tags,
              api::time_to_live_description const& time_to_live);
    /// The rows of time to live, filled; nothing when it is off.
    [[nodiscard]] std::optional<table_index> make_expiry_rows(
        table& of, api::time_to_live_description const& time_to_live);
    void drop_index(table& of, table_index const& index);
    [[nodiscard]] std::int64_t insert_index(std::int64_t table, std::string_view name);

    sqlite::database database_;
    bool durable_;
    std::map<std::string, std::unique_ptr<catalog_entry>, std::less<>> tables_;
};

using sqlite::write_scope;

} // namespace skiff::local::dynamodb
