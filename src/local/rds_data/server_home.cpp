// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/server_home.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <system_error>
#include <utility>

namespace skiff::local::rds_data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_socket = 107;

bool fits_a_socket(fs::path const& folder, server_kind const& kind) {
    return folder.native().size() + 1 + kind.socket_name.size() <= longest_socket;
}

/// The folder is the server's: a link in it may name what only root reads.
std::string read_log(fs::path const& file) {
    std::string out;
    int const in = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    std::array<char, 4096> piece{};
    for (ssize_t got = 0; in >= 0 && (got = ::read(in, piece.data(), piece.size())) > 0;)
        out.append(piece.data(), static_cast<std::size_t>(got));
    if (in >= 0)
        ::close(in);
    return out;
}

} // namespace

server_home::server_home(fs::path folder, server_kind const& kind)
    : folder_(std::move(folder)), kind_(kind) {}

void server_home::prepare() {
    if (!is_prepared()) {
        user_ = server_user(kind_.user);
        private_folder::remove_orphans(*user_, kind_);
        if (!is_kept() || !fits_a_socket(fs::absolute(folder_), kind_))
            temporary_.emplace(*user_, kind_);
        fs::path const base = is_kept() ? fs::absolute(folder_) : temporary_->path();
        std::error_code failed;
        fs::create_directories(base, failed);
        if (failed)
            refuse_server("the folder " + base.string() + " cannot be made: " + failed.message());
        if (is_kept())
            give_folder(base, *user_);
        if (!can_enter(*user_, base))
            refuse_server(
                std::string(kind_.product) + " runs as the user " + user_->name +
                ", who cannot enter the data folder " + base.string() +
                ": let others enter the folders above it (chmod o+x), or use a folder elsewhere, "
                "such as one below /var/tmp");
        base_ = base;
    }
    end_orphan();
}

void server_home::end_orphan() const {
    end_orphaned_server(data(), kind_);
}

void server_home::remove_data() const {
    std::error_code failed;
    if (is_prepared())
        fs::remove_all(data(), failed);
    else if (is_kept())
        fs::remove_all(folder_ / "data", failed);
    if (failed)
        refuse_server("the data in " + folder_.string() +
                      " cannot be removed: " + failed.message());
}

fs::path const& server_home::sockets() const {
    return temporary_ ? temporary_->path() : base_;
}

program server_home::make_program(fs::path const& path, std::vector<std::string> arguments,
                                  int on_orphaned) const {
    return {.path = path.string(),
            .arguments = std::move(arguments),
            .user = *user_,
            .folder = base_,
            .output = base_ / "log",
            .on_orphaned = on_orphaned};
}

std::string server_home::last_words() const {
    std::string text = read_log(base_ / "log");
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    constexpr std::size_t enough = 600;
    if (text.size() > enough)
        text = "... " + text.substr(text.size() - enough);
    return text.empty() ? "it says nothing" : text;
}

} // namespace skiff::local::rds_data
