// SPDX-License-Identifier: Apache-2.0
#include "storage.hpp"

namespace item_tracker {
namespace {

class category_type final : public boost::system::error_category {
  public:
    char const* name() const noexcept override { return "item_tracker"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
        case errc::no_such_item:
            return "There is no such work item.";
        case errc::item_too_large:
            return "The work item is larger than the storage can keep.";
        case errc::not_acceptable:
            return "The storage cannot keep this work item.";
        case errc::not_ready:
            return "Data service not ready. Wait a minute and try again.";
        }
        return "unknown";
    }
};

} // namespace

boost::system::error_category const& error_category() noexcept {
    static category_type const category;
    return category;
}

skiff::error make_error(errc e) {
    boost::system::error_code const code = e;
    return {.code = code, .message = code.message()};
}

} // namespace item_tracker
