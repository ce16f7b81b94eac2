// SPDX-License-Identifier: Apache-2.0
#include "protocol/uri_pattern.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using skiff::protocol::uri_pattern;

namespace {

/// "Name=value,Other=value", or why there is none.
std::string match(std::string_view pattern, std::string_view target) {
    uri_pattern const uri(pattern);
    if (!uri.matches(target))
        return "no";
    std::vector<uri_pattern::label_value> labels;
    if (!uri.labels(target, labels))
        return "undecodable";
    std::string out;
    for (auto const& [name, value] : labels)
        out += (out.empty() ? "" : ",") + std::string(name) + '=' + value;
    return out;
}

} // namespace

TEST_CASE("uri_pattern: labels take segments, greedy ones as many as are left") {
    struct row {
        char const* pattern;
        char const* target;
        char const* found;
    };
    for (auto const& [pattern, target, found] : std::vector<row>{
             {"/", "/", ""},
             {"/", "", ""},
             {"/", "/a", "no"},
             {"/Execute", "/Execute", ""},
             {"/Execute", "/Execute?x=1", ""},
             {"/Execute", "/execute", "no"},
             {"/a/{B}", "/a/b", "B=b"},
             {"/a/{B}", "/a/b/", "B=b"},
             {"/a/{B}", "/a/", "no"},
             {"/a/{B}", "/a", "no"},
             {"/a/{B}", "/a/b/c", "no"},
             {"/a/{B}/c", "/a/x%2Fy+z/c", "B=x/y+z"},
             {"/a/{B}/c", "/a//c", "no"},
             {"/{A}/{B+}", "/1/2/3", "A=1,B=2/3"},
             {"/{A}/{B+}", "/1", "no"},
             {"/{B+}/end", "/1/2/end", "B=1/2"},
             {"/{B+}/end", "/end", "no"},
             {"/{B+}/{C}", "/1/2/3/4", "B=1/2/3,C=4"},
             {"/a/{B}", "/a/%4", "undecodable"},
             {"/a/{B}", "/a/%zz", "undecodable"},
             {"/a?list", "/a?list", ""},
             {"/a?list", "/a?list=", ""},
             {"/a?list", "/a?x=1&list", ""},
             {"/a?list", "/a", "no"},
             {"/a?list", "/a?listing", "no"},
             {"/a?type=2&x", "/a?x&type=2", ""},
             {"/a?type=2&x", "/a?type=3&x", "no"},
         }) {
        INFO(pattern << ' ' << target);
        CHECK(match(pattern, target) == found);
    }
}

TEST_CASE("uri_pattern: what says more beats what says less") {
    struct row {
        char const* better;
        char const* worse;
    };
    for (auto const& [better, worse] : std::vector<row>{
             {"/a/b", "/a/{B}"},
             {"/a/{B}", "/{A}/b"},
             {"/a/{B}", "/a/{B+}"},
             {"/a/{B}/c", "/a/{B+}"},
             {"/a/{B+}/c", "/a/{B+}"},
             {"/a?list", "/a"},
             {"/a?list&type=2", "/a?list"},
         }) {
        INFO(better << ' ' << worse);
        CHECK(uri_pattern(better).beats(uri_pattern(worse)));
        CHECK(!uri_pattern(worse).beats(uri_pattern(better)));
    }
}
