// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/update.hpp"

#include "local/dynamodb/rejection.hpp"

#include <algorithm>
#include <iterator>

namespace skiff::local::dynamodb {
namespace {

error wrong_type() {
    return validation_error("An operand in the update expression has an incorrect data type");
}

error wrong_path() {
    return validation_error(
        "The document path provided in the update expression is invalid for update");
}

error overflow() {
    return validation_error("Number overflow. Attempting to store a number with magnitude larger "
                            "than supported range");
}

/// Computes right-hand sides from the item as it was.
class evaluator {
  public:
    evaluator(update_expression const& update, item const& before)
        : update_(update), before_(before) {}

    [[nodiscard]] result<attribute_value> value_of(std::uint32_t index) const {
        auto const& term = update_.terms[index];
        switch (term.kind) {
        case update_term::form::value:
            return *term.value;
        case update_term::form::path:
            if (auto const* found = find(before_, term.path))
                return *found;
            return validation_error(
                "The provided expression refers to an attribute that does not exist in the item");
        case update_term::form::if_not_exists:
            if (auto const* found = find(before_, term.path))
                return *found;
            return value_of(term.right);
        default:
            return combined(term);
        }
    }

  private:
    [[nodiscard]] result<attribute_value> combined(update_term const& term) const {
        auto left = value_of(term.left);
        if (!left)
            return left;
        auto right = value_of(term.right);
        if (!right)
            return right;
        if (term.kind == update_term::form::list_append)
            return appended(std::move(*left), std::move(*right));
        auto const* a = left->get_if<number>();
        auto const* b = right->get_if<number>();
        if (!a || !b)
            return wrong_type();
        auto const sum = term.kind == update_term::form::plus ? number::add(*a, *b)
                                                              : number::subtract(*a, *b);
        if (!sum)
            return overflow();
        return attribute_value(*sum);
    }

    static result<attribute_value> appended(attribute_value left, attribute_value right) {
        auto* const front = left.get_if<attribute_value::list>();
        auto* const back = right.get_if<attribute_value::list>();
        if (!front || !back)
            return wrong_type();
        std::ranges::move(*back, std::back_inserter(*front));
        return left;
    }

    update_expression const& update_;
    item const& before_;
};

/// Puts `value` where `path` leads; the way there must exist. Elements beyond a list's end go to
/// its end.
bool assign(item& in, document_path const& path, attribute_value value) {
    auto const& last = path.back();
    if (path.size() == 1) {
        in.insert_or_assign(last.name, std::move(value));
        return true;
    }
    auto* const parent = find(in, path, path.size() - 1);
    if (!parent)
        return false;
    if (!last.element) {
        auto* const map = parent->get_if<attribute_value::map>();
        if (map)
            map->insert_or_assign(last.name, std::move(value));
        return map != nullptr;
    }
    auto* const list = parent->get_if<attribute_value::list>();
    if (!list)
        return false;
    if (last.index < list->size())
        (*list)[last.index] = std::move(value);
    else
        list->push_back(std::move(value));
    return true;
}

/// Takes away what `path` leads to, if it is there; the way there must exist.
bool remove(item& in, document_path const& path) {
    auto const& last = path.back();
    if (path.size() == 1) {
        in.erase(last.name);
        return true;
    }
    auto* const parent = find(in, path, path.size() - 1);
    if (!parent)
        return false;
    if (!last.element) {
        auto* const map = parent->get_if<attribute_value::map>();
        if (map)
            map->erase(last.name);
        return map != nullptr;
    }
    auto* const list = parent->get_if<attribute_value::list>();
    if (list && last.index < list->size())
        list->erase(list->begin() + last.index);
    return list != nullptr;
}

/// Set union and difference, in the order of the old elements.
template <class Set>
void merge(Set& into, Set const& more) {
    for (auto const& element : more.values)
        if (std::ranges::find(into.values, element) == into.values.end())
            into.values.push_back(element);
}

template <class Set>
void subtract(Set& from, Set const& less) {
    std::erase_if(from.values, [&](auto const& element) {
        return std::ranges::find(less.values, element) != less.values.end();
    });
}

/// Calls `f` with both values as the same kind of set; false when they are not.
template <class F>
bool with_sets(attribute_value& a, attribute_value const& b, F&& f) {
    auto const as = [&]<class Set>(Set const*) {
        auto* const x = a.get_if<Set>();
        auto const* const y = b.get_if<Set>();
        if (x && y)
            f(*x, *y);
        return x && y;
    };
    return as(static_cast<api::string_set const*>(nullptr)) ||
           as(static_cast<api::number_set const*>(nullptr)) ||
           as(static_cast<api::binary_set const*>(nullptr));
}

result<attribute_value> added(attribute_value const* old, attribute_value const& more) {
    if (!old)
        return more;
    if (auto const* a = old->get_if<number>())
        if (auto const* b = more.get_if<number>()) {
            auto const sum = number::add(*a, *b);
            return sum ? result<attribute_value>(*sum) : result<attribute_value>(overflow());
        }
    auto merged = *old;
    if (!with_sets(merged, more, [](auto& into, auto const& from) { merge(into, from); }))
        return wrong_type();
    return merged;
}

bool is_empty_set(attribute_value const& value) {
    return std::visit(
        [](auto const& v) {
            if constexpr (requires { v.values; })
                return v.values.empty();
            else
                return false;
        },
        value.as_variant());
}

/// The new values and the removals of one update, gathered from the item as it was.
struct effects {
    std::vector<std::pair<document_path const*, attribute_value>> assigned;
    std::vector<document_path const*> removed;
};

std::optional<error> gather_sets(update_expression const& update, item const& before,
                                 effects& out) {
    evaluator const right_hand_side(update, before);
    for (auto const& set : update.sets) {
        auto value = right_hand_side.value_of(set.term);
        if (!value)
            return std::move(value).error();
        out.assigned.emplace_back(&set.target, std::move(*value));
    }
    return std::nullopt;
}

std::optional<error> gather_changes(update_expression const& update, item const& before,
                                    effects& out) {
    for (auto const& [target, more] : update.adds) {
        auto value = added(find(before, target), *more);
        if (!value)
            return std::move(value).error();
        out.assigned.emplace_back(&target, std::move(*value));
    }
    for (auto const& [target, less] : update.deletes) {
        auto const* const old = find(before, target);
        if (!old)
            continue;
        auto rest = *old;
        if (!with_sets(rest, *less, [](auto& from, auto const& gone) { subtract(from, gone); }))
            return wrong_type();
        if (is_empty_set(rest))
            out.removed.push_back(&target);
        else
            out.assigned.emplace_back(&target, std::move(rest));
    }
    return std::nullopt;
}

} // namespace

result<item> update_expression::apply(item const& before) const {
    effects todo;
    if (auto failed = gather_sets(*this, before, todo))
        return std::move(*failed);
    if (auto failed = gather_changes(*this, before, todo))
        return std::move(*failed);
    for (auto const& path : removes)
        todo.removed.push_back(&path);

    // In the order of paths, so that new elements of a list get in by their index; removals in the
    // opposite order, so that an element's going does not renumber one that is yet to go.
    std::ranges::sort(
        todo.assigned, {}, [](auto const& a) -> auto& { return *a.first; });
    std::ranges::sort(
        todo.removed, std::ranges::greater(), [](auto const* path) -> auto& { return *path; });

    item after = before;
    for (auto& [path, value] : todo.assigned)
        if (!assign(after, *path, std::move(value)))
            return wrong_path();
    for (auto const* path : todo.removed)
        if (!remove(after, *path))
            return wrong_path();
    return after;
}

} // namespace skiff::local::dynamodb
