// SPDX-License-Identifier: Apache-2.0
#include "local/ses/outbox.hpp"

#include <skiff/core/result.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace skiff::local::ses {
namespace {

using std::chrono::duration_cast;
using std::chrono::nanoseconds;

constexpr std::int64_t quarter_hour = nanoseconds(std::chrono::minutes(15)).count();

std::int64_t to_integer(timestamp time) {
    return duration_cast<nanoseconds>(time.time_since_epoch()).count();
}
timestamp to_time(std::int64_t value) {
    return timestamp(duration_cast<timestamp::duration>(nanoseconds(value)));
}

/// Addresses have no line breaks.
std::string join_lines(std::vector<std::string> const& lines) {
    std::string out;
    for (std::string const& line : lines)
        out.append(line).append("\n");
    return out;
}
std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t end; (end = text.find('\n')) != std::string_view::npos;
         text.remove_prefix(end + 1))
        out.emplace_back(text.substr(0, end));
    return out;
}

/// All but `raw`: id, time, sender, recipients, subject.
void read_columns(sqlite::statement const& row, sent_mail& out) {
    out.id = row.text(0);
    out.time = to_time(row.integer(1));
    out.from = row.text(2);
    out.recipients = split_lines(row.text(3));
    out.subject = row.text(4);
}

/// Complete or not there at all, also when this process dies. Nothing is flushed to the disk: a
/// machine that stops may damage the last mails.
void write_file(std::filesystem::path const& file, std::string_view bytes) {
    std::filesystem::path temporary = file;
    temporary += ".tmp";
    {
        std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!out.flush())
            throw service_error(make_error(errc::invalid_configuration,
                                           temporary.string() + ": cannot be written"));
    }
    std::filesystem::rename(temporary, file);
}

} // namespace

outbox::outbox(sqlite::database& where, std::filesystem::path folder)
    : database_(&where), folder_(std::move(folder)) {
    where.execute("CREATE TABLE IF NOT EXISTS mails (sequence INTEGER PRIMARY KEY,"
                  " id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, sender TEXT NOT NULL,"
                  " recipients TEXT NOT NULL, recipient_count INTEGER NOT NULL,"
                  " subject TEXT NOT NULL, raw BLOB);"
                  "CREATE INDEX IF NOT EXISTS mails_time ON mails (time)");
    if (!folder_.empty())
        std::filesystem::create_directories(folder_);
}

void outbox::add(sent_mail const& mail) {
    std::string_view raw = mail.raw;
    if (!folder_.empty())
        write_file(file_of(mail.id), std::exchange(raw, {}));
    std::string const recipients = join_lines(mail.recipients);
    sqlite::statement(*database_,
                      "INSERT INTO mails (id, time, sender, recipients, recipient_count, subject,"
                      " raw) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(1, mail.id)
        .bind(2, to_integer(mail.time))
        .bind(3, mail.from)
        .bind(4, recipients)
        .bind(5, static_cast<std::int64_t>(mail.recipients.size()))
        .bind(6, mail.subject)
        .bind_blob(7, raw)
        .run();
}

std::vector<sent_mail> outbox::all() const {
    std::vector<sent_mail> out;
    sqlite::statement rows(*database_, "SELECT id, time, sender, recipients, subject, raw"
                                       " FROM mails ORDER BY sequence");
    while (rows.next()) {
        sent_mail mail;
        if (read_row(rows, mail))
            out.push_back(std::move(mail));
    }
    return out;
}

std::vector<listed_mail> outbox::list() const {
    std::vector<listed_mail> out;
    sqlite::statement rows(*database_, "SELECT id, time, sender, recipients, subject, length(raw)"
                                       " FROM mails ORDER BY sequence");
    while (rows.next()) {
        listed_mail one;
        read_columns(rows, one.mail);
        std::error_code missing;
        one.size = folder_.empty() ? static_cast<std::uintmax_t>(rows.integer(5))
                                   : std::filesystem::file_size(file_of(one.mail.id), missing);
        if (!missing)
            out.push_back(std::move(one));
    }
    return out;
}

std::optional<sent_mail> outbox::find(std::string_view id) const {
    sqlite::statement row(*database_, "SELECT id, time, sender, recipients, subject, raw"
                                      " FROM mails WHERE id = ?");
    row.bind(1, id);
    sent_mail mail;
    if (!row.next() || !read_row(row, mail))
        return std::nullopt;
    return mail;
}

std::int64_t outbox::recipients_since(timestamp begin) const {
    sqlite::statement row(*database_,
                          "SELECT coalesce(sum(recipient_count), 0) FROM mails WHERE time > ?");
    row.bind(1, to_integer(begin));
    return row.next() ? row.integer(0) : 0;
}

std::vector<send_count> outbox::counts_since(timestamp begin) const {
    std::vector<send_count> out;
    sqlite::statement rows(*database_,
                           "SELECT time / ?1 AS quarter, sum(recipient_count) FROM mails"
                           " WHERE time > ?2 GROUP BY quarter ORDER BY quarter");
    rows.bind(1, quarter_hour).bind(2, to_integer(begin));
    while (rows.next())
        out.push_back({to_time(rows.integer(0) * quarter_hour), rows.integer(1)});
    return out;
}

void outbox::clear() {
    if (!folder_.empty()) {
        sqlite::statement rows(*database_, "SELECT id FROM mails");
        std::error_code ignored; // The file may have been removed by hand.
        while (rows.next())
            std::filesystem::remove(file_of(rows.text(0)), ignored);
    }
    database_->execute("DELETE FROM mails");
}

std::filesystem::path outbox::file_of(std::string_view id) const {
    return folder_ / (std::string(id) + ".eml");
}

bool outbox::read_row(sqlite::statement const& row, sent_mail& out) const {
    read_columns(row, out);
    if (folder_.empty()) {
        out.raw = row.text(5);
        return true;
    }
    std::ifstream in(file_of(out.id), std::ios::binary);
    if (!in)
        return false;
    out.raw.assign(std::istreambuf_iterator<char>(in), {});
    return true;
}

} // namespace skiff::local::ses
