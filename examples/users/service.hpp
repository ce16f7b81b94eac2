// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/storage_failure.hpp"

#include <skiff/dynamodb/table.hpp>
#include <skiff/rest/router.hpp>

#include <boost/describe/class.hpp>

#include <string>

namespace users {

struct user {
    std::string user_id{};
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(user, (), (user_id, name))

} // namespace users

template <>
struct skiff::json::rules<users::user> : rule_list<camel_case> {};

template <>
struct skiff::dynamodb::schema<users::user>
    : table_schema<users::user, partition_key<&users::user::user_id, "userId">> {};

namespace users {

using user_table = skiff::dynamodb::table<user>;

/// The tutorial's service; its errors as {"error": "..."}.
///
///     POST /users            {"userId": "...", "name": "..."}: stored, in place of an older one
///     GET  /users/{userId}
[[nodiscard]] skiff::rest::router make_service(user_table table, example::failure_log log);

} // namespace users
