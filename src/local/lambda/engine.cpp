// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/engine.hpp"

#include <skiff/core/json/reader.hpp>
#include <skiff/core/random.hpp>

#include "local/lambda/function_name.hpp"
#include "local/lambda/refusal.hpp"
#include "local/trace_header.hpp"
#include "protocol/wire_time.hpp"

#include <algorithm>
#include <future>
#include <utility>

namespace skiff::local::lambda {
namespace {

constexpr std::size_t most_event_bytes = 1u << 20;
constexpr std::chrono::seconds sweep_interval{10};
constexpr std::size_t functions_per_page = 50;

/// What is wrong with a JSON document; empty: nothing.
std::string json_problem(std::string_view text) {
    json::reader in(text);
    return in.skip() && in.finish() ? std::string() : in.message();
}

error too_large(std::size_t most) {
    return refusal("RequestTooLargeException", 413,
                   "Request must be smaller than " + std::to_string(most) +
                       " bytes for the InvokeFunction operation");
}

/// Checks what was sent and makes it what the function gets.
std::optional<error> read_payload(std::string const& bytes, std::size_t most, call& out) {
    if (bytes.size() > most)
        return too_large(most);
    out.payload = bytes.empty() ? "{}" : bytes;
    if (std::string const why = json_problem(out.payload); !why.empty())
        return refusal("InvalidRequestContentException", 400,
                       "Could not parse request body into json: " + why);
    return std::nullopt;
}

std::optional<error> read_client_context(std::optional<std::string> const& base64, call& out) {
    if (!base64 || base64->empty())
        return std::nullopt;
    if (base64_decode(*base64, out.client_context) && json_problem(out.client_context).empty()) {
        std::erase_if(out.client_context, [](char c) { return c == '\r' || c == '\n'; });
        return std::nullopt;
    }
    return refusal("InvalidRequestContentException", 400,
                   "Client context must be a valid Base64-encoded JSON object.");
}

} // namespace

lambda_engine::lambda_engine(std::vector<function> functions, surroundings around)
    : around_(std::move(around)) {
    for (function& one : functions) {
        std::string name = one.name;
        hosts_.emplace(std::move(name), std::make_unique<function_host>(std::move(one), around_));
    }
    handlers_.add("Invoke", *this, &lambda_engine::answer_invoke);
    handlers_.add("ListFunctions", *this, &lambda_engine::answer_list);
    handlers_.add("GetFunction", *this, &lambda_engine::answer_get);
    handlers_.add("GetFunctionConfiguration", *this, &lambda_engine::answer_get_configuration);
    if (!hosts_.empty())
        sweeper_ = std::thread([this] { sweep(); });
}

lambda_engine::~lambda_engine() {
    stop();
}

void lambda_engine::stop() {
    for (auto const& [name, host] : hosts_)
        host->stop();
    background_.finish();
    {
        std::lock_guard const lock(sweep_mutex_);
        stopped_ = true;
        sweep_changed_.notify_all();
    }
    if (sweeper_.joinable())
        sweeper_.join();
}

void lambda_engine::reset() {
    for (auto const& [name, host] : hosts_)
        host->reset();
}

void lambda_engine::sweep() {
    auto const interval = std::min<std::chrono::milliseconds>(sweep_interval,
                                                              around_.idle_limit / 2);
    std::unique_lock lock(sweep_mutex_);
    while (!sweep_changed_.wait_for(lock, interval, [this] { return stopped_; }))
        for (auto const& [name, host] : hosts_)
            host->end_idle(std::chrono::steady_clock::now() - around_.idle_limit);
}

std::string lambda_engine::arn_of(std::string_view name) const {
    return "arn:aws:lambda:" + around_.region + ":" + around_.account_id +
           ":function:" + std::string(name);
}

function_host* lambda_engine::find(std::string_view name) const {
    auto const at = hosts_.find(name);
    return at == hosts_.end() ? nullptr : at->second.get();
}

std::vector<function const*> lambda_engine::functions() const {
    std::vector<function const*> out;
    for (auto const& [name, host] : hosts_)
        out.push_back(&host->what());
    return out;
}

std::optional<std::string> lambda_engine::log_of(std::string_view name) const {
    function_host const* const host = find(name);
    return host ? std::optional(host->log()) : std::nullopt;
}

result<report> lambda_engine::invoke(std::string_view name, call what) {
    function_host* const host = find(name);
    if (!host)
        return function_not_found(arn_of(name));
    return run(*host, std::move(what), when_busy::refuse);
}

result<report> lambda_engine::run(function_host& host, call what, when_busy mode) {
    bool const sampled = !around_.xray_daemon.empty();
    std::string const trace = make_trace_header(what.trace_header, std::chrono::system_clock::now(),
                                                sampled);
    auto out = host.run({.request_id = what.request_id.empty() ? system_random().uuid()
                                                               : std::move(what.request_id),
                         .payload = std::move(what.payload),
                         .deadline = {},
                         .function_arn = arn_of(host.what().name),
                         .trace_header = with_parent(trace, sampled),
                         .client_context = std::move(what.client_context)},
                        mode);
    if (!out)
        return too_many_requests();
    return *std::move(out);
}

std::optional<result<report>> lambda_engine::invoke_within(std::chrono::milliseconds longest,
                                                           std::string_view name, call what) {
    function_host* const host = find(name);
    if (!host || std::chrono::seconds(host->what().timeout) + around_.init_limit < longest)
        return invoke(name, std::move(what));
    auto promise = std::make_shared<std::promise<result<report>>>();
    auto future = promise->get_future();
    bool const started = background_.start([this, promise, host, what = std::move(what)]() mutable {
        promise->set_value(run(*host, std::move(what), when_busy::refuse));
    });
    if (!started)
        return result<report>(too_many_requests());
    if (future.wait_for(longest) == std::future_status::timeout)
        return std::nullopt;
    return future.get();
}

result<function_host*> lambda_engine::find_named(std::string_view reference,
                                                 std::optional<std::string> const& qualifier) {
    auto named = parse_function_reference(reference);
    if (!named)
        return refusal("ValidationException", 400,
                       "1 validation error detected: Value '" + std::string(reference) +
                           "' at 'functionName' failed to satisfy constraint: Member must be a "
                           "function's name or ARN");
    if (qualifier && !qualifier->empty()) {
        if (!named->qualifier.empty() && named->qualifier != *qualifier)
            return refusal("InvalidParameterValueException", 400,
                           "The derived qualifier from the function name does not match the "
                           "specified qualifier.");
        named->qualifier = *qualifier;
    }
    bool const mine = (named->account.empty() || named->account == around_.account_id) &&
                      (named->region.empty() || named->region == around_.region);
    function_host* const host = mine ? find(named->name) : nullptr;
    std::string arn = arn_of(named->name);
    if (!named->qualifier.empty())
        arn += ":" + named->qualifier;
    if (!host || (!named->qualifier.empty() && named->qualifier != "$LATEST"))
        return function_not_found(arn);
    return host;
}

result<invoke_response> lambda_engine::answer_invoke(invoke_request const& in) {
    auto const host = find_named(in.function_name, in.qualifier);
    if (!host)
        return host.error();
    std::string const type = in.invocation_type.value_or("RequestResponse");
    bool const event = type == "Event";
    bool const dry_run = type == "DryRun";
    if (!event && !dry_run && type != "RequestResponse")
        return refusal("InvalidParameterValueException", 400,
                       "The invocation type is RequestResponse, Event or DryRun.");
    call what{.payload = {}, .trace_header = in.trace_id.value_or("")};
    if (auto refused = read_payload(in.payload.bytes, event ? most_event_bytes : most_request_bytes,
                                    what))
        return *std::move(refused);
    if (auto refused = read_client_context(in.client_context, what))
        return *std::move(refused);
    invoke_response out;
    if (dry_run) {
        out.status_code = 204;
        return out;
    }
    if (event) {
        bool const started = background_.start([this, host = *host, what]() mutable {
            (void)run(*host, std::move(what), when_busy::wait);
        });
        if (!started)
            return too_many_requests();
        out.status_code = 202;
        return out;
    }
    result<report> done = run(**host, std::move(what), when_busy::refuse);
    if (!done)
        return done.error();
    out.executed_version = "$LATEST";
    out.payload.bytes = std::move(done->result.payload);
    if (!done->result.error_type.empty())
        out.function_error = "Unhandled";
    if (in.log_type == "Tail")
        out.log_result = base64_encode(done->log_tail);
    return out;
}

function_configuration lambda_engine::configuration_of(function const& what) const {
    namespace fs = std::filesystem;
    std::error_code failed;
    auto const size = fs::file_size(what.program, failed);
    auto const written = fs::last_write_time(what.program, failed);
    function_configuration out;
    out.function_name = what.name;
    out.function_arn = arn_of(what.name);
    out.runtime = "provided.al2023";
    out.role = "arn:aws:iam::" + around_.account_id + ":role/local";
    out.handler = what.name;
    out.code_size = failed ? 0 : static_cast<std::int64_t>(size);
    out.description = "";
    out.timeout = what.timeout;
    out.memory_size = what.memory;
    if (!failed) {
        auto const when = std::chrono::file_clock::to_sys(written);
        out.last_modified = protocol::to_iso_8601(
            std::chrono::floor<std::chrono::milliseconds>(when));
    }
    out.version = "$LATEST";
    if (!what.environment.empty())
        out.environment = variables_response{what.environment};
    out.state = "Active";
    out.last_update_status = "Successful";
    out.package_type = "Zip";
    return out;
}

result<list_functions_response> lambda_engine::answer_list(list_functions_request const& in) {
    if (in.max_items && (*in.max_items < 1 || *in.max_items > 10'000))
        return refusal("ValidationException", 400, "MaxItems is a number from 1 to 10000.");
    std::size_t const most = std::min(functions_per_page,
                                      static_cast<std::size_t>(in.max_items.value_or(50)));
    list_functions_response out;
    auto at = in.marker ? hosts_.upper_bound(*in.marker) : hosts_.begin();
    for (; at != hosts_.end() && out.functions.size() < most; ++at)
        out.functions.push_back(configuration_of(at->second->what()));
    if (at != hosts_.end())
        out.next_marker = out.functions.back().function_name;
    return out;
}

result<get_function_response> lambda_engine::answer_get(get_function_request const& in) {
    auto const host = find_named(in.function_name, in.qualifier);
    if (!host)
        return host.error();
    function const& what = (*host)->what();
    get_function_response out;
    out.configuration = configuration_of(what);
    out.code = function_code_location{.repository_type = "Local",
                                      .location = "file://" + what.program};
    out.concurrency = concurrency_response{.reserved_concurrent_executions = what.concurrency};
    return out;
}

result<function_configuration> lambda_engine::answer_get_configuration(
    get_function_request const& in) {
    auto const host = find_named(in.function_name, in.qualifier);
    if (!host)
        return host.error();
    return configuration_of((*host)->what());
}

} // namespace skiff::local::lambda
