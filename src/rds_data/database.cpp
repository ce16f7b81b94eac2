// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/database.hpp>

#include "rds_data/transaction_core.hpp"

#include <memory>
#include <utility>

namespace skiff::rds_data {

result<transaction> database::begin(call_options const& options) const {
    auto id = core_.begin(options);
    if (!id)
        return std::move(id).error();
    return transaction(std::make_unique<detail::transaction_core>(core_, std::move(*id)));
}

} // namespace skiff::rds_data
