// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/detail/statement.hpp>

#include "core/ascii.hpp"

#include <skiff/rds_data/operations.hpp>
#include <skiff/rds_data/sql_error.hpp>

#include <algorithm>
#include <array>

namespace skiff::rds_data {

void batch_result::add(std::size_t executed, std::vector<execute_result> generated) {
    executed_ += executed;
    for (auto& each : generated)
        generated_.push_back(std::move(each));
}

} // namespace skiff::rds_data

namespace skiff::rds_data::detail {
namespace {

/// Takes white space and comments from the front.
void skip_blanks(std::string_view& sql) noexcept {
    for (;;) {
        sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n("), sql.size()));
        std::string_view const end = sql.starts_with("--")   ? "\n"
                                     : sql.starts_with("/*") ? "*/"
                                                             : "";
        if (end.empty())
            return;
        auto const at = sql.find(end, 2);
        sql.remove_prefix(at == sql.npos ? sql.size() : at + end.size());
    }
}

bool begins_with_word(std::string_view sql, std::string_view word) noexcept {
    if (sql.size() < word.size() ||
        !std::ranges::equal(sql.substr(0, word.size()), word, {}, lower))
        return false;
    auto const next = sql.size() == word.size() ? ' ' : lower(sql[word.size()]);
    return !(next >= 'a' && next <= 'z') && next != '_';
}

} // namespace

bool only_reads(std::string_view sql) noexcept {
    constexpr std::string_view words[] = {"select", "show", "describe", "desc", "table", "values"};
    skip_blanks(sql);
    return std::ranges::any_of(words, [&](auto word) { return begins_with_word(sql, word); });
}

statement write_statement(std::string_view sql, parameters const& values,
                          statement_options const& options, wanted_result wanted) {
    statement out;
    out.what = &operations::execute_statement;
    out.options = options;
    out.repeatable = options.idempotent.value_or(only_reads(sql));
    out.members = R"(,"sql":)";
    json::append_string(out.members, sql);
    if (!json::is_utf8(sql))
        out.unwritable = make_error(skiff::errc::invalid_request, "the statement is not UTF-8");
    if (!values.empty()) {
        out.members += R"(,"parameters":)";
        if (auto fault = values.append_to(out.members, sql); !fault.empty())
            out.unwritable = make_error(skiff::errc::invalid_request, std::move(fault));
    }
    if (wanted == wanted_result::rows_by_name)
        out.members += R"(,"includeResultMetadata":true)";
    if (wanted == wanted_result::json)
        out.members += R"(,"formatRecordsAs":"JSON")";
    if (options.continue_after_timeout)
        out.members += R"(,"continueAfterTimeout":true)";
    return out;
}

error wrong_row_count(std::size_t rows) {
    auto out = make_error(skiff::errc::malformed_response,
                          rows == 0 ? "the result has no row"
                                    : "the result has " + std::to_string(rows) +
                                          " rows where one is expected");
    out.code = rows == 0 ? statement_errc::no_row : statement_errc::several_rows;
    out.operation = "RDS Data.ExecuteStatement";
    out.reached = progress::answered;
    return out;
}

error unreadable_json(json::document_error const& why) {
    auto out = make_error(skiff::errc::malformed_response, why.to_string());
    out.operation = "RDS Data.ExecuteStatement";
    out.reached = progress::answered;
    return out;
}

} // namespace skiff::rds_data::detail
