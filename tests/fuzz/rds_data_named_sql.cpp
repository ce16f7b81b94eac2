// SPDX-License-Identifier: Apache-2.0
// The local RDS Data service's reader of SQL, on any text, in both dialects.
#include "local/rds_data/named_sql.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace skiff::local::rds_data;

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    for (dialect const how : {dialect::postgresql, dialect::mysql}) {
        named_sql const got = parse_named_sql(text, how);
        // Text without names is not touched, and every placeholder stands for a name.
        require(!got.names.empty() || got.text == text);
        require(got.placeholders.size() >= got.names.size());
        for (std::size_t const one : got.placeholders)
            require(one < got.names.size());
        if (how == dialect::postgresql) // no name is left where one was taken
            require(parse_named_sql(got.text, how).names.empty());
    }
    return 0;
}
