// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"
#include "scenarios.hpp"

#include <skiff/core/http/transport.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/rds_data/database.hpp>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bench {
namespace {

namespace rds = skiff::rds_data;

constexpr int row_count = 10'000;

struct work_item {
    std::int64_t iditem = 0;
    std::string username;
    std::string guide;
    std::optional<std::string> description;
    std::string status;
    bool archived = false;
};
BOOST_DESCRIBE_STRUCT(work_item, (), (iditem, username, guide, description, status, archived))

/// As the service sends them: the columns after the rows.
std::string answer() {
    std::string body = R"({"numberOfRecordsUpdated":0,"records":[)";
    for (int i = 0; i != row_count; ++i) {
        body += i == 0 ? "[" : ",[";
        body += R"({"longValue":)" + std::to_string(100'000 + i) + R"(},{"stringValue":"Ada L."},)";
        body += R"({"stringValue":"C++"},)";
        body += i % 4 == 0 ? R"({"isNull":true},)"
                           : R"({"stringValue":"Notes A to G, and the rest of the letters"},)";
        body += R"({"stringValue":"in progress"},{"booleanValue":false}])";
    }
    body += R"(],"columnMetadata":[)";
    char const* comma = "";
    for (auto const* name : {"iditem", "username", "guide", "description", "status", "archived"}) {
        body += comma + (R"({"arrayBaseColumnType":0,"isAutoIncrement":false,"label":")" +
                         std::string(name) + R"(","name":")" + name +
                         R"(","nullable":1,"precision":2147483647,"tableName":"work_items"})");
        comma = ",";
    }
    return body + "]}";
}

/// Gives the same answer to everything.
class canned final : public skiff::http::transport {
  public:
    explicit canned(std::string body) : body_(std::move(body)) {}

    [[nodiscard]] skiff::result<skiff::http::response> send(
        skiff::http::origin const&, skiff::http::request const&,
        skiff::http::send_options const&) override {
        skiff::http::response out;
        out.status = 200;
        out.body = body_;
        return out;
    }

  private:
    std::string body_;
};

cost per_row(cost whole) {
    return {whole.cpu_us / row_count, whole.instructions / row_count,
            whole.allocations / row_count};
}

void check(bool good) {
    if (good)
        return;
    std::fputs("skiff-bench: the rows are not what was sent\n", stderr);
    std::exit(3);
}

rds::database database_of(std::string const& body) {
    rds::client const client{{.region = "us-east-1",
                              .endpoint_url = "http://127.0.0.1:1",
                              .credentials = skiff::static_credentials({"AKIDEXAMPLE", "secret"}),
                              .transport = std::make_shared<canned>(body)}};
    return {client, {.resource_arn = "arn:aws:rds:us-east-1:1:cluster:c", .secret_arn = "s"}};
}

void read_rows(rds::database const& db) {
    auto const rows = db.query<work_item>("SELECT * FROM work_items");
    check(rows && rows->size() == row_count && rows->back().iditem == 109'999);
}

} // namespace

void rows() {
    auto const body = answer();
    auto const floor = measure([&body] {
        skiff::json::reader in(body);
        check(in.skip() && in.finish());
    });
    auto const figure = measure([db = database_of(body)] { read_rows(db); });
    print("10,000 rows of 6 columns, one row", per_row(floor), per_row(figure), {});
}

bool only_rows(int count) {
    auto const db = database_of(answer());
    for (int i = 0; i != count; ++i)
        read_rows(db);
    return true;
}

} // namespace bench
