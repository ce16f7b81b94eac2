// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/assert/source_location.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace skiff::lambda {

/// A failure that the function reports by a name of its own: the caller of the function finds
/// `type` as errorType. A type with a dot ("Runtime.InvalidEvent") is a category and a reason as
/// they are; another one gets the category "Function" in Lambda's metrics.
class function_error : public std::runtime_error {
  public:
    function_error(std::string type, std::string const& message,
                   boost::source_location const& where = BOOST_CURRENT_LOCATION)
        : std::runtime_error(message), type_(std::move(type)), where_(where) {}

    [[nodiscard]] std::string const& type() const noexcept { return type_; }
    /// Where it was made: the report's stack trace.
    [[nodiscard]] boost::source_location const& where() const noexcept { return where_; }

  private:
    std::string type_;
    boost::source_location where_;
};

} // namespace skiff::lambda
