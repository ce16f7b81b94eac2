// SPDX-License-Identifier: Apache-2.0
#include "secrets_manager/quoted_secret.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>

#include <string_view>
#include <utility>

namespace skiff::secrets_manager::detail {
namespace {

/// Shorter ones occur in any message and tell nothing of a password.
constexpr std::size_t shortest_quote = 4;

bool quotes(std::string_view message, std::string_view what) {
    return what.size() >= shortest_quote && message.find(what) != message.npos;
}

/// True when the message repeats a string or number of the value that stands next.
bool quotes_value(std::string_view message, json::reader& from) {
    bool found = false;
    std::string_view text;
    switch (from.peek()) {
    case json::kind::string:
        return from.string(text) && quotes(message, text);
    case json::kind::number:
        return from.number(text) && quotes(message, text);
    case json::kind::array:
        for (from.begin_array(); from.next_element();)
            found = quotes_value(message, from) || found;
        return found;
    case json::kind::object:
        for (from.begin_object(); from.next_key(text);)
            found = quotes_value(message, from) || found;
        return found;
    default:
        from.skip();
        return false;
    }
}

error without_message(error from) {
    wipe(from.message);
    from.message = "the service's message is not shown: it repeats the secret";
    from.modelled.reset();
    return from;
}

} // namespace

error without_secret(error from, secret_string const& value) {
    json::reader document(value.view());
    document.reserve_copies();
    bool const quoted = quotes(from.message, value.view()) || quotes_value(from.message, document);
    document.wipe_copies();
    if (quoted)
        return without_message(std::move(from));
    return from;
}

error without_secret(error from, secret_binary const& value) {
    secret_string const encoded(base64_encode(value.bytes()));
    if (quotes(from.message, value.bytes()) || quotes(from.message, encoded.view()))
        return without_message(std::move(from));
    return from;
}

} // namespace skiff::secrets_manager::detail
