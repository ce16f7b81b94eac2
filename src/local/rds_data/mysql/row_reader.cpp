// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/row_reader.hpp"

#include "local/rds_data/mysql/connection.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::local::rds_data::mysql {
namespace {

constexpr unsigned binary_characters = 63; // the number of the character set "binary"

std::string text_of(char const* text, unsigned length) {
    return text ? std::string(text, length) : std::string();
}

/// MariaDB says of a text that it is JSON; MySQL has a type for it.
bool is_json(MYSQL_FIELD const& column) {
    MARIADB_CONST_STRING format{};
    return mariadb_field_attr(&format, &column, MARIADB_FIELD_ATTR_FORMAT_NAME) == 0 &&
           std::string_view(format.str, format.length) == "json";
}

/// Numbers beyond the API's longValue are text.
api::field to_field(std::int64_t value, bool is_unsigned) {
    api::field out;
    if (is_unsigned && value < 0)
        out.string_value = std::to_string(static_cast<std::uint64_t>(value));
    else
        out.long_value = value;
    return out;
}

std::string year_text(std::int64_t year) {
    std::array<char, 24> text{};
    int const length = std::snprintf(text.data(), text.size(), "%04lld",
                                     static_cast<long long>(year));
    return {text.data(), static_cast<std::size_t>(length)};
}

moment from_wire(MYSQL_TIME const& when) {
    return {.year = when.year,
            .month = when.month,
            .day = when.day,
            .hour = when.hour,
            .minute = when.minute,
            .second = when.second,
            .microsecond = when.second_part,
            .negative = when.neg != 0};
}

} // namespace

column_type type_of(MYSQL_FIELD const& column) {
    return {.wire = static_cast<wire_type>(column.type),
            .length = column.length,
            .decimals = column.decimals,
            .is_unsigned = (column.flags & UNSIGNED_FLAG) != 0,
            .is_binary = column.charsetnr == binary_characters,
            .is_json = is_json(column)};
}

api::column_metadata describe_column(MYSQL_FIELD const& column) {
    type_description const type = describe(type_of(column));
    api::column_metadata out;
    out.label = text_of(column.name, column.name_length);
    out.name = column.org_name_length > 0 ? text_of(column.org_name, column.org_name_length)
                                          : out.label;
    out.type = type.jdbc;
    out.type_name = type.name;
    out.schema_name = ""; // MySQL's databases are JDBC's catalogs, not its schemas
    out.table_name = text_of(column.org_table, column.org_table_length);
    out.nullable = (column.flags & NOT_NULL_FLAG) != 0 ? 0 : 1;
    out.precision = type.precision;
    out.scale = type.scale;
    out.is_auto_increment = (column.flags & AUTO_INCREMENT_FLAG) != 0;
    out.is_signed = type.is_signed;
    out.is_case_sensitive = type.is_case_sensitive;
    out.is_currency = false;
    out.array_base_column_type = 0;
    return out;
}

row_reader::row_reader(MYSQL_STMT* from, std::vector<column_type> columns)
    : from_(from), cells_(columns.size()), binds_(columns.size()) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        cells_[i].what = shape_of(columns[i]);
        cells_[i].is_unsigned = columns[i].is_unsigned;
        cells_[i].is_single = columns[i].wire == wire_type::single_real;
        cells_[i].is_bit = columns[i].wire == wire_type::bit;
        bind(binds_[i], cells_[i]);
    }
    mysql_stmt_bind_result(from_, binds_.data());
}

/// Texts get no place: their length is learned first.
void row_reader::bind(MYSQL_BIND& to, cell& one) noexcept {
    to.is_null = &one.is_null;
    to.error = &one.truncated;
    to.length = &one.length;
    if (one.is_bit) {
        to.buffer_type = MYSQL_TYPE_BLOB;
        return;
    }
    switch (one.what) {
    case shape::boolean:
    case shape::integer:
    case shape::year:
        to.buffer_type = MYSQL_TYPE_LONGLONG;
        to.buffer = &one.whole;
        to.is_unsigned = one.is_unsigned ? 1 : 0;
        break;
    case shape::real:
        to.buffer_type = one.is_single ? MYSQL_TYPE_FLOAT : MYSQL_TYPE_DOUBLE;
        to.buffer = one.is_single ? static_cast<void*>(&one.single) : &one.real;
        break;
    case shape::date:
        to.buffer_type = MYSQL_TYPE_DATE;
        to.buffer = &one.moment;
        break;
    case shape::time:
        to.buffer_type = MYSQL_TYPE_TIME;
        to.buffer = &one.moment;
        break;
    case shape::datetime:
        to.buffer_type = MYSQL_TYPE_DATETIME;
        to.buffer = &one.moment;
        break;
    case shape::text:
        to.buffer_type = MYSQL_TYPE_STRING;
        break;
    case shape::bytes:
        to.buffer_type = MYSQL_TYPE_BLOB;
        break;
    }
}

std::size_t row_reader::size() const noexcept {
    std::size_t out = 0;
    for (cell const& one : cells_) {
        bool const is_long = one.what == shape::text || one.what == shape::bytes;
        out += one.is_null ? 1 : is_long ? one.length : sizeof(std::int64_t);
    }
    return out;
}

result<std::vector<api::field>> row_reader::read() {
    std::vector<api::field> out;
    out.reserve(cells_.size());
    for (unsigned i = 0; i < cells_.size(); ++i) {
        auto one = read(i);
        if (!one)
            return one.error();
        out.push_back(*std::move(one));
    }
    return out;
}

result<api::field> row_reader::read(unsigned column) {
    cell const& one = cells_[column];
    api::field out;
    if (one.is_null) {
        out.is_null = true;
        return out;
    }
    if (one.is_bit || one.what == shape::text || one.what == shape::bytes) {
        auto bytes = read_bytes(column);
        if (!bytes)
            return bytes.error();
        if (one.what == shape::boolean)
            out.boolean_value = *bytes != std::string_view("\0", 1);
        else if (one.what == shape::text)
            out.string_value = *std::move(bytes);
        else
            out.blob_value = binary{*std::move(bytes)};
        return out;
    }
    switch (one.what) {
    case shape::boolean:
        out.boolean_value = one.whole != 0;
        return out;
    case shape::integer:
        return to_field(one.whole, one.is_unsigned);
    case shape::year:
        out.string_value = year_text(one.whole);
        return out;
    case shape::real:
        out.double_value = one.is_single ? widen(one.single) : one.real;
        return out;
    default:
        out.string_value = to_text(one.what, from_wire(one.moment));
        return out;
    }
}

result<std::string> row_reader::read_bytes(unsigned column) {
    std::string out(cells_[column].length, '\0');
    if (out.empty())
        return out;
    MYSQL_BIND into{};
    into.buffer_type = MYSQL_TYPE_BLOB;
    into.buffer = out.data();
    into.buffer_length = static_cast<unsigned long>(out.size());
    into.length = &into.length_value;
    into.error = &into.error_value;
    into.is_null = &into.is_null_value;
    if (mysql_stmt_fetch_column(from_, &into, column, 0) != 0)
        return make_failure(mysql_stmt_errno(from_), mysql_stmt_error(from_),
                            mysql_stmt_sqlstate(from_));
    return out;
}

} // namespace skiff::local::rds_data::mysql
