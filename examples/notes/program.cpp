// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include "jwt.hpp"
#include "program/command_line.hpp"
#include "service.hpp"
#include "storage.hpp"

#include <skiff/core/environment.hpp>
#include <skiff/lambda/runtime.hpp>
#include <skiff/rest/server.hpp>

#include <cstdio>
#include <optional>
#include <span>
#include <utility>

namespace notes {
namespace {

// JSON may spell a character of a 400 KB item with six.
constexpr std::size_t body_limit = 3u << 20;

example::description describe(std::string const& name) {
    return {.name = name,
            .port = 5000,
            .settings = {
                {.flag = "table",
                 .variable = "TABLE_NAME",
                 .placeholder = "NEED-TABLE-NAME",
                 .meaning = "DynamoDB table of the notes",
                 .local_value = "DemoTable",
                 .default_value = "DemoTable"},
                {.flag = "user",
                 .variable = "USER_ID",
                 .placeholder = "NEED-USER-ID",
                 .meaning = "partition key of the notes while nobody logs in",
                 .local_value = "USER#demo",
                 .default_value = "USER#demo",
                 .accepts = [](std::string_view id) noexcept { return id.size() <= 2048; },
                 .rule = "at most 2048 bytes long"},
                {.flag = "endpoint",
                 .variable = "DYNAMO_ENDPOINT",
                 .meaning = "URL of another DynamoDB than AWS's",
                 .optional = true},
                {.flag = "jwt-public-key",
                 .variable = "JWT_PUBLIC_KEY_FILE",
                 .meaning = "PEM file: callers need tokens signed with RS256; or set JWT_SECRET "
                            "for HS256",
                 .optional = true},
                {.flag = "jwt-issuer",
                 .variable = "JWT_ISSUER",
                 .meaning = "whom tokens must come from",
                 .optional = true},
                {.flag = "jwt-audience",
                 .variable = "JWT_AUDIENCE",
                 .meaning = "whom tokens must be meant for",
                 .optional = true},
            }};
}

int complain(std::string const& reason, int code) {
    std::fprintf(stderr, "%s\n", reason.c_str());
    return code;
}

void say(std::string const& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

/// Nothing when neither a secret nor a public key is set.
skiff::result<std::optional<jwt_verifier>> tokens_of(example::command_line const& asked) {
    auto const& file = asked["jwt-public-key"];
    jwt_rules rules{.issuer = asked["jwt-issuer"], .audience = asked["jwt-audience"]};
    // Not a flag: what is on a command line can be seen by everybody on the machine.
    if (auto secret = skiff::process_environment().variable("JWT_SECRET"))
        rules.secret = skiff::secret_string(*std::move(secret));
    if (!file.empty()) {
        auto key = skiff::process_environment().read_file(file);
        if (!key)
            return skiff::make_error(skiff::errc::invalid_configuration,
                                     "JWT_PUBLIC_KEY_FILE cannot be read: " + file);
        rules.public_key = *std::move(key);
    }
    if (rules.secret.empty() && rules.public_key.empty())
        return std::optional<jwt_verifier>();
    auto made = jwt_verifier::make(std::move(rules));
    if (!made)
        return std::move(made).error();
    return std::optional(*std::move(made));
}

int create(note_storage const& storage, std::string const& table) {
    if (auto const made = storage.create(); !made)
        return complain(made.error().to_string(), 1);
    say("The table " + table + " is ready.");
    return 0;
}

int remove(note_storage const& storage, std::string const& table) {
    if (auto const removed = storage.drop(); !removed)
        return complain(removed.error().to_string(), 1);
    say("The table " + table + " is removed.");
    return 0;
}

int serve(example::command_line const& asked, note_storage& storage) {
    auto tokens = tokens_of(asked);
    if (!tokens)
        return complain(tokens.error().message, 2);
    if (asked.local)
        if (auto const made = storage.create(); !made)
            return complain(made.error().to_string(), 1);
    auto const app = make_service({.storage = storage,
                                   .user = asked["user"],
                                   .tokens = *std::move(tokens),
                                   .log = skiff::rest::log_to_stderr});
    return skiff::rest::run(app, {.address = asked.address,
                                  .port = asked.port,
                                  .body_limit = body_limit,
                                  .on_listening = [](std::string_view url) {
                                      say("Notes " + std::string(url) + "/notes");
                                      say("Stop with Ctrl+C.");
                                  }});
}

/// A Lambda function has no command line: its settings are in the environment.
std::span<char const* const> arguments_of(int argc, char const* const* argv) {
    std::span const all(argv, static_cast<std::size_t>(argc));
    return skiff::lambda::in_lambda() || all.empty() ? std::span<char const* const>()
                                                     : all.subspan(1);
}

} // namespace

int run(std::string const& name, int argc, char const* const* argv,
        local_opener const& open_local) {
    auto const asked = example::read_command_line(arguments_of(argc, argv), describe(name),
                                                  example::process_environment);
    if (!asked)
        return complain(asked.error().message + "\nTry " + name + " --help.", 2);
    if (asked->what == example::task::help) {
        say(asked->help);
        return 0;
    }
    if (asked->local && !open_local)
        return complain(name + " has no local services in it: run notes --local.", 2);
    auto aws = asked->local ? open_local() : skiff::client_config{};
    if (auto const& endpoint = (*asked)["endpoint"]; !endpoint.empty() && !asked->local)
        aws.endpoint_url = endpoint;
    auto const& table = (*asked)["table"];
    note_storage storage(aws, table);
    switch (asked->what) {
    case example::task::create:
        return create(storage, table);
    case example::task::remove:
        return remove(storage, table);
    default:
        return serve(*asked, storage);
    }
}

} // namespace notes
