// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/transport.hpp>

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace skiff::test {

/// Answers from a script and keeps what was sent. For one thread.
class scripted_transport final : public http::transport {
  public:
    using step =
        std::function<result<http::response>(http::request const&, http::send_options const&)>;

    [[nodiscard]] result<http::response> send(http::origin const& to, http::request const& what,
                                              http::send_options const& options) override {
        origins.push_back(to);
        requests.push_back(what);
        if (script_.empty())
            return make_error(errc::connection_lost, "the script is over");
        auto const next = std::move(script_.front());
        script_.pop_front();
        return next(what, options);
    }

    void then(step next) { script_.push_back(std::move(next)); }
    /// An answer with a JSON body.
    void answer(int status, std::string body, http::fields headers = {}) {
        then([=](auto const&, auto const&) {
            http::response out;
            out.status = status;
            out.headers = headers;
            out.body = body;
            return result<http::response>(out);
        });
    }
    void fail(errc code, progress reached = progress::sent) {
        then([=](auto const&, auto const&) {
            auto e = make_error(code, "scripted");
            e.reached = reached;
            return result<http::response>(e);
        });
    }
    [[nodiscard]] bool finished() const noexcept { return script_.empty(); }

    std::vector<http::origin> origins;
    std::vector<http::request> requests;

  private:
    std::deque<step> script_;
};

} // namespace skiff::test
