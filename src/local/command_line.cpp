// SPDX-License-Identifier: Apache-2.0
#include "local/command_line.hpp"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>

#include <sstream>
#include <utility>
#include <vector>

namespace skiff::local {
namespace {

namespace po = boost::program_options;

po::options_description describe() {
    po::options_description all("Options", 100);
    auto add = all.add_options();
    add("port", po::value<int>()->default_value(4566)->value_name("PORT"),
        "where to listen; 0: any free port");
    add("address", po::value<std::string>()->default_value("127.0.0.1")->value_name("ADDRESS"),
        "the address to listen on; 0.0.0.0: all of them");
    add("data", po::value<std::string>()->value_name("FOLDER"),
        "keep tables, secrets, identities, mails and databases in this folder; without it they are "
        "gone when the program ends");
    add("postgresql", po::value<std::string>()->value_name("CONNECTION"),
        "the running PostgreSQL behind the cluster \"local\", as libpq connects to it "
        "(\"host=... port=...\"); without it a private one starts at the first request");
    add("mysql", po::value<std::string>()->value_name("CONNECTION"),
        "the running MySQL behind the cluster \"local-mysql\" (mysql://host:3306/database or "
        "mysql:///database?socket=PATH); without it a private MariaDB starts at the first request");
    add("functions", po::value<std::string>()->value_name("FILE"),
        "the Lambda functions and APIs that this file describes (see docs/guides/local_lambda.md)");
    add("key", po::value<std::vector<std::string>>()->value_name("ID:SECRET"),
        "an access key that is accepted, instead of local:local; may be repeated");
    add("no-verify", "accept every request, whatever its signature");
    add("remote-admin", "answer /_local/ to other machines as well");
    add("region", po::value<std::string>()->default_value("us-east-1")->value_name("REGION"),
        "the region in the ARNs");
    add("xray-port", po::value<int>()->value_name("PORT"),
        "take X-Ray traces on this UDP port of 127.0.0.1; 0: any free port");
    add("quiet", "print nothing but errors");
    add("version", "print the version");
    add("help", "print this text");
    return all;
}

std::string usage() {
    std::ostringstream out;
    out << "skiff-local: DynamoDB, SES, Secrets Manager, RDS Data, Lambda and API Gateway on this "
           "machine, for development and tests.\n\n"
        << "Usage: skiff-local [options]\n\n"
        << describe() << "\nWhile it runs:\n"
        << "  GET  /_local/health            which services it has\n"
        << "  GET  /_local/outbox            the mails that were sent, as JSON\n"
        << "  GET  /_local/outbox/ID.eml     one of them\n"
        << "  GET  /_local/databases         the database clusters, as JSON\n"
        << "  POST /_local/databases/NAME/pause?seconds=N\n"
        << "                                 one of them sleeps, and then takes N seconds to wake\n"
        << "  GET  /_local/functions         the Lambda functions, as JSON\n"
        << "  GET  /_local/functions/NAME/log\n"
        << "                                 what one of them logged\n"
        << "  GET  /_local/traces            the last 1000 traces (--xray-port), as JSON; DELETE "
           "forgets them\n"
        << "  POST /_local/reset             forgets everything\n";
    return out.str();
}

early_exit mistake(std::string const& what) {
    return {2, "skiff-local: " + what + "\nTry skiff-local --help.\n"};
}

/// Nothing, or what is wrong with it.
std::string add_account(std::string const& text, options& out) {
    std::size_t const colon = text.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
        return "--key wants ID:SECRET";
    out.accounts.insert_or_assign(text.substr(0, colon), text.substr(colon + 1));
    return {};
}

} // namespace

std::variant<command_line, early_exit> parse_command_line(int count, char const* const* words) {
    po::variables_map given;
    try {
        po::positional_options_description const none;
        po::store(
            po::command_line_parser(count, words)
                .options(describe())
                .positional(none)
                .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
                .run(),
            given);
        po::notify(given);
    } catch (po::error const& e) {
        return mistake(e.what());
    }
    if (given.count("help") != 0)
        return early_exit{0, usage()};
    if (given.count("version") != 0)
        return early_exit{0, "skiff-local " SKIFF_VERSION "\n"};
    command_line out{};
    int const port = given["port"].as<int>();
    if (port < 0 || port > 65535)
        return mistake("--port wants a number from 0 to 65535");
    out.port = static_cast<std::uint16_t>(port);
    out.address = given["address"].as<std::string>();
    out.services.api_address = out.address;
    out.quiet = given.count("quiet") != 0;
    out.services.verify_signatures = given.count("no-verify") == 0;
    out.services.remote_admin = given.count("remote-admin") != 0;
    out.services.region = given["region"].as<std::string>();
    if (given.count("xray-port") != 0) {
        int const xray_port = given["xray-port"].as<int>();
        if (xray_port < 0 || xray_port > 65535)
            return mistake("--xray-port wants a number from 0 to 65535");
        out.services.xray_port = static_cast<std::uint16_t>(xray_port);
    }
    if (given.count("data") != 0)
        out.services.folder = given["data"].as<std::string>();
    if (given.count("postgresql") != 0)
        out.services.clusters.front().connection = given["postgresql"].as<std::string>();
    if (given.count("mysql") != 0)
        out.services.clusters.back().connection = given["mysql"].as<std::string>();
    if (given.count("functions") != 0) {
        auto described = load_functions(given["functions"].as<std::string>());
        if (!described)
            return mistake(described.error().message);
        out.services.functions = std::move(described->functions);
        out.services.apis = std::move(described->apis);
    }
    if (given.count("key") != 0) {
        out.services.accounts.clear();
        for (std::string const& one : given["key"].as<std::vector<std::string>>())
            if (std::string const why = add_account(one, out.services); !why.empty())
                return mistake(why);
    }
    return out;
}

} // namespace skiff::local
