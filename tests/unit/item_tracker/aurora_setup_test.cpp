// SPDX-License-Identifier: Apache-2.0
// No memory is given back with the new password in it: this program's operator delete looks.
#include "aurora_setup.hpp"

#include <skiff/core/config.hpp>
#include <skiff/core/http/transport.hpp>

#include "support/catch.hpp"
#include "support/memory_watch.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace {

constexpr std::string_view marker = "correct-horse-battery-staple";

/// Secrets Manager without a secret, and RDS Data that refuses everything. Keeps no request.
class fake_services final : public skiff::http::transport {
  public:
    bool created = false;

    skiff::result<skiff::http::response> send(skiff::http::origin const&,
                                              skiff::http::request const& what,
                                              skiff::http::send_options const&) override {
        auto const target = what.headers.find("X-Amz-Target").value_or("");
        skiff::http::response out{.status = 200};
        if (target.ends_with(".GetRandomPassword")) {
            out.body = answer_;
        } else if (target.ends_with(".CreateSecret")) {
            created = what.body.find(password_) != std::string::npos;
            out.body = R"({"ARN":"arn:1","Name":"login","VersionId":"v"})";
        } else {
            out.status = 400;
            out.body = R"({"__type":"ResourceNotFoundException","Message":"There is none."})";
        }
        return skiff::result<skiff::http::response>(std::move(out));
    }

  private:
    /// Made in one block each: a string that grows leaves its text in memory that others get.
    static std::string in_one_block(std::string_view before, std::string_view after) {
        std::string out;
        out.reserve(512);
        out += before;
        for (int i = 0; i != 10; ++i)
            out += marker;
        out += after;
        return out;
    }

    std::string const password_ = in_one_block("", "");
    std::string const answer_ = in_one_block(R"({"RandomPassword":")", "\"}");
};

} // namespace

TEST_CASE("aurora setup: the password that it makes is left nowhere") {
    auto const services = std::make_shared<fake_services>();
    item_tracker::aurora_setup const setup(
        {.region = "eu-central-1",
         .endpoint_url = "http://localhost:4566",
         .credentials = skiff::static_credentials({"AKID", "secret"}),
         .retry = {.max_attempts = 1},
         .transport = services},
        {.cluster_arn = "arn:c", .secret = "login", .database = "db", .table = "t"});
    bool made = true;
    skiff::test::memory_watch const watch(marker);
    made = setup.create().has_value();
    CHECK(watch.found() == 0);
    CHECK(services->created);
    CHECK_FALSE(made);
}
