// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codegen/model.hpp"
#include "codegen/output.hpp"
#include "codegen/settings.hpp"

#include <filesystem>

namespace skiff::codegen {

/// All files of one service.
[[nodiscard]] file_set generate(service const& model, settings const& options);

/// All files of all reduced models (*.json) in a folder. Throws model_error.
[[nodiscard]] file_set generate(std::filesystem::path const& models);

} // namespace skiff::codegen
