// SPDX-License-Identifier: Apache-2.0
#include "lambda/failure_report.hpp"

#include "core/ascii.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/lambda/function_error.hpp>
#include <skiff/lambda/handler.hpp>

#include <boost/core/demangle.hpp>

#include <algorithm>
#include <cxxabi.h>
#include <typeinfo>

namespace skiff::lambda {
namespace {

struct report_document {
    std::string error_message;
    std::string error_type;
    std::vector<std::string> stack_trace;
};
BOOST_DESCRIBE_STRUCT(report_document, (), (error_message, error_type, stack_trace))

} // namespace
} // namespace skiff::lambda

template <>
struct skiff::json::rules<skiff::lambda::report_document> : rule_list<camel_case> {};

namespace skiff::lambda {
namespace {

constexpr std::size_t longest_trace = 16;

std::string name_of(std::type_info const* type) {
    return type == nullptr ? "unknown" : boost::core::demangle(type->name());
}

std::string line_of(function_error const& e) {
    auto const& where = e.where();
    return std::string(where.function_name())
        .append(" (")
        .append(where.file_name())
        .append(":")
        .append(std::to_string(where.line()))
        .append(")");
}

/// Without its trace.
failure_report describe_one(std::exception_ptr const& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (function_error const& e) {
        return {e.type(), e.what()};
    } catch (std::exception const& e) {
        return {name_of(&typeid(e)), e.what()};
    } catch (...) {
        auto type = name_of(abi::__cxa_current_exception_type());
        auto message = "an exception of type " + type;
        return {std::move(type), std::move(message)};
    }
}

/// The exception nested in this one; null when there is none.
std::exception_ptr cause_of(std::exception_ptr const& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (std::nested_exception const& e) {
        return e.nested_ptr();
    } catch (...) {
        return nullptr;
    }
}

void append_place(std::vector<std::string>& trace, std::exception_ptr const& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (function_error const& e) {
        trace.push_back(line_of(e));
    } catch (...) { // only a function_error knows its place
    }
}

bool is_category_character(char c) noexcept {
    return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
}

} // namespace

std::string failure_report::json() const {
    return to_json(report_document{message, type, trace});
}

std::string failure_report::category() const {
    if (type.empty() || !std::all_of(type.begin(), type.end(), is_category_character))
        return "Runtime.UnhandledException";
    return type.find('.') == type.npos ? "Function." + type : type;
}

failure_report describe(std::exception_ptr const& thrown) {
    auto report = describe_one(thrown);
    append_place(report.trace, thrown);
    for (auto cause = cause_of(thrown); cause && report.trace.size() < longest_trace;
         cause = cause_of(cause)) {
        auto const inner = describe_one(cause);
        report.trace.push_back("caused by " + inner.type + ": " + inner.message);
    }
    return report;
}

void detail::refuse_event(json::document_error const& e) {
    throw function_error("Runtime.InvalidEvent",
                         "The event is not what this function takes: " + e.to_string());
}

} // namespace skiff::lambda
