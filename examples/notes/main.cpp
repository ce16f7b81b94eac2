// SPDX-License-Identifier: Apache-2.0
// The notes of the tutorial "Flask-Dynamo-app".
#include "program.hpp"

#include <skiff/local/services.hpp>

int main(int argc, char* argv[]) {
    return notes::run("notes", argc, argv, [] { return skiff::local::services().config(); });
}
