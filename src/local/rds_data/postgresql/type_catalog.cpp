// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/postgresql/type_catalog.hpp"

#include <cstdlib>

namespace skiff::local::rds_data::postgresql {
namespace {

constexpr char const* types_query =
    "SELECT t.oid, t.typname, t.typtype, t.typcategory, e.oid, e.typname, e.typtype, e.typcategory"
    " FROM pg_catalog.pg_type t"
    " LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'"
    " WHERE t.oid = ANY ($1::pg_catalog.oid[])";

constexpr char const* origins_query =
    "SELECT a.attrelid, a.attnum, c.relname, n.nspname,"
    " a.attnotnull OR (t.typtype = 'd' AND t.typnotnull),"
    " a.attidentity <> '' OR COALESCE("
    "pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%', false)"
    " FROM pg_catalog.pg_attribute a"
    " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
    " LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    " WHERE a.attrelid = ANY ($1::pg_catalog.oid[])";

std::string to_array_text(std::vector<type_id> const& ids) {
    std::string out = "{";
    for (type_id const one : ids) {
        if (out.size() > 1)
            out.push_back(',');
        out.append(std::to_string(one));
    }
    return out.append("}");
}

type_id number_of(PGresult const* in, int row, int column) {
    return static_cast<type_id>(std::strtoul(PQgetvalue(in, row, column), nullptr, 10));
}

type_info read_type(PGresult const* in, int row) {
    type_id const id = number_of(in, row, 0);
    char const* const name = PQgetvalue(in, row, 1);
    if (PQgetisnull(in, row, 4))
        return make_catalog_type(id, name, *PQgetvalue(in, row, 2), *PQgetvalue(in, row, 3));
    type_id const element = number_of(in, row, 4);
    if (type_info const* const known = find_builtin(element))
        return make_catalog_array(id, name, *known);
    return make_catalog_array(id, name,
                              make_catalog_type(element, PQgetvalue(in, row, 5),
                                                *PQgetvalue(in, row, 6), *PQgetvalue(in, row, 7)));
}

} // namespace

result<std::vector<type_info>> type_catalog::find(connection& link,
                                                  std::vector<type_id> const& ids) {
    std::vector<type_id> unknown;
    {
        std::lock_guard const lock(mutex_);
        for (type_id const one : ids)
            if (!find_builtin(one) && !known_.contains(one))
                unknown.push_back(one);
    }
    if (!unknown.empty())
        if (auto failed = look_up(link, unknown))
            return *std::move(failed);
    std::vector<type_info> out;
    out.reserve(ids.size());
    std::lock_guard const lock(mutex_);
    for (type_id const one : ids) {
        type_info const* const builtin = find_builtin(one);
        auto const at = known_.find(one);
        out.push_back(builtin              ? *builtin
                      : at != known_.end() ? at->second
                                           : make_catalog_type(one, std::to_string(one), 'p', 'P'));
    }
    return out;
}

std::optional<error> type_catalog::look_up(connection& link, std::vector<type_id> const& ids) {
    auto const found = link.query(types_query, {to_array_text(ids)});
    if (!found)
        return found.error();
    std::lock_guard const lock(mutex_);
    for (int row = 0; row < PQntuples(found->get()); ++row) {
        type_info one = read_type(found->get(), row);
        known_.insert_or_assign(one.id, std::move(one));
    }
    return std::nullopt;
}

result<column_origins> find_origins(connection& link, std::vector<type_id> const& tables) {
    auto const found = link.query(origins_query, {to_array_text(tables)});
    if (!found)
        return found.error();
    column_origins out;
    PGresult const* const rows = found->get();
    for (int row = 0; row < PQntuples(rows); ++row)
        out.emplace(std::pair(number_of(rows, row, 0), std::atoi(PQgetvalue(rows, row, 1))),
                    column_origin{.table = PQgetvalue(rows, row, 2),
                                  .schema = PQgetvalue(rows, row, 3),
                                  .not_null = *PQgetvalue(rows, row, 4) == 't',
                                  .auto_increment = *PQgetvalue(rows, row, 5) == 't'});
    return out;
}

} // namespace skiff::local::rds_data::postgresql
