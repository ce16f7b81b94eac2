// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "listing.hpp"
#include "note.hpp"

#include <skiff/core/clock.hpp>
#include <skiff/core/config.hpp>
#include <skiff/core/result.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace notes {

/// What a user gives of a note.
struct note_text {
    std::string title{};
    std::string content{};
    std::optional<std::chrono::seconds> life{}; ///< Nothing: for ever.
};

/// A part of a list, and where the next one begins; nothing after the last.
struct note_page {
    std::vector<note> notes{};
    std::optional<position> end{};
};

/// The notes of all users in one DynamoDB table: PK is the user, SK the note. Errors are
/// DynamoDB's. Thread-safe.
class note_storage {
  public:
    /// The clock outlives it.
    note_storage(skiff::client_config const& aws, std::string table,
                 skiff::clock const& clock = skiff::system_clock());

    /// Keeps a new note and returns its id: the time in milliseconds, or the next number that is
    /// free.
    [[nodiscard]] skiff::result<std::string> add(std::string const& user, note_text const& text);
    /// Nothing when there is no such note, or no longer.
    [[nodiscard]] skiff::result<std::optional<note>> get(std::string const& user,
                                                         std::string const& id) const;
    /// All pages of DynamoDB's, up to the limit. Notes that have expired are left out.
    [[nodiscard]] skiff::result<note_page> list(std::string const& user,
                                                listing const& wanted) const;
    /// That there is no such note is no failure.
    [[nodiscard]] skiff::result<void> remove(std::string const& user, std::string const& id) const;

    /// Makes the table with its indexes and time to live, and waits until it can be used. A table
    /// that exists, for example the Python program's, gets what it lacks.
    [[nodiscard]] skiff::result<void> create() const;
    /// Removes the table with all notes; does nothing when it does not exist.
    [[nodiscard]] skiff::result<void> drop() const;

  private:
    [[nodiscard]] std::int64_t next_id(std::int64_t step);
    [[nodiscard]] skiff::result<void> enable_time_to_live() const;

    skiff::clock const* clock_;
    skiff::dynamodb::client client_;
    skiff::dynamodb::table<note> notes_;
    std::atomic<std::int64_t> last_id_{0};
};

/// True when a list failed because the table lacks the index that the order needs.
[[nodiscard]] bool is_missing_index(skiff::error const& e);

} // namespace notes
