// SPDX-License-Identifier: Apache-2.0
#include "protocol/uri_pattern.hpp"

#include "protocol/form.hpp"

#include <algorithm>

namespace skiff::protocol {
namespace {

std::string_view path_of(std::string_view target) noexcept {
    auto path = target.substr(0, target.find('?'));
    if (path.starts_with('/'))
        path.remove_prefix(1);
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

std::size_t segments_of(std::string_view path) noexcept {
    return path.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(path, '/')) + 1;
}

/// Takes the next segment off the front.
std::string_view next_segment(std::string_view& path) noexcept {
    auto const found = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(found.size() + 1, path.size()));
    return found;
}

/// Takes so many segments that as many are left as the rest of the pattern has.
std::string_view next_segments(std::string_view& path, std::size_t left) noexcept {
    auto const before = path;
    std::size_t size = 0;
    do {
        size += next_segment(path).size() + 1;
    } while (segments_of(path) > left);
    return before.substr(0, std::min(size, before.size()) - (path.empty() ? 0 : 1));
}

bool has_parameter(std::string_view query, std::string_view wanted) noexcept {
    while (!query.empty()) {
        auto const piece = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(piece.size() + 1, query.size()));
        auto const bare = piece.ends_with('=') ? piece.substr(0, piece.size() - 1) : piece;
        if (piece == wanted || bare == wanted)
            return true;
    }
    return false;
}

/// Walks pattern and path side by side: `visit(kind, label, text)` for each segment of the pattern.
/// False when they do not fit or `visit` returns false.
template <class Visit>
bool walk(std::string_view pattern, std::string_view path, Visit const& visit) {
    while (!pattern.empty()) {
        auto const wanted = uri_pattern::segment_of(next_segment(pattern));
        if (path.empty())
            return false;
        auto const found = wanted.kind == uri_pattern::part::greedy
                               ? next_segments(path, segments_of(pattern))
                               : next_segment(path);
        if (!visit(wanted, found))
            return false;
    }
    return path.empty();
}

} // namespace

std::string_view query_of(std::string_view target) noexcept {
    auto const mark = target.find('?');
    return mark == target.npos ? std::string_view() : target.substr(mark + 1);
}

uri_pattern::uri_pattern(std::string_view uri) noexcept
    : path_(path_of(uri)), query_(query_of(uri)) {}

uri_pattern::segment uri_pattern::segment_of(std::string_view text) noexcept {
    if (!text.starts_with('{') || !text.ends_with('}'))
        return {part::literal, text};
    auto const name = text.substr(1, text.size() - 2);
    if (name.ends_with('+'))
        return {part::greedy, name.substr(0, name.size() - 1)};
    return {part::label, name};
}

bool uri_pattern::matches(std::string_view target) const {
    bool const fits = walk(
        path_, path_of(target), [](segment const& wanted, std::string_view text) {
            return wanted.kind == part::literal ? text == wanted.text : !text.empty();
        });
    auto const query = query_of(target);
    auto rest = query_;
    while (fits && !rest.empty()) {
        auto const piece = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
        if (!has_parameter(query, piece))
            return false;
    }
    return fits;
}

bool uri_pattern::labels(std::string_view target, std::vector<label_value>& out) const {
    return walk(path_, path_of(target), [&out](segment const& wanted, std::string_view text) {
        return wanted.kind == part::literal ||
               decode_percent(text, out.emplace_back(label_value{wanted.text, {}}).value);
    });
}

bool uri_pattern::beats(uri_pattern const& other) const noexcept {
    auto mine = path_;
    auto theirs = other.path_;
    while (!mine.empty() && !theirs.empty()) {
        auto const a = segment_of(next_segment(mine)).kind;
        auto const b = segment_of(next_segment(theirs)).kind;
        if (a != b)
            return a < b;
    }
    if (mine.empty() != theirs.empty())
        return theirs.empty();
    return query_.size() > other.query_.size();
}

} // namespace skiff::protocol
