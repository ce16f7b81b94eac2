// SPDX-License-Identifier: Apache-2.0
// Takes nothing from the C++ library, and from glibc only what is old.
#include <cstdio>

extern "C" int package_answer();

int main() {
    std::printf("answer %d\n", package_answer());
    return 0;
}
