// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/answer.hpp"

#include <skiff/core/json/writer.hpp>

#include "local/rds_data/jdbc_types.hpp"
#include "local/rds_data/numbers.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace skiff::local::rds_data {
namespace {

bool is_decimal(api::column_metadata const& column) {
    return column.type == jdbc_numeric || column.type == jdbc_decimal;
}

/// DOUBLE_OR_LONG: a whole number that fits is a long.
void to_number(api::field& value) {
    if (!value.string_value)
        return;
    if (auto const whole = parse_number<std::int64_t>(*value.string_value))
        value.long_value = whole;
    else if (auto const real = parse_number<double>(*value.string_value))
        value.double_value = real;
    else
        return;
    value.string_value.reset();
}

void to_text(api::field& value) {
    if (value.long_value)
        value.string_value = std::to_string(*value.long_value);
    value.long_value.reset();
}

void apply(api::result_set_options const& how, outcome& given) {
    bool const decimals = how.decimal_return_type &&
                          *how.decimal_return_type == api::decimal_return_type::double_or_long;
    bool const longs = how.long_return_type &&
                       *how.long_return_type == api::long_return_type::string;
    for (auto& row : given.rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            bool const decimal = is_decimal(given.columns[i]);
            if (decimals && decimal)
                to_number(row[i]);
            else if (longs && !decimal)
                to_text(row[i]);
        }
}

template <class Value, class Write>
void write_list(json::writer& out, std::optional<std::vector<std::optional<Value>>> const& list,
                Write write_one) {
    if (!list)
        return;
    for (auto const& one : *list) {
        if (one)
            write_one(*one);
        else
            out.null();
    }
}

void write(json::writer& out, api::array_value const& value) {
    out.begin_array();
    write_list(out, value.boolean_values, [&](bool one) { out.boolean(one); });
    write_list(out, value.long_values, [&](std::int64_t one) { out.integer(one); });
    write_list(out, value.double_values, [&](double one) { out.real(one); });
    write_list(out, value.string_values, [&](std::string const& one) { out.string(one); });
    write_list(out, value.array_values, [&](api::array_value const& one) { write(out, one); });
    out.end_array();
}

void write(json::writer& out, api::field const& value, api::column_metadata const& column) {
    if (value.boolean_value)
        out.boolean(*value.boolean_value);
    else if (value.long_value)
        out.integer(*value.long_value);
    else if (value.double_value)
        out.real(*value.double_value);
    else if (value.string_value && is_decimal(column) && parse_number<double>(*value.string_value))
        out.raw(*value.string_value);
    else if (value.string_value)
        out.string(*value.string_value);
    else if (value.blob_value)
        out.base64(value.blob_value->bytes);
    else if (value.array_value)
        write(out, *value.array_value);
    else
        out.null();
}

std::string to_json(outcome const& given) {
    std::string text;
    json::writer out(text);
    out.begin_array();
    for (auto const& row : given.rows) {
        out.begin_object();
        for (std::size_t i = 0; i < row.size(); ++i) {
            out.key(given.columns[i].label.value_or(""));
            write(out, row[i], given.columns[i]);
        }
        out.end_object();
    }
    out.end_array();
    return text;
}

} // namespace

result<api::execute_statement_response> make_answer(outcome&& given,
                                                    api::execute_statement_request const& in) {
    api::execute_statement_response out;
    out.number_of_records_updated = given.updated;
    if (!given.has_rows) {
        out.generated_fields = std::move(given.generated);
        return out;
    }
    bool const as_json = in.format_records_as &&
                         *in.format_records_as == api::records_format_type::json;
    if (as_json) {
        out.formatted_records = to_json(given);
        return out;
    }
    if (in.result_set_options)
        apply(*in.result_set_options, given);
    if (in.include_result_metadata.value_or(false))
        out.column_metadata = std::move(given.columns);
    out.records = std::move(given.rows);
    return out;
}

} // namespace skiff::local::rds_data
