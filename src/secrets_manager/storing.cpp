// SPDX-License-Identifier: Apache-2.0
#include <skiff/secrets_manager/secret_cache.hpp>

#include "secrets_manager/quoted_secret.hpp"
#include "secrets_manager/secret_store.hpp"
#include "secrets_manager/unless_empty.hpp"

#include <skiff/secrets_manager/operation/create_secret.hpp>
#include <skiff/secrets_manager/operation/put_secret_value.hpp>

#include <string>
#include <utility>

namespace skiff::secrets_manager {
namespace {

using detail::unless_empty;

put_secret_value_request put_request(std::string_view id, put_options const& options) {
    return {.secret_id = std::string(id),
            .client_request_token = unless_empty(options.client_request_token),
            .version_stages = options.version_stages};
}

create_secret_request create_request(std::string_view name, create_options const& options) {
    return {.name = std::string(name),
            .client_request_token = unless_empty(options.client_request_token),
            .description = unless_empty(options.description),
            .kms_key_id = unless_empty(options.kms_key_id),
            .tags = options.tags};
}

void set_value(auto& request, secret_string const& value) {
    request.secret_string = value;
}
void set_value(auto& request, secret_binary const& value) {
    request.secret_binary = value;
}

/// What was stored; from then on the cache fetches it.
template <class Answer, class Value>
result<stored_version> stored(result<Answer> answer, Value const& value,
                              detail::secret_store& store, std::string_view id) {
    // Also after a failure: the service may have stored it all the same.
    store.erase(id);
    if (!answer)
        return detail::without_secret(std::move(answer).error(), value);
    stored_version out{.arn = std::move(answer->arn).value_or(""),
                       .name = std::move(answer->name).value_or(""),
                       .version_id = std::move(answer->version_id).value_or("")};
    store.erase(out.arn);
    return out;
}

template <class Value>
result<stored_version> put_value(detail::secret_store& store, std::string_view id,
                                 Value const& value, put_options const& options) {
    auto request = put_request(id, options);
    set_value(request, value);
    return stored(store.source().through().put_secret_value(request, options.call), value, store,
                  id);
}

template <class Value>
result<stored_version> create_value(detail::secret_store& store, std::string_view name,
                                    Value const& value, create_options const& options) {
    auto request = create_request(name, options);
    set_value(request, value);
    return stored(store.source().through().create_secret(request, options.call), value, store,
                  name);
}

} // namespace

result<stored_version> secret_cache::put_string(std::string_view id, secret_string const& value,
                                                put_options const& options) const {
    return put_value(*store_, id, value, options);
}

result<stored_version> secret_cache::put_binary(std::string_view id, secret_binary const& value,
                                                put_options const& options) const {
    return put_value(*store_, id, value, options);
}

result<stored_version> secret_cache::create_string(std::string_view name,
                                                   secret_string const& value,
                                                   create_options const& options) const {
    return create_value(*store_, name, value, options);
}

result<stored_version> secret_cache::create_binary(std::string_view name,
                                                   secret_binary const& value,
                                                   create_options const& options) const {
    return create_value(*store_, name, value, options);
}

} // namespace skiff::secrets_manager
