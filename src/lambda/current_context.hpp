// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/lambda/context.hpp>

namespace skiff::lambda {

/// While it lives, `context::current()` of this thread is `about`.
class current_context_scope {
  public:
    explicit current_context_scope(context const& about) noexcept;
    current_context_scope(current_context_scope const&) = delete;
    current_context_scope& operator=(current_context_scope const&) = delete;
    ~current_context_scope();

  private:
    context const* before_;
};

} // namespace skiff::lambda
