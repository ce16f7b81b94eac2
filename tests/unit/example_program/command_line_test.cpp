// SPDX-License-Identifier: Apache-2.0
#include "program/command_line.hpp"

#include "support/catch.hpp"

#include <map>
#include <string>
#include <vector>

using example::command_line;
using example::setting;
using example::task;

namespace {

using variables = std::map<std::string, std::string>;

std::vector<setting> const settings = {
    {.flag = "table",
     .variable = "TABLE_NAME",
     .placeholder = "NEED-TABLE-NAME",
     .meaning = "the table",
     .local_value = "local-table"},
    {.flag = "sender",
     .variable = "SENDER_EMAIL",
     .placeholder = "NEED-SENDER-EMAIL",
     .meaning = "the sender",
     .local_value = "local@example.org",
     .for_serving_only = true},
    {.flag = "size",
     .variable = "SIZE",
     .placeholder = "NEED-SIZE",
     .meaning = "the size",
     .local_value = "tiny",
     .default_value = "small"},
    {.flag = "colour",
     .variable = "COLOUR",
     .placeholder = "NEED-COLOUR",
     .meaning = "the colour",
     .local_value = "red",
     .for_serving_only = true,
     .accepts = [](std::string_view value) noexcept { return value != "none"; },
     .rule = "a colour"},
    {.flag = "endpoint", .variable = "ENDPOINT", .meaning = "the endpoint", .optional = true},
};

skiff::result<command_line> read(std::vector<char const*> arguments, variables const& set) {
    return example::read_command_line(
        arguments, {.name = "tracker", .port = 8081, .settings = settings},
        [&](std::string const& name) -> std::optional<std::string> {
            auto const found = set.find(name);
            return found == set.end() ? std::nullopt : std::optional(found->second);
        });
}

std::string refusal(std::vector<char const*> arguments, variables const& set) {
    auto const out = read(std::move(arguments), set);
    return out ? "" : out.error().message;
}

variables const both = {{"TABLE_NAME", "t"}, {"SENDER_EMAIL", "s@x.org"}, {"COLOUR", "blue"}};

} // namespace

TEST_CASE("command line: defaults, and values from the environment") {
    auto const out = read({}, both).value();
    CHECK(out.what == task::serve);
    CHECK(out.port == 8081);
    CHECK(out.address == "127.0.0.1");
    CHECK_FALSE(out.local);
    CHECK(out["table"] == "t");
    CHECK(out["sender"] == "s@x.org");
    CHECK(out["size"] == "small");
}

TEST_CASE("command line: a flag goes before the environment") {
    auto const out = read({"--table=other", "--port", "0", "--address", "::"}, both).value();
    CHECK(out["table"] == "other");
    CHECK(out.port == 0);
    CHECK(out.address == "::");
}

TEST_CASE("command line: missing values and placeholders are refused with the remedy") {
    CHECK(refusal({}, {}) == "TABLE_NAME is not set: give --table or set the environment "
                             "variable TABLE_NAME.");
    CHECK(refusal({}, {{"TABLE_NAME", ""}, {"SENDER_EMAIL", "s@x.org"}})
              .starts_with("TABLE_NAME is not set"));
    CHECK(refusal({"--table", "NEED-TABLE-NAME"}, both) ==
          "TABLE_NAME is still the placeholder NEED-TABLE-NAME: give --table or set the "
          "environment variable TABLE_NAME.");
    CHECK(refusal({}, {{"TABLE_NAME", "t"}}).starts_with("SENDER_EMAIL is not set"));
    CHECK(refusal({}, {{"TABLE_NAME", "t"}, {"SENDER_EMAIL", "NEED-SENDER-EMAIL"}})
              .starts_with("SENDER_EMAIL is still the placeholder"));
}

TEST_CASE("command line: local mode needs nothing, but takes what is given") {
    auto const bare = read({"--local"}, {{"TABLE_NAME", "NEED-TABLE-NAME"}}).value();
    CHECK(bare.local);
    CHECK(bare["table"] == "local-table");
    CHECK(bare["sender"] == "local@example.org");
    CHECK(read({"--local", "--table", "mine"}, {}).value()["table"] == "mine");
}

TEST_CASE("command line: a value that cannot be one is refused, with --local as well") {
    CHECK(read({}, both).value()["colour"] == "blue");
    CHECK(refusal({"--colour", "none"}, both) == "COLOUR must be a colour.");
    CHECK(refusal({"--colour", "none", "--local"}, both) == "COLOUR must be a colour.");
    CHECK(read({"--local"}, {{"COLOUR", "NEED-COLOUR"}}).value()["colour"] == "red");
}

TEST_CASE("command line: an optional value may be missing or empty, also with --local") {
    CHECK(read({}, both).value()["endpoint"].empty());
    auto set = both;
    set["ENDPOINT"] = "";
    CHECK(read({"--local"}, set).value()["endpoint"].empty());
    set["ENDPOINT"] = "http://a";
    CHECK(read({}, set).value()["endpoint"] == "http://a");
    CHECK(read({"--endpoint", "http://b"}, set).value()["endpoint"] == "http://b");
    CHECK(read({"--help"}, {}).value().help.find("ENDPOINT; optional") != std::string::npos);
}

TEST_CASE("command line: making and removing the storage need no sender") {
    CHECK(read({"--create", "--table", "t"}, {}).value().what == task::create);
    CHECK(read({"--delete", "--table", "t"}, {}).value()["sender"].empty());
    CHECK(refusal({"--create"}, {}).starts_with("TABLE_NAME is not set"));
    CHECK_FALSE(refusal({"--create", "--delete"}, both).empty());
    CHECK_FALSE(refusal({"--create", "--local"}, both).empty());
}

TEST_CASE("command line: help goes before everything") {
    auto const out = read({"--help"}, {}).value();
    CHECK(out.what == task::help);
    for (auto const* word : {"tracker", "--port", "--address", "--local", "--create", "--delete",
                             "--table", "TABLE_NAME", "--sender", "SENDER_EMAIL", "8081"})
        CHECK(out.help.find(word) != std::string::npos);
}

TEST_CASE("command line: wrong arguments are refused") {
    std::vector<char const*> const wrong[] = {
        {"--hue"},      {"--port"}, {"--port", "-1"}, {"--port", "70000"}, {"--port", "x"},
        {"--tab", "t"}, {"stray"},  {"--local=1"},    {"-p", "1"}};
    for (auto const& arguments : wrong) {
        INFO(arguments.front());
        CHECK_FALSE(refusal(arguments, both).empty());
    }
}
