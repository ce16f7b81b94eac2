// SPDX-License-Identifier: Apache-2.0
#include "protocol/member_access.hpp"

namespace skiff::protocol {

bool is_whole_union(shape const& type, void const* value, std::string& why) {
    std::string present;
    std::size_t count = 0;
    for (auto const& each : type.members)
        if (value_of(each, value) != nullptr) {
            present += (count++ == 0 ? "'" : "', '") + std::string(each.name);
        }
    if (count == 1)
        return true;
    why = "exactly one member of '" + std::string(type.name) + "' must be set: ";
    why += count == 0 ? "none is" : present + "' are";
    return false;
}

} // namespace skiff::protocol
