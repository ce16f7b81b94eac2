// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/dynamodb/detail/request_writer.hpp>
#include <skiff/protocol/service_client.hpp>

#include <string>
#include <string_view>

namespace skiff::dynamodb {

class client;
struct table_description;

namespace detail {

struct table_plan;

/// A place that an answer's item is read into.
struct item_slot {
    layout const* type;
    void* object;
};

/// The untyped half of table<T>: sends bodies, reads envelopes.
class table_core {
  public:
    table_core(client const& through, std::string name);
    table_core(protocol::service_client through, std::string name);

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    // Each takes a body that is complete but for its end. Those with a slot return whether the
    // answer had an item.
    [[nodiscard]] result<bool> get(request_writer& body, item_slot into,
                                   call_options const& options) const;
    [[nodiscard]] result<void> put(request_writer& body, call_options const& options) const;
    [[nodiscard]] result<bool> put(request_writer& body, item_slot old,
                                   call_options const& options) const;
    [[nodiscard]] result<void> update(request_writer& body, call_options const& options) const;
    [[nodiscard]] result<bool> update(request_writer& body, item_slot attributes,
                                      call_options const& options) const;
    [[nodiscard]] result<void> erase(request_writer& body, call_options const& options) const;
    [[nodiscard]] result<bool> erase(request_writer& body, item_slot old,
                                     call_options const& options) const;

    /// CreateTable or DeleteTable, and waiting for the end of it.
    [[nodiscard]] result<void> create(table_plan const& plan, call_options const& options) const;
    [[nodiscard]] result<void> drop(call_options const& options) const;
    /// UpdateTable for each global index that the table lacks, and waiting until it is filled.
    [[nodiscard]] result<void> add_indexes(table_plan const& plan,
                                           call_options const& options) const;

    [[nodiscard]] protocol::service_client const& service() const noexcept { return service_; }

  private:
    [[nodiscard]] result<table_description> describe(call_options const& options) const;
    /// Until the table and all its indexes are active.
    [[nodiscard]] result<void> wait_until_settled(call_options const& options) const;
    [[nodiscard]] result<void> write(protocol::operation const& what, request_writer& body,
                                     call_options const& options) const;
    [[nodiscard]] result<bool> read(protocol::operation const& what, request_writer& body,
                                    std::string_view member, item_slot into,
                                    call_options const& options) const;

    protocol::service_client service_;
    std::string name_;
};

/// The old item that a failed condition's error carries; false when it has none.
[[nodiscard]] bool read_failed_item(error const& from, item_slot into);

} // namespace detail
} // namespace skiff::dynamodb
