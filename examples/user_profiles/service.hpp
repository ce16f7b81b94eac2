// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "profile_table.hpp"
#include "program/storage_failure.hpp"

#include <skiff/rest/router.hpp>

#include <span>

namespace user_profiles {

/// What can be done; each is one route and, in Lambda, one function.
enum class operation { get_all, post, delete_all, get, put, remove };

inline constexpr operation all_operations[] = {operation::get_all,    operation::post,
                                               operation::delete_all, operation::get,
                                               operation::put,        operation::remove};

/// The tutorial's REST service, or some routes of it; its errors as {"error": "..."}.
///
///     GET    /users[?email=]   get_all      list                     GET    /users/{id}   get
///     POST   /users            post         the user as stored       PUT    /users/{id}   put
///     DELETE /users            delete_all   null                     DELETE /users/{id}   remove
///
/// An id that is not known, or is taken, is 400: the tutorial's tests want it.
[[nodiscard]] skiff::rest::router make_service(profile_table profiles,
                                               std::span<operation const> operations,
                                               example::failure_log log);

} // namespace user_profiles
