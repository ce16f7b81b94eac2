// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace skiff::local {

/// Keeps other processes and other local services out of a folder for as long as it lives.
class folder_lock {
  public:
    /// Makes the folder when it does not exist; an empty path locks nothing. Throws
    /// `service_error` (errc::invalid_configuration) when it cannot be had.
    explicit folder_lock(std::filesystem::path const& folder);
    folder_lock(folder_lock const&) = delete;
    folder_lock& operator=(folder_lock const&) = delete;
    ~folder_lock();

  private:
    int file_ = -1;
};

} // namespace skiff::local
