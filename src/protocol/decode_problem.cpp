// SPDX-License-Identifier: Apache-2.0
#include "protocol/decode_problem.hpp"

#include <utility>

namespace skiff::protocol {
namespace {

/// A request may lack many members; their message stays short.
constexpr std::size_t missing_members_named = 10;

std::string lower_first(std::string_view name) {
    std::string out(name);
    if (!out.empty() && out.front() >= 'A' && out.front() <= 'Z')
        out.front() = static_cast<char>(out.front() - 'A' + 'a');
    return out;
}

} // namespace

std::string path_of(decode_frame const* at) {
    if (at == nullptr)
        return {};
    auto path = path_of(at->up);
    if (at->name.empty())
        return path + '[' + std::to_string(at->index) + ']';
    if (!path.empty())
        path += '.';
    return path.append(at->name);
}

std::string validation_path_of(decode_frame const* at) {
    if (at == nullptr)
        return {};
    auto path = validation_path_of(at->up);
    if (!path.empty())
        path += '.';
    if (at->name.empty())
        return path + std::to_string(at->index + 1) + ".member";
    return path + lower_first(at->name);
}

bool decode_problems::fail(std::string message) {
    if (message_.empty())
        message_ = std::move(message);
    return false;
}

bool decode_problems::refuse(std::string message) {
    refused_ = refused_ || message_.empty();
    return fail(std::move(message));
}

void decode_problems::missing(member const& which, decode_frame const* owner) {
    if (++missing_count_ > missing_members_named)
        return;
    if (!missing_.empty())
        missing_ += "; ";
    decode_frame const here{owner, which.name};
    missing_ += "Value null at '" + validation_path_of(&here) +
                "' failed to satisfy constraint: Member must not be null";
}

std::string decode_problems::got(std::string_view value) const {
    return quotes_ ? ", got '" + std::string(value.substr(0, 100)) + '\'' : std::string();
}

std::string decode_problems::text() const {
    if (!message_.empty() || missing_count_ == 0)
        return message_;
    return std::to_string(missing_count_) + " validation error" + (missing_count_ == 1 ? "" : "s") +
           " detected: " + missing_;
}

} // namespace skiff::protocol
