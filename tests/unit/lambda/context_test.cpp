// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/context.hpp>

#include "lambda/current_context.hpp"
#include "lambda/runtime_api.hpp"
#include "unit/core/fake_environment.hpp"

#include "support/catch.hpp"

namespace lambda = skiff::lambda;

TEST_CASE("context: what remains until the deadline is never negative") {
    lambda::context about;
    about.deadline = std::chrono::system_clock::now() + std::chrono::seconds(60);
    CHECK(about.remaining() > std::chrono::seconds(50));
    CHECK(about.remaining() <= std::chrono::seconds(60));
    about.deadline -= std::chrono::hours(1);
    CHECK(about.remaining() == std::chrono::nanoseconds(0));
}

TEST_CASE("context: the current one is the innermost of its thread") {
    CHECK(lambda::context::current() == nullptr);
    lambda::context const outer;
    lambda::context const inner;
    {
        lambda::current_context_scope const a(outer);
        {
            lambda::current_context_scope const b(inner);
            CHECK(lambda::context::current() == &inner);
        }
        CHECK(lambda::context::current() == &outer);
    }
    CHECK(lambda::context::current() == nullptr);
}

TEST_CASE("context: the function is what the process's variables say") {
    fake_environment variables;
    variables.variables = {{"AWS_LAMBDA_FUNCTION_NAME", "orders"},
                           {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
                           {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/orders"},
                           {"AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/28/[$LATEST]1"},
                           {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"}};
    auto const about = lambda::function_context(variables);
    CHECK(about.function_name == "orders");
    CHECK(about.function_version == "$LATEST");
    CHECK(about.log_group == "/aws/lambda/orders");
    CHECK(about.log_stream == "2026/11/28/[$LATEST]1");
    CHECK(about.memory_limit_mb == 256);
    CHECK(lambda::function_context(fake_environment()).memory_limit_mb == 0);
}
