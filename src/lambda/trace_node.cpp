// SPDX-License-Identifier: Apache-2.0
#include "lambda/trace_node.hpp"

#include "core/ascii.hpp"
#include "core/hex.hpp"
#include "lambda/json_member.hpp"

#include <skiff/core/environment.hpp>
#include <skiff/core/http/fields.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/core/reflect/json.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <span>
#include <utility>

namespace skiff::lambda {
namespace {

constexpr char const* default_address = "127.0.0.1:2000";
constexpr std::size_t segment_name_limit = 200;

std::string address_of(std::string const& given) {
    if (!given.empty())
        return udp_address(given);
    auto const variable = process_environment().variable("AWS_XRAY_DAEMON_ADDRESS");
    return variable ? udp_address(*variable) : default_address;
}

bool is_enabled() {
    auto const variable = process_environment().variable("AWS_XRAY_SDK_ENABLED");
    return !variable || !http::equal_ignoring_case(*variable, "false");
}

/// X-Ray Developer Guide: Unicode letters, numbers and white space, and these.
bool is_allowed_in_name(char c) noexcept {
    constexpr std::string_view others = " _.:/%&#=+\\-@";
    auto const byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || is_alphanumeric(c) || others.find(c) != others.npos;
}

/// Epoch seconds with microseconds.
std::string time_text(timestamp time) {
    auto const micros =
        std::chrono::floor<std::chrono::microseconds>(time.time_since_epoch()).count();
    std::array<char, 48> out{};
    int const size = std::snprintf(out.data(), out.size(), "%lld.%06lld",
                                   static_cast<long long>(micros / 1'000'000),
                                   static_cast<long long>(micros % 1'000'000));
    return {out.data(), static_cast<std::size_t>(size)};
}

void write_object(json::writer& to, std::string_view key, std::string_view text) {
    if (text.empty())
        return;
    to.plain_key(key);
    to.raw(text);
}

void write_flag(json::writer& to, std::string_view key, bool value) {
    if (!value)
        return;
    to.plain_key(key);
    to.boolean(true);
}

void write_members(json::writer& to, std::map<std::string, std::string> const& members) {
    to.begin_object();
    for (auto const& [key, value] : members) {
        json::detail::write_key(to, key);
        to.raw(value);
    }
    to.end_object();
}

void write_http(json::writer& to, trace_node const& what) {
    if (what.http_request.empty() && what.http_response.empty())
        return;
    to.plain_key("http");
    to.begin_object();
    write_object(to, "request", what.http_request);
    write_object(to, "response", what.http_response);
    to.end_object();
}

void write_metadata(json::writer& to, trace_node const& what) {
    if (what.metadata.empty())
        return;
    to.plain_key("metadata");
    to.begin_object();
    for (auto const& [name_space, members] : what.metadata) {
        json::detail::write_key(to, name_space);
        write_members(to, members);
    }
    to.end_object();
}

enum class form : unsigned char {
    alone, ///< A document: says to what it belongs.
    inside ///< In its parent's.
};

/// Everything but subsegments and the end of the object.
void write_own(json::writer& to, trace_node const& what, form how) {
    to.begin_object();
    write_member(to, "name", what.name);
    write_member(to, "id", what.id);
    if (how == form::alone) {
        write_member(to, "trace_id", what.of->id);
        if (!what.parent_id.empty())
            write_member(to, "parent_id", what.parent_id);
        if (what.is_subsegment)
            write_member(to, "type", "subsegment");
    }
    to.plain_key("start_time");
    to.raw(time_text(what.start));
    to.plain_key("end_time");
    to.raw(time_text(what.finish));
    if (!what.name_space.empty())
        write_member(to, "namespace", what.name_space);
    write_flag(to, "error", what.error);
    write_flag(to, "throttle", what.throttle);
    write_flag(to, "fault", what.fault);
    write_object(to, "cause", what.cause);
    write_http(to, what);
    write_object(to, "aws", what.aws);
    if (!what.annotations.empty()) {
        to.plain_key("annotations");
        write_members(to, what.annotations);
    }
    write_metadata(to, what);
}

void write_whole(json::writer& to, trace_node const& what, form how) {
    write_own(to, what, how);
    if (!what.finished.empty()) {
        to.plain_key("subsegments");
        to.begin_array();
        for (auto const& one : what.finished)
            write_whole(to, *one, form::inside);
        to.end_array();
    }
    to.end_object();
}

std::string own_document(trace_node const& what) {
    std::string out;
    json::writer to(out);
    write_own(to, what, form::alone);
    to.end_object();
    return out;
}

/// The node without its subsegments, however much it holds.
void send_own(trace_node& what) {
    std::string document = own_document(what);
    if (document.size() > document_limit) {
        what.metadata.clear();
        document = own_document(what);
    }
    if (document.size() > document_limit) {
        what.annotations.clear();
        document = own_document(what);
    }
    what.of->by->send(document);
}

void send_all(trace_node& what) {
    std::string document;
    json::writer to(document);
    write_whole(to, what, form::alone);
    if (document.size() <= document_limit)
        return what.of->by->send(document);
    send_own(what);
    for (auto const& one : what.finished)
        send_all(*one);
}

} // namespace

tracer_state::tracer_state(tracer_options given)
    : options_(std::move(given))
    , clock_(options_.clock ? *options_.clock : system_clock())
    , random_(options_.random ? *options_.random : system_random())
    , sampler_(options_.reservoir, options_.rate, clock_, random_)
    , enabled_(is_enabled()) {
    if (enabled_ && !options_.sink)
        daemon_.emplace(address_of(options_.address));
}

bool tracer_state::sampled(std::string_view name) {
    return options_.sampler ? options_.sampler(name) : sampler_.decide();
}

std::string tracer_state::random_hex(std::size_t bytes) {
    std::array<std::byte, 12> drawn{};
    auto const used = std::span(drawn).first(bytes);
    random_.fill(used);
    std::string out;
    out.reserve(2 * bytes);
    for (std::byte const one : used) {
        out += hex_digits[std::to_integer<std::size_t>(one >> 4)];
        out += hex_digits[std::to_integer<std::size_t>(one & std::byte{15})];
    }
    return out;
}

std::string tracer_state::new_root() {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(now().time_since_epoch()).count();
    std::array<char, 32> front{};
    std::snprintf(front.data(), front.size(), "1-%08x-", static_cast<unsigned>(seconds));
    return front.data() + random_hex(12);
}

void tracer_state::send(std::string_view document) const {
    if (options_.sink)
        options_.sink(document);
    else if (daemon_)
        daemon_->send(daemon_header, document);
}

std::string clean_name(std::string_view name) {
    std::string out;
    for (char const c : name)
        if (is_allowed_in_name(c))
            out += c;
    out.resize(first_characters(out, segment_name_limit).size());
    if (out.empty())
        out = "unnamed";
    return out;
}

std::string_view first_characters(std::string_view text, std::size_t limit) noexcept {
    std::size_t characters = 0;
    for (std::size_t at = 0; at != text.size(); ++at) {
        bool const begins = (static_cast<unsigned char>(text[at]) & 0xC0u) != 0x80u;
        if (begins && ++characters > limit)
            return text.substr(0, at);
    }
    return text;
}

void finish(std::shared_ptr<trace_node> const& what) {
    what->finish = what->of->by->now();
    // A node that left its parent must not hold it: the parent holds the node.
    auto const parent = std::exchange(what->parent, nullptr);
    {
        std::scoped_lock const lock(what->of->mutex);
        what->ended = true;
        if (parent && !parent->ended) {
            parent->finished.push_back(what);
            return;
        }
    }
    send_all(*what);
}

} // namespace skiff::lambda
