// SPDX-License-Identifier: Apache-2.0
#include "dynamodb_storage.hpp"

#include <skiff/core/json/reader.hpp>
#include <skiff/core/random.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/table.hpp>
#include <skiff/dynamodb/waiters.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

template <>
struct skiff::dynamodb::schema<item_tracker::work_item>
    : table_schema<item_tracker::work_item, partition_key<&item_tracker::work_item::id, "iditem">,
                   renamed<&item_tracker::work_item::name, "username">> {};

namespace item_tracker {
namespace {

namespace db = skiff::dynamodb;

constexpr std::size_t key_limit = 2048; // Bytes of a partition key.

/// An id that could not be a key cannot name an item either.
bool is_possible_id(std::string const& id) {
    return !id.empty() && id.size() <= key_limit && skiff::json::is_utf8(id);
}

/// DynamoDB has no code of its own for an item over its limit; both of its messages say so.
bool is_too_large(skiff::error const& e) {
    return e.code == db::errc::validation_exception &&
           e.message.find("size") != std::string::npos &&
           e.message.find("exceeded") != std::string::npos;
}

skiff::error translated(skiff::error e) {
    if (is_too_large(e))
        return make_error(errc::item_too_large);
    return e;
}

class dynamodb_storage final : public storage {
  public:
    dynamodb_storage(db::client client, std::string name)
        : client_(std::move(client)), items_(client_, std::move(name)) {}

    std::string_view name() const noexcept override { return "DynamoDB"; }

    skiff::result<std::string> add(work_item_fields const& fields) override {
        work_item const item{.id = skiff::system_random().uuid(),
                             .name = fields.name,
                             .guide = fields.guide,
                             .description = fields.description,
                             .status = fields.status,
                             .archived = fields.archived};
        // Without a condition, for the id is new: a retry after a lost answer does no harm.
        auto const put = items_.put(item);
        if (!put)
            return translated(put.error());
        return item.id;
    }

    skiff::result<work_item> get(std::string const& id) override {
        if (!is_possible_id(id))
            return make_error(errc::no_such_item);
        auto found = items_.get(id, db::consistent);
        if (!found)
            return found.error();
        if (!*found)
            return make_error(errc::no_such_item);
        return **std::move(found);
    }

    skiff::result<std::vector<work_item>> list(std::optional<bool> archived) override {
        if (!archived)
            return items_.scan(db::consistent).all();
        return items_.scan(db::attr<&work_item::archived> == *archived, db::consistent).all();
    }

    skiff::result<void> update(std::string const& id, work_item_fields const& changes) override {
        if (!is_possible_id(id))
            return make_error(errc::no_such_item);
        auto const updated = items_.update(id, db::changes(changes), db::if_exists);
        if (updated)
            return {};
        if (updated.error().code == skiff::condition::condition_failed)
            return make_error(errc::no_such_item);
        return translated(updated.error());
    }

    skiff::result<void> create() override {
        auto const made = items_.create();
        if (!made && made.error().code == skiff::condition::already_exists)
            return db::wait_until_table_exists(client_, {.table_name = items_.name()});
        return made;
    }

    skiff::result<void> remove() override {
        auto const dropped = items_.drop();
        if (!dropped && dropped.error().code == skiff::condition::not_found)
            return {};
        return dropped;
    }

  private:
    db::client client_;
    db::table<work_item> items_;
};

} // namespace

std::unique_ptr<storage> open_dynamodb(skiff::client_config const& aws, std::string table) {
    return std::make_unique<dynamodb_storage>(db::client(aws), std::move(table));
}

} // namespace item_tracker
