// SPDX-License-Identifier: Apache-2.0
// A shared library for a package to bring along.
extern "C" int package_answer();

extern "C" int package_answer() {
    return 42;
}
