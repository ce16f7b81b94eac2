// SPDX-License-Identifier: Apache-2.0
#include "codegen/generate.hpp"
#include "codegen/model.hpp"
#include "codegen/reduce.hpp"

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view usage =
    "skiff-codegen writes skiff's generated headers and sources.\n"
    "\n"
    "  skiff-codegen reduce <folder> <model.json>\n"
    "      reads a service in botocore's layout (service-2.json, "
    "paginators-1.json, waiters-2.json)\n"
    "      and writes what skiff needs of it\n"
    "  skiff-codegen generate <models> <root>\n"
    "      reads every reduced model in the folder <models> and "
    "writes include/ and src/ below <root>\n"
    "  skiff-codegen check <models> <root>\n"
    "      writes nothing; fails and names the files that generate would change\n";

int run(std::span<char const* const> arguments) {
    namespace fs = std::filesystem;
    if (arguments.size() != 3)
        throw std::runtime_error("expected a command and two paths; --help shows them");
    std::string_view const command = arguments[0];
    fs::path const from = arguments[1];
    fs::path const to = arguments[2];
    if (command == "reduce") {
        auto const text = skiff::codegen::reduce(from);
        (void)skiff::codegen::parse_model(text, to.string());
        std::ofstream out(to, std::ios::binary | std::ios::trunc);
        out << text;
        out.close();
        if (!out)
            throw std::runtime_error(to.string() + ": cannot be written");
        return 0;
    }
    if (command == "generate") {
        auto const files = skiff::codegen::generate(from);
        auto const changed = skiff::codegen::write_files(files, to);
        std::cout << files.size() << " files, " << changed << " changed\n";
        return 0;
    }
    if (command == "check") {
        auto const changed = skiff::codegen::differences(skiff::codegen::generate(from), to);
        for (auto const& name : changed)
            std::cerr << "differs from what the generator writes: " << name << '\n';
        if (!changed.empty())
            std::cerr << "Run: cmake --build <build tree> --target regenerate\n";
        return changed.empty() ? 0 : 1;
    }
    throw std::runtime_error("unknown command '" + std::string(command) + "'; --help shows them");
}

} // namespace

int main(int argc, char* argv[]) {
    std::span<char const* const> const arguments(argv + 1, argc > 0 ? std::size_t(argc - 1) : 0);
    if (arguments.empty() || arguments[0] == std::string_view("--help")) {
        std::cout << usage;
        return arguments.empty() ? 2 : 0;
    }
    try {
        return run(arguments);
    } catch (std::exception const& e) {
        std::cerr << "skiff-codegen: " << e.what() << '\n';
        return 1;
    }
}
