// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <stdlib.h>
#include <string>
#include <string_view>
#include <system_error>

namespace skiff::test {

struct open_to_others {};

/// A folder that is gone when the test is over.
class temporary_folder {
  public:
    temporary_folder() : temporary_folder(std::filesystem::temp_directory_path()) {}
    /// One that other users may enter, in a place that they come to.
    explicit temporary_folder(open_to_others) : temporary_folder(std::filesystem::path("/tmp")) {
        std::filesystem::permissions(path_, std::filesystem::perms(0755));
    }
    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    void write(std::filesystem::path const& name, std::string_view content) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << content;
    }
    [[nodiscard]] std::filesystem::path const& path() const noexcept { return path_; }

  private:
    explicit temporary_folder(std::filesystem::path const& parent) {
        std::string name = (parent / "skiff-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }

    std::filesystem::path path_;
};

} // namespace skiff::test
