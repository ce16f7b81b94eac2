// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace skiff::codegen {

/// Reduces a service's folder in botocore's layout (service-2.json, paginators-1.json and
/// waiters-2.json, the last two optional) to what the generator needs: names, types, required
/// members, wire names, errors, pages and waiters. No documentation. One line per shape and
/// operation, so that differences between two versions can be read. Throws model_error.
[[nodiscard]] std::string reduce(std::filesystem::path const& folder);

} // namespace skiff::codegen
