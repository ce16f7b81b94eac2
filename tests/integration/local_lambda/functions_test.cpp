// SPDX-License-Identifier: Apache-2.0
// Functions as real programs: started, used again, timed out, crashed, and gone with their owner.
#include "support/catch.hpp"
#include "support/json_equal.hpp"
#include "support/temporary_folder.hpp"

#include <skiff/core/http/socket_transport.hpp>
#include <skiff/local.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

bool has_text(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

local::function well_behaved(std::string name = "echo") {
    return {.name = std::move(name), .program = LOCAL_LAMBDA_FUNCTION, .timeout = 20};
}

local::options with(std::vector<local::function> functions, std::vector<local::api> apis = {}) {
    local::options out;
    out.functions = std::move(functions);
    out.apis = std::move(apis);
    return out;
}

local::invocation call(local::services const& aws, std::string const& payload,
                       std::string_view name = "echo") {
    auto const out = aws.invoke(name, payload);
    INFO((out ? "" : out.error().to_string()));
    REQUIRE(out.has_value());
    return *out;
}

boost::json::object object(std::string const& text) {
    return boost::json::parse(text).as_object();
}

std::string text(boost::json::value const& from) {
    return std::string(from.as_string());
}

/// The program's process id.
pid_t process_of(local::services const& aws, std::string_view name = "echo") {
    return static_cast<pid_t>(object(call(aws, "{}", name).payload).at("process").as_int64());
}

bool is_gone(pid_t process) {
    for (int i = 0; i < 500; ++i) {
        std::ifstream status("/proc/" + std::to_string(process) + "/stat");
        std::string number, name, state;
        if (!(status >> number >> name >> state) || state == "Z")
            return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

} // namespace

TEST_CASE("local lambda: a cold start, then warm ones in the same process") {
    auto what = well_behaved();
    what.environment = {{"TABLE", "notes"}};
    what.memory = 256;
    local::services const aws(with({what}));
    auto const before = std::chrono::system_clock::now();
    auto const first = object(call(aws, R"({"a": [1.50, null]})").payload);
    CHECK_JSON(boost::json::serialize(first.at("event")), R"({"a": [1.50, null]})");
    CHECK(first.at("count").as_int64() == 1);
    auto const second = object(call(aws, "{}").payload);
    CHECK(second.at("count").as_int64() == 2);
    CHECK(second.at("process") == first.at("process"));

    auto const& headers = first.at("headers").as_object();
    CHECK(text(headers.at("Lambda-Runtime-Aws-Request-Id")).size() == 36);
    CHECK(text(headers.at("Lambda-Runtime-Invoked-Function-Arn")) ==
          "arn:aws:lambda:us-east-1:000000000000:function:echo");
    CHECK(has_text(text(headers.at("Lambda-Runtime-Trace-Id")), "Root=1-"));
    CHECK(has_text(text(headers.at("Lambda-Runtime-Trace-Id")), ";Sampled=0"));
    auto const deadline = timestamp(
        std::chrono::milliseconds(std::stoll(text(headers.at("Lambda-Runtime-Deadline-Ms")))));
    CHECK(deadline > before + 19s);
    CHECK(deadline < std::chrono::system_clock::now() + 21s);

    auto const& variables = first.at("variables").as_object();
    CHECK(text(variables.at("AWS_LAMBDA_FUNCTION_NAME")) == "echo");
    CHECK(text(variables.at("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")) == "256");
    CHECK(text(variables.at("AWS_REGION")) == "us-east-1");
    CHECK(text(variables.at("AWS_ACCESS_KEY_ID")) == "local");
    CHECK(text(variables.at("TABLE")) == "notes");
    CHECK(text(variables.at("HOME")).empty());
    CHECK(text(variables.at("LAMBDA_TASK_ROOT")) ==
          std::filesystem::path(LOCAL_LAMBDA_FUNCTION).parent_path().string());
    CHECK(has_text(text(variables.at("AWS_ENDPOINT_URL")), "http://127.0.0.1:"));
}

TEST_CASE("local lambda: failures are reported as AWS does, and the next request works") {
    struct failure {
        char const* what;
        char const* type;
        char const* message; ///< A pattern.
        bool same_process;   ///< The environment lives on.
    };
    auto const cases = {
        failure{"throw", "My.Error", "it is broken", true},
        failure{"hang", "Sandbox.Timedout",
                "RequestId: [-0-9a-f]{36} Error: Task timed out after 1.00 seconds", false},
        failure{"exit", "Runtime.ExitError",
                "RequestId: [-0-9a-f]{36} Error: Runtime exited with error: exit status 1", false},
        failure{"exit_well", "Runtime.ExitError",
                "RequestId: [-0-9a-f]{36} Error: Runtime exited without providing a reason", false},
        failure{"kill", "Runtime.ExitError",
                "RequestId: [-0-9a-f]{36} Error: Runtime exited with error: signal: killed", false},
        failure{"big", "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size \\(6291556 bytes\\).",
                true},
    };
    auto hasty = well_behaved("hasty");
    hasty.timeout = 1;
    local::services const aws(with({well_behaved(), hasty}));
    for (auto const& one : cases) {
        INFO(one.what);
        std::string const name = std::string_view(one.what) == "hang" ? "hasty" : "echo";
        auto const before = object(call(aws, "{}", name).payload).at("process");
        auto const failed = call(aws, std::string(R"({"do": ")") + one.what + R"("})", name);
        CHECK(failed.function_error == "Unhandled");
        auto const report = object(failed.payload);
        CHECK(text(report.at("errorType")) == one.type);
        CHECK(std::regex_match(text(report.at("errorMessage")), std::regex(one.message)));
        CHECK(has_text(failed.log_tail, "END RequestId: "));
        auto const after = call(aws, "{}", name);
        CHECK(after.function_error.empty());
        CHECK((object(after.payload).at("process") == before) == one.same_process);
    }
    CHECK(has_text(aws.function_log("echo"), "the runtime api says 413"));
    CHECK(has_text(aws.function_log("hasty"), "Status: timeout"));
}

TEST_CASE("local lambda: the Runtime API refuses what does not fit") {
    local::services const aws(with({well_behaved()}));
    auto const out = call(aws, R"({"do": "confused"})");
    CHECK(out.payload == "[400,403,403]");
    CHECK(out.function_error.empty());
    CHECK(has_text(out.log_tail, "then 202, again 403"));
}

TEST_CASE("local lambda: functions that do not start") {
    test::temporary_folder const folder;
    folder.write("no_program", "#!/bin/sh\n");
    folder.write("no_interpreter", "#!/no/such/interpreter\n");
    std::filesystem::permissions(folder.path() / "no_interpreter", std::filesystem::perms(0700));
    auto exits = well_behaved("exits");
    exits.environment = {{"INIT", "exit"}};
    auto fails = well_behaved("fails");
    fails.environment = {{"INIT", "error"}};
    local::function const missing{.name = "missing", .program = "/no/such/program"};
    local::function const closed{.name = "closed",
                                 .program = (folder.path() / "no_program").string()};
    local::function const broken{.name = "broken",
                                 .program = (folder.path() / "no_interpreter").string()};
    local::services const aws(with({exits, fails, missing, closed, broken}));

    struct failure {
        char const* name;
        char const* type;
        char const* message;
    };
    for (auto const& one :
         {failure{"exits", "Runtime.ExitError", "Runtime exited with error: exit status 3"},
          failure{"fails", "Init.Error", "no configuration"},
          failure{"missing", "Runtime.InvalidEntrypoint",
                  "fork/exec /no/such/program: no such file or directory"},
          failure{"broken", "Runtime.InvalidEntrypoint", "it cannot be executed"}}) {
        INFO(one.name);
        for (int i = 0; i != 2; ++i) { // the second one as well: nothing is left of the first
            auto const out = call(aws, "{}", one.name);
            CHECK(out.function_error == "Unhandled");
            CHECK(text(object(out.payload).at("errorType")) == one.type);
            CHECK(has_text(text(object(out.payload).at("errorMessage")), one.message));
        }
    }
    auto const out = call(aws, "{}", "closed");
    CHECK(has_text(out.payload, "permission denied"));
    CHECK(aws.invoke("nobody", "{}").error().aws_code == "ResourceNotFoundException");
}

TEST_CASE("local lambda: requests at once have environments of their own, up to the limit") {
    auto what = well_behaved();
    what.concurrency = 3;
    local::services const aws(with({what}));
    std::atomic<int> refused = 0;
    std::mutex mutex;
    std::set<std::int64_t> processes;
    std::vector<std::thread> all;
    for (int i = 0; i != 5; ++i)
        all.emplace_back([&] {
            auto const out = aws.invoke("echo", R"({"do": "nap"})");
            if (!out && out.error().aws_code == "TooManyRequestsException" &&
                out.error().http_status == 429)
                ++refused;
            if (!out)
                return;
            std::lock_guard const lock(mutex);
            processes.insert(object(out->payload).at("process").as_int64());
        });
    for (auto& one : all)
        one.join();
    CHECK(processes.size() == 3);
    CHECK(refused == 2);
    CHECK(processes.contains(process_of(aws))); // one of them is used again
}

TEST_CASE("local lambda: what a function prints is in its log, between Lambda's own lines") {
    local::services const aws(with({well_behaved()}));
    auto const out = call(aws, R"({"do": "log"})");
    std::regex const expected(
        "INIT_START [^\n]*\ninitialised\n"
        "START RequestId: ([-0-9a-f]{36}) Version: \\$LATEST\n"
        "to standard output\n"
        "to standard error, unfinished\n"
        "END RequestId: \\1\n"
        "REPORT RequestId: \\1\tDuration: [0-9.]+ ms\tBilled Duration: [0-9]+ ms\tMemory Size: 128 "
        "MB\tMax Memory Used: [1-9][0-9]* MB\tInit Duration: [0-9.]+ ms\n");
    INFO(out.log_tail);
    CHECK(std::regex_match(out.log_tail, expected));
    auto const next = call(aws, "{}");
    CHECK_FALSE(has_text(next.log_tail, "INIT_START"));
    CHECK_FALSE(has_text(next.log_tail, "Init Duration"));
    CHECK(aws.function_log("echo") == out.log_tail + next.log_tail);
    CHECK_THROWS_AS(aws.function_log("nobody"), service_error);
}

TEST_CASE("local lambda: a streamed answer, and one that fails in the middle") {
    local::services const aws(with({well_behaved()}));
    auto const out = call(aws, R"({"do": "stream"})");
    CHECK(out.function_error.empty());
    CHECK(out.payload == R"({"statusCode":201,"headers":{"x-a":"b"},"cookies":["c=d"]})" +
                             std::string(8, '\0') + "first second");
    auto const failed = call(aws, R"({"do": "stream_failing"})");
    CHECK(failed.function_error == "Unhandled");
    CHECK(failed.payload == R"({"errorMessage":"late"})");
    CHECK(process_of(aws) > 0);
}

TEST_CASE("local lambda: reset ends functions, also those that work; then they start anew") {
    local::services aws(with({well_behaved()}));
    pid_t const first = process_of(aws);
    std::string error;
    std::thread hanging([&] {
        if (auto const out = aws.invoke("echo", R"({"do": "hang"})"))
            error = out->function_error;
    });
    while (aws.function_log("echo").find("START", aws.function_log("echo").find("REPORT")) ==
           std::string::npos)
        std::this_thread::sleep_for(5ms);
    aws.reset();
    hanging.join();
    CHECK(error == "Unhandled");
    CHECK(is_gone(first));
    CHECK(process_of(aws) != first);
}

TEST_CASE("local lambda: no function outlives the services") {
    pid_t process = 0;
    {
        local::services const aws(with({well_behaved()}));
        process = process_of(aws);
        CHECK(::kill(process, 0) == 0);
    }
    CHECK(is_gone(process));
}

TEST_CASE("local lambda: no function outlives an owner that is killed") {
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    pid_t const owner = ::fork();
    if (owner == 0) {
        local::services const aws(with({well_behaved()}));
        auto const out = aws.invoke("echo", "{}");
        pid_t const process = out ? static_cast<pid_t>(
                                        object(out->payload).at("process").as_int64())
                                  : 0;
        if (::write(pipe[1], &process, sizeof process) > 0)
            for (;;)
                ::pause();
        ::_exit(1);
    }
    pid_t process = 0;
    REQUIRE(::read(pipe[0], &process, sizeof process) == sizeof process);
    ::kill(owner, SIGKILL);
    ::waitpid(owner, nullptr, 0);
    ::close(pipe[0]);
    ::close(pipe[1]);
    REQUIRE(process > 0);
    CHECK(is_gone(process));
}
