// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/rds_data/detail/batch.hpp>
#include <skiff/rds_data/detail/statement.hpp>
#include <skiff/rds_data/execute_result.hpp>
#include <skiff/rds_data/options.hpp>
#include <skiff/rds_data/parameters.hpp>
#include <skiff/rds_data/row.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace skiff::rds_data {

/// The statements that a `database` and a `transaction` execute: their common part.
///
/// For all of them. Values go into a statement as named parameters only (parameters.hpp), never as
/// a part of its text. A statement has up to 65,536 characters, a request 4 MiB, a result 1 MiB and
/// a row 64 KB; one that is too large is refused by the service. Only one statement per call.
///
/// Permissions: rds-data:ExecuteStatement (batch_execute: rds-data:BatchExecuteStatement) and
/// secretsmanager:GetSecretValue of the secret.
///
/// Errors: rds_data::errc from the service, with `sql_error_of` and `sql_state` for what the
/// database said; errc::invalid_request for parameters that cannot be sent;
/// errc::malformed_response for a result that is not what the row's type says, with its place ("row
/// 3, column status: NULL where std::string is expected"; rows and columns count from 1): the
/// statement was executed then.
///
/// Retries: a statement that reads (see statement_options::idempotent) is retried as the client's
/// configuration says. Others are not sent again once they may have been executed, so that nothing
/// is done twice: the failure says "not retried", and whether the statement was executed is not
/// known.
template <class Self>
class statements {
  public:
    /// Executes a statement whose rows, if any, are not wanted.
    [[nodiscard]] result<execute_result> execute(std::string_view sql,
                                                 parameters const& values = {},
                                                 statement_options const& options = {}) const {
        detail::changes_reader reader;
        if (auto failure = run(
                detail::write_statement(sql, values, options, detail::wanted_result::changes),
                reader.as_body_reader()))
            return std::move(*failure);
        return std::move(reader.result);
    }

    /// The rows of a query, or of a statement with RETURNING. row.hpp says what a Row may be.
    template <class Row>
    [[nodiscard]] result<std::vector<Row>> query(std::string_view sql,
                                                 parameters const& values = {},
                                                 statement_options const& options = {}) const {
        if constexpr (std::is_same_v<Row, bool>)
            return without_tuple(query<std::tuple<bool>>(sql, values, options));
        else {
            constexpr auto wanted = is_struct_row<Row> ? detail::wanted_result::rows_by_name
                                                       : detail::wanted_result::rows_by_position;
            std::vector<Row> rows;
            detail::rows_reader reader{detail::sink_of(rows), options.extra};
            if (auto failure = run(detail::write_statement(sql, values, options, wanted),
                                   reader.as_body_reader()))
                return std::move(*failure);
            return rows;
        }
    }

    /// The one row of a query. statement_errc::no_row (`condition::not_found`) or several_rows when
    /// there is another number of them.
    template <class Row>
    [[nodiscard]] result<Row> query_one(std::string_view sql, parameters const& values = {},
                                        statement_options const& options = {}) const {
        auto rows = query<Row>(sql, values, options);
        if (!rows)
            return std::move(rows).error();
        if (rows->size() != 1)
            return detail::wrong_row_count(rows->size());
        return Row(std::move(rows->front()));
    }

    /// The one row of a query, or nothing when there is none. statement_errc::several_rows when
    /// there are more.
    template <class Row>
    [[nodiscard]] result<std::optional<Row>> query_optional(
        std::string_view sql, parameters const& values = {},
        statement_options const& options = {}) const {
        auto rows = query<Row>(sql, values, options);
        if (!rows)
            return std::move(rows).error();
        if (rows->size() > 1)
            return detail::wrong_row_count(rows->size());
        if (rows->empty())
            return std::optional<Row>();
        return std::optional<Row>(std::move(rows->front()));
    }

    /// The rows of a query as JSON text that the service makes, an array of objects by column: for
    /// handing on. Only SELECT. The rows may have 1 MiB before they are JSON, as those of query;
    /// the text may have 10 MB.
    [[nodiscard]] result<std::string> query_json(std::string_view sql,
                                                 parameters const& values = {},
                                                 statement_options const& options = {}) const {
        detail::json_reader reader;
        if (auto failure = run(
                detail::write_statement(sql, values, options, detail::wanted_result::json),
                reader.as_body_reader()))
            return std::move(*failure);
        return std::move(reader.text);
    }

    /// The same, each object as a T by the rules of parse_json (core/reflect/json.hpp): for results
    /// of the types that JSON has. Dates are text here, numbers are as exact as the service writes
    /// them; query is the better one for all else.
    template <class T>
    [[nodiscard]] result<std::vector<T>> query_documents(
        std::string_view sql, parameters const& values = {},
        statement_options const& options = {}) const {
        auto text = query_json(sql, values, options);
        if (!text)
            return std::move(text).error();
        auto const unknown = options.extra == extra_columns::refused
                                 ? json::unknown_members::refused
                                 : json::unknown_members::ignored;
        auto rows = parse_json<std::vector<T>>(*text, {.unknown = unknown});
        if (!rows)
            return detail::unreadable_json(rows.error());
        return std::move(*rows);
    }

    /// Executes a statement once for each set of parameters: a range of described structs or of
    /// `parameters`. Sends up to 1000 sets, or about 4 MiB, per request, one request after the
    /// other.
    ///
    /// In a transaction all sets are stored when it is committed, or none. Outside one, each
    /// request stores its own: on failure the error's message tells how many sets were executed
    /// before, and `error::as<batch_failure>()` the rest. Not retried once it may have been
    /// executed unless the options say that the statement is idempotent.
    template <class Sets>
    [[nodiscard]] result<batch_result> batch_execute(std::string_view sql, Sets const& sets,
                                                     statement_options const& options = {}) const {
        detail::batch batch(sql, options, {this, &send_erased});
        for (auto const& set : sets)
            if (auto failure = add(batch, set))
                return std::move(*failure);
        return batch.finish();
    }
    [[nodiscard]] result<batch_result> batch_execute(std::string_view sql,
                                                     std::initializer_list<parameters> sets,
                                                     statement_options const& options = {}) const {
        return batch_execute<std::initializer_list<parameters>>(sql, sets, options);
    }

  protected:
    statements() = default;
    ~statements() = default;
    statements(statements const&) = default;
    statements& operator=(statements const&) = default;

  private:
    [[nodiscard]] std::optional<error> run(detail::statement const& what,
                                           protocol::body_reader output) const {
        return static_cast<Self const*>(this)->send(what, output);
    }
    static std::optional<error> send_erased(void const* self, detail::statement const& what,
                                            protocol::body_reader output) {
        return static_cast<statements const*>(self)->run(what, output);
    }

    static std::optional<error> add(detail::batch& to, parameters const& set) {
        return to.add(set);
    }
    template <class T>
    static std::optional<error> add(detail::batch& to, T const& set) {
        return to.add(detail::parameter_layout_of<T>(), &set);
    }

    static result<std::vector<bool>> without_tuple(result<std::vector<std::tuple<bool>>> from) {
        if (!from)
            return std::move(from).error();
        std::vector<bool> out;
        out.reserve(from->size());
        for (auto const& [value] : *from)
            out.push_back(value);
        return out;
    }
};

} // namespace skiff::rds_data
