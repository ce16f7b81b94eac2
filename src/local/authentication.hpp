// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/error.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/local/services.hpp>
#include <skiff/protocol/operation.hpp>

#include <optional>
#include <string_view>

namespace skiff::local {

/// The service in the credential scope of the request's Authorization header; empty when there is
/// none. Not verified.
[[nodiscard]] std::string_view scope_service(http::request const& in) noexcept;

/// Nothing when the request's signature is good; else the error that AWS answers with in the
/// service's protocol, HTTP status included.
[[nodiscard]] std::optional<error> authenticate(http::request const& in, std::string_view authority,
                                                protocol::service const& which,
                                                options const& settings, timestamp now);

} // namespace skiff::local
