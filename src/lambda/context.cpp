// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/context.hpp>

#include "lambda/current_context.hpp"

#include <skiff/core/clock.hpp>

#include <algorithm>

namespace skiff::lambda {
namespace {

thread_local context const* current_context = nullptr;

} // namespace

current_context_scope::current_context_scope(context const& about) noexcept
    : before_(current_context) {
    current_context = &about;
}

current_context_scope::~current_context_scope() {
    current_context = before_;
}

context const* context::current() noexcept {
    return current_context;
}

std::chrono::nanoseconds context::remaining() const noexcept {
    return std::max<std::chrono::nanoseconds>(deadline - system_clock().now(), {});
}

} // namespace skiff::lambda
