// SPDX-License-Identifier: Apache-2.0
// Resource policies: checked and kept, not enforced.
#include "local/secrets_manager/engine.hpp"

#include "local/secrets_manager/checks.hpp"
#include "local/secrets_manager/policy.hpp"

#include <utility>

namespace skiff::local::secrets_manager {
namespace {

constexpr char const* too_open = "The resource policy allows access to everybody: it has a "
                                 "statement with a wildcard principal and no condition.";

error malformed(std::string message) {
    return refusal("MalformedPolicyDocumentException", std::move(message));
}

} // namespace

result<api::put_resource_policy_response> secrets_engine::put_resource_policy(
    api::put_resource_policy_request const& in) {
    if (auto wrong = first_of(check_secret_id(in.secret_id),
                              check_length(in.resource_policy, "resourcePolicy", 1, 20'480)))
        return *std::move(wrong);
    auto findings = examine_policy(in.resource_policy);
    if (!findings.problem.empty())
        return malformed(std::move(findings.problem));
    if (findings.is_public && in.block_public_policy.value_or(false))
        return refusal("PublicPolicyException", too_open);
    return change(in.secret_id, [&](secret& to) -> result<api::put_resource_policy_response> {
        to.policy = in.resource_policy;
        return api::put_resource_policy_response{to.about.arn, to.about.name};
    });
}

result<api::get_resource_policy_response> secrets_engine::get_resource_policy(
    api::get_resource_policy_request const& in) {
    if (auto wrong = check_secret_id(in.secret_id))
        return *std::move(wrong);
    std::lock_guard const lock(mutex_);
    auto const found = find_usable(in.secret_id);
    if (!found)
        return found.error();
    return api::get_resource_policy_response{(*found)->about.arn, (*found)->about.name,
                                             (*found)->policy};
}

result<api::delete_resource_policy_response> secrets_engine::delete_resource_policy(
    api::delete_resource_policy_request const& in) {
    if (auto wrong = check_secret_id(in.secret_id))
        return *std::move(wrong);
    return change(in.secret_id, [](secret& to) -> result<api::delete_resource_policy_response> {
        to.policy.reset();
        return api::delete_resource_policy_response{to.about.arn, to.about.name};
    });
}

result<api::validate_resource_policy_response> secrets_engine::validate_resource_policy(
    api::validate_resource_policy_request const& in) {
    if (in.secret_id)
        if (auto wrong = check_secret_id(*in.secret_id))
            return *std::move(wrong);
    if (auto wrong = check_length(in.resource_policy, "resourcePolicy", 1, 20'480))
        return *std::move(wrong);
    if (in.secret_id) {
        std::lock_guard const lock(mutex_);
        if (auto const found = find_usable(*in.secret_id); !found)
            return found.error();
    }
    auto findings = examine_policy(in.resource_policy);
    if (!findings.is_json)
        return malformed(std::move(findings.problem));
    api::validate_resource_policy_response out;
    if (!findings.problem.empty())
        out.validation_errors.push_back({"POLICY_GRAMMAR", std::move(findings.problem)});
    if (findings.is_public)
        out.validation_errors.push_back({"PUBLIC_ACCESS", too_open});
    out.policy_validation_passed = out.validation_errors.empty();
    return out;
}

} // namespace skiff::local::secrets_manager
