// SPDX-License-Identifier: Apache-2.0
#include <skiff/secrets_manager/detail/secret_document.hpp>

#include <variant>

namespace skiff::secrets_manager::detail {

result<std::string_view> text_of(secret_version const& version) {
    if (auto const* text = std::get_if<secret_string>(&version.value))
        return text->view();
    return make_error(skiff::errc::malformed_response,
                      "the secret " + version.name + " is bytes: get_binary gives them");
}

error misfit(secret_version const& version, json::document_error const& why) {
    auto const what = why.malformed ? "is not JSON: " : "is not as expected: ";
    return make_error(skiff::errc::malformed_response,
                      "the secret " + version.name + ' ' + what + why.to_string());
}

} // namespace skiff::secrets_manager::detail
