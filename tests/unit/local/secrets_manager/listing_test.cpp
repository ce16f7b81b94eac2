// SPDX-License-Identifier: Apache-2.0
#include "secret_keeping.hpp"

#include <algorithm>
#include <chrono>

using namespace skiff;
using namespace std::chrono_literals;
using test::secret_keeping;
namespace sm = skiff::secrets_manager;

namespace {

using names = std::vector<std::string>;
using key = sm::filter_name_string_type;

/// Five secrets, a second apart.
struct shelf : secret_keeping {
    shelf() {
        add("prod/db", "Login of the orders database", {{"team", "orders"}, {"tier", "gold"}});
        add("prod/mail", "Mail relay", {{"team", "mail"}});
        add("test/db", "login for tests", {{"team", "orders"}});
        add("Test/other", {}, {});
        add("zebra", "orders of stripes", {{"orders", "x"}});
    }
    void add(std::string name, std::optional<std::string> description, std::vector<sm::tag> tags) {
        client
            .create_secret({.name = name,
                            .description = std::move(description),
                            .secret_string = "value of " + name,
                            .tags = std::move(tags)})
            .value();
        clock->advance(1s);
    }
};

names names_of(std::vector<sm::secret_list_entry> const& list) {
    names out;
    for (auto const& one : list)
        out.push_back(*one.name);
    return out;
}

} // namespace

TEST_CASE("local secrets: filters") {
    shelf const local;
    struct {
        std::vector<sm::filter> filters;
        names expected;
    } const cases[] = {
        {{}, {"prod/db", "prod/mail", "test/db", "Test/other", "zebra"}},
        {{{key::name, {"prod/"}}}, {"prod/db", "prod/mail"}},
        {{{key::name, {"test"}}}, {"test/db"}},
        {{{key::name, {"db"}}}, {}},
        {{{key::name, {"test", "zeb"}}}, {"test/db", "zebra"}},
        {{{key::name, {"!prod/"}}}, {"test/db", "Test/other", "zebra"}},
        {{{key::name, {"!prod/", "!test"}}}, {"Test/other", "zebra"}},
        {{{key::name, {"prod", "!prod/mail"}}}, {"prod/db"}},
        {{{key::description, {"LOGIN"}}}, {"prod/db", "test/db"}},
        {{{key::description, {"orders"}}}, {"zebra"}},
        {{{key::description, {"!login"}}}, {"prod/mail", "Test/other", "zebra"}},
        {{{key::tag_key, {"ti"}}}, {"prod/db"}},
        {{{key::tag_key, {"Team"}}}, {}},
        {{{key::tag_value, {"orders"}}}, {"prod/db", "test/db"}},
        {{{key::tag_key, {"team"}}, {key::tag_value, {"mail"}}}, {"prod/mail"}},
        {{{key::tag_key, {"team"}}, {key::name, {"!prod"}}}, {"test/db"}},
        {{{key::primary_region, {"us-"}}},
         {"prod/db", "prod/mail", "test/db", "Test/other", "zebra"}},
        {{{key::primary_region, {"eu-"}}}, {}},
        {{{key::owning_service, {"rds"}}}, {}},
        {{{key::all, {"ORDERS"}}}, {"prod/db", "test/db", "zebra"}},
        {{{key::all, {"orders login"}}}, {"prod/db", "test/db"}},
        {{{key::all, {"gold"}}}, {"prod/db"}},
        {{{key::all, {"nothing"}}}, {}},
        {{{key::all, {"!orders"}}}, {"prod/mail", "Test/other"}},
    };
    for (auto const& one : cases) {
        INFO((one.filters.empty()
                  ? std::string()
                  : std::string(one.filters[0].key->text()) + ' ' + one.filters[0].values[0]));
        CHECK(names_of(local.client.list_secrets({.filters = one.filters}).value().secret_list) ==
              one.expected);
    }
}

TEST_CASE("local secrets: filters that cannot be") {
    secret_keeping const local;
    struct {
        sm::filter filter;
        sm::errc code;
    } const cases[] = {
        {{{}, {"x"}}, sm::errc::invalid_parameter_exception},
        {{key::name, {}}, sm::errc::invalid_parameter_exception},
        {{key::name, names(11, "x")}, sm::errc::invalid_parameter_exception},
        {{open_enum<key>("colour"), {"x"}}, sm::errc::validation_exception},
        {{key::name, {"a*"}}, sm::errc::validation_exception},
        {{key::name, {std::string(513, 'x')}}, sm::errc::validation_exception},
    };
    for (auto const& one : cases) {
        CHECK(local.client.list_secrets({.filters = {one.filter}}).error().code == one.code);
        CHECK(local.client.batch_get_secret_value({.filters = {one.filter}}).error().code ==
              one.code);
    }
    CHECK(local.client.list_secrets({.filters = std::vector<sm::filter>(11, {key::name, {"x"}})})
              .has_error());
}

