// SPDX-License-Identifier: Apache-2.0
#include "local/ses/refusal.hpp"

#include <utility>

namespace skiff::local::ses {

error refusal(std::string code, std::string message) {
    error e;
    e.aws_code = std::move(code);
    e.message = std::move(message);
    return e;
}

error missing(std::string_view member) {
    return refusal("ValidationError",
                   "1 validation error detected: Value null at '" + std::string(member) +
                       "' failed to satisfy constraint: Member must not be null");
}

error not_verified(std::string_view region, std::vector<std::string_view> const& identities) {
    std::string message =
        "Email address is not verified. The following identities failed the check in region ";
    for (char const c : region)
        message.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    char const* separator = ": ";
    for (std::string_view const one : identities) {
        message.append(std::exchange(separator, ", ")).append(one);
    }
    return refusal("MessageRejected", std::move(message));
}

} // namespace skiff::local::ses
