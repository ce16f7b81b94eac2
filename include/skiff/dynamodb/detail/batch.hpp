// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/core/result.hpp>
#include <skiff/dynamodb/detail/page_source.hpp>
#include <skiff/dynamodb/detail/table_core.hpp>

#include <cstddef>
#include <string>

namespace skiff::dynamodb::detail {

/// Gathers elements of a batch, sends as many at a time as the service takes, and sends again,
/// after a pause, what the service did not get to. After a failure every call gives that failure.
class batch {
  public:
    enum class kind : unsigned char { write, get, consistent_get };

    batch(table_core const& table, kind what, call_options const& options)
        : batch(table, what, options, item_sink{}) {}
    /// Items that are read go to `into`.
    batch(table_core const& table, kind what, call_options const& options, item_sink into);

    [[nodiscard]] result<void> put(layout const& type, void const* object);
    /// Writes the attributes of a key into key(), between begin_key() and end_key().
    request_writer& begin_key();
    [[nodiscard]] result<void> end_key();
    [[nodiscard]] result<void> finish();

  private:
    [[nodiscard]] result<void> add(std::string element);
    [[nodiscard]] result<void> send();

    table_core const& table_;
    kind kind_;
    call_options const& options_;
    item_sink into_;
    std::optional<request_writer> key_;
    std::string elements_;
    std::size_t count_ = 0;
};

} // namespace skiff::dynamodb::detail
