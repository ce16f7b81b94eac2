// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/postgresql/session.hpp"

#include "local/rds_data/refusal.hpp"
#include "local/rds_data/result_limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <utility>

namespace skiff::local::rds_data::postgresql {

struct raw_column {
    std::string name;
    type_id type;
    int modifier;
    type_id table;
    int number;
};

struct raw_result {
    bool has_rows = false;
    std::vector<raw_column> columns;
    std::string bytes;
    std::vector<std::int32_t> lengths; ///< Of all values, row by row; negative: NULL.
    std::int64_t updated = 0;
};

namespace {

constexpr Oid no_type = 0;

struct parameter_type {
    Oid type;
    bool as_bytes; ///< Sent as it is, with its length; else as text that ends with a zero.
};

parameter_type type_of(bound_value const& value) {
    if (value.hint) {
        switch (*value.hint) {
        case api::type_hint::json:
            return {3802, false};
        case api::type_hint::uuid:
            return {2950, false};
        case api::type_hint::timestamp:
            return {1114, false};
        case api::type_hint::date:
            return {1082, false};
        case api::type_hint::time:
            return {1083, false};
        case api::type_hint::decimal:
            return {1700, false};
        }
    }
    switch (value.what.index()) {
    case 1:
        return {16, false};
    case 2:
        return {20, false};
    case 3:
        return {701, false};
    case 4:
        return {25, true};
    case 5:
        return {17, true};
    default:
        return {no_type, false};
    }
}

struct to_wire {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool value) const { return value ? "t" : "f"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const {
        std::array<char, 32> text{};
        auto const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
        return {text.data(), end};
    }
    std::string operator()(std::string const& value) const { return value; }
    std::string operator()(binary const& value) const { return value.bytes; }
};

void read_columns(PGresult const* from, raw_result& into) {
    into.has_rows = true;
    for (int i = 0; i < PQnfields(from); ++i)
        into.columns.push_back({PQfname(from, i), PQftype(from, i), PQfmod(from, i),
                                PQftable(from, i), PQftablecol(from, i)});
}

/// The bytes of the row as it travels: two, and four for each column.
std::size_t read_row(PGresult const* from, raw_result& into) {
    std::size_t size = 2;
    for (int i = 0; i < PQnfields(from); ++i) {
        size += 4;
        if (PQgetisnull(from, 0, i)) {
            into.lengths.push_back(-1);
            continue;
        }
        auto const length = static_cast<std::size_t>(PQgetlength(from, 0, i));
        into.bytes.append(PQgetvalue(from, 0, i), length);
        into.lengths.push_back(static_cast<std::int32_t>(length));
        size += length;
    }
    return size;
}

bool is_copy(PGresult const* one) noexcept {
    auto const status = PQresultStatus(one);
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/// How many rows a command changed; commands of other kinds change none.
std::int64_t changed_rows(PGresult* done) {
    std::string_view const tag = PQcmdStatus(done);
    for (char const* const verb : {"INSERT", "UPDATE", "DELETE", "MERGE"})
        if (tag.starts_with(verb))
            return std::atoll(PQcmdTuples(done));
    return 0;
}

template <class Value>
std::vector<Value> unique(std::vector<Value> all) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

/// A serial column is shown as it was declared.
std::string type_name(type_info const& type, bool auto_increment) {
    if (auto_increment)
        for (auto const& [name, serial] :
             {std::pair("int2", "smallserial"), std::pair("int4", "serial"),
              std::pair("int8", "bigserial")})
            if (type.name == name)
                return serial;
    return type.name;
}

api::column_metadata describe_column(raw_column const& column, type_info const& type,
                                     column_origin const* origin) {
    type_size const size = size_of(column.type, column.modifier);
    api::column_metadata out;
    out.name = column.name;
    out.label = column.name;
    out.type = type.jdbc;
    out.type_name = type_name(type, origin && origin->auto_increment);
    out.schema_name = origin ? origin->schema : "";
    out.table_name = origin ? origin->table : "";
    out.nullable = origin ? (origin->not_null ? 0 : 1) : 2; // 2: unknown
    out.precision = size.precision;
    out.scale = size.scale;
    out.is_auto_increment = origin && origin->auto_increment;
    out.is_signed = is_signed(column.type);
    out.is_case_sensitive = is_case_sensitive(column.type);
    out.is_currency = is_currency(column.type);
    out.array_base_column_type = type.element_jdbc;
    return out;
}

} // namespace

result<outcome> postgresql_session::execute(named_sql const& sql,
                                            std::vector<bound_value> const& values,
                                            run_options const& how) {
    if (auto failed = send(sql, values))
        return *std::move(failed);
    raw_result raw;
    if (auto failed = receive(raw, how))
        return *std::move(failed);
    return convert(raw, how.metadata);
}

std::optional<error> postgresql_session::send(named_sql const& sql,
                                              std::vector<bound_value> const& values) {
    std::vector<std::string> texts;
    std::vector<Oid> types;
    std::vector<char const*> data;
    std::vector<int> lengths;
    std::vector<int> formats;
    texts.reserve(values.size());
    for (bound_value const& one : values) {
        auto const [type, as_bytes] = type_of(one);
        bool const is_null = std::holds_alternative<std::monostate>(one.what);
        texts.push_back(std::visit(to_wire{}, one.what));
        if (!as_bytes && texts.back().find('\0') != std::string::npos)
            return database_error(
                "ERROR: invalid byte sequence for encoding \"UTF8\": 0x00; SQLState: 22021");
        types.push_back(type);
        data.push_back(is_null ? nullptr : texts.back().data());
        lengths.push_back(static_cast<int>(texts.back().size()));
        formats.push_back(as_bytes ? 1 : 0);
    }
    bool const sent = PQsendQueryParams(link_.handle(), sql.text.c_str(),
                                        static_cast<int>(values.size()), types.data(), data.data(),
                                        lengths.data(), formats.data(), 0) == 1 &&
                      PQsetSingleRowMode(link_.handle()) == 1;
    if (!sent)
        return link_.failure(nullptr);
    return std::nullopt;
}

std::optional<error> postgresql_session::receive(raw_result& into, run_options const& how) {
    std::size_t size = 0;
    for (pg_result one;;) {
        if (!link_.next(one, how.go_on)) {
            error why = statement_timeout("canceling statement due to statement timeout",
                                          PQbackendPID(link_.handle()));
            left_running_ = how.leave_running;
            return how.leave_running ? std::move(why) : stop(std::move(why));
        }
        if (!one)
            return std::nullopt;
        auto const status = PQresultStatus(one.get());
        if (status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK) {
            if (!into.has_rows)
                read_columns(one.get(), into);
        }
        switch (status) {
        case PGRES_SINGLE_TUPLE: {
            std::size_t const row = read_row(one.get(), into);
            size += row;
            if (auto too_large = check_size(row, size))
                return stop(*std::move(too_large));
            break;
        }
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY:
            break;
        case PGRES_COMMAND_OK:
            into.updated = changed_rows(one.get());
            break;
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH: {
            if (status != PGRES_COPY_OUT)
                PQputCopyEnd(link_.handle(), "COPY is not supported");
            return stop(database_error(std::string("execute: unexpected message: Copy") +
                                       (status == PGRES_COPY_IN ? "In" : "Out") + "Response"));
        }
        default: {
            error why = link_.failure(one.get());
            link_.drain();
            return why;
        }
        }
    }
}

/// Ends the running statement; what it says to that is not told.
std::optional<error> postgresql_session::stop(error why) {
    link_.cancel();
    link_.drain();
    return why;
}

result<outcome> postgresql_session::convert(raw_result const& raw, bool metadata) {
    outcome out;
    out.has_rows = raw.has_rows;
    out.updated = raw.updated;
    if (!raw.has_rows)
        return out;
    std::vector<type_id> ids;
    std::vector<type_id> tables;
    for (raw_column const& one : raw.columns) {
        ids.push_back(one.type);
        if (one.table != 0)
            tables.push_back(one.table);
    }
    auto const types = types_->find(link_, ids);
    if (!types)
        return types.error();
    for (type_info const& one : *types)
        if (one.becomes == shape::unsupported)
            return to_field(one, {}).error();
    column_origins origins;
    if (metadata && !tables.empty()) {
        auto found = find_origins(link_, unique(std::move(tables)));
        if (!found)
            return found.error();
        origins = *std::move(found);
    }
    for (std::size_t i = 0; i < raw.columns.size(); ++i) {
        auto const at = origins.find({raw.columns[i].table, raw.columns[i].number});
        out.columns.push_back(describe_column(raw.columns[i], (*types)[i],
                                              at == origins.end() ? nullptr : &at->second));
    }
    std::string_view left = raw.bytes;
    for (std::size_t i = 0; i < raw.lengths.size(); ++i) {
        std::size_t const column = i % raw.columns.size();
        if (column == 0)
            out.rows.emplace_back().reserve(raw.columns.size());
        if (raw.lengths[i] < 0) {
            out.rows.back().push_back({.is_null = true});
            continue;
        }
        auto const length = static_cast<std::size_t>(raw.lengths[i]);
        auto made = to_field((*types)[column], left.substr(0, length));
        if (!made)
            return made.error();
        out.rows.back().push_back(*std::move(made));
        left.remove_prefix(length);
    }
    return out;
}

std::optional<error> postgresql_session::begin() {
    auto const done = link_.query("BEGIN");
    return done ? std::nullopt : std::optional(done.error());
}

std::optional<error> postgresql_session::commit() {
    auto const done = link_.query("COMMIT");
    if (!done)
        return done.error();
    if (std::string_view(PQcmdStatus(done->get())) == "ROLLBACK")
        return database_error("ERROR: the transaction was rolled back: one of its statements had "
                              "failed; SQLState: 25P02");
    return std::nullopt;
}

std::optional<error> postgresql_session::rollback() {
    auto const done = link_.query("ROLLBACK");
    return done ? std::nullopt : std::optional(done.error());
}

/// Ends a session that turns out to copy: nobody does, and PQgetResult would say so for ever.
bool postgresql_session::busy() {
    if (left_running_)
        PQconsumeInput(link_.handle());
    while (left_running_ && !PQisBusy(link_.handle())) {
        pg_result const one(PQgetResult(link_.handle()));
        if (is_copy(one.get()))
            link_.close();
        left_running_ = one && link_.handle();
    }
    return left_running_;
}

bool postgresql_session::alive() {
    return link_.alive();
}

bool postgresql_session::clear() {
    if (left_running_ || !link_.alive())
        return false;
    if (PQtransactionStatus(link_.handle()) != PQTRANS_IDLE && !link_.query("ROLLBACK"))
        return false;
    return link_.query("DISCARD ALL").has_value();
}

} // namespace skiff::local::rds_data::postgresql
