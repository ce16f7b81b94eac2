// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"

#include "local/api_gateway/route_table.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace skiff::local;
using namespace skiff::local::api_gateway;

namespace {

struct lookup {
    char const* method;
    char const* path;
    char const* found;      ///< The route's function; "-": none.
    char const* parameters; ///< "id=1,x=2"
};

std::string written(path_parameters const& from) {
    std::string out;
    for (auto const& [name, value] : from)
        out += (out.empty() ? "" : ",") + name + "=" + value;
    return out;
}

/// The routes in every order: which one is found never hangs on it.
void check_all(api_format format, std::vector<route> routes, std::vector<lookup> const& cases) {
    std::sort(routes.begin(), routes.end(),
              [](route const& a, route const& b) { return a.function < b.function; });
    for (int i = 0; i != 20; ++i) {
        api const what{.name = "a", .format = format, .stage = "s", .routes = routes};
        route_table const table(what);
        for (auto const& one : cases) {
            INFO(one.method << ' ' << one.path);
            auto const found = table.find(one.method, one.path);
            CHECK((found ? found->what->function : "-") == one.found);
            CHECK((found ? written(found->parameters) : "") == one.parameters);
        }
        std::next_permutation(routes.begin(), routes.end(), [](route const& a, route const& b) {
            return a.function < b.function;
        });
    }
}

} // namespace

TEST_CASE("api gateway routes: a REST API takes the best path, then its method") {
    check_all(api_format::rest,
              {{"GET", "/", "root"},
               {"GET", "/users", "list"},
               {"ANY", "/users", "any_users"},
               {"GET", "/users/{id}", "one"},
               {"GET", "/users/me", "me"},
               {"GET", "/users/{id}/items/{item}", "item"},
               {"ANY", "/{proxy+}", "rest"}},
              {{"GET", "/", "root", ""},
               {"POST", "/", "-", ""},
               {"GET", "/users", "list", ""},
               {"GET", "/users/", "list", ""},
               {"PUT", "/users", "any_users", ""},
               {"GET", "/users/1", "one", "id=1"},
               {"GET", "/users/a%2Fb", "one", "id=a%2Fb"},
               {"GET", "/users/me", "me", ""},
               {"GET", "/users/m%65", "me", ""},
               {"POST", "/users/1", "-", ""},
               {"GET", "/users/1/items/2", "item", "id=1,item=2"},
               {"DELETE", "/users/1/other", "rest", "proxy=users/1/other"},
               {"GET", "/Users", "rest", "proxy=Users"}});
}

TEST_CASE("api gateway routes: an HTTP API takes the best path that has the method") {
    check_all(api_format::http,
              {{"GET", "/users/{id}", "one"},
               {"ANY", "/users/{id}", "any_one"},
               {"POST", "/users/{proxy+}", "below"},
               {"GET", "/users/me", "me"},
               {"ANY", "$default", "rest"}},
              {{"GET", "/users/1", "one", "id=1"},
               {"DELETE", "/users/1", "any_one", "id=1"},
               {"POST", "/users/me", "any_one", "id=me"},
               {"POST", "/users/1/2", "below", "proxy=1/2"},
               {"GET", "/users/1/2", "rest", ""},
               {"GET", "/users/", "rest", ""},
               {"POST", "/users/a/", "below", "proxy=a/"},
               {"GET", "/users/me", "me", ""}});
    check_all(api_format::http, {{"GET", "/a", "a"}},
              {{"GET", "/a", "a", ""}, {"GET", "/b", "-", ""}, {"PUT", "/a", "-", ""}});
}

TEST_CASE("api gateway routes: what is no path is explained") {
    for (char const* good : {"/", "/a", "/a/{b}", "/{proxy+}", "/a/{b}/c/{d+}"}) {
        INFO(good);
        CHECK(route_problem(good, api_format::rest).empty());
        CHECK(route_problem(good, api_format::http).empty());
    }
    for (char const* bad :
         {"", "a", "//", "/a//b", "/a/", "/{}", "/{+}", "/x{a}", "/{a", "/{a+}/b", "/{a{b}}"}) {
        INFO(bad);
        CHECK_FALSE(route_problem(bad, api_format::rest).empty());
    }
    CHECK(route_problem("$default", api_format::http).empty());
    CHECK_FALSE(route_problem("$default", api_format::rest).empty());
}
