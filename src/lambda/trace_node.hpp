// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/timestamp.hpp>
#include <skiff/lambda/tracing.hpp>

#include "lambda/datagram_sender.hpp"
#include "lambda/sampler.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::lambda {

/// What stands in front of each document. X-Ray Developer Guide, "Sending trace data": a line of
/// its own.
inline constexpr std::string_view daemon_header = "{\"format\": \"json\", \"version\": 1}\n";
/// X-Ray: 64 KB; a UDP datagram over IPv4 has 65,507 bytes at most, the header among them.
inline constexpr std::size_t document_limit = 65'507 - daemon_header.size();

/// What the copies of a tracer share. Thread-safe.
class tracer_state {
  public:
    explicit tracer_state(tracer_options given);

    [[nodiscard]] bool enabled() const noexcept { return enabled_; }
    [[nodiscard]] bool sampled(std::string_view name);
    [[nodiscard]] timestamp now() const { return clock_.now(); }
    /// 16 hex digits.
    [[nodiscard]] std::string new_id() { return random_hex(8); }
    [[nodiscard]] std::string new_root();
    void send(std::string_view document) const;

  private:
    [[nodiscard]] std::string random_hex(std::size_t bytes);

    tracer_options options_;
    skiff::clock& clock_;
    skiff::random_source& random_;
    sampler sampler_;
    bool enabled_;
    std::optional<datagram_sender> daemon_; ///< Without a sink.
};

/// What the parts of one trace in this process share.
struct trace {
    std::shared_ptr<tracer_state> by;
    std::string id;
    std::mutex mutex{}; ///< Guards `finished` and `ended` of its nodes.
};

/// A segment or subsegment that is recorded.
struct trace_node {
    std::shared_ptr<trace> of;
    std::shared_ptr<trace_node> parent{}; ///< Null for the first one here.
    std::string parent_id{};
    bool is_subsegment = false;
    std::string name{};
    std::string id{};
    timestamp start{};
    timestamp finish{};
    bool error = false;
    bool fault = false;
    bool throttle = false;
    std::string name_space{};   ///< "aws", "remote" or empty.
    std::string http_request{}; ///< These four are JSON objects, or empty.
    std::string http_response{};
    std::string aws{};
    std::string cause{};
    std::map<std::string, std::string> annotations{};                     ///< Values are JSON.
    std::map<std::string, std::map<std::string, std::string>> metadata{}; ///< By name space.
    std::vector<std::shared_ptr<trace_node>> finished{};                  ///< Subsegments.
    bool ended = false;
};

/// Only the characters that X-Ray allows in names, 200 at most.
[[nodiscard]] std::string clean_name(std::string_view name);

/// The first `limit` characters of UTF-8 text.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t limit) noexcept;

/// Ends a node: leaves it with its parent, or sends it when there is none or it ended before.
void finish(std::shared_ptr<trace_node> const& what);

} // namespace skiff::lambda
