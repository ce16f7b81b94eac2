// SPDX-License-Identifier: Apache-2.0
// The floor of compile time: the standard containers that any such program includes.
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

int main() {
    std::map<std::string, std::vector<std::string>> items;
    std::cout << items.size();
}
