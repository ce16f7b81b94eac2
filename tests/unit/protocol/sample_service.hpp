// SPDX-License-Identifier: Apache-2.0
// A small service of the tests' own, written by hand as the generator would write it: one structure
// with a member of every kind, over both protocols.
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/core/clock.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/core/open_enum.hpp>
#include <skiff/protocol/operation.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sample {

enum class color { red, dark_blue };

/// Has its own codec: a document.
struct note {
    std::string text;
    friend bool operator==(note const&, note const&) = default;
};
void write_json(skiff::json::writer& out, note const& value);
bool read_json(skiff::json::reader& in, note& value);

struct point {
    std::int32_t x{}; ///< Required.
    std::optional<std::string> label{};
    friend bool operator==(point const&, point const&) = default;
};

struct everything {
    std::string name{}; ///< Required.
    std::optional<bool> flag{};
    std::optional<std::int32_t> small{};
    std::optional<std::int64_t> large{};
    std::optional<float> single{};
    std::optional<double> real{};
    std::optional<std::string> text{};
    std::optional<skiff::open_enum<color>> paint{};
    std::optional<skiff::binary> bytes{};
    std::optional<skiff::timestamp> when{};
    std::optional<skiff::timestamp> iso_when{};
    std::optional<point> origin{};
    std::vector<std::string> tags{};
    std::vector<std::string> flat_tags{}; ///< Flattened.
    std::vector<point> points{};
    std::map<std::string, std::string, std::less<>> labels{};
    std::map<std::string, point, std::less<>> places{};
    std::vector<std::vector<std::string>> grid{};
    std::vector<std::string> always{};  ///< Required.
    std::optional<std::string> token{}; ///< An idempotency token.
    friend bool operator==(everything const&, everything const&) = default;
};

/// `everything` has no document: awsQuery cannot carry one.
struct with_note {
    std::optional<note> remark{};
    std::map<std::string, note, std::less<>> notes{};
    friend bool operator==(with_note const&, with_note const&) = default;
};

struct refused_exception {
    std::optional<std::string> message{};
    std::optional<point> place{};
    friend bool operator==(refused_exception const&, refused_exception const&) = default;
};

enum class errc { access_denied = 1, refused, service_unavailable, throttling, unlucky };
boost::system::error_category const& error_category() noexcept;

extern skiff::protocol::service const json_service;
extern skiff::protocol::service const query_service;
extern skiff::protocol::operation const json_store;    ///< everything -> everything
extern skiff::protocol::operation const json_annotate; ///< with_note -> with_note
extern skiff::protocol::operation const query_store;

/// Every member set.
[[nodiscard]] everything full();

} // namespace sample

template <>
struct skiff::enum_names<sample::color> {
    static std::span<std::string_view const> values() noexcept;
};
