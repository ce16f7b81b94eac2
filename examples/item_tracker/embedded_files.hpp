// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace item_tracker {

struct embedded_file {
    std::string_view path; ///< "/app.js"
    std::string_view content;
};

/// The files of the folder web, as they were when the program was built.
[[nodiscard]] std::vector<embedded_file> embedded_files();

} // namespace item_tracker
