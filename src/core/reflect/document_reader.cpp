// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/reflect/document_reader.hpp>

#include "core/reflect/time_text.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/secret.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>
#include <vector>

namespace skiff::json {
namespace {

/// What a document says is repeated in reports up to this many bytes.
constexpr std::size_t longest_quote = 64;

std::string shortened(std::string_view text) {
    if (text.size() <= longest_quote)
        return std::string(text);
    auto size = longest_quote;
    while (size != 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
        --size; // not within a character
    return std::string(text.substr(0, size)) + "...";
}

/// Which members of a struct were given; most structs have at most 64.
class member_set {
  public:
    explicit member_set(std::size_t count) : more_(count > 64 ? count - 64 : 0) {}

    [[nodiscard]] bool contains(std::size_t i) const {
        return i < 64 ? (first_ >> i & 1) != 0 : more_[i - 64];
    }
    void insert(std::size_t i) {
        if (i < 64)
            first_ |= std::uint64_t{1} << i;
        else
            more_[i - 64] = true;
    }

  private:
    std::uint64_t first_ = 0;
    std::vector<bool> more_;
};

/// The member of this name; looks first at `guess`, as documents often keep the order.
std::size_t find_member(std::span<document_reader::member const> members, std::string_view name,
                        std::size_t guess) noexcept {
    if (guess < members.size() && members[guess].name == name)
        return guess;
    auto const at = std::find_if(members.begin(), members.end(),
                                 [name](auto const& m) { return m.name == name; });
    return static_cast<std::size_t>(at - members.begin());
}

} // namespace

document_reader::document_reader(std::string_view text, parse_options const& options)
    : tokens_(text, options.max_depth), options_(options) {
    if (hides_excerpts())
        tokens_.reserve_copies();
}

document_reader::~document_reader() {
    if (hides_excerpts())
        tokens_.wipe_copies();
}

bool document_reader::expect(kind wanted) {
    auto const got = tokens_.peek();
    if (got == wanted)
        return true;
    if (got != kind::end && got != kind::invalid) {
        std::string message = "expected ";
        message += name_of(wanted);
        message += ", got ";
        message += name_of(got);
        report_misfit(message);
    }
    tokens_.skip(); // fails where there is no value
    return false;
}

void document_reader::report(std::string message) {
    report_misfit(hides_excerpts() ? "not as it should be" : std::string_view(message));
}

void document_reader::report_misfit(std::string_view what, std::string_view excerpt) {
    std::string message(what);
    if (!excerpt.empty() && !hides_excerpts())
        message.append(", got ").append(shortened(excerpt));
    reported_ = true;
    if (error_.fields.size() < options_.max_errors)
        error_.fields.push_back({path_of(place_), std::move(message)});
}

void document_reader::report_member(std::string_view name, std::string message) {
    inside const place(*this, name);
    report(std::move(message));
}

void document_reader::report_member_of_struct(std::string_view name, std::string_view message) {
    inside const place(*this, name, inside::of_struct());
    report_misfit(message);
}

std::string document_reader::path_of(inside const* place) const {
    std::vector<inside const*> way;
    for (; place != nullptr; place = place->up_)
        way.push_back(place);
    std::string out;
    std::for_each(way.rbegin(), way.rend(), [&](inside const* step) {
        if (step->is_index_) {
            out += '[' + std::to_string(step->index_) + ']';
        } else {
            if (!out.empty())
                out += '.';
            out += hides_excerpts() && !step->is_of_struct_ ? "*" : shortened(step->name_);
        }
    });
    return out;
}

bool document_reader::read(std::string& out) {
    return expect(kind::string) && tokens_.string(out);
}

bool document_reader::read(secret_string& out) {
    return expect(kind::string) && tokens_.string(out);
}

bool document_reader::read(secret_binary& out) {
    secret_string text;
    if (!read(text))
        return false;
    binary decoded;
    if (!base64_decode(text.view(), decoded.bytes)) {
        wipe(decoded.bytes);
        report_misfit("expected base64");
        return false;
    }
    out = std::move(decoded); // Wipes what it takes from.
    return true;
}

bool document_reader::read(bool& out) {
    return expect(kind::boolean) && tokens_.boolean(out);
}

bool document_reader::read(double& out) {
    std::string_view digits;
    if (!expect(kind::number) || !tokens_.number(digits))
        return false;
    double value = 0;
    auto const [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code == std::errc::result_out_of_range) {
        report_misfit(hides_excerpts() ? "the number is out of range"
                                       : "the number " + shortened(digits) + " is out of range");
        return false;
    }
    out = value;
    return true;
}

bool document_reader::read(raw& out) {
    std::string_view text;
    if (!tokens_.raw(text))
        return false;
    out.text = text;
    return true;
}

namespace {

/// What was expected instead of the digits; empty: they are the integer.
template <class Integer>
std::string read_digits(std::string_view digits, Integer& value, Integer least, Integer most) {
    if (digits.find_first_of(".eE") != digits.npos)
        return "expected an integer";
    auto const [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code != std::errc() || end != digits.data() + digits.size() || value < least ||
        value > most)
        return "expected an integer from " + std::to_string(least) + " to " + std::to_string(most);
    return {};
}

} // namespace

bool document_reader::read_integer(std::int64_t& out, std::int64_t least, std::int64_t most) {
    std::string_view digits;
    if (!expect(kind::number) || !tokens_.number(digits))
        return false;
    std::int64_t value = 0;
    if (auto wrong = read_digits(digits, value, least, most); !wrong.empty()) {
        report_misfit(wrong, digits);
        return false;
    }
    out = value;
    return true;
}

bool document_reader::read_unsigned(std::uint64_t& out, std::uint64_t most) {
    std::string_view digits;
    if (!expect(kind::number) || !tokens_.number(digits))
        return false;
    std::uint64_t value = 0;
    if (digits == "-0")
        digits = "0";
    if (auto wrong = read_digits(digits, value, std::uint64_t{0}, most); !wrong.empty()) {
        report_misfit(wrong, digits);
        return false;
    }
    out = value;
    return true;
}

bool document_reader::read_base64(std::string& bytes) {
    std::string_view text;
    if (!expect(kind::string) || !tokens_.string(text))
        return false;
    std::string decoded;
    if (!base64_decode(text, decoded)) {
        report_misfit("expected base64");
        return false;
    }
    bytes = std::move(decoded);
    return true;
}

bool document_reader::read_time(std::int64_t& seconds, std::int32_t& nanoseconds) {
    std::string_view text;
    if (!expect(kind::string) || !tokens_.string(text))
        return false;
    auto const time = parse_time(text);
    if (!time) {
        report_misfit("expected a time such as 2026-01-31T12:00:00Z");
        return false;
    }
    seconds = time->seconds;
    nanoseconds = time->nanoseconds;
    return true;
}

bool document_reader::read_name(std::size_t& index, std::span<std::string_view const> names) {
    std::string_view name;
    if (!expect(kind::string) || !tokens_.string(name))
        return false;
    auto const at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
        std::string message = "expected one of";
        for (auto const known : names)
            message.append(message.back() == 'f' ? " " : ", ").append(known);
        report_misfit(message, name);
        return false;
    }
    index = static_cast<std::size_t>(at - names.begin());
    return true;
}

void document_reader::read_members(std::span<member const> members, void* object) {
    if (!begin_object())
        return;
    member_set given(members.size());
    std::size_t next = 0;
    for (std::string_view name; tokens_.next_key(name);) {
        auto const i = find_member(members, name, next);
        if (i == members.size()) {
            if (options_.unknown == unknown_members::refused)
                report_member(name, "unknown member");
            tokens_.skip();
        } else if (given.contains(i)) {
            report_member_of_struct(members[i].name, "given twice");
            tokens_.skip();
        } else {
            given.insert(i);
            next = i + 1;
            inside const place(*this, members[i].name, inside::of_struct());
            members[i].read(*this, object);
        }
    }
    if (tokens_.failed() || options_.missing == missing_members::defaulted)
        return;
    for (std::size_t i = 0; i != members.size(); ++i)
        if (!members[i].may_be_absent && !given.contains(i))
            report_member_of_struct(members[i].name, "missing");
}

bool document_reader::begin_array() {
    return expect(kind::array) && tokens_.begin_array();
}

bool document_reader::next_element() {
    return tokens_.next_element();
}

bool document_reader::begin_object() {
    return expect(kind::object) && tokens_.begin_object();
}

bool document_reader::next_key(std::string& key) {
    std::string_view name;
    if (!tokens_.next_key(name))
        return false;
    key = name;
    return true;
}

bool document_reader::finish() {
    return tokens_.finish() && !reported_;
}

document_error document_reader::take_error() {
    if (tokens_.failed()) {
        error_.malformed = true;
        error_.offset = tokens_.offset();
        error_.fields.assign(1, {std::string(), tokens_.message()});
    }
    return std::move(error_);
}

} // namespace skiff::json
