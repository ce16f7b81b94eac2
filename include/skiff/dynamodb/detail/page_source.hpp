// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/core/result.hpp>
#include <skiff/dynamodb/detail/request_writer.hpp>
#include <skiff/dynamodb/detail/table_core.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace skiff::dynamodb::detail {

/// Where the items of a page go: a std::vector<T> behind functions.
struct item_sink {
    void* items;
    layout const* type;
    layout const* keys; ///< The members that a continuation key is made of.
    void* (*append)(void* items);
    std::size_t (*size)(void const* items);
    void const* (*at)(void const* items, std::size_t index);
    void (*shrink)(void* items, std::size_t size);
};

/// What a page has besides its items.
struct page_facts {
    std::string next;        ///< Empty on the last page.
    std::size_t scanned = 0; ///< Items looked at, before the filter.
};

/// What the options of a query or scan say.
struct paging {
    std::optional<std::size_t> limit;     ///< Items altogether.
    std::optional<std::size_t> page_size; ///< Items looked at per request.
    bool filtered = false;
    std::string cursor{};
    std::optional<error> refused{}; ///< Given instead of the first page.
    call_options options{};
};

/// Fetches one page after the other. Not thread-safe.
class page_source {
  public:
    /// `body` is finished but for its closing brace.
    page_source(table_core const& table, protocol::operation const& what, request_writer& body,
                paging how);

    /// True when there is no further page.
    [[nodiscard]] bool done() const noexcept { return done_; }
    /// Not when done(). After a failure there is nothing more.
    [[nodiscard]] result<page_facts> fetch(item_sink const& into);

  private:
    protocol::service_client service_;
    protocol::operation const* what_;
    std::string body_;
    paging how_;
    std::string start_key_; ///< JSON, empty at the beginning.
    bool done_ = false;
};

/// The cursor that leads behind this item; `keys` are the members it is made of.
[[nodiscard]] std::string cursor_of(layout const& keys, void const* item);

[[nodiscard]] protocol::operation const& query_operation() noexcept;
[[nodiscard]] protocol::operation const& scan_operation() noexcept;

} // namespace skiff::dynamodb::detail
