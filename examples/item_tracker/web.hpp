// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/static_files.hpp>

namespace item_tracker {

/// The page at "/" with its styles and scripts, from the folder web, which is part of the program.
[[nodiscard]] skiff::rest::static_files web_page();

} // namespace item_tracker