TEST_CASE("local secrets: the order of a list") {
    shelf const local;
    local.clock->advance(24h);
    local.text("test/db");
    local.client.update_secret({.secret_id = "prod/mail", .description = "new"}).value();
    using by = sm::sort_by_type;
    using order = sm::sort_order_type;
    struct {
        std::optional<open_enum<by>> what;
        std::optional<open_enum<order>> direction;
        std::string first;
        std::string last;
    } const cases[] = {
        {{}, {}, "prod/db", "zebra"},
        {{}, order::desc, "zebra", "prod/db"},
        {by::created_date, order::asc, "prod/db", "zebra"},
        {by::name, order::asc, "Test/other", "zebra"},
        {by::name, order::desc, "zebra", "Test/other"},
        {by::last_changed_date, order::desc, "prod/mail", "prod/db"},
        {by::last_accessed_date, order::desc, "test/db", "Test/other"},
    };
    for (auto const& one : cases) {
        auto const listed = names_of(
            local.client.list_secrets({.sort_order = one.direction, .sort_by = one.what})
                .value()
                .secret_list);
        REQUIRE(listed.size() == 5);
        CHECK(listed.front() == one.first);
        CHECK(listed.back() == one.last);
    }
    CHECK(local.client.list_secrets({.sort_by = open_enum<by>("size")}).error().code ==
          sm::errc::validation_exception);
}

TEST_CASE("local secrets: pages have every secret once, also when some come and go between") {
    shelf local;
    for (bool const descending : {false, true}) {
        sm::list_secrets_request in{.max_results = 2};
        if (descending)
            in.sort_order = sm::sort_order_type::desc;
        names seen;
        for (int pages = 0;; ++pages) {
            REQUIRE(pages < 4);
            auto const page = local.client.list_secrets(in).value();
            CHECK(page.secret_list.size() <= 2);
            for (auto const& name : names_of(page.secret_list))
                seen.push_back(name);
            if (!page.next_token)
                break;
            in.next_token = page.next_token;
            if (pages == 0 && !descending)
                local.client
                    .delete_secret({.secret_id = "prod/db", .force_delete_without_recovery = true})
                    .value();
        }
        names expected = {"prod/db", "prod/mail", "test/db", "Test/other", "zebra"};
        if (descending) {
            expected.erase(expected.begin());
            std::ranges::reverse(expected);
        }
        CHECK(seen == expected);
    }
}

TEST_CASE("local secrets: tokens are good for their own question only") {
    shelf const local;
    auto const token = local.client.list_secrets({.max_results = 1}).value().next_token.value();
    CHECK(token.find("prod") == std::string::npos);
    std::string changed = token;
    changed[5] = changed[5] == 'A' ? 'B' : 'A';
    struct {
        sm::list_secrets_request in;
        bool good;
    } const cases[] = {
        {{.next_token = token}, true},
        {{.next_token = changed}, false},
        {{.next_token = ""}, false},
        {{.next_token = "***"}, false},
        {{.next_token = "AAAA"}, false},
        {{.include_planned_deletion = true, .next_token = token}, false},
        {{.next_token = token, .filters = {{key::name, {"p"}}}}, false},
        {{.next_token = token, .sort_order = sm::sort_order_type::desc}, false},
    };
    for (auto const& one : cases) {
        auto const got = local.client.list_secrets(one.in);
        CHECK(got.has_value() == one.good);
        if (!got)
            CHECK(got.error().code == sm::errc::invalid_next_token_exception);
    }
    CHECK(local.client.list_secret_version_ids({.secret_id = "zebra", .next_token = token})
              .error()
              .code == sm::errc::invalid_next_token_exception);
    for (int const wrong : {0, 101})
        CHECK(local.client.list_secrets({.max_results = wrong}).error().code ==
              sm::errc::validation_exception);
}

TEST_CASE("local secrets: the client's range reads every page") {
    secret_keeping const local;
    for (int i = 0; i != 105; ++i)
        local.create("secret" + std::to_string(i));
    CHECK(local.client.list_secrets({}).value().secret_list.size() == 100);
    std::size_t count = 0;
    for (auto next = std::optional<std::string>();;) {
        auto const page = local.client.list_secrets({.max_results = 7, .next_token = next}).value();
        count += page.secret_list.size();
        next = page.next_token;
        if (!next)
            break;
    }
    CHECK(count == 105);
}

