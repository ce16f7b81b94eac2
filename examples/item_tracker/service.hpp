// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage.hpp"

#include <skiff/core/clock.hpp>
#include <skiff/core/result.hpp>
#include <skiff/rest/router.hpp>
#include <skiff/ses/message.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace item_tracker {

/// Sends a message and returns its id: `ses::mailer::send`, or what a test puts in its place.
using mail_sender = std::function<skiff::result<std::string>(skiff::ses::message const&)>;

/// What the service stands on. The references outlive it.
struct service_parts {
    storage& items;
    mail_sender send;
    std::string sender; ///< The From of reports.
    skiff::clock const& clock = skiff::system_clock();
    bool outbox = false; ///< Tells the page that the sent mail can be looked at.
    /// Takes one line for each failure whose reason the client is not told.
    std::function<void(std::string_view line)> log{};
};

/// The REST service of the tutorial, its errors as {"error": "..."}, and the page that uses it.
///
///     GET  /api/items[?archived=]    list         POST /api/items          add
///     GET  /api/items/{id}           list of one  PUT  /api/items/{id}     change
///     PUT  /api/items/{id}:archive   archive      POST /api/items:report   mail a report
[[nodiscard]] skiff::rest::router make_service(service_parts parts);

} // namespace item_tracker
