// SPDX-License-Identifier: Apache-2.0
#include "codegen/json_node.hpp"

#include <fstream>
#include <iterator>

namespace skiff::codegen {
namespace json = boost::json;

void json_node::fail(std::string const& why) const {
    throw model_error(path_ + ": " + why);
}

void json_node::expected(std::string_view what) const {
    std::string const got = json::to_string(value_->kind());
    fail("expected " + std::string(what) + ", got " + got);
}

json::object const& json_node::object() const {
    if (!value_->is_object())
        expected("object");
    return value_->get_object();
}

json_node json_node::at(std::string_view name) const {
    auto const* found = object().if_contains(name);
    if (found == nullptr)
        fail("has no member '" + std::string(name) + "'");
    return {*found, path_ + '.' + std::string(name)};
}

bool json_node::has(std::string_view name) const {
    return object().contains(name);
}

std::string json_node::text() const {
    if (!value_->is_string())
        expected("string");
    return std::string(value_->get_string());
}

std::string json_node::text_or(std::string_view name, std::string_view otherwise) const {
    return has(name) ? at(name).text() : std::string(otherwise);
}

int json_node::integer() const {
    if (!value_->is_int64() || value_->get_int64() < 0 || value_->get_int64() > 1'000'000'000)
        expected("integer from 0 to 1000000000");
    return static_cast<int>(value_->get_int64());
}

int json_node::integer_or(std::string_view name, int otherwise) const {
    return has(name) ? at(name).integer() : otherwise;
}

bool json_node::flag(std::string_view name) const {
    if (!has(name))
        return false;
    auto const node = at(name);
    if (!node.value().is_bool())
        node.expected("boolean");
    return node.value().get_bool();
}

std::vector<std::string> json_node::texts(std::string_view name) const {
    if (!has(name))
        return {};
    auto const node = at(name);
    if (node.value().is_string())
        return {node.text()};
    std::vector<std::string> out;
    for (auto const& each : node.elements())
        out.push_back(each.text());
    return out;
}

std::vector<json_node> json_node::elements() const {
    if (!value_->is_array())
        expected("array");
    std::vector<json_node> out;
    for (auto const& each : value_->get_array())
        out.emplace_back(each, path_ + '[' + std::to_string(out.size()) + ']');
    return out;
}

std::vector<json_node::named> json_node::members() const {
    std::vector<named> out;
    for (auto const& each : object()) {
        std::string const name = each.key();
        out.push_back({name, {each.value(), path_ + '.' + name}});
    }
    return out;
}

json::value parse_json(std::string_view text, std::string const& origin) {
    json::stream_parser parser;
    boost::system::error_code failure;
    auto const used = parser.write_some(text.data(), text.size(), failure);
    if (!failure && used == text.size())
        parser.finish(failure);
    if (failure || used != text.size())
        throw model_error(origin + ": not JSON at byte " + std::to_string(used) + ": " +
                          (failure ? failure.message() : "text behind the end"));
    return parser.release();
}

std::string read_text(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw model_error(file.string() + ": cannot be opened");
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace skiff::codegen
