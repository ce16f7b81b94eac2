// SPDX-License-Identifier: Apache-2.0
// The same program without the local services, to be packaged as a Lambda function.
#include "program.hpp"

int main(int argc, char* argv[]) {
    return notes::run("notes-function", argc, argv);
}
