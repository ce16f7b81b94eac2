// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/detail/value_io.hpp>

#include <cmath>
#include <limits>

namespace skiff::rds_data::detail {

void value_writer::begin(std::string_view name) {
    name_ = name;
    hint_.reset();
    json_.begin_object();
    json_.plain_key("name");
    json_.string(name);
    json_.plain_key("value");
    json_.begin_object();
}

void value_writer::end() {
    json_.end_object();
    if (hint_) {
        json_.plain_key("typeHint");
        json_.string(enum_names<type_hint>::values()[static_cast<std::size_t>(*hint_)]);
    }
    json_.end_object();
}

void value_writer::member(std::string_view kind, bool value) {
    json_.plain_key(kind);
    json_.boolean(value);
}

void value_writer::integer(std::int64_t value) {
    json_.plain_key("longValue");
    json_.integer(value);
}

void value_writer::unsigned_integer(std::uint64_t value) {
    if (value <= std::uint64_t(std::numeric_limits<std::int64_t>::max()))
        return integer(static_cast<std::int64_t>(value));
    text(std::to_string(value)); // longValue cannot hold it
    hint(type_hint::decimal);
}

void value_writer::real(double value) {
    if (!std::isfinite(value))
        refuse("NaN and infinities cannot be sent");
    json_.plain_key("doubleValue");
    json_.real(value);
}

void value_writer::text(std::string_view value) {
    if (!json::is_utf8(value))
        refuse("the text is not UTF-8; bytes belong into skiff::binary");
    json_.plain_key("stringValue");
    json_.string(value);
}

void value_writer::blob(std::string_view bytes) {
    json_.plain_key("blobValue");
    json_.base64(bytes);
}

void value_writer::formatted(std::string formatted_text, std::string_view what, type_hint as) {
    if (formatted_text.empty())
        refuse(what);
    text(formatted_text);
    hint(as);
}

void value_writer::date(std::chrono::year_month_day value) {
    formatted(format_date(value), "the date does not exist or its year is not from 0 to 9999",
              type_hint::date);
}

void value_writer::timestamp(seconds_and_rest value) {
    formatted(format_timestamp(value), "the time's year is not from 0 to 9999",
              type_hint::timestamp);
}

void value_writer::time_of_day(seconds_and_rest value) {
    formatted(format_time_of_day(value), "the time of day is not from 00:00 to 24:00",
              type_hint::time);
}

void value_writer::refuse(std::string_view why) {
    if (fault_.empty())
        fault_ = "parameter '" + name_ + "': " + std::string(why);
}

} // namespace skiff::rds_data::detail
