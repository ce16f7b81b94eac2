// SPDX-License-Identifier: Apache-2.0
#include "secrets_manager/cached_secret.hpp"
#include "secrets_manager/unless_empty.hpp"

#include <skiff/core/config.hpp>
#include <skiff/secrets_manager/operation/get_secret_value.hpp>

#include <utility>

namespace skiff::secrets_manager::detail {
namespace {

result<version_ptr> version_of(get_secret_value_response&& answer) {
    auto out = std::make_shared<secret_version>();
    out->arn = std::move(answer.arn).value_or("");
    out->name = std::move(answer.name).value_or("");
    out->version_id = std::move(answer.version_id).value_or("");
    out->version_stages = std::move(answer.version_stages);
    out->created_date = answer.created_date;
    if (answer.secret_string)
        out->value = std::move(*answer.secret_string);
    else if (answer.secret_binary)
        out->value = std::move(*answer.secret_binary);
    else
        return make_error(skiff::errc::malformed_response,
                          "the answer has neither SecretString nor SecretBinary");
    return version_ptr(std::move(out));
}

} // namespace

secret_source::secret_source(client through, secret_cache_options options)
    : through_(std::move(through)), options_(std::move(options)) {}

result<version_ptr> secret_source::fetch(secret_key const& key, call_options const& options) const {
    get_secret_value_request const request{.secret_id = key.id,
                                           .version_id = unless_empty(key.version_id),
                                           .version_stage = unless_empty(key.version_stage)};
    auto answer = through_.get_secret_value(request, options);
    if (!answer)
        return std::move(answer).error();
    return version_of(std::move(*answer));
}

clock& secret_source::clock() const noexcept {
    auto const& own = through_.service().config().clock;
    return own ? *own : system_clock();
}

random_source& secret_source::random() const noexcept {
    auto const& own = through_.service().config().random;
    return own ? *own : system_random();
}

std::chrono::nanoseconds secret_source::longest_sleep() const noexcept {
    using namespace std::chrono_literals;
    return through_.service().config().clock ? 1ms : std::chrono::nanoseconds::max();
}

steady_time secret_source::deadline(call_options const& options) const {
    auto const now = clock().steady_now();
    auto const allowed = options.timeout.value_or(through_.service().config().timeouts.overall);
    return allowed < steady_time::max() - now ? now + allowed : steady_time::max();
}

} // namespace skiff::secrets_manager::detail
