// SPDX-License-Identifier: Apache-2.0
#include "outbox.hpp"

#include <skiff/core/reflect/json.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace item_tracker {
namespace {

namespace rest = skiff::rest;

struct mail_entry {
    std::string id;
    std::chrono::system_clock::time_point time;
    std::string from;
    std::vector<std::string> recipients;
    std::string subject;
};
BOOST_DESCRIBE_STRUCT(mail_entry, (), (id, time, from, recipients, subject))

rest::response list_mails(skiff::local::services const& aws) {
    std::vector<mail_entry> entries;
    for (auto& mail : aws.outbox())
        entries.push_back({.id = std::move(mail.id),
                           .time = mail.time,
                           .from = std::move(mail.from),
                           .recipients = std::move(mail.recipients),
                           .subject = std::move(mail.subject)});
    return rest::response::json(200, entries);
}

rest::response show_mail(skiff::local::services const& aws, std::string const& id) {
    auto mails = aws.outbox();
    auto const found = std::find_if(mails.begin(), mails.end(),
                                    [&](auto const& mail) { return mail.id == id; });
    if (found == mails.end())
        throw rest::http_error(404, "There is no such mail.");
    rest::response answer;
    answer.body = std::move(found->raw);
    answer.header("Content-Type", "message/rfc822").header("X-Content-Type-Options", "nosniff");
    return answer;
}

} // namespace

void add_outbox(rest::router& app, skiff::local::services const& aws) {
    app.get("/local/outbox", [&aws](rest::request const&) { return list_mails(aws); });
    app.get("/local/outbox/{id}",
            [&aws](rest::request const& in) { return show_mail(aws, in.parameter("id")); });
}

} // namespace item_tracker
