// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/router.hpp>

#include "rest/access_log.hpp"
#include "rest/pattern.hpp"

#include <skiff/rest/server.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace skiff::rest {
namespace {

struct route {
    std::string method; ///< Empty: any.
    rest::pattern pattern;
    route_handler handler;
};

/// The methods of an Allow header, sorted.
class method_list {
  public:
    void add(std::string_view method) {
        if (method.empty()) {
            for (auto const each : {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
                add(each);
            return;
        }
        if (std::find(methods_.begin(), methods_.end(), method) == methods_.end())
            methods_.emplace_back(method);
        if (method == "GET")
            add("HEAD");
    }
    [[nodiscard]] bool empty() const noexcept { return methods_.empty(); }
    [[nodiscard]] std::string text() {
        add("OPTIONS");
        std::sort(methods_.begin(), methods_.end());
        std::string out;
        for (auto const& method : methods_)
            out.append(out.empty() ? "" : ", ").append(method);
        return out;
    }

  private:
    std::vector<std::string> methods_;
};

/// The answer to HEAD: what GET would say, without the body.
void drop_body(response& out) {
    out.header("Content-Length", std::to_string(out.body.size()));
    out.body.clear();
}

} // namespace

struct router::state {
    std::vector<route> routes; ///< In order of precedence.
    std::optional<cors_options> cors;
    std::optional<static_files> files;
    route_handler not_found = [](request const&) {
        return response::error(404, "Nothing is found at this path.");
    };
    std::function<std::optional<response>(request const&, std::exception const&)> on_exception;
    std::function<void(std::string_view)> error_log = log_to_stderr;

    response dispatch(request& in) const;
    response call(route_handler const& handler, request const& in) const;
    response answer_without_route(request const& in, method_list allowed) const;
    response failed(request const& in, std::string_view what) const;
};

/// The handler's answer, or what its exception means.
response router::state::call(route_handler const& handler, request const& in) const {
    try {
        try {
            return handler(in);
        } catch (http_error const&) {
            throw;
        } catch (std::exception const& e) {
            if (on_exception)
                if (auto answer = on_exception(in, e))
                    return *std::move(answer);
            throw;
        }
    } catch (http_error const& e) {
        return response::error(e);
    } catch (std::exception const& e) {
        return failed(in, e.what());
    } catch (...) {
        return failed(in, "not a std::exception");
    }
}

response router::state::failed(request const& in, std::string_view what) const {
    if (error_log)
        error_log(to_line(
            exception_entry{.id = in.id, .method = in.method, .path = in.path(), .what = what}));
    return response::error(500, "An internal error occurred.");
}

response router::state::answer_without_route(request const& in, method_list allowed) const {
    if (files) {
        auto file = files->find(in);
        bool const reads = in.method == "GET" || in.method == "HEAD";
        if (file && reads && allowed.empty())
            return *std::move(file);
        if (file)
            allowed.add("GET");
    }
    if (allowed.empty())
        return call(not_found, in);
    auto out = in.method == "OPTIONS"
                   ? response()
                   : response::error(405, "The method " + in.method + " is not allowed here.");
    return std::move(out).header("Allow", allowed.text());
}

response router::state::dispatch(request& in) const {
    auto const path = in.path();
    if (!path.starts_with('/')) {
        if (path == "*" && in.method == "OPTIONS")
            return response::no_content();
        return response::error(400, "The request target must be a path.");
    }
    std::vector<path_segment> segments;
    auto const problem = split_path(path, segments);
    if (problem == path_problem::broken_encoding)
        return response::error(400, "The path is not valid percent-encoded UTF-8.");
    method_list allowed;
    route const* any = nullptr;
    route const* for_head = nullptr;
    parameters any_parameters;
    parameters head_parameters;
    bool const is_head = in.method == "HEAD";
    for (auto const& candidate : routes) {
        parameters found;
        if (problem != path_problem::none || !candidate.pattern.match(segments, found))
            continue;
        if (candidate.method == in.method) {
            in.path_parameters = std::move(found);
            return call(candidate.handler, in);
        }
        if (candidate.method.empty() && any == nullptr) {
            any = &candidate;
            any_parameters = std::move(found);
        } else if (is_head && candidate.method == "GET" && for_head == nullptr) {
            for_head = &candidate;
            head_parameters = std::move(found);
        }
        allowed.add(candidate.method);
    }
    if (for_head != nullptr) {
        in.path_parameters = std::move(head_parameters);
        return call(for_head->handler, in);
    }
    if (any != nullptr) {
        in.path_parameters = std::move(any_parameters);
        return call(any->handler, in);
    }
    return answer_without_route(in, std::move(allowed));
}

router::router() : state_(std::make_unique<state>()) {}
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;
router::~router() = default;

router& router::add(std::string_view method, std::string_view text, route_handler handler,
                    trailing_slash slash) {
    pattern what(text, slash);
    auto& routes = state_->routes;
    auto const before = [](pattern const& a, route const& b) { return a.order(b.pattern) < 0; };
    auto const place = std::upper_bound(routes.begin(), routes.end(), what, before);
    auto const taken = std::any_of(routes.begin(), place, [&](route const& r) {
        return r.method == method && r.pattern.order(what) == 0;
    });
    if (taken)
        throw std::invalid_argument("route " + std::string(method) + ' ' + std::string(text) +
                                    " is given twice");
    routes.insert(place, {std::string(method), std::move(what), std::move(handler)});
    return *this;
}

router& router::get(std::string_view pattern, route_handler handler, trailing_slash slash) {
    return add("GET", pattern, std::move(handler), slash);
}
router& router::post(std::string_view pattern, route_handler handler, trailing_slash slash) {
    return add("POST", pattern, std::move(handler), slash);
}
router& router::put(std::string_view pattern, route_handler handler, trailing_slash slash) {
    return add("PUT", pattern, std::move(handler), slash);
}
router& router::patch(std::string_view pattern, route_handler handler, trailing_slash slash) {
    return add("PATCH", pattern, std::move(handler), slash);
}
router& router::del(std::string_view pattern, route_handler handler, trailing_slash slash) {
    return add("DELETE", pattern, std::move(handler), slash);
}
router& router::any(std::string_view pattern, route_handler handler, trailing_slash slash) {
    return add("", pattern, std::move(handler), slash);
}

router& router::cors(cors_options options) {
    state_->cors = std::move(options);
    return *this;
}

router& router::files(static_files files) {
    state_->files = std::move(files);
    return *this;
}

router& router::not_found(route_handler handler) {
    state_->not_found = std::move(handler);
    return *this;
}

router& router::on_exception(
    std::function<std::optional<response>(request const&, std::exception const&)> answer) {
    state_->on_exception = std::move(answer);
    return *this;
}

router& router::error_log(std::function<void(std::string_view line)> sink) {
    state_->error_log = std::move(sink);
    return *this;
}

response router::handle(request in) const {
    auto out = state_->cors && is_preflight(in) ? response() : state_->dispatch(in);
    if (state_->cors)
        add_cors_headers(*state_->cors, in, out);
    if (in.method == "HEAD" && !out.headers.find("Content-Length"))
        drop_body(out);
    return out;
}

} // namespace skiff::rest
