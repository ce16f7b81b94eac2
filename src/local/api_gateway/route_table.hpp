// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/functions.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::api_gateway {

/// What a request's path gives a route; still encoded.
using path_parameters = std::map<std::string, std::string, std::less<>>;

struct route_match {
    route const* what;
    path_parameters parameters;
};

/// Why `path` can be no route's; empty: it can.
[[nodiscard]] std::string route_problem(std::string_view path, api_format format);

/// Finds routes as API Gateway does. Segment by segment a literal goes before `{name}`, that before
/// `{name+}`. A REST API takes the best path first and then wants one of its methods; an HTTP API
/// takes the best path among the routes that have the method, then "$default". A method's own route
/// goes before ANY.
class route_table {
  public:
    /// `what` outlives the table and has no `route_problem`.
    explicit route_table(api const& what);

    /// `path` begins with '/', without stage, encoded. A REST API's "/a/" is "/a".
    [[nodiscard]] std::optional<route_match> find(std::string_view method,
                                                  std::string_view path) const;

  private:
    struct entry {
        route const* what;
        std::vector<std::string_view> segments;
    };

    [[nodiscard]] bool fits_method(entry const& one, std::string_view method) const;

    api_format format_;
    std::vector<entry> entries_; ///< In order of precedence.
    route const* default_ = nullptr;
};

} // namespace skiff::local::api_gateway
