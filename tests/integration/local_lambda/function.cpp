// SPDX-License-Identifier: Apache-2.0
// A Lambda function that does what it is told, well or badly, and speaks the Runtime API over a
// plain socket. What it does is the event's member "do", else the variable DO; INIT says how it
// starts.
#include <skiff/core/json/writer.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

namespace {

std::string variable(char const* name) {
    char const* const value = std::getenv(name);
    return value ? value : "";
}

struct reply {
    int status = 0;
    std::string head;
    std::string body;

    [[nodiscard]] std::string header(std::string const& name) const {
        std::size_t const at = head.find("\r\n" + name + ": ");
        if (at == head.npos)
            return {};
        std::size_t const begin = at + name.size() + 4;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
};

class connection {
  public:
    explicit connection(std::string const& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        std::size_t const colon = address.find(':');
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
        ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
        if (::connect(socket_, reinterpret_cast<sockaddr const*>(&to), sizeof to) != 0)
            std::exit(90);
    }
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection() { ::close(socket_); }

    reply get(std::string const& path) {
        send("GET " + base + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return receive();
    }

    reply post(std::string const& path, std::string const& body, std::string const& headers = {}) {
        send("POST " + base + path + " HTTP/1.1\r\nHost: x\r\n" + headers +
             "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        return receive();
    }

    reply post_chunks(std::string const& path, std::string const& chunks,
                      std::string const& headers) {
        send("POST " + base + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" +
             headers + "\r\n" + chunks);
        return receive();
    }

  private:
    static inline std::string const base = "/2018-06-01/runtime/";

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            ssize_t const size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (size <= 0)
                return;
            bytes.remove_prefix(static_cast<std::size_t>(size));
        }
    }

    reply receive() {
        while (input_.find("\r\n\r\n") == input_.npos)
            fill();
        reply out;
        std::size_t const end = input_.find("\r\n\r\n") + 4;
        out.head = input_.substr(0, end);
        out.status = std::stoi(out.head.substr(9, 3));
        input_.erase(0, end);
        std::string const length = out.header("Content-Length");
        std::size_t const size = length.empty() ? 0 : std::stoul(length);
        while (input_.size() < size)
            fill();
        out.body = input_.substr(0, size);
        input_.erase(0, size);
        return out;
    }

    void fill() {
        char buffer[16384];
        ssize_t const size = ::recv(socket_, buffer, sizeof buffer, 0);
        if (size <= 0)
            std::exit(0); // the environment ends
        input_.append(buffer, static_cast<std::size_t>(size));
    }

    int socket_;
    std::string input_;
};

std::string chunk(std::string const& text) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", text.size());
    return size + text + "\r\n";
}

std::string describe(reply const& event, int count) {
    std::string out;
    skiff::json::writer to(out);
    to.begin_object();
    to.key("event");
    to.raw(event.body);
    to.key("count");
    to.integer(count);
    to.key("process");
    to.integer(::getpid());
    to.key("headers");
    to.begin_object();
    for (char const* name : {"Lambda-Runtime-Aws-Request-Id", "Lambda-Runtime-Deadline-Ms",
                             "Lambda-Runtime-Invoked-Function-Arn", "Lambda-Runtime-Trace-Id",
                             "Lambda-Runtime-Client-Context"}) {
        to.key(name);
        to.string(event.header(name));
    }
    to.end_object();
    to.key("variables");
    to.begin_object();
    for (char const* name :
         {"AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_REGION",
          "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL", "LAMBDA_TASK_ROOT", "TABLE", "HOME"}) {
        to.key(name);
        to.string(variable(name));
    }
    to.end_object();
    to.end_object();
    return out;
}

/// A proxy answer whose body is the event.
std::string proxy_answer(std::string const& event) {
    std::string out = R"({"statusCode":200,"headers":{"content-type":"application/json"},"body":)";
    skiff::json::append_string(out, event);
    return out + "}";
}

std::string error_report(char const* type, char const* message) {
    return std::string(R"({"errorMessage":")") + message + R"(","errorType":")" + type +
           R"(","stackTrace":[]})";
}

