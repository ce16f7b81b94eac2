// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/detail/batch.hpp>
#include <skiff/dynamodb/detail/read_options.hpp>
#include <skiff/dynamodb/detail/table_core.hpp>
#include <skiff/dynamodb/detail/table_plan.hpp>
#include <skiff/dynamodb/item_range.hpp>
#include <skiff/dynamodb/options.hpp>
#include <skiff/dynamodb/update.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace skiff::dynamodb {

namespace detail {

template <class T>
inline constexpr bool is_call_options = std::is_same_v<T, call_options>;

inline call_options const no_call_options{};

template <class... Options>
call_options const& call_options_of(Options const&... options) {
    call_options const* found = nullptr;
    [[maybe_unused]] auto const look = [&found](auto const& option) {
        if constexpr (is_call_options<std::remove_cvref_t<decltype(option)>>)
            found = &option;
    };
    (look(options), ...);
    return found != nullptr ? *found : no_call_options;
}

template <class Option, class... Options>
inline constexpr bool has_option = (std::is_same_v<Option, Options> || ...);

/// Writes what an operation that changes one item takes.
template <class T, class Option>
void write_option(request_writer& out, Option const& option) {
    if constexpr (condition_node<Option>) {
        check_condition<T, Option>();
        option.template render<T>(out);
        out.end_expression("ConditionExpression");
    } else if constexpr (std::is_same_v<Option, return_old_option>) {
        out.json().plain_key("ReturnValues");
        out.json().string("ALL_OLD");
    } else if constexpr (std::is_same_v<Option, return_new_option>) {
        out.json().plain_key("ReturnValues");
        out.json().string("ALL_NEW");
    } else if constexpr (std::is_same_v<Option, old_item_option>) {
        out.json().plain_key("ReturnValuesOnConditionCheckFailure");
        out.json().string("ALL_OLD");
    } else if constexpr (!action_node<Option>)
        static_assert(is_call_options<Option>,
                      "skiff: this takes one condition (joined with &&), return_old, "
                      "old_item_on_failure and call_options");
}

template <class... Options>
constexpr void check_options() {
    static_assert((0 + ... + int(condition_node<Options>)) <= 1,
                  "skiff: only one condition: join conditions with && or ||");
}

template <class T, class Action>
constexpr void check_action() {
    using item_type = typename Action::item_type;
    static_assert(std::is_same_v<item_type, any_item> || std::is_base_of_v<item_type, T>,
                  "skiff: this action is about a member of another struct than the table's");
    if constexpr (requires { Action::node_type::first; })
        static_assert(!is_key_member<T, Action::node_type::first>(),
                      "skiff: key members cannot be updated: put a new item and erase the old one");
}

/// "SET #0 = :0 REMOVE #1"; nothing when no action changes anything.
template <class T, class... Arguments>
void write_update(request_writer& out, Arguments const&... arguments) {
    static_assert((action_node<Arguments> || ...),
                  "skiff: update takes at least one action, for example set<&type::member>(value)");
    auto const write_clause = [&](clause wanted, std::string_view word) {
        bool first = true;
        [[maybe_unused]] auto const one = [&](auto const& argument) {
            using argument_type = std::remove_cvref_t<decltype(argument)>;
            if constexpr (action_node<argument_type>) {
                if (!argument.is_in(wanted))
                    return;
                if (first)
                    out.text(word);
                argument.template render<T>(out, wanted, first);
            }
        };
        (one(arguments), ...);
    };
    [[maybe_unused]] auto const check = []<class Argument>(Argument const&) {
        if constexpr (action_node<Argument>)
            check_action<T, Argument>();
    };
    (check(arguments), ...);
    write_clause(clause::set, "SET ");
    write_clause(clause::remove, " REMOVE ");
    write_clause(clause::add, " ADD ");
    write_clause(clause::erase, " DELETE ");
    if (out.has_expression())
        out.end_expression("UpdateExpression");
}

} // namespace detail

