// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/policy.hpp"

#include <skiff/core/json/reader.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace skiff::local::secrets_manager {
namespace {

using members = std::map<std::string, std::string_view, std::less<>>;

// The elements that the policy language has (IAM User Guide, policy grammar).
constexpr std::array<std::string_view, 3> policy_elements = {"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> statement_elements = {
    "Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
    "NotAction", "Resource", "NotResource", "Condition"};

/// The members of a JSON object; their texts lie in `text`. False when it is none.
bool read_object(std::string_view text, members& out) {
    json::reader in(text);
    std::string_view key;
    if (in.peek() != json::kind::object)
        return false;
    for (in.begin_object(); in.next_key(key);) {
        std::string name(key);
        std::string_view value;
        if (in.raw(value))
            out.insert_or_assign(std::move(name), value);
    }
    return in.finish();
}

/// The elements of a JSON array, or the one value that stands in place of it.
std::vector<std::string_view> read_list(std::string_view text) {
    json::reader in(text);
    if (in.peek() != json::kind::array)
        return {text};
    std::vector<std::string_view> out;
    for (in.begin_array(); in.next_element();) {
        std::string_view value;
        if (in.raw(value))
            out.push_back(value);
    }
    return out;
}

std::string read_text(std::string_view json) {
    std::string out;
    json::reader(json).string(out);
    return out;
}

bool has_everybody(std::string_view list) {
    return std::ranges::any_of(read_list(list),
                               [](std::string_view one) { return read_text(one) == "*"; });
}

bool is_everybody(std::string_view principal) {
    members by_type;
    if (!read_object(principal, by_type))
        return has_everybody(principal);
    return std::ranges::any_of(by_type, [](auto const& one) { return has_everybody(one.second); });
}

std::string find_unknown(members const& in, auto const& known) {
    for (auto const& [name, value] : in)
        if (std::ranges::find(known, name) == known.end())
            return "The policy has an element that the policy language does not have: " + name +
                   '.';
    return {};
}

std::string find_problem(members const& statement) {
    if (std::string unknown = find_unknown(statement, statement_elements); !unknown.empty())
        return unknown;
    auto const effect = statement.find("Effect");
    std::string const allowed = effect == statement.end() ? "" : read_text(effect->second);
    if (allowed != "Allow" && allowed != "Deny")
        return "A statement must have an Effect, Allow or Deny.";
    for (char const* const element : {"Principal", "Action", "Resource"})
        if (statement.contains(element) == statement.contains(std::string("Not") + element))
            return std::string("A statement must have one of ") + element + " and Not" + element +
                   '.';
    return {};
}

bool is_public(members const& statement) {
    if (read_text(statement.find("Effect")->second) != "Allow" || statement.contains("Condition"))
        return false;
    auto const principal = statement.find("Principal");
    return principal == statement.end() || is_everybody(principal->second);
}

std::string find_policy_problem(members const& policy) {
    if (std::string unknown = find_unknown(policy, policy_elements); !unknown.empty())
        return unknown;
    if (auto const version = policy.find("Version"); version != policy.end())
        if (std::string const text = read_text(version->second);
            text != "2012-10-17" && text != "2008-10-17")
            return "The policy's Version must be 2012-10-17 or 2008-10-17.";
    if (!policy.contains("Statement"))
        return "The policy must have a Statement.";
    return {};
}

} // namespace

policy_findings examine_policy(std::string_view text) {
    policy_findings out;
    members policy;
    if (!read_object(text, policy)) {
        out.is_json = false;
        out.problem = "This resource policy contains invalid Json.";
        return out;
    }
    out.problem = find_policy_problem(policy);
    if (!out.problem.empty())
        return out;
    for (std::string_view const one : read_list(policy.find("Statement")->second)) {
        members statement;
        out.problem = read_object(one, statement) ? find_problem(statement)
                                                  : "A statement must be an object.";
        if (!out.problem.empty())
            return out;
        out.is_public = out.is_public || is_public(statement);
    }
    return out;
}

} // namespace skiff::local::secrets_manager
