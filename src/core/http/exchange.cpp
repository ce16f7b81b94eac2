// SPDX-License-Identifier: Apache-2.0
#include "core/http/exchange.hpp"

#include "core/http/request_head.hpp"

namespace skiff::http {

std::string url_of(origin const& to) {
    return (to.tls ? "https://" : "http://") + to.authority();
}

void exchange::start(origin const& to, request const& what, std::size_t response_limit,
                     bool sensitive) {
    to_ = &to;
    write_request_head(to, what, head_);
    body_ = what.body;
    sent_ = 0;
    began_ = ended_ = ended_by_peer_ = false;
    state_ = response_reader::state::reading;
    reader_.start(response_limit, what.method == "HEAD", sensitive);
}

std::array<std::string_view, 2> exchange::unsent() const noexcept {
    std::string_view const head = head_;
    if (sent_ < head.size())
        return {head.substr(sent_), body_};
    return {std::string_view{}, body_.substr(sent_ - head.size())};
}

void exchange::ended(io_result::kind how) {
    ended_ = true;
    ended_by_peer_ = how != io_result::kind::failed;
    // Only an orderly end may stand for the end of an answer without a length.
    state_ = how == io_result::kind::closed ? reader_.ended() : response_reader::state::truncated;
}

bool exchange::keep_alive() const noexcept {
    return state_ == response_reader::state::done && !ended_ && all_sent() && reader_.keep_alive();
}

progress exchange::reached() const noexcept {
    if (reader_.begun())
        return progress::answering;
    if (all_sent())
        return progress::sent;
    return sent_ != 0 || began_ ? progress::sending : progress::not_sent;
}

error exchange::failure(errc code, std::string_view text) const {
    auto e = make_error(code, url_of(*to_).append(": ").append(text));
    e.reached = reached();
    return e;
}

result<response> exchange::take() {
    switch (state_) {
    case response_reader::state::done:
        return reader_.take();
    case response_reader::state::too_large:
        return failure(errc::response_too_large,
                       "the answer is larger than the limit; raise response_limit to receive it");
    case response_reader::state::malformed:
        return failure(errc::malformed_response,
                       "the answer is not HTTP/1.1; check that the endpoint URL names the service");
    default:
        break;
    }
    switch (reached()) {
    case progress::answering:
        return failure(errc::connection_lost,
                       "the connection was closed in the middle of the answer");
    case progress::sent:
        return failure(errc::connection_lost,
                       "the connection was closed before an answer; the service may have acted");
    default:
        return failure(errc::connection_lost,
                       "the connection was closed before the request was sent completely");
    }
}

} // namespace skiff::http
