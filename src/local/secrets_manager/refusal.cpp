// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/refusal.hpp"

#include <utility>

namespace skiff::local::secrets_manager {

error refusal(std::string code, std::string message) {
    error e;
    e.aws_code = std::move(code);
    e.message = std::move(message);
    return e;
}

error invalid_parameter(std::string message) {
    return refusal("InvalidParameterException", std::move(message));
}

error invalid_request(std::string message) {
    return refusal("InvalidRequestException", std::move(message));
}

error secret_not_found() {
    return refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}

error version_not_found(std::string_view which) {
    return refusal("ResourceNotFoundException",
                   "Secrets Manager can't find the specified secret value for " +
                       std::string(which));
}

error marked_for_deletion() {
    return invalid_request("You can't perform this operation on the secret because it was marked "
                           "for deletion.");
}

error cannot_decrypt() {
    return refusal("DecryptionFailure",
                   "Secrets Manager can't decrypt the protected secret text using the provided KMS "
                   "key. Locally this means that the data folder's secrets_manager.key is not the "
                   "one that the value was encrypted with: bring it back, or put the value again.");
}

error constraint(std::string_view value, std::string_view member, std::string_view must) {
    return refusal("ValidationException", "1 validation error detected: Value '" +
                                              std::string(value) + "' at '" + std::string(member) +
                                              "' failed to satisfy constraint: Member must " +
                                              std::string(must));
}

error hidden_constraint(std::string_view member, std::string_view must) {
    return refusal("ValidationException",
                   "1 validation error detected: Value at '" + std::string(member) +
                       "' failed to satisfy constraint: Member must " + std::string(must));
}

} // namespace skiff::local::secrets_manager
