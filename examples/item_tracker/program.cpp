// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include "outbox.hpp"
#include "service.hpp"

#include <skiff/local/services.hpp>
#include <skiff/rest/server.hpp>
#include <skiff/ses.hpp>
#include <skiff/ses/operation/verify_email_identity.hpp>

#include <cstdio>
#include <optional>
#include <span>
#include <utility>

namespace item_tracker {
namespace {

// JSON may spell a character of a 400 KB item with six.
constexpr std::size_t body_limit = 3u << 20;

example::setting sender_setting() {
    return {.flag = "sender",
            .variable = "SENDER_EMAIL",
            .placeholder = "NEED-SENDER-EMAIL",
            .meaning = "verified address that reports come from",
            .local_value = "tracker@example.org",
            .for_serving_only = true};
}

int complain(std::string const& reason, int code) {
    std::fprintf(stderr, "%s\n", reason.c_str());
    return code;
}

void say(std::string const& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

/// SES sends only for addresses that are verified: the local one at once, the real one when the
/// link in its mail is followed.
skiff::result<void> verify(skiff::ses::client const& mail, std::string const& sender) {
    auto const verified = mail.verify_email_identity({.email_address = sender});
    if (!verified)
        return verified.error();
    return {};
}

int create(storage& items, skiff::client_config const& aws, std::string const& sender) {
    if (auto const made = items.create(); !made)
        return complain(made.error().to_string(), 1);
    say("The storage in " + std::string(items.name()) + " is ready.");
    if (sender.empty())
        return 0;
    if (auto const asked = verify(skiff::ses::client(aws), sender); !asked)
        return complain(asked.error().to_string(), 1);
    say("SES sends a mail to " + sender + " unless it is verified: follow the link in it.");
    return 0;
}

int remove(storage& items) {
    if (auto const removed = items.remove(); !removed)
        return complain(removed.error().to_string(), 1);
    say("The storage in " + std::string(items.name()) + " is removed.");
    return 0;
}

void announce(std::string_view url, bool local, std::string const& hint) {
    std::string const base(url);
    say("Page  " + base + "/");
    say("API   " + base + "/api/items");
    if (local)
        say("Mail  " + base + "/local/outbox");
    if (!hint.empty())
        say(hint);
    say("Stop with Ctrl+C.");
}

int serve(program const& what, example::command_line const& asked, storage& items,
          skiff::client_config const& aws, skiff::local::services const* embedded) {
    skiff::ses::client const mail(aws);
    if (embedded) {
        if (auto const made = items.create(); !made)
            return complain(made.error().to_string(), 1);
        if (auto const verified = verify(mail, asked["sender"]); !verified)
            return complain(verified.error().to_string(), 1);
    }
    skiff::ses::mailer const mailer(mail);
    auto app = make_service(
        {.items = items,
         .send = [&mailer](skiff::ses::message const& report) { return mailer.send(report); },
         .sender = asked["sender"],
         .outbox = embedded != nullptr,
         .log = skiff::rest::log_to_stderr});
    if (embedded)
        add_outbox(app, *embedded);
    auto const hint = embedded && what.local_hint ? what.local_hint(asked, *embedded)
                                                  : std::string();
    return skiff::rest::run(
        app, {.address = asked.address,
              .port = asked.port,
              .body_limit = body_limit,
              .on_listening = [&](std::string_view url) { announce(url, embedded, hint); }});
}

} // namespace

int run(program const& what, int argc, char const* const* argv) {
    example::description about{.name = what.name, .settings = what.settings};
    about.settings.push_back(sender_setting());
    auto const asked = example::read_command_line(
        std::span(argv, static_cast<std::size_t>(argc)).subspan(1), about,
        example::process_environment);
    if (!asked)
        return complain(asked.error().message + "\nTry " + what.name + " --help.", 2);
    if (asked->what == example::task::help) {
        say(asked->help);
        return 0;
    }
    std::string const& sender = (*asked)["sender"];
    if (!sender.empty() && !skiff::ses::is_valid_address(sender))
        return complain("SENDER_EMAIL is not one valid mail address.", 2);

    std::optional<skiff::local::services> embedded;
    if (asked->local)
        embedded.emplace();
    auto const aws = embedded ? embedded->config() : skiff::client_config{};
    auto const items = what.open(*asked, aws);
    switch (asked->what) {
    case example::task::create:
        return create(*items, aws, sender);
    case example::task::remove:
        return remove(*items);
    default:
        return serve(what, *asked, *items, aws, embedded ? &*embedded : nullptr);
    }
}

} // namespace item_tracker
