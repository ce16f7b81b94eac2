// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "support/catch.hpp"

#include <string>
#include <string_view>

namespace skiff::test {

/// The same JSON value, whatever the order of members; the text that Catch shows has none of it.
inline std::string canonical_json(std::string_view text);

inline boost::json::value sorted(boost::json::value const& from) {
    if (auto const* object = from.if_object()) {
        std::vector<std::string> names;
        for (auto const& member : *object)
            names.emplace_back(member.key());
        std::sort(names.begin(), names.end());
        boost::json::object out;
        for (auto const& name : names)
            out[name] = sorted(object->at(name));
        return out;
    }
    if (auto const* array = from.if_array()) {
        boost::json::array out;
        for (auto const& element : *array)
            out.push_back(sorted(element));
        return out;
    }
    return from;
}

inline std::string canonical_json(std::string_view text) {
    return boost::json::serialize(
        sorted(boost::json::parse(boost::json::string_view(text.data(), text.size()))));
}

} // namespace skiff::test

#define CHECK_JSON(actual, expected)                                                               \
    CHECK(skiff::test::canonical_json(actual) == skiff::test::canonical_json(expected))
