// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/services.hpp>
#include <skiff/rest/router.hpp>

namespace item_tracker {

/// Lets the page look at the mail that the embedded services have sent, oldest first:
///
///     GET /local/outbox         [{"id", "time", "from", "recipients", "subject"}]
///     GET /local/outbox/{id}    the message itself (message/rfc822)
///
/// `aws` outlives the router.
void add_outbox(skiff::rest::router& app, skiff::local::services const& aws);

} // namespace item_tracker
