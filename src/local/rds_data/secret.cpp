// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/secret.hpp"

#include <skiff/core/json/reader.hpp>

#include "local/rds_data/refusal.hpp"

#include <optional>
#include <string>
#include <utility>

namespace skiff::local::rds_data {
namespace {

error invalid(char const* why) {
    return refusal("InvalidSecretException", why);
}

/// Takes a string; anything else becomes nothing.
std::optional<std::string> take_text(json::reader& in) {
    std::string out;
    if (in.peek() == json::kind::string && in.string(out))
        return out;
    in.skip();
    return std::nullopt;
}

bool is_engine(std::string_view name, dialect engine) noexcept {
    if (engine == dialect::postgresql)
        return name == "postgres" || name == "postgresql" || name == "aurora-postgresql";
    return name == "mysql" || name == "aurora-mysql" || name == "aurora" || name == "mariadb";
}

} // namespace

result<login> parse_secret(std::string_view text, dialect engine) {
    std::optional<std::string> user;
    std::optional<std::string> password;
    std::optional<std::string> named_engine;
    json::reader in(text);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "username")
            user = take_text(in);
        else if (key == "password")
            password = take_text(in);
        else if (key == "engine")
            named_engine = take_text(in);
        else
            in.skip();
    }
    if (!in.finish() || in.failed())
        return invalid("The secret is not a JSON object with username and password.");
    if (!user || user->empty())
        return invalid("The secret has no username.");
    if (!password || password->empty())
        return invalid("The secret has no password.");
    if (user->find('\0') != std::string::npos || password->find('\0') != std::string::npos)
        return invalid("The secret's username or password cannot be used.");
    if (named_engine && !is_engine(*named_engine, engine))
        return invalid("The secret is for another database engine than the cluster's.");
    return login{*std::move(user), *std::move(password)};
}

} // namespace skiff::local::rds_data
