// SPDX-License-Identifier: Apache-2.0
#include "codegen/error_codes.hpp"

#include "codegen/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace skiff::codegen {

std::string condition_of(std::string_view code, int http_status) {
    // The first that fits: "LimitExceeded" would otherwise hide behind "Invalid...".
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 33> words{{
        {"Throttl", "throttled"},
        {"ProvisionedThroughputExceeded", "throttled"},
        {"RequestLimitExceeded", "throttled"},
        {"CollectionSizeLimitExceeded", "invalid_input"},
        {"LimitExceeded", "throttled"},
        {"TransactionInProgress", "throttled"},
        {"ConditionalCheckFailed", "condition_failed"},
        {"Expired", "expired_credentials"},
        {"NotFound", "not_found"},
        {"DoesNotExist", "not_found"},
        {"AlreadyExists", "already_exists"},
        {"ResourceExists", "already_exists"},
        {"InUse", "already_exists"},
        {"DuplicateItem", "already_exists"},
        {"AccessDenied", "access_denied"},
        {"UnrecognizedClient", "access_denied"},
        {"InvalidClientTokenId", "access_denied"},
        {"Signature", "access_denied"},
        {"MissingAuthentication", "access_denied"},
        {"OptInRequired", "access_denied"},
        {"SendingPaused", "access_denied"},
        {"NotVerified", "access_denied"},
        {"ProductionAccessNotGranted", "access_denied"},
        {"Serialization", "invalid_input"},
        {"Validation", "invalid_input"},
        {"Mismatch", "invalid_input"},
        {"Malformed", "invalid_input"},
        {"Missing", "invalid_input"},
        {"Invalid", "invalid_input"},
        {"UnknownOperation", "invalid_input"},
        {"Rejected", "invalid_input"},
        {"ServiceUnavailable", "service_unavailable"},
        {"Internal", "service_unavailable"},
    }};
    for (auto const& [word, condition] : words)
        if (code.find(word) != code.npos)
            return std::string(condition);
    return http_status >= 500 ? "service_unavailable" : "";
}

std::vector<error_code_entry> error_codes(plan const& what) {
    std::vector<error_code_entry> out;
    for (auto const& each : what.errors()) {
        auto const& shape = *each.shape;
        out.push_back({shape.error_code, snake_case(shape.error_code),
                       condition_of(shape.error_code, shape.http_status), shape.http_status,
                       &shape});
    }
    for (auto const& each : what.options().common_errors) {
        std::string const code(each.code);
        if (std::ranges::find(out, code, &error_code_entry::code) == out.end())
            out.push_back({code, snake_case(code), condition_of(code, each.http_status),
                           each.http_status, nullptr});
    }
    std::ranges::sort(out, {}, &error_code_entry::code);
    for (std::size_t i = 1; i < out.size(); ++i)
        if (out[i - 1].name == out[i].name)
            throw model_error(what.model().id + ": the error codes " + out[i - 1].code + " and " +
                              out[i].code + " have the same C++ name");
    return out;
}

} // namespace skiff::codegen
