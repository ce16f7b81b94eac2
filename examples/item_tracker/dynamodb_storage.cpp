// SPDX-License-Identifier: Apache-2.0
#include "dynamodb_storage.hpp"

#include <skiff/core/json/reader.hpp>
#include <skiff/core/random.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operation/create_table.hpp>
#include <skiff/dynamodb/operation/delete_table.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/operation/update_item.hpp>
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

/// "SET #0 = :0, #1 = :1" for the fields that are present.
void write_changes(work_item_fields const& changes, db::update_item_request& out) {
    std::string expression;
    auto const set = [&](char const* name, auto const& field) {
        if (!field)
            return;
        std::string const number = std::to_string(out.expression_attribute_names.size());
        expression += (expression.empty() ? "SET #" : ", #") + number + " = :" + number;
        out.expression_attribute_names["#" + number] = name;
        out.expression_attribute_values[":" + number] = *field;
    };
    set("username", changes.name);
    set("guide", changes.guide);
    set("description", changes.description);
    set("status", changes.status);
    set("archived", changes.archived);
    if (!expression.empty())
        out.update_expression = std::move(expression);
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
        auto const put = items_.put(item, db::if_not_exists);
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
        db::update_item_request request{.table_name = items_.name(), .key = {{"iditem", id}}};
        request.condition_expression = "attribute_exists(iditem)";
        write_changes(changes, request);
        auto const updated = client_.update_item(request);
        if (updated)
            return {};
        if (updated.error().code == skiff::condition::condition_failed)
            return make_error(errc::no_such_item);
        return translated(updated.error());
    }

    skiff::result<void> create() override {
        auto const made = client_.create_table({
            .attribute_definitions = {{.attribute_name = "iditem",
                                       .attribute_type = db::scalar_attribute_type::s}},
            .table_name = items_.name(),
            .key_schema = {{.attribute_name = "iditem", .key_type = db::key_type::hash}},
            .billing_mode = db::billing_mode::pay_per_request,
        });
        if (!made && made.error().code != db::errc::resource_in_use_exception)
            return made.error();
        return db::wait_until_table_exists(client_, {.table_name = items_.name()});
    }

    skiff::result<void> remove() override {
        auto const deleted = client_.delete_table({.table_name = items_.name()});
        if (!deleted && deleted.error().code != db::errc::resource_not_found_exception)
            return deleted.error();
        return db::wait_until_table_not_exists(client_, {.table_name = items_.name()});
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
