// SPDX-License-Identifier: Apache-2.0
#include "codegen/settings.hpp"

#include "codegen/model.hpp"

namespace skiff::codegen {
namespace {

// Sources of the codes: the "Common Errors" page of each service's API Reference, and the codes
// that the services' front ends send before an operation is reached.
std::vector<common_error> json_errors() {
    return {
        {"AccessDeniedException", 400},
        {"ExpiredTokenException", 403},
        {"IncompleteSignatureException", 400},
        {"InternalFailure", 500},
        {"InvalidSignatureException", 403},
        {"MissingAuthenticationTokenException", 400},
        {"RequestExpired", 400},
        {"SerializationException", 400},
        {"ServiceUnavailable", 503},
        {"ThrottlingException", 400},
        {"UnknownOperationException", 400},
        {"UnrecognizedClientException", 400},
        {"ValidationException", 400},
    };
}

std::vector<common_error> query_errors() {
    return {
        {"AccessDenied", 403},
        {"AccessDeniedException", 400},
        {"ExpiredToken", 403},
        {"IncompleteSignature", 400},
        {"InternalFailure", 500},
        {"InvalidAction", 400},
        {"InvalidClientTokenId", 403},
        {"InvalidParameterCombination", 400},
        {"InvalidParameterValue", 400},
        {"InvalidQueryParameter", 400},
        {"MalformedQueryString", 404},
        {"MissingAction", 400},
        {"MissingAuthenticationToken", 403},
        {"MissingParameter", 400},
        {"OptInRequired", 403},
        {"RequestExpired", 400},
        {"ServiceUnavailable", 503},
        {"SignatureDoesNotMatch", 403},
        {"Throttling", 400},
        {"ValidationError", 400},
    };
}

settings dynamodb() {
    settings out;
    out.name = "dynamodb";
    out.variable_suffix = "DYNAMODB";
    out.retry_profile = "{.max_attempts = 4, .transient_base = std::chrono::milliseconds(25)}";
    out.checksummed = true;
    out.substitutions["AttributeValue"] = {"attribute_value", "skiff/dynamodb/attribute_value.hpp",
                                           "skiff/dynamodb/attribute_value_json.hpp", "item"};
    // Short words that the typed layer uses for its own verbs.
    out.renames = {
        {"Condition", "filter_condition"}, {"ConditionCheck", "transact_condition_check"},
        {"Delete", "transact_delete"},     {"Get", "transact_get"},
        {"Put", "transact_put"},           {"Update", "transact_update"}};
    out.always_sent = {"BatchGetItem.Responses", "BatchGetItem.UnprocessedKeys",
                       "BatchWriteItem.UnprocessedItems", "ListGlobalTables.GlobalTables",
                       "TransactGetItems.Responses"};
    out.common_errors = json_errors();
    return out;
}

settings ses() {
    settings out;
    out.name = "ses";
    out.variable_suffix = "SES";
    out.retry_profile = "{}";
    // skiff::ses::message is the mail that users write.
    out.renames = {{"Message", "simple_message"}};
    out.always_sent = {"GetIdentityDkimAttributes.DkimAttributes",
                       "GetIdentityMailFromDomainAttributes.MailFromDomainAttributes",
                       "GetIdentityNotificationAttributes.NotificationAttributes",
                       "GetIdentityPolicies.Policies",
                       "GetIdentityVerificationAttributes.VerificationAttributes",
                       "GetSendStatistics.SendDataPoints",
                       "ListIdentityPolicies.PolicyNames",
                       "ListReceiptFilters.Filters",
                       "ListVerifiedEmailAddresses.VerifiedEmailAddresses"};
    out.common_errors = query_errors();
    return out;
}

settings secrets_manager() {
    settings out;
    out.name = "secrets_manager";
    out.variable_suffix = "SECRETS_MANAGER";
    out.retry_profile = "{}";
    out.always_sent = {"BatchGetSecretValue.Errors", "ValidateResourcePolicy.ValidationErrors"};
    out.common_errors = json_errors();
    return out;
}

settings rds_data() {
    settings out;
    out.name = "rds_data";
    out.variable_suffix = "RDS_DATA";
    out.retry_profile = "{}";
    // Clients read an empty result's records without asking whether there are any.
    out.always_sent = {"ExecuteStatement.records", "ExecuteStatement.generatedFields",
                       "UpdateResult.generatedFields"};
    out.common_errors = json_errors();
    return out;
}

settings sts() {
    settings out;
    out.name = "sts";
    out.variable_suffix = "STS";
    out.retry_profile = "{}";
    out.common_errors = query_errors();
    return out;
}

settings dynamodb_streams() {
    settings out;
    out.name = "dynamodb_streams";
    out.variable_suffix = "DYNAMODB_STREAMS";
    out.retry_profile = "{.max_attempts = 4, .transient_base = std::chrono::milliseconds(25)}";
    out.checksummed = true;
    out.substitutions["AttributeValue"] = {
        "dynamodb::attribute_value", "skiff/dynamodb/attribute_value.hpp",
        "skiff/dynamodb/attribute_value_json.hpp", "dynamodb::item"};
    out.always_sent = {"GetRecords.Records", "ListStreams.Streams"};
    out.common_errors = json_errors();
    return out;
}

} // namespace

settings default_settings(std::string_view name, std::string_view protocol) {
    settings out;
    out.name = name;
    for (char const c : name)
        out.variable_suffix += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    out.retry_profile = "{}";
    out.common_errors = protocol == "aws_query" ? query_errors() : json_errors();
    return out;
}

settings const& settings_of(std::string_view service) {
    static std::map<std::string, settings, std::less<>> const known{
        {"dynamodb", dynamodb()}, {"dynamodb_streams", dynamodb_streams()},
        {"rds_data", rds_data()}, {"secrets_manager", secrets_manager()},
        {"ses", ses()},           {"sts", sts()}};
    auto const found = known.find(service);
    if (found == known.end())
        throw model_error(std::string(service) + ": no settings for this service in settings.cpp");
    return found->second;
}

} // namespace skiff::codegen
