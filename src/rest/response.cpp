// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/response.hpp>

#include <skiff/core/reflect/describe.hpp>

#include <optional>

namespace skiff::rest {
namespace {

struct field_problem {
    std::string field;
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(field_problem, (), (field, problem))

struct error_body {
    std::string error;
    std::optional<std::vector<field_problem>> fields{};
};
BOOST_DESCRIBE_STRUCT(error_body, (), (error, fields))

response with_body(int status, std::string body, std::string_view type) {
    response out;
    out.status = status;
    out.headers.add("Content-Type", type);
    out.body = std::move(body);
    return out;
}

} // namespace

response response::json_text(int status, std::string text) {
    return with_body(status, std::move(text), "application/json");
}

response response::text(int status, std::string text) {
    return with_body(status, std::move(text), "text/plain; charset=utf-8");
}

response response::html(int status, std::string text) {
    return with_body(status, std::move(text), "text/html; charset=utf-8");
}

response response::error(int status, std::string_view message) {
    return json(status, error_body{std::string(message)});
}

response response::error(int status, std::vector<skiff::json::field_error> const& fields) {
    return error(http_error(status, fields));
}

response response::error(http_error const& e) {
    error_body body{e.what()};
    for (auto const& field : e.fields()) {
        if (!body.fields)
            body.fields.emplace();
        body.fields->push_back({field.path, field.message});
    }
    return json(e.status(), body);
}

response response::no_content() {
    response out;
    out.status = 204;
    return out;
}

response& response::header(std::string_view name, std::string_view value) & {
    headers.set(name, value);
    return *this;
}

response&& response::header(std::string_view name, std::string_view value) && {
    headers.set(name, value);
    return std::move(*this);
}

} // namespace skiff::rest
