// SPDX-License-Identifier: Apache-2.0
#include "tracker.hpp"

#include "dynamodb_storage.hpp"
#include "outbox.hpp"
#include "service.hpp"

#include <skiff/core/http/socket_transport.hpp>
#include <skiff/core/reflect/json.hpp>
#include <skiff/ses.hpp>
#include <skiff/ses/operation/verify_email_identity.hpp>

#include "support/catch.hpp"

using item_tracker::work_item;

tracker::tracker()
    : tracker([](skiff::client_config const& config) {
        return item_tracker::open_dynamodb(config, "work-items");
    }) {}

tracker::tracker(opener const& open)
    : items(open(aws.config())), transport_(skiff::http::make_socket_transport()) {
    items->create().value();
    skiff::ses::client const mail(aws.config());
    mail.verify_email_identity({.email_address = "tracker@example.org"}).value();
    app_ = item_tracker::make_service(
        {.items = *items,
         .send = [mailer = skiff::ses::mailer(mail)](auto const& m) { return mailer.send(m); },
         .sender = "tracker@example.org",
         .outbox = true});
    item_tracker::add_outbox(app_, aws);
    skiff::rest::server_options options;
    options.port = 0;
    options.body_limit = 3u << 20;
    server_ = std::make_unique<skiff::rest::server>(app_, options);
    server_->start().value();
}

tracker::~tracker() {
    server_->stop();
}

skiff::http::response tracker::ask(std::string method, std::string target, std::string body,
                                   headers const& with) const {
    skiff::http::request what;
    what.method = std::move(method);
    what.target = std::move(target);
    if (!body.empty())
        what.headers.add("Content-Type", "application/json");
    for (auto const& [name, value] : with)
        what.headers.set(name, value);
    what.body = std::move(body);
    skiff::http::origin const here{.tls = false, .host = "127.0.0.1", .port = server_->port()};
    return transport_->send(here, what, {}).value();
}

std::string tracker::add(std::string const& body) const {
    auto const answer = ask("POST", "/api/items", body);
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return skiff::parse_json<std::string>(answer.body).value();
}

std::vector<work_item> tracker::list(std::string const& query) const {
    auto const answer = ask("GET", "/api/items" + query);
    REQUIRE(answer.status == 200);
    return skiff::parse_json<std::vector<work_item>>(answer.body).value();
}

std::set<std::string> ids_of(std::vector<work_item> const& items) {
    std::set<std::string> ids;
    for (auto const& item : items)
        ids.insert(item.id);
    return ids;
}
