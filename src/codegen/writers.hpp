// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codegen/output.hpp"
#include "codegen/plan.hpp"

namespace skiff::codegen {

// One function per kind of output; each adds its files to `out`.

/// include/skiff/<service>/operation/*.hpp, type/*.hpp for what several operations use, and
/// types.hpp and all_operations.hpp, which include them all.
void write_type_headers(plan const& what, file_set& out);
/// include/skiff/<service>/errors.hpp and its source.
void write_errors(plan const& what, file_set& out);
/// include/skiff/<service>/client.hpp, operations.hpp and the client's source.
void write_client(plan const& what, file_set& out);
/// The tables that the codecs walk, and the operations' descriptors.
void write_tables(plan const& what, file_set& out);
/// include/skiff/<service>/waiters.hpp and its source.
void write_waiters(plan const& what, file_set& out);

/// A definition of a structure or an enumeration, with its comment.
void write_definition(plan const& what, definition const& type, source& out);
/// The includes that `types` need from std and skiff's core.
void write_includes(plan const& what, std::vector<definition const*> const& types, source& out,
                    std::set<std::string> more = {});

[[nodiscard]] inline std::string header_folder(plan const& what) {
    return "include/skiff/" + what.options().name + '/';
}
[[nodiscard]] inline std::string source_folder(plan const& what) {
    return "src/" + what.options().name + "/generated/";
}

} // namespace skiff::codegen
