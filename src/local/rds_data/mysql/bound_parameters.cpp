// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/bound_parameters.hpp"

#include "local/rds_data/mysql/types.hpp"
#include "local/rds_data/refusal.hpp"

#include <string>
#include <utility>

namespace skiff::local::rds_data::mysql {
namespace {

/// libmariadb only reads what it is given here.
void point_to(MYSQL_BIND& bind, enum_field_types type, void const* value, std::size_t size) {
    bind.buffer_type = type;
    bind.buffer = const_cast<void*>(value);
    bind.buffer_length = static_cast<unsigned long>(size);
}

bool is_moment(bound_value const& value) noexcept {
    return value.hint && std::holds_alternative<std::string>(value.what) &&
           (*value.hint == api::type_hint::date || *value.hint == api::type_hint::time ||
            *value.hint == api::type_hint::timestamp);
}

/// As MySQL says it, before it has to.
error not_a_moment(api::type_hint what, std::string const& text) {
    char const* const name = what == api::type_hint::date   ? "DATE"
                             : what == api::type_hint::time ? "TIME"
                                                            : "DATETIME";
    return database_error(std::string("Incorrect ") + name + " value: '" + text +
                          "'; Error code: 1292; SQLState: 22007");
}

error not_a_decimal(std::string const& text) {
    return database_error("Incorrect DECIMAL value: '" + text +
                          "'; Error code: 1292; SQLState: 22007");
}

enum_field_types type_of(api::type_hint what) noexcept {
    return what == api::type_hint::date   ? MYSQL_TYPE_DATE
           : what == api::type_hint::time ? MYSQL_TYPE_TIME
                                          : MYSQL_TYPE_DATETIME;
}

std::unique_ptr<MYSQL_TIME> to_wire(api::type_hint what, moment const& when) {
    auto out = std::make_unique<MYSQL_TIME>();
    out->year = when.year;
    out->month = when.month;
    out->day = when.day;
    out->hour = when.hour;
    out->minute = when.minute;
    out->second = when.second;
    out->second_part = when.microsecond;
    out->neg = when.negative ? 1 : 0;
    out->time_type = what == api::type_hint::date   ? MYSQL_TIMESTAMP_DATE
                     : what == api::type_hint::time ? MYSQL_TIMESTAMP_TIME
                                                    : MYSQL_TIMESTAMP_DATETIME;
    return out;
}

} // namespace

result<bound_parameters> bound_parameters::make(std::vector<bound_value> const& values,
                                                std::vector<std::size_t> const& placeholders) {
    bound_parameters out;
    out.binds_.resize(placeholders.size());
    out.booleans_ = std::make_unique<signed char[]>(placeholders.size());
    for (std::size_t i = 0; i < placeholders.size(); ++i) {
        MYSQL_BIND& bind = out.binds_[i];
        bound_value const& value = values[placeholders[i]];
        if (is_moment(value)) {
            std::string const& text = std::get<std::string>(value.what);
            auto const when = parse_moment(*value.hint, text);
            if (!when)
                return not_a_moment(*value.hint, text);
            out.moments_.push_back(to_wire(*value.hint, *when));
            point_to(bind, type_of(*value.hint), out.moments_.back().get(), sizeof(MYSQL_TIME));
        } else if (auto const* const one = std::get_if<bool>(&value.what)) {
            out.booleans_[i] = *one ? 1 : 0;
            point_to(bind, MYSQL_TYPE_TINY, &out.booleans_[i], 1);
        } else if (auto const* const whole = std::get_if<std::int64_t>(&value.what)) {
            point_to(bind, MYSQL_TYPE_LONGLONG, whole, sizeof *whole);
        } else if (auto const* const real = std::get_if<double>(&value.what)) {
            point_to(bind, MYSQL_TYPE_DOUBLE, real, sizeof *real);
        } else if (auto const* const text = std::get_if<std::string>(&value.what)) {
            bool const decimal = value.hint == api::type_hint::decimal;
            if (decimal && !is_decimal(*text))
                return not_a_decimal(*text);
            point_to(bind, decimal ? MYSQL_TYPE_NEWDECIMAL : MYSQL_TYPE_STRING, text->data(),
                     text->size());
        } else if (auto const* const bytes = std::get_if<binary>(&value.what)) {
            point_to(bind, MYSQL_TYPE_BLOB, bytes->bytes.data(), bytes->bytes.size());
        } else {
            bind.buffer_type = MYSQL_TYPE_NULL;
        }
    }
    return out;
}

} // namespace skiff::local::rds_data::mysql