/// A table whose items are a struct: the struct is the schema.
///
///     skiff::dynamodb::table<work_item> items{dynamodb, "work-items"};
///     items.put(item, if_not_exists).value();
///     std::optional<work_item> found = items.get("8db8aaa4").value();
///
/// The struct is described (BOOST_DESCRIBE_STRUCT) and has a schema (schema.hpp).
/// attribute_codec.hpp says which members it may have. Attributes of an item that the struct does
/// not have are ignored when reading; note that put replaces the whole item, those included. An
/// attribute of another type than its member's is errc::malformed_response with its path in the
/// message.
///
/// A handle as cheap as the client, which it shares. May be used from many threads. Errors are
/// those of the operation it calls; a failed condition is `condition::condition_failed`. Options
/// come last, in any order (options.hpp).
template <class T>
class table {
    static_assert(detail::has_partition_key<T>,
                  "skiff: table<T> needs a specialisation of skiff::dynamodb::schema<T> derived "
                  "from table_schema, with a partition_key");

  public:
    using item_type = T;

    table(client const& through, std::string name) : core_(through, std::move(name)) {}
    table(protocol::service_client through, std::string name)
        : core_(std::move(through), std::move(name)) {}

    [[nodiscard]] std::string const& name() const noexcept { return core_.name(); }

    /// Reads one item by its key: get(partition) or get(partition, sort). Nothing when there is
    /// none. Options: consistent, project<members...>, call_options. dynamodb:GetItem.
    template <class... Arguments>
    [[nodiscard]] result<std::optional<T>> get(Arguments const&... key_and_options) const {
        return keyed(
            [this](detail::request_writer& body, auto const&... options) {
                (detail::write_get_option<T>(body, options), ...);
                T read{};
                return give(core_.get(body, slot(read), detail::call_options_of(options...)), read);
            },
            key_and_options...);
    }

    /// Stores an item in place of the one with the same key. Options: a condition, return_old,
    /// old_item_on_failure, call_options. dynamodb:PutItem.
    ///
    /// Returns result<void>; with return_old result<std::optional<T>>, the item that was there.
    template <class... Options>
    [[nodiscard]] auto put(T const& stored, Options const&... options) const {
        static_assert(!detail::has_option<detail::return_new_option, Options...>,
                      "skiff: put gives return_old only: the new item is the one you put");
        detail::request_writer body(core_.name());
        body.item("Item", detail::layout_of<T>(), &stored);
        return this->change<&detail::table_core::put, &detail::table_core::put>(body, options...);
    }

    /// Changes attributes of one item, which comes into being when it does not exist (give
    /// if_exists to prevent that): update(key..., actions..., options...). Actions: update.hpp, and
    /// changes(struct of patches). Options: a condition, return_old, return_new,
    /// old_item_on_failure, call_options. dynamodb:UpdateItem.
    ///
    /// Returns result<void>; with return_old or return_new result<std::optional<T>>.
    template <class... Arguments>
    [[nodiscard]] auto update(Arguments const&... key_actions_and_options) const {
        return keyed(
            [this](detail::request_writer& body, auto const&... arguments) {
                detail::write_update<T>(body, arguments...);
                return this->change<&detail::table_core::update, &detail::table_core::update>(
                    body, arguments...);
            },
            key_actions_and_options...);
    }

    /// Removes one item; that there is none is no failure (give if_exists to make it one).
    /// Options: a condition, return_old, old_item_on_failure, call_options. dynamodb:DeleteItem.
    ///
    /// Returns result<void>; with return_old result<std::optional<T>>, the item that was there.
    template <class... Arguments>
    [[nodiscard]] auto erase(Arguments const&... key_and_options) const {
        return keyed(
            [this](detail::request_writer& body, auto const&... options) {
                static_assert(!detail::has_option<detail::return_new_option,
                                                  std::remove_cvref_t<decltype(options)>...>,
                              "skiff: erase gives return_old only: there is no new item");
                return this->change<&detail::table_core::erase, &detail::table_core::erase>(
                    body, options...);
            },
            key_and_options...);
    }

