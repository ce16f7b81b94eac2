// SPDX-License-Identifier: Apache-2.0
#include "aurora_storage.hpp"

#include "aurora_setup.hpp"

#include <skiff/rds_data/client.hpp>
#include <skiff/rds_data/database.hpp>
#include <skiff/rds_data/errors.hpp>
#include <skiff/rds_data/sql_error.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace item_tracker {
namespace {

/// A row, and the parameters of statements about it.
struct stored_item {
    std::int64_t id = 0;
    std::optional<std::string> description{};
    std::optional<std::string> guide{};
    std::optional<std::string> status{};
    std::optional<std::string> name{};
    std::optional<bool> archived{};
};
BOOST_DESCRIBE_STRUCT(stored_item, (), (id, description, guide, status, name, archived))

/// Where a page of the list begins and what it shows.
struct page_start {
    std::int64_t after = 0;
    std::optional<bool> archived{};
    std::int64_t limit = 0;
};
BOOST_DESCRIBE_STRUCT(page_start, (), (after, archived, limit))

} // namespace
} // namespace item_tracker

template <>
struct skiff::rds_data::columns<item_tracker::stored_item>
    : column_rules<renamed<&item_tracker::stored_item::id, "iditem">,
                   renamed<&item_tracker::stored_item::name, "username">> {};

namespace item_tracker {
namespace {

namespace rds = skiff::rds_data;

constexpr std::size_t short_text = 45;     // Characters of guide and username.
constexpr std::size_t long_text = 30'000;  // Bytes of description and status: the Data API
                                           // returns no row of more than 64 KB.
constexpr std::size_t longest_name = 63;   // Characters; PostgreSQL cuts off what is behind.
constexpr std::int64_t largest_page = 500; // Rows of one answer, which may have 1 MiB.

std::size_t characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

skiff::error not_acceptable(std::string message) {
    auto out = make_error(errc::not_acceptable);
    out.message = std::move(message);
    return out;
}

/// Why the table cannot keep the fields, if it cannot: told before a statement is sent, for the
/// database would not say which field it was.
std::optional<skiff::error> problem_with(work_item_fields const& fields) {
    struct {
        char const* name;
        std::optional<std::string> const& value;
        bool is_short;
    } const texts[] = {{"name", fields.name, true},
                       {"guide", fields.guide, true},
                       {"description", fields.description, false},
                       {"status", fields.status, false}};
    for (auto const& [name, value, is_short] : texts) {
        if (!value)
            continue;
        if (value->find('\0') != value->npos)
            return not_acceptable(std::string(name) + ": the character U+0000 cannot be kept");
        if (is_short && characters(*value) > short_text)
            return not_acceptable(std::string(name) + ": more than " + std::to_string(short_text) +
                                  " characters");
        if (!is_short && value->size() > long_text)
            return make_error(errc::item_too_large);
    }
    return std::nullopt;
}

/// The id as the table has it; nothing for a text that no id has.
std::optional<std::int64_t> id_of(std::string const& text) noexcept {
    std::int64_t id = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
    bool const canonical = problem == std::errc() && end == text.data() + text.size() && id > 0 &&
                           text.front() != '0';
    return canonical ? std::optional(id) : std::nullopt;
}

stored_item with_id(std::int64_t id, work_item_fields const& fields) {
    return {.id = id,
            .description = fields.description,
            .guide = fields.guide,
            .status = fields.status,
            .name = fields.name,
            .archived = fields.archived};
}

work_item shown(stored_item&& row) {
    return {.id = std::to_string(row.id),
            .name = std::move(row.name),
            .guide = std::move(row.guide),
            .description = std::move(row.description),
            .status = std::move(row.status),
            .archived = row.archived};
}

/// The columns that the fields set; all of these names are our own.
std::vector<std::string> columns_of(work_item_fields const& fields) {
    std::vector<std::string> out;
    if (fields.description)
        out.emplace_back("description");
    if (fields.guide)
        out.emplace_back("guide");
    if (fields.status)
        out.emplace_back("status");
    if (fields.name)
        out.emplace_back("username");
    if (fields.archived)
        out.emplace_back("archived");
    return out;
}

/// `before` and each name and `after`, with commas between.
std::string joined(std::vector<std::string> const& names, std::string_view before,
                   bool assigned = false) {
    std::string out;
    for (auto const& name : names) {
        out += out.empty() ? "" : ", ";
        if (assigned)
            out += name + " = ";
        out.append(before).append(name);
    }
    return out;
}

/// An answer of more than 1 MiB; clusters of the first version word it differently.
bool is_too_large_an_answer(skiff::error const& e) {
    return e.message.find("size limit") != std::string::npos;
}

skiff::error translated(skiff::error e) {
    if (rds::is_resuming(e))
        return make_error(errc::not_ready);
    switch (rds::sql_error_of(e)) {
    case rds::sql_error::value_too_long:
    case rds::sql_error::value_out_of_range:
    case rds::sql_error::invalid_value:
        return not_acceptable("a field has a value that its column cannot keep");
    default:
        return e;
    }
}

class aurora_storage final : public storage {
  public:
    aurora_storage(skiff::client_config const& aws, aurora_settings settings)
        : settings_(std::move(settings))
        , setup_(aws, settings_)
        , database_(rds::client(aws), {.resource_arn = settings_.cluster_arn,
                                       .secret_arn = settings_.secret,
                                       .database = settings_.database,
                                       .resume = {.enabled = false}}) {}

