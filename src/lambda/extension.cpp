// SPDX-License-Identifier: Apache-2.0
#include "lambda/extension.hpp"

#include <string>
#include <utility>

namespace skiff::lambda {
namespace {

http::request registration() {
    http::request out;
    out.target = "/2020-01-01/extension/register";
    out.headers.add("Lambda-Extension-Name", "skiff-shutdown");
    out.headers.add("Content-Type", "application/json");
    out.body = R"({"events":[]})";
    return out;
}

http::request next_of(std::string_view identifier) {
    http::request out;
    out.method = "GET";
    out.target = "/2020-01-01/extension/event/next";
    out.headers.add("Lambda-Extension-Identifier", identifier);
    return out;
}

} // namespace

result<void> internal_extension::start(std::shared_ptr<http::transport> by, http::origin at) {
    auto const answer = by->send(at, registration(), {});
    if (!answer)
        return answer.error();
    auto const identifier = answer->headers.find("Lambda-Extension-Identifier");
    if (answer->status != 200 || !identifier)
        return make_error(errc::malformed_response, "the registration of the extension was "
                                                    "answered " +
                                                        std::to_string(answer->status));
    waiting_ = std::jthread([by = std::move(by), at = std::move(at),
                             ask = next_of(*identifier)](std::stop_token const& stop) {
        http::send_options options;
        options.stop = stop;
        static_cast<void>(by->send(at, ask, options)); // there is nothing to come
    });
    return {};
}

} // namespace skiff::lambda
