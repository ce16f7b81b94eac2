// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/services.hpp>

#include "local/sqlite.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace skiff::local::ses {

/// What a list shows of a mail.
struct listed_mail {
    sent_mail mail;          ///< Without `raw`.
    std::uintmax_t size = 0; ///< Bytes of `raw`.
};

/// Mails sent within one quarter of an hour.
struct send_count {
    timestamp begin;
    std::int64_t recipients = 0;
};

/// The mails that were sent: rows of the database, and with a folder one .eml file each. A mail
/// whose file was removed by hand is gone. Not thread-safe.
class outbox {
  public:
    /// The database outlives the outbox. `folder` is made when it does not exist; empty: memory.
    outbox(sqlite::database& where, std::filesystem::path folder);

    void add(sent_mail const& mail);
    /// Oldest first.
    [[nodiscard]] std::vector<sent_mail> all() const;
    /// Oldest first; reads no mail.
    [[nodiscard]] std::vector<listed_mail> list() const;
    [[nodiscard]] std::optional<sent_mail> find(std::string_view id) const;
    [[nodiscard]] std::int64_t recipients_since(timestamp begin) const;
    [[nodiscard]] std::vector<send_count> counts_since(timestamp begin) const;
    void clear();

  private:
    [[nodiscard]] std::filesystem::path file_of(std::string_view id) const;
    [[nodiscard]] bool read_row(sqlite::statement const& row, sent_mail& out) const;

    sqlite::database* database_;
    std::filesystem::path folder_;
};

} // namespace skiff::local::ses
