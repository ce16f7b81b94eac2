// SPDX-License-Identifier: Apache-2.0
#include "service.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/rest/http_error.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace users {

/// A body of POST. Members that are missing or null are empty: both are told in the same words.
struct new_user {
    std::optional<std::string> user_id{};
    std::optional<std::string> name{};
};
BOOST_DESCRIBE_STRUCT(new_user, (), (user_id, name))

} // namespace users

template <>
struct skiff::json::rules<users::new_user> : rule_list<camel_case> {};

namespace users {
namespace {

namespace rest = skiff::rest;

rest::response unknown() {
    return rest::response::error(404, "Could not find user with provided \"userId\"");
}

user read_user(rest::request const& in) {
    rest::body_options options;
    options.unknown = skiff::json::unknown_members::ignored;
    auto body = in.json<new_user>(options);
    user out{.user_id = std::move(body.user_id).value_or(""),
             .name = std::move(body.name).value_or("")};
    if (out.user_id.empty() || out.name.empty())
        throw rest::http_error(400, "Please provide both \"userId\" and \"name\"");
    if (out.user_id.size() > example::key_limit)
        throw rest::http_error(422, {{.path = "userId", .message = "longer than 2048 bytes"}});
    return out;
}

/// The handlers. Shared by the routes.
class service {
  public:
    service(user_table table, example::failure_log log)
        : users_(std::move(table)), log_(std::move(log)) {}

    rest::response post(rest::request const& in) const {
        auto const user = read_user(in);
        auto const put = users_.put(user);
        return put ? rest::response::json(200, user)
                   : example::storage_failure(in, put.error(), log_);
    }

    rest::response get(rest::request const& in) const {
        auto const& id = in.parameter("userId");
        if (id.size() > example::key_limit)
            return unknown();
        auto const found = users_.get(id, skiff::dynamodb::consistent);
        if (!found)
            return example::storage_failure(in, found.error(), log_);
        return *found ? rest::response::json(200, **found) : unknown();
    }

  private:
    user_table users_;
    example::failure_log log_;
};

} // namespace

rest::router make_service(user_table table, example::failure_log log) {
    auto const it = std::make_shared<service const>(std::move(table), std::move(log));
    rest::router app;
    app.post("/users", [it](rest::request const& in) { return it->post(in); })
        .get("/users/{userId}", [it](rest::request const& in) { return it->get(in); })
        .not_found([](rest::request const&) { return rest::response::error(404, "Not found!"); })
        .cors();
    return app;
}

} // namespace users
