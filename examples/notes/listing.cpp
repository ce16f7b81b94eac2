// SPDX-License-Identifier: Apache-2.0
#include "listing.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/reflect/json.hpp>

#include <boost/url/url.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace notes {
namespace {

namespace json = skiff::json;
using json::field_error;

constexpr std::int64_t most_per_page = 1000;
constexpr std::size_t text_limit = 1000;                   // Bytes of what is looked for.
constexpr std::int64_t last_millisecond = 253402300799999; // of the year 9999.

constexpr std::array<std::string_view, 3> order_names{"id", "title", "date"};

/// A cursor before it is encoded; the members that the order needs are there.
struct cursor_text {
    std::string by;
    std::string key;
    std::optional<std::string> title_key;
    std::optional<std::int64_t> created_at;
};
BOOST_DESCRIBE_STRUCT(cursor_text, (), (by, key, title_key, created_at))

std::string_view name_of(order_key by) {
    return order_names[static_cast<std::size_t>(by)];
}

milliseconds_time at_millisecond(std::int64_t since_1970) {
    return milliseconds_time(std::chrono::milliseconds(since_1970));
}

std::optional<std::int64_t> whole_number(std::string_view text, std::int64_t most) {
    std::int64_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc() || stop != end || value < 0 || value > most)
        return std::nullopt;
    return value;
}

/// Milliseconds since 1970, RFC 3339, or a day, which is its first or its last moment.
std::optional<milliseconds_time> time_of(std::string const& text, bool end_of_day) {
    if (auto const number = whole_number(text, last_millisecond))
        return at_millisecond(*number);
    constexpr std::size_t day_size = std::string_view("2026-11-28").size();
    auto const whole = text.size() != day_size ? text
                       : end_of_day            ? text + "T23:59:59.999Z"
                                               : text + "T00:00:00Z";
    auto const time = skiff::parse_json<milliseconds_time>(skiff::to_json(whole));
    bool const fits = time && *time >= at_millisecond(0) &&
                      *time <= at_millisecond(last_millisecond);
    return fits ? std::optional(*time) : std::nullopt;
}

/// Reads the parameters one after the other and remembers what is wrong.
class parameters {
  public:
    explicit parameters(skiff::rest::request const& in) : in_(in) {}

    listing read() && {
        read_order();
        read_page();
        read_range();
        out_.title = text("title");
        out_.contains = text("contains");
        if (!wrong_.empty())
            throw skiff::rest::http_error(422, std::move(wrong_));
        return std::move(out_);
    }

  private:
    void refuse(std::string name, std::string why) {
        wrong_.push_back({std::move(name), std::move(why)});
    }

    std::optional<std::string> text(std::string_view name) {
        auto value = in_.query(name);
        if (value && value->empty())
            return std::nullopt;
        if (value && value->size() > text_limit) {
            refuse(std::string(name), "longer than 1000 bytes");
            return std::nullopt;
        }
        return value;
    }

    /// The order that is asked for, or that the range is about.
    void read_order() {
        bool const by_date = in_.query("from") || in_.query("to");
        if (auto const sort = in_.query("sort")) {
            auto const found = std::ranges::find(order_names, *sort);
            if (found == order_names.end())
                refuse("sort", "expected id, title or date");
            else
                out_.by = static_cast<order_key>(found - order_names.begin());
        } else if (by_date) {
            out_.by = order_key::date;
        } else if (in_.query("title_prefix")) {
            out_.by = order_key::title;
        }
        auto const order = in_.query("order").value_or("asc");
        if (order != "asc" && order != "desc")
            refuse("order", "expected asc or desc");
        out_.descending = order == "desc";
    }

    void read_page() {
        if (auto const limit = in_.query("limit")) {
            out_.limit = whole_number(*limit, most_per_page);
            if (!out_.limit || *out_.limit == 0u)
                refuse("limit", "expected a whole number from 1 to 1000");
        }
        auto const cursor = in_.query("cursor");
        if (!cursor || cursor->empty())
            return;
        out_.after = position_of(*cursor, out_.by);
        if (!out_.after)
            refuse("cursor", "not a cursor of a list in this order");
    }

    void read_range() {
        if (auto prefix = text("title_prefix")) {
            if (out_.by != order_key::title)
                refuse("title_prefix", "goes with sort=title only");
            out_.title_begins = *std::move(prefix);
        }
        out_.from = moment("from", false);
        out_.to = moment("to", true);
        if (out_.from && out_.to && *out_.from > *out_.to)
            refuse("from", "is later than to");
    }

    std::optional<milliseconds_time> moment(std::string_view name, bool end_of_day) {
        auto const given = in_.query(name);
        if (!given)
            return std::nullopt;
        if (out_.by != order_key::date)
            refuse(std::string(name), "goes with sort=date only");
        auto const time = time_of(*given, end_of_day);
        if (!time)
            refuse(std::string(name), "expected a day, an RFC 3339 time from 1970 on, or "
                                      "milliseconds since 1970");
        return time;
    }

    skiff::rest::request const& in_;
    listing out_{};
    std::vector<field_error> wrong_{};
};

bool is_key(std::string_view text, std::string_view prefix) {
    return text.starts_with(prefix) && text.size() <= sort_key_limit;
}

} // namespace

listing read_listing(skiff::rest::request const& in) {
    return parameters(in).read();
}

std::string cursor_of(position const& end, order_key by) {
    cursor_text text{.by = std::string(name_of(by)), .key = end.key};
    if (by == order_key::title)
        text.title_key = end.title_key;
    if (by == order_key::date && end.created_at)
        text.created_at = end.created_at->time_since_epoch().count();
    return skiff::base64url_encode(skiff::to_json(text));
}

std::optional<position> position_of(std::string const& cursor, order_key by) {
    std::string text;
    if (!skiff::base64url_decode(cursor, text))
        return std::nullopt;
    auto const read = skiff::parse_json<cursor_text>(text);
    if (!read || read->by != name_of(by) || !is_key(read->key, note_prefix))
        return std::nullopt;
    bool const titled = read->title_key && is_key(*read->title_key, title_prefix);
    bool const dated = read->created_at && *read->created_at >= 0 &&
                       *read->created_at <= last_millisecond;
    if (titled != (by == order_key::title) || dated != (by == order_key::date))
        return std::nullopt;
    position out{.key = read->key, .title_key = read->title_key};
    if (dated)
        out.created_at = at_millisecond(*read->created_at);
    return out;
}

std::string next_page_url(skiff::rest::request const& in, std::string const& cursor) {
    boost::urls::url url;
    for (auto const& [name, value] : in.query_parameters())
        if (name != "cursor")
            url.params().append({name, value});
    url.params().append({"cursor", cursor});
    return std::string(url.buffer());
}

} // namespace notes