void stream(connection& api, std::string const& to, bool failing) {
    std::string const headers =
        "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
        "Content-Type: application/vnd.awslambda.http-integration-response\r\n"
        "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n";
    std::string const begin = chunk(
                                  R"({"statusCode":201,"headers":{"x-a":"b"},"cookies":["c=d"]})" +
                                  std::string(8, '\0')) +
                              chunk("first ");
    if (failing) // {"errorMessage":"late"}
        api.post_chunks(to,
                        begin + "0\r\nLambda-Runtime-Function-Error-Type: Late.Error\r\n"
                                "Lambda-Runtime-Function-Error-Body: "
                                "eyJlcnJvck1lc3NhZ2UiOiJsYXRlIn0=\r\n\r\n",
                        headers);
    else
        api.post_chunks(to, begin + chunk("second") + "0\r\n\r\n", headers);
}

void sleep_for(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

void serve(connection& api, reply const& event, std::string const& what, int count) {
    std::string const id = event.header("Lambda-Runtime-Aws-Request-Id");
    std::string const to = "invocation/" + id + "/response";
    if (what == "throw") {
        api.post("invocation/" + id + "/error", error_report("My.Error", "it is broken"),
                 "Lambda-Runtime-Function-Error-Type: My.Error\r\n");
    } else if (what == "hang") {
        sleep_for(60'000);
    } else if (what == "exit") {
        std::exit(1);
    } else if (what == "exit_well") {
        std::exit(0);
    } else if (what == "kill") {
        std::raise(SIGKILL);
    } else if (what == "big") {
        reply const refused = api.post(to, '"' + std::string(7'000'000, 'x') + '"');
        std::printf("the runtime api says %d\n", refused.status);
        std::fflush(stdout);
        api.post("invocation/" + id + "/error", error_report("Too.Large", "seven"));
    } else if (what == "text") {
        api.post(to, "this is no JSON");
    } else if (what == "log") {
        std::printf("to standard output\n");
        std::fflush(stdout);
        std::fprintf(stderr, "to standard error, unfinished");
        api.post(to, "{}");
    } else if (what == "nap") {
        sleep_for(300);
        api.post(to, describe(event, count));
    } else if (what == "stream" || what == "stream_failing") {
        stream(api, to, what == "stream_failing");
    } else if (what == "confused") {
        int const wrong = api.post("invocation/other/response", "1").status;
        int const early =
            connection(variable("AWS_LAMBDA_RUNTIME_API")).get("invocation/next").status;
        int const init = api.post("init/error", "{}").status;
        int const good = api.post(to, "[" + std::to_string(wrong) + "," + std::to_string(early) +
                                          "," + std::to_string(init) + "]")
                             .status;
        int const again = api.post(to, "2").status;
        std::printf("then %d, again %d\n", good, again);
        std::fflush(stdout);
    } else if (what == "api") {
        api.post(to, proxy_answer(event.body));
    } else {
        api.post(to, describe(event, count));
    }
}

std::string what_to_do(std::string const& event) {
    std::string const name = R"("do":")";
    std::string compact = event;
    std::erase(compact, ' ');
    std::size_t const at = compact.find(name);
    if (at == compact.npos)
        return variable("DO");
    std::size_t const begin = at + name.size();
    return compact.substr(begin, compact.find('"', begin) - begin);
}

} // namespace

int main() {
    std::string const init = variable("INIT");
    if (init == "exit")
        return 3;
    connection api(variable("AWS_LAMBDA_RUNTIME_API"));
    if (init == "error") {
        api.post("init/error", error_report("Init.Error", "no configuration"),
                 "Lambda-Runtime-Function-Error-Type: Init.Error\r\n");
        return 1;
    }
    if (init == "hang")
        sleep_for(60'000);
    std::printf("initialised\n");
    std::fflush(stdout);
    for (int count = 1;; ++count) {
        reply const event = api.get("invocation/next");
        if (event.status != 200)
            return 4;
        serve(api, event, what_to_do(event.body), count);
    }
}
