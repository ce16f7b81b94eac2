// SPDX-License-Identifier: Apache-2.0
#include "local/folder_lock.hpp"

#include <skiff/core/result.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace skiff::local {
namespace {

[[noreturn]] void fail(std::filesystem::path const& folder, std::string const& why) {
    throw service_error(
        make_error(errc::invalid_configuration, "the data folder " + folder.string() + " " + why));
}

} // namespace

folder_lock::folder_lock(std::filesystem::path const& folder) {
    if (folder.empty())
        return;
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        fail(folder, "cannot be made: " + failed.message());
    file_ = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ < 0)
        fail(folder, "cannot be written: " + std::generic_category().message(errno));
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        ::close(file_);
        fail(folder, "is in use by another skiff-local");
    }
}

folder_lock::~folder_lock() {
    if (file_ >= 0)
        ::close(file_);
}

} // namespace skiff::local
