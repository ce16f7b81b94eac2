// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/decode_problem.hpp"

#include <skiff/core/json/writer.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/shape.hpp>

#include <string>
#include <string_view>

namespace skiff::protocol {

/// Appends `value`, a structure that `type` describes, as an awsJson document. `tokens` fills
/// idempotency tokens that are absent; null: they stay absent. Members that stand elsewhere than in
/// the body are left out. False when the value is none that the service could take; `why` then
/// says so, and the document is whole nevertheless.
[[nodiscard]] bool write_json_body(shape const& type, void const* value, random_source* tokens,
                                   std::string& out, std::string& why);

/// The same for a value that need not be one that a service could take: its own answers.
void write_json_body(shape const& type, void const* value, random_source* tokens, std::string& out);

/// Appends the structure's members but the one named `without` to an object that is open.
void write_json_members(shape const& type, void const* value, std::string_view without,
                        json::writer& out);

/// Reads an awsJson document into the structure. An empty text counts as an empty object; unknown
/// members are skipped, null counts as absent; more than one member of a union is refused.
[[nodiscard]] bool read_json_body(shape const& type, std::string_view text, void* value,
                                  decode_problems& problems);

} // namespace skiff::protocol
