// SPDX-License-Identifier: Apache-2.0
#include <skiff/local/services.hpp>

#include <skiff/core/http/transport.hpp>
#include <skiff/dynamodb/operations.hpp>
#include <skiff/rds_data/operations.hpp>
#include <skiff/rest/server.hpp>
#include <skiff/secrets_manager/operations.hpp>
#include <skiff/ses/operations.hpp>

#include "local/admin.hpp"
#include "local/api_gateway/apis.hpp"
#include "local/faults.hpp"
#include "local/folder_lock.hpp"
#include "local/front.hpp"
#include "local/function_set.hpp"
#include "local/handler.hpp"
#include "local/lambda/engine.hpp"
#include "local/rds_data/engine.hpp"
#include "local/secrets_manager/engine.hpp"
#include "local/ses/engine.hpp"
#include "local/traces.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace skiff::local {
namespace {

/// What clients in the same process talk to: a name that resolves nowhere.
constexpr char const* in_process_endpoint = "http://skiff-local.invalid";

struct hosted_services {
    ses::ses_engine* mails;
    rds_data::rds_data_engine* databases;
    lambda::lambda_engine* functions;
    std::vector<hosted> all;
};

/// Functions find the services at `own_url`, as the first account.
lambda::surroundings surroundings_of(options const& settings, trace_collector const* traces,
                                     std::function<std::string()> own_url) {
    lambda::surroundings out;
    out.region = settings.region;
    out.account_id = settings.account_id;
    if (!settings.accounts.empty()) {
        out.access_key_id = settings.accounts.begin()->first;
        out.secret_access_key = settings.accounts.begin()->second;
    }
    out.endpoint = std::move(own_url);
    if (traces)
        out.xray_daemon = traces->address();
    return out;
}

hosted_services make_services(environment const& where, options const& settings,
                              trace_collector const* traces, std::function<std::string()> own_url) {
    auto mails = std::make_unique<ses::ses_engine>(where);
    auto secrets = std::make_unique<secrets_manager::secrets_engine>(where);
    auto databases = make_rds_data(where, settings.clusters, secrets->source());
    auto functions = std::make_unique<lambda::lambda_engine>(
        settings.functions, surroundings_of(settings, traces, std::move(own_url)));
    hosted_services out{mails.get(), databases.get(), functions.get(), {}};
    out.all.push_back({&skiff::dynamodb::service_descriptor(), make_dynamodb(where)});
    out.all.push_back({&skiff::ses::service_descriptor(), std::move(mails)});
    out.all.push_back({&skiff::secrets_manager::service_descriptor(), std::move(secrets)});
    out.all.push_back({&skiff::rds_data::service_descriptor(), std::move(databases)});
    out.all.push_back({&lambda::service_descriptor(), std::move(functions)});
    return out;
}

std::vector<std::string_view> names_of(std::vector<hosted> const& services) {
    std::vector<std::string_view> out;
    out.reserve(services.size());
    for (hosted const& one : services)
        out.push_back(one.what->signing_name);
    return out;
}

options with_checked_functions(options given) {
    function_set all = checked({std::move(given.functions), std::move(given.apis)});
    given.functions = std::move(all.functions);
    given.apis = std::move(all.apis);
    return given;
}

/// Null when no traces are taken.
std::unique_ptr<trace_collector> make_traces(options const& settings) {
    return settings.xray_port ? std::make_unique<trace_collector>(*settings.xray_port) : nullptr;
}

} // namespace

struct services::state {
    explicit state(options given)
        : settings(with_checked_functions(std::move(given)))
        , time(settings.clock ? *settings.clock : system_clock())
        , lock(settings.folder)
        , traces(make_traces(settings))
        , engines(make_services({.folder = settings.folder,
                                 .clock = &time,
                                 .region = settings.region,
                                 .account_id = settings.account_id},
                                settings, traces.get(), [this] { return own_url(); }))
        , answers(settings, time, faults, std::move(engines.all))
        , door(settings, *engines.mails, *engines.databases, *engines.functions,
               names_of(answers.services()), [this] { reset(); })
        , gateway(settings.apis, *engines.functions, time, {}) {
        if (traces)
            door.show_traces(*traces);
        gateway.listen(settings.api_address);
    }

    /// Functions end first: all others may wait for them.
    ~state() {
        engines.functions->stop();
        gateway.stop();
        own_server.reset();
    }

    [[nodiscard]] http::response handle(http::request const& in, std::string_view authority,
                                        peer from) const {
        if (is_admin_target(in.target))
            return door.answer(in, authority, from);
        if (api_gateway::is_api_target(in.target))
            return gateway.answer(in, authority);
        reply got = answers.answer(in, authority, {});
        return got.how == reply::ending::answered ? std::move(got.response) : http::response{};
    }

