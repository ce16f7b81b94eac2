// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/postgresql/server_programs.hpp"

#include "local/child_process.hpp"

#include <skiff/core/result.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace skiff::local::rds_data::postgresql {
namespace {

namespace fs = std::filesystem;

bool has_programs(fs::path const& folder) {
    return ::access((folder / "initdb").c_str(), X_OK) == 0 &&
           ::access((folder / "postgres").c_str(), X_OK) == 0;
}

fs::path by_pg_config() {
    struct closer {
        void operator()(std::FILE* one) const noexcept { ::pclose(one); }
    };
    std::unique_ptr<std::FILE, closer> const said(::popen("pg_config --bindir 2>/dev/null", "re"));
    std::array<char, 4096> line{};
    if (!said || !std::fgets(line.data(), static_cast<int>(line.size()), said.get()))
        return {};
    std::string_view const text(line.data());
    return text.substr(0, text.find('\n'));
}

/// /usr/lib/postgresql/15/bin and its like.
std::vector<fs::path> versions_below(fs::path const& folder) {
    std::vector<std::pair<int, fs::path>> found;
    std::error_code failed;
    for (auto const& one : fs::directory_iterator(folder, failed)) {
        std::string const name = one.path().filename();
        std::size_t const digits = name.find_first_of("0123456789");
        if (digits != std::string::npos)
            found.emplace_back(std::atoi(name.c_str() + digits), one.path() / "bin");
    }
    std::sort(found.rbegin(), found.rend());
    std::vector<fs::path> out;
    for (auto const& [version, path] : found)
        out.push_back(path);
    return out;
}

} // namespace

fs::path find_server_programs() {
    for (fs::path const& one : folders_on_path())
        if (has_programs(one))
            return fs::canonical(one / "postgres").parent_path(); // initdb looks beside itself
    if (fs::path const one = by_pg_config(); has_programs(one))
        return one;
    for (char const* const root : {"/usr/lib/postgresql", "/usr", "/opt/homebrew/opt"})
        for (fs::path const& one : versions_below(root))
            if (has_programs(one))
                return one;
    throw service_error(make_error(
        errc::invalid_configuration,
        "the local RDS Data service needs a PostgreSQL server, and none is installed: install the "
        "package postgresql (Debian, Ubuntu) or postgresql-server (Fedora), put its initdb and "
        "postgres on PATH, or name a running server (--postgresql CONNECTION)"));
}

} // namespace skiff::local::rds_data::postgresql
