// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/parameters.hpp>

#include <algorithm>

namespace skiff::rds_data {
namespace {

constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_name_character(char c) noexcept {
    return is_letter(c) || (c >= '0' && c <= '9');
}

} // namespace

namespace detail {

std::string check_parameter_name(std::string_view name) {
    if (name.starts_with(':'))
        return "parameter '" + std::string(name) + "': give the name without its colon";
    if (name.empty() || !is_letter(name.front()) || !std::ranges::all_of(name, is_name_character))
        return "parameter '" + std::string(name) +
               "': a name is letters, digits and underscores, and begins with none of the digits";
    return {};
}

bool mentions(std::string_view sql, std::string_view name) noexcept {
    for (auto at = sql.find(name); at != sql.npos; at = sql.find(name, at + 1)) {
        auto const end = at + name.size();
        bool const ends = end == sql.size() || !is_name_character(sql[end]);
        bool const begins = at >= 1 && sql[at - 1] == ':' && (at == 1 || sql[at - 2] != ':');
        if (begins && ends)
            return true;
    }
    return false;
}

} // namespace detail

void parameter::write(detail::value_writer& out) const {
    out.begin(name_);
    write_(out, value_);
    out.end();
}

parameters::parameters(std::initializer_list<parameter> list) {
    entries_.reserve(list.size());
    for (auto const& each : list) {
        auto const begin = json_.size();
        detail::value_writer out(json_);
        each.write(out);
        auto fault = detail::check_parameter_name(each.name());
        for (auto const& other : entries_)
            if (other.name == each.name())
                fault = "parameter '" + other.name + "' is given twice";
        entries_.push_back({std::string(each.name()), begin, json_.size(),
                            fault.empty() ? std::string(out.fault()) : std::move(fault)});
    }
}

parameters::parameters(detail::parameter_layout const& layout, void const* object)
    : from_struct_(true) {
    entries_.reserve(layout.size);
    for (auto const* each = layout.members; each != layout.members + layout.size; ++each) {
        auto const begin = json_.size();
        detail::value_writer out(json_);
        out.begin(each->name);
        each->write(out, each->at(object));
        out.end();
        entries_.push_back({std::string(each->name), begin, json_.size(), out.fault()});
    }
}

std::string parameters::append_to(std::string& out, std::string_view sql) const {
    out.push_back('[');
    bool first = true;
    for (auto const& each : entries_) {
        if (!detail::mentions(sql, each.name)) {
            if (from_struct_)
                continue;
            return each.fault.empty() ? "the statement has no parameter :" + each.name : each.fault;
        }
        if (!each.fault.empty())
            return each.fault;
        if (!first)
            out.push_back(',');
        first = false;
        out.append(json_, each.begin, each.end - each.begin);
    }
    out.push_back(']');
    return {};
}

} // namespace skiff::rds_data
