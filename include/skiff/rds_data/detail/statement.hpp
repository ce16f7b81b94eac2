// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>
#include <skiff/protocol/service_client.hpp>
#include <skiff/rds_data/execute_result.hpp>
#include <skiff/rds_data/options.hpp>
#include <skiff/rds_data/parameters.hpp>
#include <skiff/rds_data/row.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::protocol {
struct operation;
}

namespace skiff::rds_data::detail {

/// A request that is written but for what its database and transaction add.
struct statement {
    protocol::operation const* what = nullptr;
    std::string members;             ///< "sql":...,"parameters":... without braces.
    bool repeatable = false;         ///< May be sent again although it may have been executed.
    std::optional<error> unwritable; ///< Why it cannot be sent.
    statement_options options;
};

/// What the answer of an ExecuteStatement is for.
enum class wanted_result : unsigned char { changes, rows_by_name, rows_by_position, json };

[[nodiscard]] statement write_statement(std::string_view sql, parameters const& values,
                                        statement_options const& options, wanted_result wanted);

/// True when the statement's first word says that it only reads.
[[nodiscard]] bool only_reads(std::string_view sql) noexcept;

// Readers of ExecuteStatement's answers.

struct rows_reader {
    row_sink sink;
    extra_columns extra;

    [[nodiscard]] protocol::body_reader as_body_reader() { return {this, &read}; }
    static bool read(void* self, std::string_view body, std::string& why);
};

struct changes_reader {
    execute_result result{};

    [[nodiscard]] protocol::body_reader as_body_reader() { return {this, &read}; }
    static bool read(void* self, std::string_view body, std::string& why);
};

struct json_reader {
    std::string text{};

    [[nodiscard]] protocol::body_reader as_body_reader() { return {this, &read}; }
    static bool read(void* self, std::string_view body, std::string& why);
};

/// The error of a query_one or query_optional whose result has `rows` rows.
[[nodiscard]] error wrong_row_count(std::size_t rows);
/// What parse_json of an answer's formattedRecords had against it.
[[nodiscard]] error unreadable_json(json::document_error const& why);

} // namespace skiff::rds_data::detail
