// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/credentials.hpp>

#include <utility>

namespace skiff {
namespace {

class fixed_provider final : public credentials_provider {
  public:
    explicit fixed_provider(credentials fixed)
        : fixed_(std::make_shared<credentials const>(std::move(fixed))) {}
    result<std::shared_ptr<credentials const>> get() override { return fixed_; }

  private:
    std::shared_ptr<credentials const> fixed_;
};

} // namespace

std::shared_ptr<credentials_provider> static_credentials(credentials fixed) {
    return std::make_shared<fixed_provider>(std::move(fixed));
}

} // namespace skiff
