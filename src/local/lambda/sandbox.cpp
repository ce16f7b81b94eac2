// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/sandbox.hpp"

#include <skiff/core/json/writer.hpp>
#include <skiff/core/random.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <utility>

namespace skiff::local::lambda {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

/// What becomes of a killed program is known at once; this bounds the wait for it.
constexpr std::chrono::seconds time_to_die{5};

double milliseconds(steady_clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

template <class... Values>
std::string formatted(char const* format, Values... values) {
    int const size = std::snprintf(nullptr, 0, format, values...);
    std::string out(static_cast<std::size_t>(std::max(size, 0)) + 1, '\0');
    std::snprintf(out.data(), out.size(), format, values...);
    out.pop_back();
    return out;
}

/// As AWS words signals: Go's names.
std::string name_of_signal(int signal) {
    static constexpr std::pair<int, char const*> names[] = {{SIGHUP, "hangup"},
                                                            {SIGINT, "interrupt"},
                                                            {SIGQUIT, "quit"},
                                                            {SIGILL, "illegal instruction"},
                                                            {SIGTRAP, "trace/breakpoint trap"},
                                                            {SIGABRT, "aborted"},
                                                            {SIGBUS, "bus error"},
                                                            {SIGFPE, "floating point exception"},
                                                            {SIGKILL, "killed"},
                                                            {SIGSEGV, "segmentation fault"},
                                                            {SIGPIPE, "broken pipe"},
                                                            {SIGALRM, "alarm clock"},
                                                            {SIGTERM, "terminated"}};
    for (auto const& [number, name] : names)
        if (number == signal)
            return name;
    return "signal " + std::to_string(signal);
}

std::string log_stream_name() {
    std::string id = system_random().uuid();
    std::erase(id, '-');
    auto const today = std::chrono::year_month_day(
        std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    return formatted("%04d/%02u/%02u/[$LATEST]", static_cast<int>(today.year()),
                     static_cast<unsigned>(today.month()), static_cast<unsigned>(today.day())) +
           id;
}

/// Why the file cannot be a program, as the system words it; empty: it can.
std::string why_no_program(std::string const& path) {
    std::error_code failed;
    if (fs::is_directory(path, failed))
        return "is a directory";
    if (::access(path.c_str(), X_OK) == 0)
        return {};
    switch (errno) {
    case ENOENT:
        return "no such file or directory";
    case EACCES:
        return "permission denied";
    default:
        return std::strerror(errno);
    }
}

rest::server_options runtime_api_options() {
    rest::server_options out;
    out.port = 0;
    out.threads = 3; // one waits in `next`
    out.body_limit = most_streamed_bytes * 4;
    out.read_timeout = std::chrono::minutes(20);
    out.idle_timeout = std::chrono::hours(24 * 365); // while the function works
    out.stop_grace = std::chrono::milliseconds(200);
    out.request_ids = false;
    out.log_requests = false;
    return out;
}

} // namespace

struct sandbox::timing {
    steady_clock::time_point began;
    steady_clock::duration init{};
    bool cold = false;
    bool timed_out = false;
};

sandbox::sandbox(function const& what, surroundings const& around, function_log& log)
    : what_(what)
    , around_(around)
    , log_(log)
    , log_stream_(log_stream_name())
    , last_used_(steady_clock::now())
    , output_([this](std::string_view lines) { add_to_log(lines); })
    , server_([this](rest::request const& in) { return rest::response(api_.handle(in)); },
              runtime_api_options()) {}

sandbox::~sandbox() {
    end();
    if (process_ && !process_->wait_for(around_.stop_grace))
        process_->send_to_all(SIGKILL);
    server_.stop();
}

void sandbox::end() {
    ending_ = true;
    {
        std::lock_guard const lock(process_mutex_);
        if (process_)
            process_->send_to_all(SIGTERM);
    }
    api_.close();
}

bool sandbox::usable() const {
    return !ending_ && api_.ready();
}

std::vector<std::string> sandbox::variables() const {
    std::string const folder = fs::path(what_.program).parent_path();
    std::map<std::string, std::string, std::less<>> all{
        {"PATH", "/usr/local/bin:/usr/bin:/bin"},
        {"LANG", "en_US.UTF-8"},
        {"TZ", ":UTC"},
        {"LD_LIBRARY_PATH", folder + ":" + folder + "/lib"},
        {"_HANDLER", what_.name},
        {"LAMBDA_TASK_ROOT", folder},
        {"LAMBDA_RUNTIME_DIR", "/var/runtime"},
        {"AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + std::to_string(server_.port())},
        {"AWS_LAMBDA_FUNCTION_NAME", what_.name},
        {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
        {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(what_.memory)},
        {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
        {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + what_.name},
        {"AWS_LAMBDA_LOG_STREAM_NAME", log_stream_},
        {"AWS_REGION", around_.region},
        {"AWS_DEFAULT_REGION", around_.region},
        {"AWS_ACCESS_KEY_ID", around_.access_key_id},
        {"AWS_SECRET_ACCESS_KEY", around_.secret_access_key},
    };
    if (around_.endpoint)
        all["AWS_ENDPOINT_URL"] = around_.endpoint();
    if (!around_.xray_daemon.empty()) {
        all["AWS_XRAY_DAEMON_ADDRESS"] = around_.xray_daemon;
        all["AWS_XRAY_CONTEXT_MISSING"] = "LOG_ERROR";
    }
    for (auto const& [name, value] : what_.environment)
        all.insert_or_assign(name, value);
    std::vector<std::string> out;
    for (auto const& [name, value] : all)
        out.push_back(name + "=" + value);
    return out;
}

/// Nothing when the program runs.
std::optional<answer> sandbox::start() {
    note("INIT_START Runtime Version: provided:al2023 (skiff-local)");
    std::string why = why_no_program(what_.program);
    if (!why.empty())
        return answer{.payload = "fork/exec " + what_.program + ": " + why,
                      .error_type = "Runtime.InvalidEntrypoint"};
    try {
        if (server_.port() == 0)
            server_.start().value();
        auto started = std::make_unique<child_process>(program{
            .path = what_.program,
            .arguments = what_.arguments,
            .user = {::geteuid(), ::getegid(), {}},
            .folder = fs::path(what_.program).parent_path(),
            .on_orphaned = SIGKILL,
            .output_file = output_.write_end(),
            .environment = variables(),
            .on_end = [this] { api_.close(); },
        });
        output_.release_write_end();
        std::lock_guard const lock(process_mutex_);
        process_ = std::move(started);
        if (ending_)
            process_->send_to_all(SIGTERM);
        return std::nullopt;
    } catch (std::exception const& e) {
        return answer{.payload = e.what(), .error_type = "Sandbox.Failure"};
    }
}

report sandbox::run(work what) {
    {
        std::lock_guard const lock(tail_mutex_);
        tail_.clear();
    }
    std::string const id = what.request_id;
    timing times{.began = steady_clock::now()};
    report out{.result = carry_out(std::move(what), times), .log_tail = {}};
    write_report(id, out.result, times);
    last_used_ = steady_clock::now();
    std::lock_guard const lock(tail_mutex_);
    out.log_tail = tail_.text();
    return out;
}

answer sandbox::carry_out(work what, timing& times) {
    std::string const id = what.request_id;
    std::string const start_line = "START RequestId: " + id + " Version: $LATEST";
    std::chrono::seconds const limit(what_.timeout);
    if (!process_) {
        times.cold = true;
        if (auto failed = start()) {
            note(start_line);
            return fail(failed->error_type, id, failed->payload);
        }
        auto const how = api_.wait_until_ready(times.began + around_.init_limit + limit);
        output_.drain();
        times.init = steady_clock::now() - times.began;
        times.began = steady_clock::now();
        note(start_line);
        times.timed_out = how == runtime_api::outcome::timed_out;
        if (how != runtime_api::outcome::ready)
            return after_init(how, id);
    } else {
        note(start_line);
    }
    what.deadline = std::chrono::system_clock::now() + limit;
    auto const deadline = times.began + limit;
    api_.give(std::move(what));
    switch (api_.wait_for_answer(deadline)) {
    case runtime_api::outcome::answered:
        break;
    case runtime_api::outcome::timed_out:
        times.timed_out = true;
        return time_out(id);
    default:
        return explain_end(id, false);
    }
    answer out = api_.take_answer();
    // The program has said all it has to say about this event when it asks for the next one.
    if (api_.wait_until_ready(deadline) == runtime_api::outcome::timed_out) {
        std::lock_guard const lock(process_mutex_);
        process_->send_to_all(SIGKILL);
    }
    return out;
}

answer sandbox::after_init(runtime_api::outcome how, std::string const& id) {
    if (how == runtime_api::outcome::timed_out)
        return time_out(id);
    if (how == runtime_api::outcome::ended)
        return explain_end(id, true);
    answer out = api_.take_answer();
    // It ends of itself; its words on the way out belong to this invocation.
    if (!process_->wait_for(around_.stop_grace))
        process_->send_to_all(SIGKILL);
    return out;
}

answer sandbox::time_out(std::string const& id) {
    process_->send_to_all(SIGKILL);
    (void)process_->wait_for(time_to_die);
    output_.flush();
    return fail("Sandbox.Timedout", id,
                formatted("Task timed out after %.2f seconds", static_cast<double>(what_.timeout)));
}

answer sandbox::explain_end(std::string const& id, bool in_init) {
    if (!process_->wait_for(ending_ ? around_.stop_grace : time_to_die) || ending_)
        return fail("Sandbox.Failure", id, "The execution environment was ended");
    output_.flush();
    int const code = process_->exit_code();
    // What a shell and this service's own start say when the program cannot be executed.
    if (in_init && (code == 126 || code == 127))
        return fail("Runtime.InvalidEntrypoint", id,
                    "fork/exec " + what_.program + ": it cannot be executed (exit status " +
                        std::to_string(code) + ")");
    if (code == 0)
        return fail("Runtime.ExitError", id, "Runtime exited without providing a reason");
    return fail("Runtime.ExitError", id,
                "Runtime exited with error: " + (code > 0 ? "exit status " + std::to_string(code)
                                                          : "signal: " + name_of_signal(-code)));
}

answer sandbox::fail(std::string_view type, std::string const& id, std::string_view message) {
    std::string const text = "RequestId: " + id + " Error: " + std::string(message);
    note(text);
    answer out{.payload = {}, .error_type = std::string(type)};
    json::writer to(out.payload);
    to.begin_object();
    to.plain_key("errorType");
    to.string(type);
    to.plain_key("errorMessage");
    to.string(text);
    to.end_object();
    return out;
}

/// MB, from the system's own count; 0 when there is no process.
long sandbox::memory_used() const {
    if (!process_)
        return 0;
    std::ifstream in("/proc/" + std::to_string(process_->id()) + "/status");
    for (std::string word; in >> word;)
        if (long kilobytes = 0; word == "VmHWM:" && in >> kilobytes)
            return (kilobytes + 1023) / 1024;
    return 0;
}

void sandbox::write_report(std::string const& id, answer const& result, timing const& times) {
    auto const took = times.timed_out ? std::chrono::seconds(what_.timeout)
                                      : steady_clock::now() - times.began;
    double const billed = std::ceil(milliseconds(took + times.init));
    output_.flush();
    note("END RequestId: " + id);
    std::string line = formatted("\tDuration: %.2f ms\tBilled Duration: %.0f ms"
                                 "\tMemory Size: %d MB\tMax Memory Used: %ld MB",
                                 milliseconds(took), billed, what_.memory, memory_used());
    if (times.cold)
        line += formatted("\tInit Duration: %.2f ms", milliseconds(times.init));
    if (times.timed_out)
        line += "\tStatus: timeout";
    else if (!result.error_type.empty())
        line += "\tStatus: error\tError Type: " + result.error_type;
    note("REPORT RequestId: " + id + line);
}

void sandbox::note(std::string_view line) {
    add_to_log(std::string(line) + "\n");
}

void sandbox::add_to_log(std::string_view lines) {
    log_.add(lines);
    std::lock_guard const lock(tail_mutex_);
    tail_.add(lines);
}

} // namespace skiff::local::lambda
