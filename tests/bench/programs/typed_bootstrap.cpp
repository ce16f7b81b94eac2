// SPDX-License-Identifier: Apache-2.0
// The function whose start-up time and stripped size the budget names.
#include <skiff/lambda/handler.hpp>

#include <string>

struct order {
    std::string id;
    int count = 0;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, count))

struct receipt {
    std::string order;
    double total = 0;
};
BOOST_DESCRIBE_STRUCT(receipt, (), (order, total))

int main() {
    return skiff::lambda::run([](order const& in) { return receipt{in.id, in.count * 1.5}; });
}
