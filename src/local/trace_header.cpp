// SPDX-License-Identifier: Apache-2.0
#include "local/trace_header.hpp"

#include <skiff/core/random.hpp>

#include "core/hex.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace skiff::local {
namespace {

std::string random_hex(std::size_t digits) {
    std::string out = system_random().uuid() + system_random().uuid();
    std::erase(out, '-');
    out.resize(digits);
    return out;
}

/// The value of "name=value" in a header of parts that ';' separates; empty when it is not there.
std::string_view part_of(std::string_view header, std::string_view name) noexcept {
    while (!header.empty()) {
        std::string_view part = header.substr(0, header.find(';'));
        header.remove_prefix(part.size() == header.size() ? part.size() : part.size() + 1);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        if (part.starts_with(name) && part.substr(name.size()).starts_with('='))
            return part.substr(name.size() + 1);
    }
    return {};
}

std::string new_root(timestamp now) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::string out = "1-";
    for (int shift = 28; shift >= 0; shift -= 4)
        out.push_back(hex_digits[static_cast<std::uint64_t>(seconds) >> shift & 15]);
    return out + "-" + random_hex(24);
}

} // namespace

std::string make_trace_header(std::string_view given, timestamp now, bool sampled) {
    if (!part_of(given, "Root").empty())
        return std::string(given);
    return "Root=" + new_root(now) + (sampled ? ";Sampled=1" : "");
}

std::string with_parent(std::string_view header, bool sampled) {
    std::string out(header);
    if (part_of(header, "Parent").empty())
        out += ";Parent=" + random_hex(16);
    if (part_of(header, "Sampled").empty())
        out += sampled ? ";Sampled=1" : ";Sampled=0";
    return out;
}

} // namespace skiff::local