    /// The items with this partition key, in the order of the sort key. Options: a condition on the
    /// sort key (begins_with, between, ...), oldest_first or newest_first, in_index, a filter, and
    /// what scan takes. dynamodb:Query.
    template <class Partition, class... Options>
    [[nodiscard]] item_range<T> query(Partition const& partition, Options const&... options) const {
        using keys = typename detail::keys_of_read<T, Options...>::type;
        detail::request_writer body(core_.name());
        detail::paging how;
        detail::begin_key_condition<T, keys>(body, partition);
        [[maybe_unused]] auto const sort = [&body](auto const& option) {
            if constexpr (detail::is_sort_condition<std::remove_cvref_t<decltype(option)>>)
                detail::write_sort_condition<T, keys>(body, option);
        };
        (sort(options), ...);
        body.end_expression("KeyConditionExpression");
        detail::check_read_options<Options...>();
        (detail::write_query_option<T, keys>(body, how, options), ...);
        return range<keys>(detail::query_operation(), body, std::move(how));
    }

    /// All items of the table or of an index. Options: a filter (it saves transfer, not read
    /// capacity), in_index, consistent, project<members...>, limit, page_size, segment, start_from,
    /// call_options. dynamodb:Scan.
    template <class... Options>
    [[nodiscard]] item_range<T> scan(Options const&... options) const {
        using keys = typename detail::keys_of_read<T, Options...>::type;
        detail::request_writer body(core_.name());
        detail::paging how;
        detail::check_read_options<Options...>();
        (detail::write_scan_option<T, keys>(body, how, options), ...);
        return range<keys>(detail::scan_operation(), body, std::move(how));
    }

    /// Stores many items, 25 per request; those the service leaves undone are sent again after a
    /// pause. Not a transaction: on failure some are stored. No key twice. Options: call_options.
    /// dynamodb:BatchWriteItem.
    template <class Items>
    [[nodiscard]] result<void> put_many(Items const& items,
                                        call_options const& options = {}) const {
        detail::batch writes(core_, detail::batch::kind::write, options);
        for (T const& stored : items)
            if (auto done = writes.put(detail::layout_of<T>(), &stored); !done)
                return done;
        return writes.finish();
    }

    /// Removes the items with these keys, 25 per request. A key is a value; with a sort key a
    /// std::pair. As put_many otherwise. dynamodb:BatchWriteItem.
    template <class Keys>
    [[nodiscard]] result<void> erase_many(Keys const& keys,
                                          call_options const& options = {}) const {
        detail::batch writes(core_, detail::batch::kind::write, options);
        return add_keys(writes, keys);
    }

    /// The items with these keys, 100 per request, in no particular order; those that do not exist
    /// are left out. No key twice. Options: consistent, call_options. dynamodb:BatchGetItem.
    template <class Keys, class... Options>
    [[nodiscard]] result<std::vector<T>> get_many(Keys const& keys,
                                                  Options const&... options) const {
        constexpr bool sure = detail::has_option<detail::consistent_option, Options...>;
        std::vector<T> items;
        detail::batch reads(core_,
                            sure ? detail::batch::kind::consistent_get : detail::batch::kind::get,
                            detail::call_options_of(options...), detail::sink_of(items));
        if (auto done = add_keys(reads, keys); !done)
            return std::move(done).error();
        return items;
    }

    /// Makes the table with the schema's keys and indexes, on demand billing, and waits until it
    /// can be used. `condition::already_exists` when there is one of the name.
    /// dynamodb:CreateTable, dynamodb:DescribeTable.
    [[nodiscard]] result<void> create(call_options const& options = {}) const {
        return core_.create(detail::plan_of<T>, options);
    }

    /// Adds the schema's global indexes that an existing table lacks: one after the other, for
    /// DynamoDB makes one at a time, each filled with the items that are there before the next.
    /// Takes as long as the table is large. dynamodb:UpdateTable, dynamodb:DescribeTable.
    [[nodiscard]] result<void> add_indexes(call_options const& options = {}) const {
        return core_.add_indexes(detail::plan_of<T>, options);
    }

