// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/environment.hpp>

#include <skiff/core/http/fields.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>

namespace skiff {
namespace {

struct close_file {
    void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
};

class environment_of_process final : public environment {
  public:
    std::optional<std::string> variable(std::string_view name) const override {
        char const* const value = std::getenv(std::string(name).c_str());
        if (!value || !*value)
            return std::nullopt;
        return value;
    }

    std::optional<std::string> read_file(std::string const& path) const override {
        constexpr std::size_t limit = 16u << 20;
        std::unique_ptr<std::FILE, close_file> const file(std::fopen(path.c_str(), "rb"));
        if (!file)
            return std::nullopt;
        std::string contents;
        char buffer[4096];
        while (auto const size = std::fread(buffer, 1, sizeof buffer, file.get())) {
            contents.append(buffer, size);
            if (contents.size() > limit)
                return std::nullopt;
        }
        if (std::ferror(file.get()))
            return std::nullopt;
        return contents;
    }
};

} // namespace

environment const& process_environment() noexcept {
    static environment_of_process const instance;
    return instance;
}

bool is_true(std::string_view setting) noexcept {
    constexpr std::string_view words[] = {"true", "1", "yes", "on"};
    return std::any_of(std::begin(words), std::end(words), [setting](std::string_view word) {
        return http::equal_ignoring_case(word, setting);
    });
}

} // namespace skiff
