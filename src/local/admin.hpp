// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>
#include <skiff/local/services.hpp>

#include "local/lambda/engine.hpp"
#include "local/rds_data/engine.hpp"
#include "local/ses/engine.hpp"
#include "local/traces.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace skiff::local {

/// True for targets below /_local/: those are not AWS's.
[[nodiscard]] bool is_admin_target(std::string_view target) noexcept;

/// The services' own door: health, the outbox, the databases, the functions, the reset. Open to
/// this machine alone unless `options::remote_admin`, never to pages of other sites: such a page
/// can neither send a request with its own Origin nor reach the services under its own host name
/// (DNS rebinding). Thread-safe.
class admin {
  public:
    /// The references outlive this object.
    admin(options const& settings, ses::ses_engine const& mails,
          rds_data::rds_data_engine& databases, lambda::lambda_engine const& functions,
          std::vector<std::string_view> services, std::function<void()> reset);

    /// Shows them at /_local/traces. Called before the first `answer`; `from` outlives this object.
    void show_traces(trace_collector& from) noexcept { traces_ = &from; }

    [[nodiscard]] http::response answer(http::request const& in, std::string_view authority,
                                        peer from) const;

  private:
    [[nodiscard]] bool is_allowed(http::request const& in, std::string_view authority,
                                  peer from) const;
    [[nodiscard]] http::response health() const;
    [[nodiscard]] http::response outbox() const;
    [[nodiscard]] http::response mail(std::string_view file) const;
    [[nodiscard]] http::response databases() const;
    [[nodiscard]] http::response functions() const;
    [[nodiscard]] http::response function_log(std::string_view name) const;
    [[nodiscard]] http::response pause(http::request const& in, std::string_view name) const;
    [[nodiscard]] http::response traces(http::request const& in) const;

    options const& settings_;
    ses::ses_engine const& mails_;
    rds_data::rds_data_engine& databases_;
    lambda::lambda_engine const& functions_;
    std::vector<std::string_view> services_;
    std::function<void()> reset_;
    trace_collector* traces_ = nullptr; ///< Null: none are taken.
};

} // namespace skiff::local
