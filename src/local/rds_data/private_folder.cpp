// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/private_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace skiff::local::rds_data {
namespace {

namespace fs = std::filesystem;

constexpr char const* lock_name = "owner.lock";
// A socket's path ends at 107 bytes; "/skiff-postgresql-XXXXXX/.s.PGSQL.5432" takes 39 of them.
constexpr std::size_t longest_parent = 68;

[[noreturn]] void fail(fs::path const& folder, std::string_view what) {
    refuse_server("the folder " + folder.string() + " " + std::string(what) + ": " +
                  std::generic_category().message(errno));
}

/// TMPDIR when a socket fits there and the server's user can enter it, else /tmp.
fs::path parent_for(system_user const& user) {
    std::error_code failed;
    fs::path const given = fs::temp_directory_path(failed);
    bool const fits = !failed && given.native().size() <= longest_parent;
    return fits && can_enter(user, given) ? given : fs::path("/tmp");
}

/// The lock's file, or -1 when another process has it or there is none.
int take_lock(fs::path const& folder, int flags) {
    int const file = ::open((folder / lock_name).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags,
                            0600);
    if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) != 0) {
        ::close(file);
        return -1;
    }
    return file;
}

bool belongs_to(fs::path const& folder, system_user const& user) {
    struct stat about {};
    return ::lstat(folder.c_str(), &about) == 0 && S_ISDIR(about.st_mode) &&
           (about.st_uid == user.id || about.st_uid == ::geteuid());
}

/// True when the process works in the folder, as a server does in its data folder.
bool works_in(pid_t process, fs::path const& folder) {
    std::error_code failed;
    fs::path const link = "/proc/" + std::to_string(process) + "/cwd";
    fs::path const there = fs::read_symlink(link, failed);
    return !failed && there == fs::weakly_canonical(folder, failed);
}

bool wait_until_gone(pid_t process, fs::path const& data, int tenths) {
    for (int i = 0; i < tenths * 10 && works_in(process, data); ++i)
        ::usleep(10'000);
    return !works_in(process, data);
}

} // namespace

private_folder::private_folder(system_user const& user, server_kind const& kind) {
    fs::path const parent = parent_for(user);
    // Whoever removes orphans may take a folder for one in the moment before it is locked.
    for (int attempt = 0; attempt < 10 && lock_ < 0; ++attempt) {
        std::string name = (parent / (std::string(kind.folder_prefix) + "XXXXXX")).string();
        if (!::mkdtemp(name.data()))
            fail(name, "cannot be made");
        path_ = name;
        lock_ = take_lock(path_, O_CREAT);
        if (lock_ >= 0 && !fs::exists(path_ / lock_name))
            ::close(std::exchange(lock_, -1));
    }
    if (lock_ < 0)
        fail(path_, "cannot be locked");
    try {
        give_folder(path_, user);
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
        ::close(lock_);
        throw;
    }
}

private_folder::~private_folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
    ::close(lock_);
}

void private_folder::remove_orphans(system_user const& user, server_kind const& kind) {
    std::error_code failed;
    for (auto const& one : fs::directory_iterator(parent_for(user), failed)) {
        std::string const name = one.path().filename();
        if (!name.starts_with(kind.folder_prefix) || !belongs_to(one.path(), user))
            continue;
        int const lock = take_lock(one.path(), 0);
        if (lock < 0)
            continue;
        end_orphaned_server(one.path() / "data", kind);
        fs::remove_all(one.path(), failed);
        ::close(lock);
    }
}

void end_orphaned_server(fs::path const& data, server_kind const& kind) {
    fs::path const pid_file = data / kind.pid_file;
    std::ifstream in(pid_file);
    pid_t process = 0;
    if (!(in >> process))
        return;
    if (process > 1 && works_in(process, data)) {
        for (auto const& [signal, tenths] :
             {std::pair(kind.stop_signal, 100), std::pair(SIGQUIT, 50), std::pair(SIGKILL, 50)}) {
            ::kill(process, signal);
            if (wait_until_gone(process, data, tenths))
                break;
        }
    }
    std::error_code ignored;
    fs::remove(pid_file, ignored);
}

void give_folder(fs::path const& folder, system_user const& who) {
    if (::chmod(folder.c_str(), 0700) != 0)
        fail(folder, "cannot be closed to others");
    if (::geteuid() != who.id && ::chown(folder.c_str(), who.id, who.group) != 0)
        fail(folder, "cannot be given to the user " + who.name);
}

} // namespace skiff::local::rds_data
