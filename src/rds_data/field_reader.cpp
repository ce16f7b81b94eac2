// SPDX-License-Identifier: Apache-2.0
#include "rds_data/field_reader.hpp"

namespace skiff::rds_data::detail {
namespace {

/// The kind that a Field's member stands for; false for a name that is none.
bool kind_of(std::string_view member, value_kind& kind) noexcept {
    if (member == "stringValue")
        kind = value_kind::text;
    else if (member == "longValue")
        kind = value_kind::integer;
    else if (member == "isNull")
        kind = value_kind::null;
    else if (member == "booleanValue")
        kind = value_kind::boolean;
    else if (member == "doubleValue")
        kind = value_kind::real;
    else if (member == "blobValue")
        kind = value_kind::blob;
    else if (member == "arrayValue")
        kind = value_kind::array;
    else
        return false;
    return true;
}

} // namespace

bool read_field(value_reader& in, read_function read, void* into) {
    auto& json = in.json();
    json.begin_object();
    bool found = false;
    for (std::string_view member; json.next_key(member);) {
        value_kind kind{};
        if (!kind_of(member, kind))
            return in.fail("a value of an unknown kind");
        if (json.take_null())
            continue;
        if (kind == value_kind::null) {
            bool is_null = false;
            if (!json.boolean(is_null))
                return false;
            if (!is_null)
                continue;
        }
        if (found)
            return in.fail("a value of two kinds");
        found = true;
        if (!read(in, kind, into))
            return false;
    }
    if (json.failed())
        return false;
    return found || in.fail("a value of no kind");
}

} // namespace skiff::rds_data::detail
