// SPDX-License-Identifier: Apache-2.0
// The front before a REST service, with operations that need a signature and one that needs none.
#include "local/front.hpp"

#include <skiff/core/auth/sigv4.hpp>
#include <skiff/protocol/shape_access.hpp>

#include "support/catch.hpp"
#include "support/fake_clock.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC diagnostic ignored "-Winvalid-offsetof"

using namespace skiff;

namespace {

struct greeting {
    std::string name{};
    std::optional<std::int32_t> times{};
};
constexpr protocol::member greeting_members[] = {
    {.name = "name",
     .target = &protocol::text_shape,
     .offset = offsetof(greeting, name),
     .flags = protocol::member_flag::required},
    {.name = "times",
     .target = &protocol::integer_shape,
     .offset = offsetof(greeting, times),
     .optional = &protocol::optional_access_of<std::optional<std::int32_t>>},
};
constexpr protocol::shape greeting_shape{
    .kind = protocol::shape_kind::structure, .name = "Greeting", .members = greeting_members};

boost::system::error_category const& no_category() noexcept {
    return core_category();
}

extern protocol::service const greeter;
constexpr protocol::operation greet{.name = "Greet",
                                    .service = &greeter,
                                    .input = &greeting_shape,
                                    .output = &greeting_shape,
                                    .uri = "/greet"};
constexpr protocol::operation wave{.name = "Wave",
                                   .service = &greeter,
                                   .input = &greeting_shape,
                                   .output = &greeting_shape,
                                   .uri = "/wave",
                                   .unsigned_request = true};
constexpr protocol::operation const* operations[] = {&greet, &wave};
constinit protocol::service const greeter{.id = "Greeter",
                                          .variable_suffix = "GREETER",
                                          .endpoint_prefix = "greeter",
                                          .signing_name = "greeter",
                                          .protocol = &protocol::rest_json_1,
                                          .checksummed = false,
                                          .category = &no_category,
                                          .operations = operations};

class greeter_engine final : public local::engine {
  public:
    greeter_engine() {
        for (auto const* name : {"Greet", "Wave"})
            handlers_.add<greeting, greeting>(
                name, [](greeting const& in) -> result<greeting> { return in; });
    }
    [[nodiscard]] local::handler_table const& handlers() const noexcept override {
        return handlers_;
    }
    void reset() override {}

  private:
    local::handler_table handlers_;
};

struct bench {
    local::options settings;
    test::fake_clock clock;
    local::fault_queue faults;
    local::front front = make();

    http::response answer(std::string target, std::string body, bool is_signed,
                          std::string const& origin = {}) {
        http::request in{"POST", std::move(target), {}, std::move(body)};
        if (!origin.empty())
            in.headers.add("Origin", origin);
        if (is_signed)
            REQUIRE(!auth::signer().sign(in, "localhost:1", {"local", "local", ""},
                                         {"us-east-1", "greeter"}, clock.now()));
        return front.answer(in, "localhost:1", {}).response;
    }

  private:
    local::front make() {
        std::vector<local::hosted> services;
        services.push_back({&greeter, std::make_unique<greeter_engine>()});
        return {settings, clock, faults, std::move(services)};
    }
};

std::string type_of(http::response const& in) {
    return std::string(in.headers.find("x-amzn-ErrorType").value_or(""));
}

} // namespace

TEST_CASE("front: an operation without authentication is answered unsigned, others are not") {
    bench b;
    auto const open = b.answer("/wave", R"({"name":"n"})", false);
    CHECK(open.status == 200);
    CHECK(open.body == R"({"name":"n"})");
    CHECK(b.answer("/wave", R"({"name":"n"})", true).status == 200);
    CHECK(b.answer("/greet", R"({"name":"n"})", true).status == 200);
    // Unsigned, nothing says which service is meant but the path of an open operation.
    CHECK(b.answer("/greet", R"({"name":"n"})", false).status == 404);
    CHECK(b.answer("/greet", R"({"name":"n"})", false).body.find("\"n\"") == std::string::npos);
}

TEST_CASE("front: a REST service refuses a wrong signature with 403") {
    bench b;
    http::request in{"POST", "/greet", {}, R"({"name":"n"})"};
    REQUIRE(!auth::signer().sign(in, "localhost:1", {"local", "wrong", ""},
                                 {"us-east-1", "greeter"}, b.clock.now()));
    auto const refused = b.front.answer(in, "localhost:1", {}).response;
    CHECK(refused.status == 403);
    CHECK(type_of(refused) == "InvalidSignatureException");
}

TEST_CASE("front: pages of other sites get no unsigned answer") {
    bench b;
    auto const refused = b.answer("/wave", R"({"name":"n"})", false, "http://evil.example");
    CHECK(refused.status == 403);
    CHECK(type_of(refused) == "AccessDenied");
    CHECK(b.answer("/wave", R"({"name":"n"})", true, "http://evil.example").status == 200);
}

TEST_CASE("front: what a REST service cannot read is worded as the services do") {
    struct row {
        char const* target;
        char const* body;
        int status;
        char const* type;
        char const* message;
    };
    bench b;
    for (auto const& [target, body, status, type, message] : std::vector<row>{
             {"/nowhere", "{}", 404, "UnknownOperationException",
              "Greeter has no operation at POST /nowhere."},
             {"/greet/", R"({"name":"n"})", 200, "", ""},
             {"/greet", "{", 400, "SerializationException", "Not valid JSON at byte 1"},
             {"/greet", "[]", 400, "SerializationException", "Expected object, got array"},
             {"/greet", R"({"name":1})", 400, "SerializationException",
              "Expected string at 'name', got number"},
             {"/greet", "{}", 400, "ValidationException",
              "1 validation error detected: Value null at 'name' failed to satisfy constraint: "
              "Member must not be null"},
             {"/greet", "", 400, "ValidationException", "1 validation error detected"},
         }) {
        INFO(target << ' ' << body);
        auto const answer = b.answer(target, body, true);
        CHECK(answer.status == status);
        CHECK(type_of(answer) == type);
        CHECK(answer.body.find(message) != std::string::npos);
        CHECK(answer.headers.find("Content-Type") == "application/json");
    }
}
