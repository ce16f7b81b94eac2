// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/http_error.hpp>

#include <utility>

namespace skiff::rest {
namespace {

std::string text_of(std::vector<json::field_error> const& fields) {
    return json::document_error{.fields = fields}.to_string();
}

} // namespace

http_error::http_error() : http_error(500, "An internal error occurred.") {}

http_error::http_error(int status, std::string const& message)
    : std::runtime_error(message), status_(status) {}

http_error::http_error(int status, std::vector<json::field_error> fields)
    : std::runtime_error(text_of(fields)), status_(status), fields_(std::move(fields)) {}

void throw_exception_from_error(http_error const& e, boost::source_location const&) {
    throw e;
}

} // namespace skiff::rest
