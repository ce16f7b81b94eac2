// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/path.hpp"

#include <algorithm>

namespace skiff::local::dynamodb {
namespace {

template <class Value>
Value* step_into(Value* at, path_step const& step) noexcept {
    if (step.element) {
        auto* list = at->template get_if<attribute_value::list>();
        return list && step.index < list->size() ? &(*list)[step.index] : nullptr;
    }
    auto* map = at->template get_if<item>();
    if (!map)
        return nullptr;
    auto const found = map->find(step.name);
    return found == map->end() ? nullptr : &found->second;
}

template <class Value, class Item>
Value* walk(Item& in, document_path const& path, std::size_t steps) noexcept {
    auto const top = in.find(path.front().name);
    Value* at = top == in.end() ? nullptr : &top->second;
    for (std::size_t i = 1; at && i != steps; ++i)
        at = step_into(at, path[i]);
    return at;
}

} // namespace

std::string to_string(document_path const& path) {
    std::string out = "[";
    for (auto const& step : path) {
        if (out.size() > 1)
            out += ", ";
        out += step.element ? '[' + std::to_string(step.index) + ']' : step.name;
    }
    return out + ']';
}

attribute_value const* find(item const& in, document_path const& path) noexcept {
    return walk<attribute_value const>(in, path, path.size());
}

attribute_value* find(item& in, document_path const& path, std::size_t steps) noexcept {
    return walk<attribute_value>(in, path, steps);
}

path_relation relate(document_path const& a, document_path const& b) noexcept {
    auto const [at_a, at_b] = std::ranges::mismatch(a, b);
    if (at_a == a.end() || at_b == b.end())
        return path_relation::overlap;
    return at_a->element == at_b->element ? path_relation::apart : path_relation::conflict;
}

std::optional<std::string> find_clash(std::vector<document_path const*> const& paths) {
    for (std::size_t second = 1; second < paths.size(); ++second)
        for (std::size_t first = 0; first != second; ++first) {
            auto const relation = relate(*paths[first], *paths[second]);
            if (relation == path_relation::apart)
                continue;
            return std::string("Two document paths ") +
                   (relation == path_relation::overlap ? "overlap" : "conflict") +
                   " with each other; must remove or rewrite one of these paths; path one: " +
                   to_string(*paths[first]) + ", path two: " + to_string(*paths[second]);
        }
    return std::nullopt;
}

} // namespace skiff::local::dynamodb
