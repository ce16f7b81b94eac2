// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/tracing.hpp>

#include <string_view>
#include <utility>

namespace skiff::rest {
namespace {

constexpr std::string_view header_name = "X-Amzn-Trace-Id";

/// "127.0.0.1" of "127.0.0.1:50432", "::1" of "[::1]:50432" and of "::1".
std::string_view without_port(std::string_view peer) noexcept {
    if (peer.starts_with('['))
        return peer.substr(1, peer.find(']') - 1);
    auto const colon = peer.find(':');
    return colon == peer.rfind(':') ? peer.substr(0, colon) : peer;
}

std::string_view first_of(std::string_view forwarded) noexcept {
    auto const first = forwarded.substr(0, forwarded.find(','));
    return first.substr(0, first.find(' '));
}

void describe(lambda::segment& work, request const& in) {
    auto const forwarded = in.header("X-Forwarded-For");
    work.http({.method = in.method,
               .url = in.path(),
               .user_agent = in.header("User-Agent"),
               .client_ip = forwarded.empty() ? without_port(in.peer) : first_of(forwarded),
               .forwarded = !forwarded.empty()});
}

/// What the caller may know: which trace, and whether it is recorded.
void answer_header(http::response& out, lambda::segment const& work) {
    auto header = work.header();
    header.parent.clear();
    header.others.clear();
    if (!header.root.empty())
        out.headers.set(header_name, header.to_string());
}

} // namespace

server_handler traced(router const& app, lambda::tracer const& tracer, std::string name) {
    return [&app, tracer, name = std::move(name)](request&& in) -> http::response {
        lambda::segment work(tracer, name, lambda::trace_header::parse(in.header(header_name)));
        if (work.recorded())
            describe(work, in);
        http::response out = app.handle(std::move(in));
        work.http({.status = out.status, .content_length = out.body.size()});
        answer_header(out, work);
        return out;
    };
}

} // namespace skiff::rest