    std::string_view name() const noexcept override { return "Aurora"; }
    bool has_numeric_ids() const noexcept override { return true; }

    skiff::result<std::string> add(work_item_fields const& fields) override {
        if (auto problem = problem_with(fields))
            return *std::move(problem);
        auto const mysql = is_mysql(database_);
        if (!mysql)
            return translated(mysql.error());
        auto const id = *mysql ? insert_on_mysql(fields) : insert_on_postgresql(fields);
        if (!id)
            return translated(id.error());
        return std::to_string(*id);
    }

    skiff::result<work_item> get(std::string const& text) override {
        auto const id = id_of(text);
        if (!id)
            return make_error(errc::no_such_item);
        auto found = database_.query_optional<stored_item>(selection() + " WHERE iditem = :iditem",
                                                           stored_item{.id = *id});
        if (!found)
            return translated(found.error());
        if (!*found)
            return make_error(errc::no_such_item);
        return shown(**std::move(found));
    }

    /// In pages, each beginning behind the last row of the one before: an answer may have 1 MiB.
    skiff::result<std::vector<work_item>> list(std::optional<bool> archived) override {
        std::vector<work_item> out;
        page_start next{.archived = archived, .limit = largest_page};
        auto const statement = selection() + " WHERE iditem > :after" +
                               (archived ? " AND archived = :archived" : "") +
                               " ORDER BY iditem LIMIT :limit";
        for (;;) {
            auto page = database_.query<stored_item>(statement, next);
            if (!page && is_too_large_an_answer(page.error()) && next.limit > 1) {
                next.limit /= 2;
                continue;
            }
            if (!page)
                return translated(page.error());
            for (auto& row : *page) {
                next.after = row.id;
                out.push_back(shown(std::move(row)));
            }
            if (std::cmp_less(page->size(), next.limit))
                return out;
        }
    }

    skiff::result<void> update(std::string const& text, work_item_fields const& changes) override {
        auto const id = id_of(text);
        if (!id)
            return make_error(errc::no_such_item);
        if (auto problem = problem_with(changes))
            return *std::move(problem);
        if (changes == work_item_fields{})
            return exists(*id);
        auto const done = database_.execute("UPDATE " + settings_.table + " SET " +
                                                joined(columns_of(changes), ":", true) +
                                                " WHERE iditem = :iditem",
                                            with_id(*id, changes), {.idempotent = true});
        if (!done)
            return translated(done.error());
        if (done->records_updated() == 0)
            return make_error(errc::no_such_item);
        return {};
    }

    skiff::result<void> create() override { return setup_.create(); }
    skiff::result<void> remove() override { return setup_.remove(); }

  private:
    [[nodiscard]] std::string selection() const {
        return "SELECT iditem, description, guide, status, username, archived FROM " +
               settings_.table;
    }

    [[nodiscard]] skiff::result<void> exists(std::int64_t id) const {
        auto const found = database_.query<std::int64_t>("SELECT iditem FROM " + settings_.table +
                                                             " WHERE iditem = :iditem",
                                                         stored_item{.id = id});
        if (!found)
            return translated(found.error());
        if (found->empty())
            return make_error(errc::no_such_item);
        return {};
    }

    /// Columns that are not given get the table's defaults: archived is false.
    [[nodiscard]] std::string insertion(work_item_fields const& fields,
                                        std::string_view nothing) const {
        auto const columns = columns_of(fields);
        if (columns.empty())
            return "INSERT INTO " + settings_.table + ' ' + std::string(nothing);
        return "INSERT INTO " + settings_.table + " (" + joined(columns, "") + ") VALUES (" +
               joined(columns, ":") + ')';
    }

    [[nodiscard]] skiff::result<std::int64_t> insert_on_postgresql(
        work_item_fields const& fields) const {
        return database_.query_one<std::int64_t>(
            insertion(fields, "DEFAULT VALUES") + " RETURNING iditem", with_id(0, fields));
    }

    [[nodiscard]] skiff::result<std::int64_t> insert_on_mysql(
        work_item_fields const& fields) const {
        auto const done = database_.execute(insertion(fields, "() VALUES ()"), with_id(0, fields));
        if (!done)
            return done.error();
        return done->generated<std::int64_t>();
    }

    /// Asks the database once.
    [[nodiscard]] skiff::result<bool> is_mysql(rds::database const& which) {
        int const known = engine_.load(std::memory_order_relaxed);
        if (known >= 0)
            return known == 1;
        auto const found = speaks_mysql(which);
        if (found)
            engine_.store(*found ? 1 : 0, std::memory_order_relaxed);
        return found;
    }

    aurora_settings const settings_;
    aurora_setup setup_;
    rds::database database_;
    std::atomic<int> engine_{-1}; ///< 1: MySQL, 0: PostgreSQL, -1: not known yet.
};

} // namespace

bool is_sql_name(std::string_view text) noexcept {
    auto const is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !text.empty() && text.size() <= longest_name && is_letter(text.front()) &&
           std::ranges::all_of(text,
                               [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

bool is_table_name(std::string_view text) noexcept {
    return is_sql_name(text) && text.size() + index_suffix.size() <= longest_name;
}

std::unique_ptr<storage> open_aurora(skiff::client_config const& aws, aurora_settings settings) {
    return std::make_unique<aurora_storage>(aws, std::move(settings));
}

} // namespace item_tracker
