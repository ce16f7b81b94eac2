// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/document.hpp>

#include <boost/assert/source_location.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace skiff::rest {

/// An answer as an exception: a handler throws it, the client gets `status` and
/// `{"error": "<message>"}`; with fields also `"fields": [{"field": ..., "problem": ...}]`.
class http_error : public std::runtime_error {
  public:
    /// 500 "An internal error occurred."
    http_error();
    http_error(int status, std::string const& message);
    /// 422 when the fields are what is wrong with a well-formed body.
    http_error(int status, std::vector<json::field_error> fields);

    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] std::vector<json::field_error> const& fields() const noexcept { return fields_; }

  private:
    int status_;
    std::vector<json::field_error> fields_;
};

/// Called by `result<T, http_error>::value()`.
[[noreturn]] void throw_exception_from_error(http_error const& e,
                                             boost::source_location const& where);

} // namespace skiff::rest
