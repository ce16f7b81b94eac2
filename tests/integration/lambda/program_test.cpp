// SPDX-License-Identifier: Apache-2.0
// A whole program under the Runtime API, as Lambda starts it.
#include "fake_runtime_api.hpp"

#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include <csignal>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

/// The bootstrap program with these variables and no others. Its log goes nowhere.
class program {
  public:
    explicit program(fake_runtime_api const& api) {
        std::vector<std::string> variables{"AWS_LAMBDA_RUNTIME_API=" + api.address(),
                                           "AWS_LAMBDA_FUNCTION_NAME=hello"};
        std::vector<char*> pointers;
        for (auto& variable : variables)
            pointers.push_back(variable.data());
        pointers.push_back(nullptr);
        id_ = ::fork();
        if (id_ < 0)
            throw std::runtime_error("no process can be made");
        if (id_ == 0) {
            std::string path = LAMBDA_BOOTSTRAP;
            char* const arguments[] = {path.data(), nullptr};
            static_cast<void>(::freopen("/dev/null", "w", stderr));
            ::execve(path.c_str(), arguments, pointers.data());
            ::_exit(127);
        }
    }
    ~program() {
        if (id_ <= 0)
            return;
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }
    program(program const&) = delete;
    program& operator=(program const&) = delete;

    void signal(int number) const { ::kill(id_, number); }
    /// Its exit code; -1 when a signal ended it.
    [[nodiscard]] int wait() {
        int status = 0;
        ::waitpid(id_, &status, 0);
        id_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    pid_t id_ = 0;
};

std::string get(std::string const& path) {
    return R"({"version": "2.0", "rawPath": ")" + path +
           R"(", "rawQueryString": "", "headers": {}, "isBase64Encoded": false,
              "requestContext": {"stage": "$default", "requestId": "gateway-1",
                                 "http": {"method": "GET", "sourceIp": "192.0.2.1"}}})";
}

} // namespace

TEST_CASE("lambda program: a REST service is a function where Lambda starts it") {
    fake_runtime_api api;
    program service(api);
    api.invoke("r1", get("/hello/Ada%20L"));
    CHECK_JSON(api.wait_for("/invocation/r1/response").body,
               R"({"statusCode":200,"headers":{"Content-Type":"text/plain; charset=utf-8",
                   "X-Request-Id":"gateway-1"},"body":"Hello, Ada L","isBase64Encoded":false})");
    api.invoke("r2", R"({"Records": []})");
    CHECK(api.wait_for("/invocation/r2/error").header("Lambda-Runtime-Function-Error-Type") ==
          "Runtime.InvalidEvent");
    api.wait_for_idle(1);
    service.signal(SIGTERM);
    CHECK(service.wait() == 0);
}

TEST_CASE("lambda program: SIGTERM lets the invocation in flight finish") {
    fake_runtime_api api;
    program service(api);
    api.invoke("r1", get("/slow"));
    static_cast<void>(api.wait_for("/invocation/next"));
    ::usleep(100'000); // the handler sleeps
    service.signal(SIGTERM);
    CHECK(service.wait() == 0);
    CHECK(api.wait_for("/invocation/r1/response").body.find("done") != std::string::npos);
}

TEST_CASE("lambda program: a handler that exits ends the process with its own code") {
    fake_runtime_api api;
    program service(api);
    api.invoke("r1", get("/exit"));
    CHECK(service.wait() == 3);
    CHECK(api.all().size() == 1); // nothing but next
}

TEST_CASE("lambda program: ends when the API is gone") {
    auto api = std::make_unique<fake_runtime_api>();
    program service(*api);
    api->wait_for_idle(1);
    api.reset();
    CHECK(service.wait() == 1);
}
