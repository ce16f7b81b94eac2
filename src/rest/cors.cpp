// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/cors.hpp>

#include <algorithm>
#include <string_view>

namespace skiff::rest {
namespace {

std::string joined(std::vector<std::string> const& values) {
    std::string out;
    for (auto const& value : values) {
        if (!out.empty())
            out += ", ";
        out += value;
    }
    return out;
}

bool allows(cors_options const& options, std::string_view origin) {
    return options.origins.empty() || std::find(options.origins.begin(), options.origins.end(),
                                                origin) != options.origins.end();
}

void add_preflight_headers(cors_options const& options, request const& in, response& out) {
    out.header("Access-Control-Allow-Methods", joined(options.methods));
    if (!options.headers.empty())
        out.header("Access-Control-Allow-Headers", joined(options.headers));
    else if (auto const asked = in.header("Access-Control-Request-Headers"); !asked.empty())
        out.header("Access-Control-Allow-Headers", asked);
    if (options.max_age)
        out.header("Access-Control-Max-Age", std::to_string(options.max_age->count()));
}

void add_vary(response& out) {
    if (!out.headers.has_token("Vary", "Origin"))
        out.headers.add("Vary", "Origin");
}

} // namespace

bool is_preflight(request const& in) noexcept {
    return in.method == "OPTIONS" && !in.header("Origin").empty() &&
           !in.header("Access-Control-Request-Method").empty();
}

void add_cors_headers(cors_options const& options, request const& in, response& out) {
    auto const origin = in.header("Origin");
    if (origin.empty()) {
        if (options.origins.empty())
            out.header("Access-Control-Allow-Origin", "*");
        else
            add_vary(out);
        return;
    }
    add_vary(out);
    if (!allows(options, origin))
        return;
    out.header("Access-Control-Allow-Origin", origin);
    if (options.credentials && !options.origins.empty())
        out.header("Access-Control-Allow-Credentials", "true");
    if (!options.exposed_headers.empty())
        out.header("Access-Control-Expose-Headers", joined(options.exposed_headers));
    if (is_preflight(in))
        add_preflight_headers(options, in, out);
}

} // namespace skiff::rest
