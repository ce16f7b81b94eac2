// SPDX-License-Identifier: Apache-2.0
// All operations of the tutorial "Codelab 8: DynamoDB" in one program.
#include "program.hpp"

#include <skiff/local/services.hpp>

int main(int argc, char* argv[]) {
    auto const program = user_profiles::make_program("user-profiles",
                                                     user_profiles::all_operations);
    return example::run(program, argc, argv, [] { return skiff::local::services().config(); });
}
