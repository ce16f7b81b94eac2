// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/lambda.hpp>

#include "rest/lambda_answer.hpp"
#include "rest/lambda_event.hpp"
#include "rest/response_head.hpp"

#include <skiff/core/clock.hpp>
#include <skiff/lambda/log.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace skiff::rest {
namespace {

/// What the log needs of a request that its handler may take.
struct logged_request {
    std::chrono::steady_clock::time_point began = system_clock().steady_now();
    std::string id;
    std::string method;
    std::string path;
    std::string peer;

    void log(http::response const& answer, lambda::logger const& to) const {
        using std::chrono::microseconds;
        auto const duration = system_clock().steady_now() - began;
        auto const bytes = has_body(answer, method == "HEAD") ? answer.body.size() : 0;
        to.info("Request answered",
                {{"id", id},
                 {"method", method},
                 {"path", path},
                 {"status", answer.status},
                 {"bytes", bytes},
                 {"duration_us", std::chrono::duration_cast<microseconds>(duration).count()},
                 {"peer", peer}});
    }
};

/// Events in, answers out.
class event_adapter {
  public:
    event_adapter(server_handler handler, lambda_options options)
        : handler_(std::move(handler)), options_(std::move(options)) {
        if (options_.access_log)
            log_.emplace(lambda::log_options{.level = {}, .sink = options_.access_log});
    }

    std::string operator()(std::string const& event, lambda::context const& about) const {
        auto [source, in] = read_http_event(event, options_.base_path);
        if (in.id.empty())
            in.id = about.request_id;
        logged_request const logged{
            .id = in.id, .method = in.method, .path = std::string(in.path()), .peer = in.peer};
        auto answer = handler_(std::move(in));
        if (answer.status == 0)
            throw lambda::function_error("Runtime.NoAnswer", "The handler gave no answer.");
        if (options_.request_ids && !answer.headers.find("X-Request-Id"))
            answer.headers.add("X-Request-Id", logged.id);
        if (log_)
            logged.log(answer, *log_);
        return write_answer(source, answer, logged.method == "HEAD");
    }

  private:
    server_handler handler_;
    lambda_options options_;
    std::optional<lambda::logger> log_;
};

} // namespace

lambda::handler lambda_handler(router const& app, lambda_options options) {
    return lambda_handler(
        server_handler([&app](request&& in) { return app.handle(std::move(in)); }),
        std::move(options));
}

lambda::handler lambda_handler(server_handler handler, lambda_options options) {
    return event_adapter(std::move(handler), std::move(options));
}

} // namespace skiff::rest