TEST_CASE("local secrets: what waits for its deletion is listed only when asked for") {
    shelf const local;
    local.client.delete_secret({.secret_id = "zebra"}).value();
    CHECK(local.client.list_secrets({}).value().secret_list.size() == 4);
    auto const all = local.client.list_secrets({.include_planned_deletion = true}).value();
    REQUIRE(all.secret_list.size() == 5);
    CHECK(all.secret_list[4].deleted_date);
    CHECK(all.secret_list[0].secret_versions_to_stages.size() == 1);
}

TEST_CASE("local secrets: versions are listed in pages") {
    secret_keeping const local;
    local.create("db", "0");
    for (int i = 1; i != 8; ++i)
        local.put("db", std::to_string(i), {"label" + std::to_string(i)});
    sm::list_secret_version_ids_request in{.secret_id = "db", .max_results = 3};
    std::vector<std::size_t> sizes;
    for (;;) {
        auto const page = local.client.list_secret_version_ids(in).value();
        sizes.push_back(page.versions.size());
        if (!page.next_token)
            break;
        in.next_token = page.next_token;
    }
    CHECK(sizes == std::vector<std::size_t>{3, 3, 2});
    in.include_deprecated = true;
    CHECK(local.client.list_secret_version_ids(in).error().code ==
          sm::errc::invalid_next_token_exception);
}

TEST_CASE("local secrets: many values at once, and why some are not there") {
    shelf const local;
    local.client.create_secret({.name = "empty"}).value();
    local.client.delete_secret({.secret_id = "zebra"}).value();
    auto const got = local.client
                         .batch_get_secret_value({.secret_id_list = {"prod/db", "zebra", "nothing",
                                                                     "empty", "test/db"}})
                         .value();
    REQUIRE(got.secret_values.size() == 2);
    CHECK(got.secret_values[0].name == "prod/db");
    CHECK(secret_keeping::text_of(got.secret_values[0]) == "value of prod/db");
    CHECK(got.secret_values[1].name == "test/db");
    REQUIRE(got.errors.size() == 3);
    CHECK(got.errors[0].secret_id == "zebra");
    CHECK(got.errors[0].error_code == "InvalidRequestException");
    CHECK(got.errors[1].error_code == "ResourceNotFoundException");
    CHECK(got.errors[2].secret_id == "empty");

    auto page = local.client
                    .batch_get_secret_value(
                        {.filters = {{key::name, {"!zebra"}}}, .max_results = 3})
                    .value();
    CHECK(page.secret_values.size() == 3);
    REQUIRE(page.next_token);
    page = local.client
               .batch_get_secret_value({.filters = {{key::name, {"!zebra"}}},
                                        .max_results = 3,
                                        .next_token = page.next_token})
               .value();
    CHECK(page.secret_values.size() == 1);
    CHECK(page.errors.size() == 1);
    CHECK_FALSE(page.next_token);
}

TEST_CASE("local secrets: batches that are refused") {
    secret_keeping const local;
    std::vector<sm::filter> const filters = {{key::name, {"x"}}};
    struct {
        sm::batch_get_secret_value_request in;
        sm::errc code;
        std::string_view message;
    } const cases[] = {
        {{}, sm::errc::invalid_parameter_exception, "must be provided"},
        {{.secret_id_list = {"a"}, .filters = filters},
         sm::errc::invalid_parameter_exception,
         "Either 'SecretIdList' or 'Filters' must be provided, but not both."},
        {{.secret_id_list = {"a"}, .max_results = 3},
         sm::errc::invalid_parameter_exception,
         "'Filters' must also be specified when 'MaxResults' is provided."},
        {{.secret_id_list = {"a"}, .next_token = "x"},
         sm::errc::invalid_parameter_exception,
         "'NextToken'"},
        {{.secret_id_list = names(21, "a")}, sm::errc::validation_exception, "'secretIdList'"},
        {{.secret_id_list = {"a b"}}, sm::errc::validation_exception, "Invalid name."},
        {{.filters = filters, .max_results = 21}, sm::errc::validation_exception, "'maxResults'"},
        {{.filters = filters, .next_token = "x"},
         sm::errc::invalid_next_token_exception,
         "NextToken"},
    };
    for (auto const& one : cases) {
        INFO(one.message);
        auto const got = local.client.batch_get_secret_value(one.in);
        REQUIRE(got.has_error());
        CHECK(got.error().code == one.code);
        CHECK(got.error().message.find(one.message) != std::string::npos);
    }
}
