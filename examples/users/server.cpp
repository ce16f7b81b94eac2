// SPDX-License-Identifier: Apache-2.0
// The service of the tutorial "Backend API using AWS Lambda": a server, or a Lambda function.
#include "program.hpp"

#include <skiff/local/services.hpp>

int main(int argc, char* argv[]) {
    return example::run(users::make_program(), argc, argv,
                        [] { return skiff::local::services().config(); });
}
