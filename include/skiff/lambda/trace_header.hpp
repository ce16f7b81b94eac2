// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::lambda {

/// Whether a trace is recorded. `requested`: the caller leaves the decision to whoever answers
/// ("Sampled=?").
enum class sampling : unsigned char { undecided, requested, no, yes };

/// X-Ray's tracing header, as in X-Amzn-Trace-Id, _X_AMZN_TRACE_ID and `context::trace_header`:
///
///     Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1
///
/// (X-Ray Developer Guide, "Tracing header".)
struct trace_header {
    std::string root{};   ///< "1-", 8 hex digits of epoch seconds, "-", 24 hex digits.
    std::string parent{}; ///< Id of the segment that called: 16 hex digits.
    sampling sampled = sampling::undecided;
    /// All other fields in their order, for example Lineage and Self.
    std::vector<std::pair<std::string, std::string>> others{};

    /// Reads any text: what is no field is skipped, and a Root or Parent of another form than above
    /// is as if it were not there. Names are read without case, spaces around fields are skipped.
    [[nodiscard]] static trace_header parse(std::string_view text);
    /// The fields that are there, joined by ';'.
    [[nodiscard]] std::string to_string() const;
};

} // namespace skiff::lambda
