// SPDX-License-Identifier: Apache-2.0
// The service as a Lambda function and nothing else: the program to put into a package.
#include "program.hpp"

int main() {
    return example::run_function(users::make_program());
}
