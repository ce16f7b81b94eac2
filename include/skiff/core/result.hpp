// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

namespace skiff {

/// A value or an `error`. `value()` throws `service_error` when there is no value; `error()` and
/// `operator bool` do not throw.
template <class T>
using result = boost::system::result<T, error>;

/// Called by `result<T>::value()`.
[[noreturn]] void throw_exception_from_error(error const& e, boost::source_location const& where);

} // namespace skiff
