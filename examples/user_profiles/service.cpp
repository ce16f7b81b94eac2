// SPDX-License-Identifier: Apache-2.0
#include "service.hpp"

#include <skiff/dynamodb/json_document.hpp>
#include <skiff/rest/http_error.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace user_profiles {
namespace {

namespace rest = skiff::rest;

bool is_possible_key(std::string const& text) {
    return !text.empty() && text.size() <= example::key_limit;
}

/// curl -d says that its body is a form, and the tutorial's events have no headers at all: both are
/// JSON here. Who names anything else does not mean JSON.
bool may_be_json(rest::request const& in) {
    auto const type = in.header("Content-Type");
    return type.empty() || in.has_json_content_type() ||
           type.starts_with("application/x-www-form-urlencoded");
}

void check_key(profile const& user, std::string_view name, bool required,
               std::vector<skiff::json::field_error>& wrong) {
    auto const found = user.find(name);
    if (found == user.end()) {
        if (required)
            wrong.push_back({std::string(name), "missing"});
        return;
    }
    auto const* const text = found->second.get_if<std::string>();
    if (text == nullptr)
        wrong.push_back({std::string(name), "expected string"});
    else if (!is_possible_key(*text))
        wrong.push_back({std::string(name), "must have 1 to 2048 bytes"});
}

/// The body, with what the table's keys demand. `id`: the path's, which goes before the body's.
profile read_profile(rest::request const& in, std::string const* id = nullptr) {
    rest::body_options options;
    options.any_content_type = may_be_json(in);
    auto user = in.json<profile>(options);
    if (id != nullptr)
        user.insert_or_assign("id", *id);
    std::vector<skiff::json::field_error> wrong;
    check_key(user, "id", true, wrong);
    check_key(user, "email", false, wrong);
    if (!wrong.empty())
        throw rest::http_error(422, std::move(wrong));
    return user;
}

rest::response unknown() {
    return rest::response::error(400, "There is no user with this id.");
}

/// The handlers. Shared by the routes.
class service {
  public:
    service(profile_table profiles, example::failure_log log)
        : profiles_(std::move(profiles)), log_(std::move(log)) {}

    rest::response get_all(rest::request const& in) const {
        auto const email = in.query("email").value_or("");
        if (email.size() > example::key_limit)
            return rest::response::json(200, std::vector<profile>());
        auto const users = email.empty() ? profiles_.list() : profiles_.list_by_email(email);
        return users ? rest::response::json(200, *users) : failure(in, users.error());
    }

    rest::response post(rest::request const& in) const {
        auto const user = read_profile(in);
        if (size_of(user) > example::item_limit)
            return example::item_too_large();
        auto const done = profiles_.insert(user);
        if (!done && done.error().code == skiff::condition::condition_failed)
            return rest::response::error(400, "There is a user with this id.");
        return done ? rest::response::json(200, user) : failure(in, done.error());
    }

    rest::response delete_all(rest::request const& in) const {
        auto const done = profiles_.erase_all();
        return done ? rest::response::json(200, nullptr) : failure(in, done.error());
    }

    rest::response get(rest::request const& in) const {
        auto const& id = in.parameter("id");
        if (!is_possible_key(id))
            return unknown();
        auto const user = profiles_.get(id);
        if (!user)
            return failure(in, user.error());
        return *user ? rest::response::json(200, **user) : unknown();
    }

    rest::response put(rest::request const& in) const {
        auto const& id = in.parameter("id");
        if (!is_possible_key(id))
            return unknown();
        auto const user = read_profile(in, &id);
        if (size_of(user) > example::item_limit)
            return example::item_too_large();
        auto const done = profiles_.replace(user);
        return done ? rest::response::json(200, user) : failure(in, done.error());
    }

    rest::response remove(rest::request const& in) const {
        auto const& id = in.parameter("id");
        if (!is_possible_key(id))
            return unknown();
        auto const user = profiles_.erase(id);
        return user ? rest::response::json(200, *user) : failure(in, user.error());
    }

  private:
    rest::response failure(rest::request const& in, skiff::error const& e) const {
        if (e.code == skiff::condition::condition_failed)
            return unknown();
        return example::storage_failure(in, e, log_);
    }

    profile_table profiles_;
    example::failure_log log_;
};

} // namespace

rest::router make_service(profile_table profiles, std::span<operation const> operations,
                          example::failure_log log) {
    struct route {
        char const* method;
        char const* path;
        rest::response (service::*handler)(rest::request const&) const;
    };
    static constexpr route routes[] = {
        {"GET", "/users", &service::get_all},       {"POST", "/users", &service::post},
        {"DELETE", "/users", &service::delete_all}, {"GET", "/users/{id}", &service::get},
        {"PUT", "/users/{id}", &service::put},      {"DELETE", "/users/{id}", &service::remove},
    };
    auto const it = std::make_shared<service const>(std::move(profiles), std::move(log));
    rest::router app;
    for (auto const which : operations) {
        auto const& route = routes[static_cast<std::size_t>(which)];
        app.add(route.method, route.path, [it, handler = route.handler](rest::request const& in) {
            return ((*it).*handler)(in);
        });
    }
    app.cors();
    return app;
}

} // namespace user_profiles