    /// Where the services are for other programs: a loopback port, opened at the first call.
    std::string own_url() {
        std::lock_guard const held(own_server_mutex);
        if (!own_server) {
            rest::server_options how;
            how.port = 0;
            how.threads = 32; // a function may wait here for another one
            how.body_limit = settings.request_limit;
            how.stop_grace = std::chrono::seconds(1);
            how.request_ids = false;
            how.log_requests = false;
            auto server = std::make_unique<rest::server>(
                [this](rest::request const& in) {
                    return rest::response(handle(in, in.header("Host"), peer::this_machine));
                },
                std::move(how));
            server->start().value();
            own_server = std::move(server);
        }
        return own_server->url();
    }

    void reset() {
        answers.reset();
        faults.clear();
        if (traces)
            traces->clear();
    }

    options settings;
    skiff::clock& time;
    folder_lock lock;
    std::unique_ptr<trace_collector> traces;
    fault_queue faults;
    hosted_services engines;
    front answers;
    admin door;
    api_gateway::apis gateway;
    std::mutex own_server_mutex;
    std::unique_ptr<rest::server> own_server;
};

/// Calls the front on the caller's thread.
class services::in_process_transport final : public http::transport {
  public:
    explicit in_process_transport(std::shared_ptr<state> services) noexcept
        : services_(std::move(services)) {}

    result<http::response> send(http::origin const& to, http::request const& what,
                                http::send_options const& options) override {
        if (options.stop.stop_requested())
            return failure(errc::canceled, "canceled", progress::not_sent);
        reply got = services_->answers.answer(what, to.authority(),
                                              {options.deadline, options.stop});
        switch (got.how) {
        case reply::ending::answered:
            break;
        case reply::ending::dropped:
            return failure(errc::connection_lost, "the connection ended before an answer",
                           progress::sent);
        case reply::ending::timed_out:
            return failure(errc::timed_out, "no answer within the attempt's time", progress::sent);
        case reply::ending::canceled:
            return failure(errc::canceled, "canceled", progress::sent);
        }
        if (got.response.headers.wire().size() + got.response.body.size() > options.response_limit)
            return failure(errc::response_too_large, "the answer is larger than the limit",
                           progress::answering);
        return std::move(got.response);
    }

  private:
    static error failure(errc code, char const* message, progress reached) {
        error e = make_error(code, message);
        e.reached = reached;
        return e;
    }

    std::shared_ptr<state> services_;
};

services::services() : services(options{}) {}
services::services(options settings) : state_(std::make_shared<state>(std::move(settings))) {}
services::services(services&&) noexcept = default;
services& services::operator=(services&&) noexcept = default;
services::~services() = default;

client_config services::config() const {
    client_config out;
    out.region = state_->settings.region;
    out.endpoint_url = in_process_endpoint;
    out.transport = std::make_shared<in_process_transport>(state_);
    out.clock = state_->settings.clock;
    credentials who;
    if (!state_->settings.accounts.empty()) {
        auto const& first = *state_->settings.accounts.begin();
        who.access_key_id = first.first;
        who.secret_access_key = first.second;
    }
    who.account_id = state_->settings.account_id;
    out.credentials = static_credentials(std::move(who));
    return out;
}

http::response services::handle(http::request const& in, std::string_view authority,
                                peer from) const {
    return state_->handle(in, authority, from);
}

void services::reset() {
    state_->reset();
}

std::vector<sent_mail> services::outbox() const {
    return state_->engines.mails->sent();
}

std::string services::cluster_arn(std::string_view name) const {
    return state_->engines.databases->arn_of(name);
}

std::string services::database_address(std::string_view cluster, std::string_view database) const {
    return state_->engines.databases->address_of(cluster, database);
}

void services::pause_cluster(std::string_view name, std::chrono::nanoseconds resuming_takes,
                             resuming_wording wording) {
    state_->engines.databases->pause(name, resuming_takes, wording);
}

result<invocation> services::invoke(std::string_view name, std::string payload) const {
    auto done = state_->engines.functions->invoke(name, {.payload = std::move(payload)});
    if (!done)
        return done.error();
    return invocation{.payload = std::move(done->result.payload),
                      .function_error = done->result.error_type.empty() ? "" : "Unhandled",
                      .log_tail = std::move(done->log_tail)};
}

std::string services::api_url(std::string_view name) const {
    return state_->gateway.url_of(name, [this] { return state_->own_url(); });
}

std::string services::function_log(std::string_view name) const {
    auto log = state_->engines.functions->log_of(name);
    if (!log)
        throw service_error(make_error(errc::invalid_configuration,
                                       "there is no function called " + std::string(name)));
    return *std::move(log);
}

void services::inject(fault what) {
    state_->faults.add(std::move(what));
}

void services::clear_faults() {
    state_->faults.clear();
}

std::vector<std::string> services::traces() const {
    return state_->traces ? state_->traces->documents() : std::vector<std::string>{};
}

std::string services::xray_address() const {
    return state_->traces ? state_->traces->address() : std::string();
}

options const& services::settings() const noexcept {
    return state_->settings;
}

} // namespace skiff::local
