// SPDX-License-Identifier: Apache-2.0
// No event makes the adapter crash: it becomes a request that can be answered, or is refused.
#include "rest/lambda_answer.hpp"
#include "rest/lambda_event.hpp"

#include <skiff/lambda/function_error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    try {
        auto const event = skiff::rest::read_http_event(text, "/v1");
        auto const path = event.in.path();
        if (!path.starts_with('/') || path.find(' ') != path.npos)
            std::abort();
        static_cast<void>(skiff::rest::write_answer(
            event.source, {.status = 200, .headers = event.in.headers, .body = event.in.body},
            false));
    } catch (skiff::lambda::function_error const&) {
    }
    return 0;
}
