// SPDX-License-Identifier: Apache-2.0
// skiff-local: the local services on one port.
#include <skiff/core/result.hpp>
#include <skiff/local/services.hpp>
#include <skiff/rest/server.hpp>

#include "local/command_line.hpp"

#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <variant>

namespace {

using namespace skiff;

http::response answer(local::services const& services, rest::request const& in) {
    std::string_view const peer = in.peer;
    bool const here = peer.starts_with("127.") || peer.starts_with("[::1]") ||
                      peer.starts_with("::1") || peer.starts_with("[::ffff:127.");
    std::string const authority(in.header("Host"));
    return services.handle(in, authority,
                           here ? local::peer::this_machine : local::peer::elsewhere);
}

/// What the welcome tells of an account's secret: it may end in a log, so only the default is
/// shown.
char const* shown_secret(std::string_view id, std::string_view secret) {
    return id == "local" && secret == "local" ? "local" : "'(the secret given with --key)'";
}

void print_functions(local::services const& services) {
    if (services.settings().functions.empty())
        return;
    std::printf("Lambda functions:\n");
    for (local::function const& one : services.settings().functions)
        std::printf("  %-30s %s\n", one.name.c_str(), one.program.c_str());
    if (!services.settings().apis.empty())
        std::printf("APIs:\n");
    for (local::api const& one : services.settings().apis)
        std::printf("  %-30s %s\n", one.name.c_str(), services.api_url(one.name).c_str());
    std::printf("\n");
}

void print_welcome(std::string_view url, local::command_line const& line,
                   local::services const& services) {
    auto const& account = *line.services.accounts.begin();
    std::string const where = line.services.folder.empty()
                                  ? "in memory, gone when this program ends"
                                  : line.services.folder.string();
    std::printf("skiff-local %s: DynamoDB, SES, Secrets Manager, RDS Data, Lambda, API Gateway\n"
                "  listening on  %.*s\n"
                "  data          %s\n"
                "  signatures    %s\n"
                "  sent mail     %.*s/_local/outbox\n"
                "  databases     %.*s/_local/databases\n"
                "  functions     %.*s/_local/functions\n\n",
                SKIFF_VERSION, static_cast<int>(url.size()), url.data(), where.c_str(),
                line.services.verify_signatures ? "verified" : "not verified",
                static_cast<int>(url.size()), url.data(), static_cast<int>(url.size()), url.data(),
                static_cast<int>(url.size()), url.data());
    print_functions(services);
    std::printf("Point an AWS client here (AWS CLI before 2.13 and boto3 before 1.28 want\n"
                "--endpoint-url and endpoint_url instead of AWS_ENDPOINT_URL):\n\n"
                "export AWS_ENDPOINT_URL=%.*s\n"
                "export AWS_ACCESS_KEY_ID=%s\n"
                "export AWS_SECRET_ACCESS_KEY=%s\n"
                "export AWS_REGION=%s\n"
                "export AWS_DEFAULT_REGION=%s\n\n",
                static_cast<int>(url.size()), url.data(), account.first.c_str(),
                shown_secret(account.first, account.second), line.services.region.c_str(),
                line.services.region.c_str());
    std::fflush(stdout);
}

void print_xray_address(local::services const& services) {
    if (auto const address = services.xray_address(); !address.empty()) {
        std::printf("export AWS_XRAY_DAEMON_ADDRESS=%s\n\n", address.c_str());
        std::fflush(stdout);
    }
}

int serve(local::command_line const& line) {
    local::services const services(line.services);
    rest::server_options options;
    options.address = line.address;
    options.port = line.port;
    options.body_limit = line.services.request_limit;
    if (!line.services.functions.empty())
        options.threads = 64; // each may wait for a function
    options.request_ids = false;
    options.log_requests = false;
    options.on_listening = [&](std::string_view url) {
        if (line.quiet)
            return;
        print_welcome(url, line, services);
        print_xray_address(services);
    };
    return rest::run([&](rest::request&& in) { return answer(services, in); }, options);
}

} // namespace

int main(int count, char** words) {
    try {
        auto const parsed = local::parse_command_line(count, words);
        if (auto const* const ended = std::get_if<local::early_exit>(&parsed)) {
            std::fputs(ended->text.c_str(), ended->code == 0 ? stdout : stderr);
            return ended->code;
        }
        return serve(std::get<local::command_line>(parsed));
    } catch (std::exception const& e) {
        std::fprintf(stderr, "skiff-local: %s\n", e.what());
        return 1;
    }
}
