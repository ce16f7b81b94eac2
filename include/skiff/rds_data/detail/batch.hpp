// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/rds_data/detail/statement.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::rds_data::detail {

/// What sends a batch's requests: a database or a transaction.
struct statement_sender {
    void const* through;
    std::optional<error> (*send)(void const* through, statement const& what,
                                 protocol::body_reader output);
};

/// Collects parameter sets and sends them as requests of a bearable size.
class batch {
  public:
    batch(std::string_view sql, statement_options const& options, statement_sender sender);

    // Each may send a request. Nothing on success.
    [[nodiscard]] std::optional<error> add(parameters const& set);
    [[nodiscard]] std::optional<error> add(parameter_layout const& layout, void const* object);
    [[nodiscard]] result<batch_result> finish();

  private:
    [[nodiscard]] std::optional<error> add(std::string set, std::string fault);
    [[nodiscard]] std::optional<error> send();
    [[nodiscard]] error with_progress(error failure, std::size_t in_doubt) const;

    std::string_view sql_;
    statement_options const& options_;
    statement_sender sender_;
    std::string sets_;
    std::size_t count_ = 0;                   ///< In sets_.
    parameter_layout const* known_ = nullptr; ///< The struct that mentioned_ is about.
    std::vector<bool> mentioned_;
    batch_result done_;
};

} // namespace skiff::rds_data::detail
