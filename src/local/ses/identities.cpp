// SPDX-License-Identifier: Apache-2.0
#include "local/ses/identities.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/random.hpp>

#include "core/ascii.hpp"
#include "local/ses/address.hpp"

#include <array>
#include <span>

namespace skiff::local::ses {
namespace {

/// Local parts keep their case.
std::string canonical(std::string_view name) {
    std::size_t const at = name.rfind('@');
    if (at == std::string_view::npos)
        return lower_case(name);
    return std::string(name.substr(0, at + 1)) + lower_case(name.substr(at + 1));
}

std::string new_token() {
    std::array<std::byte, 32> bytes{};
    system_random().fill(bytes);
    std::string text(bytes.size(), '\0');
    for (std::size_t i = 0; i != bytes.size(); ++i)
        text[i] = static_cast<char>(bytes[i]);
    return base64_encode(text);
}

} // namespace

identities::identities(sqlite::database& where) : database_(&where) {
    where.execute("CREATE TABLE IF NOT EXISTS identities (name TEXT PRIMARY KEY,"
                  " domain INTEGER NOT NULL, token TEXT NOT NULL) WITHOUT ROWID");
}

void identities::add_address(std::string_view address) {
    std::string const name = canonical(address);
    sqlite::statement(*database_, "INSERT OR IGNORE INTO identities VALUES (?, 0, '')")
        .bind(1, name)
        .run();
}

std::string identities::add_domain(std::string_view domain) {
    std::string const name = canonical(domain);
    std::string const token = new_token();
    sqlite::statement(*database_, "INSERT OR IGNORE INTO identities VALUES (?, 1, ?)")
        .bind(1, name)
        .bind(2, token)
        .run();
    return find(name)->token;
}

void identities::remove(std::string_view name) {
    std::string const key = canonical(name);
    sqlite::statement(*database_, "DELETE FROM identities WHERE name = ?").bind(1, key).run();
}

void identities::clear() {
    database_->execute("DELETE FROM identities");
}

std::optional<identities::entry> identities::find(std::string_view name) const {
    std::string const key = canonical(name);
    sqlite::statement row(*database_, "SELECT name, domain, token FROM identities WHERE name = ?");
    row.bind(1, key);
    if (!row.next())
        return std::nullopt;
    return entry{std::string(row.text(0)),
                 row.integer(1) != 0 ? identity_kind::domain : identity_kind::address,
                 std::string(row.text(2))};
}

std::vector<identities::entry> identities::list(std::optional<identity_kind> kind,
                                                std::string_view after, std::size_t limit) const {
    std::vector<entry> out;
    sqlite::statement rows(*database_, "SELECT name, domain, token FROM identities WHERE name > ?1"
                                       " AND (?2 < 0 OR domain = ?2) ORDER BY name LIMIT ?3");
    rows.bind(1, after).bind(2, kind ? static_cast<int>(*kind) : -1);
    rows.bind(3, static_cast<std::int64_t>(limit));
    while (rows.next())
        out.push_back({std::string(rows.text(0)),
                       rows.integer(1) != 0 ? identity_kind::domain : identity_kind::address,
                       std::string(rows.text(2))});
    return out;
}

bool identities::may_send(std::string_view address) const {
    if (find(address))
        return true;
    std::size_t const at = address.rfind('@');
    if (std::size_t const plus = address.find('+'); plus < at && plus != 0)
        if (find(std::string(address.substr(0, plus)).append(address.substr(at))))
            return true;
    std::string const domain = domain_of(address);
    for (std::string_view rest = domain;;) {
        if (auto const found = find(rest); found && found->kind == identity_kind::domain)
            return true;
        std::size_t const dot = rest.find('.');
        if (dot == std::string_view::npos)
            return false;
        rest.remove_prefix(dot + 1);
    }
}

} // namespace skiff::local::ses
