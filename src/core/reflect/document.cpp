// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/reflect/document.hpp>

#include <utility>

namespace skiff::json {

std::string field_error::to_string() const {
    return path.empty() ? message : path + ": " + message;
}

std::string document_error::to_string() const {
    std::string out;
    if (malformed)
        out = "at byte " + std::to_string(offset) + ": ";
    for (std::size_t i = 0; i != fields.size(); ++i) {
        if (i != 0)
            out += "; ";
        out += fields[i].to_string();
    }
    return out;
}

invalid_document::invalid_document(document_error e)
    : std::runtime_error(e.to_string()), error_(std::move(e)) {}

void throw_exception_from_error(document_error const& e, boost::source_location const&) {
    throw invalid_document(e);
}

json::kind raw::kind() const noexcept {
    return reader(text).peek();
}

} // namespace skiff::json
