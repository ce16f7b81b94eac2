// SPDX-License-Identifier: Apache-2.0
// Stands in for the rest of this folder in a build without libmariadb.
#include "local/rds_data/mysql/make_backend.hpp"

namespace skiff::local::rds_data::mysql {
namespace {

[[noreturn]] void refuse() {
    throw service_error(make_error(
        errc::invalid_configuration,
        "this build of skiff has no MySQL for local clusters: install the package libmariadb-dev "
        "(Debian, Ubuntu) or mariadb-connector-c-devel (Fedora), configure again and build; a "
        "private server needs mariadb-server as well"));
}

class absent_backend final : public backend {
  public:
    [[nodiscard]] dialect speaks() const noexcept override { return dialect::mysql; }
    [[nodiscard]] result<std::unique_ptr<session>> connect(login const&,
                                                           std::string_view) override {
        refuse();
    }
    [[nodiscard]] std::string default_database() const override { return {}; }
    [[nodiscard]] result<std::string> address(std::string_view) override { refuse(); }
    [[nodiscard]] bool is_private() const noexcept override { return false; }
    [[nodiscard]] bool running() const override { return false; }
    void reset() override {}
};

} // namespace

std::unique_ptr<backend> make_backend(database_cluster const&, std::filesystem::path const&) {
    return std::make_unique<absent_backend>();
}

} // namespace skiff::local::rds_data::mysql
