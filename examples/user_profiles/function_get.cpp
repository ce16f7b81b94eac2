// SPDX-License-Identifier: Apache-2.0
// GET /users/{id} as a Lambda function.
#include "program.hpp"

int main() {
    return user_profiles::run_function(user_profiles::operation::get);
}
