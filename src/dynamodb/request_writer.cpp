// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/detail/request_writer.hpp>

#include <algorithm>

namespace skiff::dynamodb::detail {

/// Room for a request with a small item: one allocation.
constexpr std::size_t usual_size = 1024;

request_writer::request_writer() : attributes_(body_) {
    body_.reserve(usual_size);
    json().begin_object();
}

request_writer::request_writer(std::string_view table_name) : request_writer() {
    json().plain_key("TableName");
    json().string(table_name);
}

void request_writer::item(std::string_view member, layout const& type, void const* object) {
    json().plain_key(member);
    json().begin_object();
    write_members(attributes_, type, object);
    json().end_object();
}

void request_writer::attribute(std::string_view name, write_function write, void const* value) {
    json().key(name);
    bool const was_good = attributes_.fault().empty();
    write(attributes_, value);
    if (was_good && !attributes_.fault().empty())
        attributes_.fault().prepend_member(name);
}

void request_writer::name(std::string_view attribute) {
    auto const found = std::find(known_names_.begin(), known_names_.end(), attribute);
    auto const alias = '#' + std::to_string(found - known_names_.begin());
    expression_ += alias;
    if (found != known_names_.end())
        return;
    known_names_.push_back(attribute);
    names_ += names_.empty() ? "\"" : ",\"";
    names_ += alias;
    names_ += "\":";
    json::append_string(names_, attribute);
}

void request_writer::index(std::size_t at) {
    expression_ += '[';
    expression_ += std::to_string(at);
    expression_ += ']';
}

std::string request_writer::begin_value() {
    auto alias = ':' + std::to_string(value_count_++);
    values_ += values_.empty() ? "\"" : ",\"";
    values_ += alias;
    values_ += "\":";
    return alias;
}

void request_writer::value(write_function write, void const* value) {
    expression_ += begin_value();
    attribute_writer out(values_);
    write(out, value);
    if (!out.fault().empty() && value_fault_.empty())
        value_fault_ = out.fault().message();
}

void request_writer::empty_list() {
    expression_ += begin_value();
    values_ += R"({"L":[]})";
}

void request_writer::end_expression(std::string_view member) {
    json().plain_key(member);
    json().string(expression_);
    expression_.clear();
}

std::string request_writer::finish(bool close) {
    if (!names_.empty()) {
        json().plain_key("ExpressionAttributeNames");
        json().raw('{' + names_ + '}');
    }
    if (!values_.empty()) {
        json().plain_key("ExpressionAttributeValues");
        json().raw('{' + values_ + '}');
    }
    if (close)
        json().end_object();
    return std::move(body_);
}

std::optional<error> request_writer::failure() {
    auto const& fault = attributes_.fault();
    if (fault.empty() && value_fault_.empty())
        return std::nullopt;
    return make_error(skiff::errc::invalid_request, fault.empty() ? value_fault_ : fault.message());
}

} // namespace skiff::dynamodb::detail
