// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/page.hpp"

#include "local/secrets_manager/refusal.hpp"

#include <skiff/core/binary.hpp>

namespace skiff::local::secrets_manager {
namespace {

constexpr std::size_t seal_size = 16;

} // namespace

std::string page_tokens::seal(std::string_view question, std::string_view position) const {
    auto const digest = auth::hmac_sha256({reinterpret_cast<char const*>(key_.data()), key_.size()},
                                          std::to_string(question.size()) + ' ' +
                                              std::string(question) + std::string(position));
    return {reinterpret_cast<char const*>(digest.data()), seal_size};
}

std::string page_tokens::make(std::string_view question, std::string_view position) const {
    return base64_encode(seal(question, position) + std::string(position));
}

result<std::string> page_tokens::read(std::string_view question,
                                      std::optional<std::string> const& token) const {
    if (!token)
        return std::string();
    std::string bytes;
    if (base64_decode(*token, bytes) && bytes.size() > seal_size) {
        std::string position = bytes.substr(seal_size);
        if (bytes.compare(0, seal_size, seal(question, position)) == 0)
            return position;
    }
    return refusal("InvalidNextTokenException",
                   "The NextToken value is not one that this request was answered with.");
}

} // namespace skiff::local::secrets_manager
