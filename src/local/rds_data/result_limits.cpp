// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/result_limits.hpp"

#include "local/rds_data/refusal.hpp"

#include <string>

namespace skiff::local::rds_data {
namespace {

constexpr std::size_t result_limit = 1u << 20;
constexpr std::size_t row_limit = 64u << 10;

} // namespace

std::optional<error> check_size(std::size_t row, std::size_t all) {
    if (all > result_limit)
        return unsupported_result("The result exceeds the size limit 1 MB.");
    if (row > row_limit)
        return unsupported_result("Packet for query is too large: a row of " + std::to_string(row) +
                                  " bytes exceeds the size limit 64 KB.");
    return std::nullopt;
}

} // namespace skiff::local::rds_data
