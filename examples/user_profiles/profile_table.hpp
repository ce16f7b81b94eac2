// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/config.hpp>
#include <skiff/core/result.hpp>
#include <skiff/dynamodb/attribute_value.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace user_profiles {

/// A user: an `id`, mostly an `email`, and whatever else its client has put into it.
using profile = skiff::dynamodb::item;

/// What the table knows of a profile: the keys of the table and of its index.
struct profile_keys {
    std::string id{};
    std::optional<std::string> email{};
};
BOOST_DESCRIBE_STRUCT(profile_keys, (), (id, email))

} // namespace user_profiles

template <>
struct skiff::dynamodb::schema<user_profiles::profile_keys>
    : table_schema<
          user_profiles::profile_keys, partition_key<&user_profiles::profile_keys::id>,
          secondary_index<"email-index", partition_key<&user_profiles::profile_keys::email>>> {};

namespace user_profiles {

/// Profiles in DynamoDB. Reads are consistent, but for the index, which follows the table within
/// moments. Errors are DynamoDB's, `condition::condition_failed` as each says. A cheap handle,
/// thread-safe.
class profile_table {
  public:
    profile_table(skiff::client_config const& aws, std::string name);

    [[nodiscard]] skiff::result<std::optional<profile>> get(std::string const& id) const;
    /// Every profile, in no particular order.
    [[nodiscard]] skiff::result<std::vector<profile>> list() const;
    [[nodiscard]] skiff::result<std::vector<profile>> list_by_email(std::string const& email) const;
    /// condition_failed: there is one of this id.
    [[nodiscard]] skiff::result<void> insert(profile const& user) const;
    /// Puts the profile in place of the one with its id. condition_failed: there is none.
    [[nodiscard]] skiff::result<void> replace(profile const& user) const;
    /// The profile that was removed. condition_failed: there was none.
    [[nodiscard]] skiff::result<profile> erase(std::string const& id) const;
    /// Removes every profile that there was when it began.
    [[nodiscard]] skiff::result<void> erase_all() const;

    /// Makes the table with its index and waits until it can be used; does nothing when it exists.
    [[nodiscard]] skiff::result<void> create() const;
    /// Removes the table and waits until it is gone; does nothing when there is none.
    [[nodiscard]] skiff::result<void> remove() const;

  private:
    skiff::dynamodb::client client_;
    skiff::dynamodb::table<profile_keys> keys_;
};

} // namespace user_profiles
