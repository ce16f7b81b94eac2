// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/lambda.hpp>

#include "rest/access_log.hpp"
#include "rest/lambda_answer.hpp"
#include "rest/lambda_event.hpp"
#include "rest/response_head.hpp"

#include <skiff/core/clock.hpp>

#include <memory>
#include <utility>

namespace skiff::rest {
namespace {

/// Keeps what the log needs of a request that its handler may take.
struct logged_request {
    std::chrono::steady_clock::time_point began = system_clock().steady_now();
    std::string id;
    std::string method;
    std::string path;
    std::string peer;

    void log(http::response const& answer, lambda_options const& options) const {
        auto const duration = system_clock().steady_now() - began;
        options.access_log(to_line(access_entry{
            .time = system_clock().now(),
            .id = id,
            .method = method,
            .path = path,
            .status = answer.status,
            .bytes = has_body(answer, method == "HEAD") ? answer.body.size() : 0,
            .duration = duration,
            .peer = peer,
        }));
    }
};

std::string answer_event(server_handler const& handler, lambda_options const& options,
                         std::string_view text, lambda::context const& about) {
    auto [source, in] = read_http_event(text, options.base_path);
    if (in.id.empty())
        in.id = about.request_id;
    logged_request const logged{
        .id = in.id, .method = in.method, .path = std::string(in.path()), .peer = in.peer};
    auto answer = handler(std::move(in));
    if (answer.status == 0)
        throw lambda::function_error("Runtime.NoAnswer", "The handler gave no answer.");
    if (options.request_ids && !answer.headers.find("X-Request-Id"))
        answer.headers.add("X-Request-Id", logged.id);
    if (options.access_log)
        logged.log(answer, options);
    return write_answer(source, answer, logged.method == "HEAD");
}

} // namespace

lambda::handler lambda_handler(router const& app, lambda_options options) {
    return lambda_handler(
        server_handler([&app](request&& in) { return app.handle(std::move(in)); }),
        std::move(options));
}

lambda::handler lambda_handler(server_handler handler, lambda_options options) {
    return [handler = std::move(handler),
            options = std::move(options)](std::string const& event, lambda::context const& about) {
        return answer_event(handler, options, event, about);
    };
}

} // namespace skiff::rest