    /// Deletes the table with all its items and waits until it is gone. dynamodb:DeleteTable,
    /// dynamodb:DescribeTable.
    [[nodiscard]] result<void> drop(call_options const& options = {}) const {
        return core_.drop(options);
    }

  private:
    template <class Keys>
    static result<void> add_keys(detail::batch& to, Keys const& keys) {
        for (auto const& key : keys) {
            auto& body = to.begin_key();
            if constexpr (detail::has_sort_key<T>) {
                detail::write_key<T, schema<T>::partition::pointer>(body, std::get<0>(key));
                detail::write_key<T, schema<T>::sort::pointer>(body, std::get<1>(key));
            } else
                detail::write_key<T, schema<T>::partition::pointer>(body, key);
            if (auto done = to.end_key(); !done)
                return done;
        }
        return to.finish();
    }

    template <class Keys>
    item_range<T> range(protocol::operation const& what, detail::request_writer& body,
                        detail::paging how) const {
        return {detail::page_source(core_, what, body, std::move(how)),
                detail::key_layout<T, Keys>::whole};
    }

    using plain_call = result<void> (detail::table_core::*)(detail::request_writer&,
                                                            call_options const&) const;
    using item_call = result<bool> (detail::table_core::*)(detail::request_writer&,
                                                           detail::item_slot,
                                                           call_options const&) const;

    static detail::item_slot slot(T& into) { return {&detail::layout_of<T>(), &into}; }

    static result<std::optional<T>> give(result<bool> found, T& read) {
        if (!found)
            return std::move(found).error();
        if (!*found)
            return std::optional<T>();
        return std::optional<T>(std::move(read));
    }

    /// Writes the key from the first one or two arguments, then goes on with the others.
    template <class Then, class Partition, class... Rest>
    auto keyed(Then const& then, Partition const& partition, Rest const&... rest) const {
        detail::request_writer body(core_.name());
        body.begin_key();
        detail::write_key<T, schema<T>::partition::pointer>(body, partition);
        if constexpr (detail::has_sort_key<T>) {
            static_assert(sizeof...(Rest) != 0,
                          "skiff: this table has a sort key: give it after the partition key");
            return sorted(then, body, rest...);
        } else {
            body.end_key();
            return then(body, rest...);
        }
    }
    template <class Then, class Sort, class... Rest>
    static auto sorted(Then const& then, detail::request_writer& body, Sort const& sort,
                       Rest const&... rest) {
        detail::write_key<T, schema<T>::sort::pointer>(body, sort);
        body.end_key();
        return then(body, rest...);
    }

    template <plain_call Plain, item_call WithItem, class... Options>
    auto change(detail::request_writer& body, Options const&... options) const {
        detail::check_options<Options...>();
        (detail::write_option<T>(body, options), ...);
        auto const& call = detail::call_options_of(options...);
        if constexpr (detail::has_option<detail::return_old_option, Options...> ||
                      detail::has_option<detail::return_new_option, Options...>) {
            T read{};
            return give((core_.*WithItem)(body, slot(read), call), read);
        } else
            return (core_.*Plain)(body, call);
    }

    detail::table_core core_;
};

/// A cursor for start_from() that goes on behind this item, of which only the keys count: those of
/// the table and, for a read in_index<...>, of the index. For callers that keep pages of their own.
///
///     notes.query("USER#demo", start_from(cursor_behind(last_shown)))
template <class T, class... Index>
[[nodiscard]] std::string cursor_behind(T const& last, Index const&...) {
    static_assert(
        sizeof...(Index) <= 1 && (detail::is_index_choice<Index> && ...),
        "skiff: cursor_behind takes an item and, if it is about an index, in_index<name>");
    using keys = typename detail::keys_of_read<T, Index...>::type;
    return detail::cursor_of(detail::key_layout<T, keys>::whole, &last);
}

/// The item that made a condition fail, when the call was given old_item_on_failure.
template <class T>
[[nodiscard]] std::optional<T> failed_item(error const& from) {
    T old{};
    if (!detail::read_failed_item(from, {&detail::layout_of<T>(), &old}))
        return std::nullopt;
    return old;
}

} // namespace skiff::dynamodb
