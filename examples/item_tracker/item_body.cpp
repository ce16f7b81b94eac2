// SPDX-License-Identifier: Apache-2.0
#include "item_body.hpp"

#include <skiff/core/json/reader.hpp>
#include <skiff/rest/http_error.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>
#include <vector>

namespace item_tracker {
namespace {

constexpr char const* not_a_truth = "expected true or false (or \"yes\", \"no\", \"1\", \"0\" ...)";

/// 1 and 0 in any spelling of a JSON number: 1.0, 1e0.
std::optional<bool> truth_of_number(std::string_view text) noexcept {
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    if (value == 1.0)
        return true;
    return value == 0.0 ? std::optional(false) : std::nullopt;
}

std::optional<bool> read_truth(skiff::json::document_reader& from) {
    if (from.peek() == skiff::json::kind::string) {
        std::string text;
        return from.read(text) ? parse_truth(text) : std::nullopt;
    }
    std::string_view digits;
    return from.tokens().number(digits) ? truth_of_number(digits) : std::nullopt;
}

} // namespace

std::optional<bool> parse_truth(std::string_view text) noexcept {
    static constexpr std::string_view yes[] = {"t",  "T", "true", "True", "TRUE", "on",  "On",
                                               "ON", "y", "Y",    "yes",  "Yes",  "YES", "1"};
    static constexpr std::string_view no[] = {"f",   "F", "false", "False", "FALSE", "off", "Off",
                                              "OFF", "n", "N",     "no",    "No",    "NO",  "0"};
    if (std::find(std::begin(yes), std::end(yes), text) != std::end(yes))
        return true;
    if (std::find(std::begin(no), std::end(no), text) != std::end(no))
        return false;
    return std::nullopt;
}

std::optional<bool> archived_filter(skiff::rest::request const& in) {
    auto const text = in.query("archived");
    if (!text)
        return std::nullopt;
    auto const truth = parse_truth(*text);
    if (!truth)
        throw skiff::rest::http_error(422, {{.path = "archived", .message = not_a_truth}});
    return truth;
}

work_item_fields item_body::fields() && {
    return {.name = std::move(name.value),
            .guide = std::move(guide.value),
            .description = std::move(description.value),
            .status = std::move(status.value),
            .archived = archived.value};
}

item_body read_item(skiff::rest::request const& in) {
    skiff::rest::body_options options;
    options.missing = skiff::json::missing_members::defaulted;
    return in.json<item_body>(options);
}

} // namespace item_tracker

namespace skiff::json {

void codec<item_tracker::given<std::string>>::write(writer& to,
                                                    item_tracker::given<std::string> const& text) {
    to.string(text.value.value_or(""));
}

bool codec<item_tracker::given<std::string>>::read(document_reader& from,
                                                   item_tracker::given<std::string>& out) {
    std::string text;
    if (!from.read(text))
        return false;
    out.value = std::move(text);
    return true;
}

void codec<item_tracker::given<bool>>::write(writer& to, item_tracker::given<bool> const& truth) {
    to.boolean(truth.value.value_or(false));
}

bool codec<item_tracker::given<bool>>::read(document_reader& from, item_tracker::given<bool>& out) {
    bool plain = false;
    auto const next = from.peek();
    if (next != kind::string && next != kind::number) {
        if (!from.read(plain))
            return false;
        out.value = plain;
        return true;
    }
    out.value = item_tracker::read_truth(from);
    if (!out.value)
        from.report(item_tracker::not_a_truth);
    return out.value.has_value();
}

} // namespace skiff::json
