// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/decode_problem.hpp"
#include "protocol/form.hpp"

#include <skiff/core/random.hpp>
#include <skiff/protocol/shape.hpp>

#include <string>

namespace skiff::protocol {

/// Appends "&Name=value" pairs of a structure as awsQuery spells them: lists as Name.member.1,
/// maps as Name.entry.1.key, structures with dots. False, with the reason in `why`, when it
/// contains what the protocol cannot express.
[[nodiscard]] bool write_query_body(shape const& type, void const* value, random_source* tokens,
                                    std::string& out, std::string& why);

[[nodiscard]] bool read_query_body(shape const& type, form const& from, void* value,
                                   decode_problems& problems);

} // namespace skiff::protocol
