// SPDX-License-Identifier: Apache-2.0
#include <skiff/local/services.hpp>

#include <skiff/core/http/transport.hpp>
#include <skiff/dynamodb/operations.hpp>
#include <skiff/rds_data/operations.hpp>
#include <skiff/secrets_manager/operations.hpp>
#include <skiff/ses/operations.hpp>

#include "local/admin.hpp"
#include "local/faults.hpp"
#include "local/folder_lock.hpp"
#include "local/front.hpp"
#include "local/handler.hpp"
#include "local/rds_data/engine.hpp"
#include "local/secrets_manager/engine.hpp"
#include "local/ses/engine.hpp"

#include <exception>
#include <utility>

namespace skiff::local {
namespace {

/// What clients in the same process talk to: a name that resolves nowhere.
constexpr char const* in_process_endpoint = "http://skiff-local.invalid";

struct hosted_services {
    ses::ses_engine* mails;
    rds_data::rds_data_engine* databases;
    std::vector<hosted> all;
};

hosted_services make_services(environment const& where, options const& settings) {
    auto mails = std::make_unique<ses::ses_engine>(where);
    auto secrets = std::make_unique<secrets_manager::secrets_engine>(where);
    auto databases = make_rds_data(where, settings.clusters, secrets->source());
    hosted_services out{mails.get(), databases.get(), {}};
    out.all.push_back({&skiff::dynamodb::service_descriptor(), make_dynamodb(where)});
    out.all.push_back({&skiff::ses::service_descriptor(), std::move(mails)});
    out.all.push_back({&skiff::secrets_manager::service_descriptor(), std::move(secrets)});
    out.all.push_back({&skiff::rds_data::service_descriptor(), std::move(databases)});
    return out;
}

std::vector<std::string_view> names_of(std::vector<hosted> const& services) {
    std::vector<std::string_view> out;
    out.reserve(services.size());
    for (hosted const& one : services)
        out.push_back(one.what->signing_name);
    return out;
}

} // namespace

struct services::state {
    explicit state(options given)
        : settings(std::move(given))
        , time(settings.clock ? *settings.clock : system_clock())
        , lock(settings.folder)
        , engines(make_services({.folder = settings.folder,
                                 .clock = &time,
                                 .region = settings.region,
                                 .account_id = settings.account_id},
                                settings))
        , answers(settings, time, faults, std::move(engines.all))
        , door(settings, *engines.mails, *engines.databases, names_of(answers.services()),
               [this] { reset(); }) {}

    void reset() {
        answers.reset();
        faults.clear();
    }

    options settings;
    skiff::clock& time;
    folder_lock lock;
    fault_queue faults;
    hosted_services engines;
    front answers;
    admin door;
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
    if (is_admin_target(in.target))
        return state_->door.answer(in, authority, from);
    reply got = state_->answers.answer(in, authority, {});
    return got.how == reply::ending::answered ? std::move(got.response) : http::response{};
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

void services::inject(fault what) {
    state_->faults.add(std::move(what));
}

void services::clear_faults() {
    state_->faults.clear();
}

options const& services::settings() const noexcept {
    return state_->settings;
}

} // namespace skiff::local
