// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jwt.hpp"
#include "storage.hpp"

#include <skiff/core/clock.hpp>
#include <skiff/rest/router.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace notes {

/// What the service stands on. The references outlive it.
struct service_parts {
    note_storage& storage;
    std::string user = "USER#demo"; ///< Whose notes they are while nobody logs in.
    /// When there is one, callers need a bearer token, and its subject is the user.
    std::optional<jwt_verifier> tokens{};
    skiff::clock const& clock = skiff::system_clock();
    /// Takes one line for each failure whose reason the client is not told.
    std::function<void(std::string_view line)> log{};
};

/// The REST service of the tutorial, its errors as {"error": "..."}.
///
///     GET  /health      {"status":"ok"}      GET    /notes/{id}   the item
///     POST /notes       201 {"id": "..."}    DELETE /notes/{id}   204
///     GET  /notes       the items, as the query parameters want them (listing.hpp)
[[nodiscard]] skiff::rest::router make_service(service_parts parts);

} // namespace notes
