// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/projection.hpp"

#include <utility>

namespace skiff::local::dynamodb {

class projection_parser : expression_parser {
  public:
    projection_parser(std::string_view text, placeholders& names)
        : expression_parser(expression_kind::projection, text, names) {}

    result<std::vector<document_path>> run() {
        if (check_size() && parse_paths() && tokens.peek().kind != token_kind::end)
            syntax_error();
        std::vector<document_path const*> pointers;
        for (auto const& path : paths_)
            pointers.push_back(&path);
        if (auto clash = find_clash(pointers))
            note(finding::overlap, std::move(*clash));
        if (auto failed = failure())
            return std::move(*failed);
        return std::move(paths_);
    }

  private:
    bool parse_paths() {
        do {
            document_path path;
            if (!parse_path(path))
                return false;
            paths_.push_back(std::move(path));
        } while (tokens.take_symbol(","));
        return true;
    }

    std::vector<document_path> paths_;
};

result<projection> projection::parse(std::string_view text, placeholders& names) {
    auto paths = projection_parser(text, names).run();
    if (!paths)
        return std::move(paths).error();
    return of_paths(*paths);
}

projection projection::of_names(std::vector<std::string> const& names) {
    projection out;
    for (auto const& name : names)
        out.add({path_step{name}});
    return out;
}

projection projection::of_paths(std::vector<document_path> const& paths) {
    projection out;
    for (auto const& path : paths)
        out.add(path);
    return out;
}

void projection::add(document_path path) {
    auto* at = &root_;
    for (auto const& step : path)
        at = step.element ? &at->elements[step.index] : &at->members[step.name];
    paths_.push_back(std::move(path));
}

item projection::tree::pick_members(item const& from) const {
    item out;
    for (auto const& [name, inner] : members)
        if (auto const found = from.find(name); found != from.end())
            if (auto picked = inner.pick(found->second))
                out.emplace(name, std::move(*picked));
    return out;
}

std::optional<attribute_value> projection::tree::pick(attribute_value const& from) const {
    if (whole())
        return from;
    if (auto const* map = from.get_if<attribute_value::map>(); map && !members.empty()) {
        auto picked = pick_members(*map);
        return picked.empty() ? std::nullopt : std::optional<attribute_value>(std::move(picked));
    }
    auto const* list = from.get_if<attribute_value::list>();
    if (!list || elements.empty())
        return std::nullopt;
    attribute_value::list out;
    for (auto const& [index, inner] : elements)
        if (index < list->size())
            if (auto picked = inner.pick((*list)[index]))
                out.push_back(std::move(*picked));
    return out.empty() ? std::nullopt : std::optional<attribute_value>(std::move(out));
}

item projection::apply(item const& whole) const {
    return root_.pick_members(whole);
}

item projection::apply(item&& whole) const {
    item out;
    for (auto const& [name, inner] : root_.members) {
        auto const found = whole.find(name);
        if (found == whole.end())
            continue;
        if (inner.whole())
            out.insert(whole.extract(found));
        else if (auto picked = inner.pick(found->second))
            out.emplace(name, std::move(*picked));
    }
    return out;
}

} // namespace skiff::local::dynamodb
