// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/call_observer.hpp>
#include <skiff/core/environment.hpp>
#include <skiff/core/http/crc32.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/operation.hpp>
#include <skiff/protocol/service_client.hpp>

#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/scripted_transport.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

boost::system::error_category const& test_category() noexcept {
    return core_category();
}

constexpr protocol::error_entry errors[] = {
    {.code = "BusyException", .value = 1, .retry = retry_class::throttling},
    {.code = "SlipException", .value = 2, .retry = retry_class::transient},
};
constexpr protocol::service test_service{
    .id = "Test Service",
    .variable_suffix = "TEST_SERVICE",
    .endpoint_prefix = "test",
    .signing_name = "test",
    .target_prefix = "Test_20260101",
    .api_version = "2026-01-01",
    .protocol = &protocol::aws_json_1_0,
    .retry = {.max_attempts = 4, .transient_base = 25ms},
    .checksummed = true,
    .errors = errors,
    .category = &test_category,
};
constexpr protocol::shape empty_structure{.kind = protocol::shape_kind::structure};
constexpr protocol::operation ping{.name = "Ping",
                                   .service = &test_service,
                                   .input = &empty_structure,
                                   .output = &empty_structure};

class middle final : public random_source {
  public:
    void fill(std::span<std::byte> bytes) override {
        for (auto& b : bytes)
            b = std::byte{0x80}; // uniform() is about 0.5
    }
};

class empty_environment final : public environment {
  public:
    std::map<std::string, std::string, std::less<>> variables;
    [[nodiscard]] std::optional<std::string> variable(std::string_view name) const override {
        auto const at = variables.find(name);
        return at == variables.end() ? std::nullopt : std::optional(at->second);
    }
    [[nodiscard]] std::optional<std::string> read_file(std::string const&) const override {
        return std::nullopt;
    }
};

struct fixture {
    std::shared_ptr<test::scripted_transport> wire = std::make_shared<test::scripted_transport>();
    std::shared_ptr<test::fake_clock> clock = std::make_shared<test::fake_clock>();
    std::shared_ptr<empty_environment> variables = std::make_shared<empty_environment>();
    client_config config{.region = "eu-central-1",
                         .credentials = static_credentials({"AKID", "secret", "token"}),
                         .transport = wire,
                         .clock = clock,
                         .random = std::make_shared<middle>(),
                         .environment = variables};

    std::optional<error> call(call_options const& options = {}, std::string body = "{}") {
        return client().call(ping, std::move(body),
                             {nullptr, [](void*, std::string_view, std::string&) { return true; }},
                             options);
    }
    protocol::service_client const& client() {
        if (!client_)
            client_.emplace(test_service, config);
        return *client_;
    }

  private:
    std::optional<protocol::service_client> client_;
};

http::fields with(std::string_view name, std::string_view value) {
    http::fields out;
    out.add(name, value);
    return out;
}

std::string header(http::request const& r, std::string_view name) {
    return std::string(r.headers.find(name).value_or("(none)"));
}

/// Keeps a line per call.
class note_taker final : public call_observer {
  public:
    std::vector<std::string> notes;

    std::unique_ptr<observed_call> begin(call_start const& what) override {
        if (what.table_name == "uninteresting")
            return nullptr;
        notes.push_back(std::string(what.service) + '.' + std::string(what.operation) + " in " +
                        std::string(what.region) + " on '" + std::string(what.table_name) + "'");
        return std::make_unique<call>(*this);
    }

  private:
    class call final : public observed_call {
      public:
        explicit call(note_taker& owner) : owner_(owner) {}
        void end(call_end const& what) noexcept override {
            owner_.notes.push_back((what.failure ? what.failure->aws_code : "ok") + ' ' +
                                   std::to_string(what.http_status) + ' ' +
                                   std::string(what.request_id) + " attempts " +
                                   std::to_string(what.attempts));
        }

      private:
        note_taker& owner_;
    };
};

} // namespace

TEST_CASE("service_client: an observer is told of each call, not of each attempt") {
    fixture f;
    auto const notes = std::make_shared<note_taker>();
    f.config.observer = notes;
    f.wire->answer(500, "{}", with("x-amzn-RequestId", "r1"));
    f.wire->answer(200, "{}", with("x-amzn-RequestId", "r2"));
    f.wire->answer(400, R"({"__type":"SomeException"})", with("x-amzn-RequestId", "r3"));
    f.wire->fail(errc::tls_failed, progress::not_sent);
    f.wire->answer(200, "{}");
    REQUIRE_FALSE(f.call({}, R"({"A":{"TableName":"other"},"TableName":"music"})"));
    REQUIRE(f.call({}, R"({"TableName":["no text"]})"));
    REQUIRE(f.call({.max_attempts = 1}, "no JSON"));
    REQUIRE_FALSE(f.call({}, R"({"TableName":"uninteresting"})"));
    CHECK(notes->notes == std::vector<std::string>{
                              "Test Service.Ping in eu-central-1 on 'music'",
                              "ok 200 r2 attempts 2",
                              "Test Service.Ping in eu-central-1 on ''",
                              "SomeException 400 r3 attempts 1",
                              "Test Service.Ping in eu-central-1 on ''",
                              " 0  attempts 1",
                          });
}

TEST_CASE("service_client: a request is signed, named and numbered") {
    fixture f;
    f.wire->answer(200, "{}");
    REQUIRE_FALSE(f.call());
    REQUIRE(f.wire->requests.size() == 1);
    auto const& sent = f.wire->requests[0];
    CHECK(f.wire->origins[0] == http::origin{true, "test.eu-central-1.amazonaws.com", 443});
    CHECK(sent.method == "POST");
    CHECK(header(sent, "X-Amz-Target") == "Test_20260101.Ping");
    CHECK(header(sent, "Content-Type") == "application/x-amz-json-1.0");
    CHECK(header(sent, "amz-sdk-request") == "attempt=1; max=4");
    CHECK(header(sent, "X-Amz-Security-Token") == "token");
    CHECK(header(sent, "Authorization")
              .find("Credential=AKID/20270115/eu-central-1/test/aws4_request") !=
          std::string::npos);
    CHECK(header(sent, "User-Agent").find("api/Test-Service") != std::string::npos);
}

TEST_CASE("service_client: an operation without authentication needs no credentials") {
    static constexpr protocol::operation open{.name = "Open",
                                              .service = &test_service,
                                              .input = &empty_structure,
                                              .output = &empty_structure,
                                              .unsigned_request = true};
    class none final : public credentials_provider {
      public:
        result<std::shared_ptr<credentials const>> get() override {
            return make_error(errc::no_credentials, "there are none");
        }
    };
    fixture f;
    f.config.credentials = std::make_shared<none>();
    f.wire->answer(500, "{}");
    f.wire->answer(200, "{}");
    REQUIRE_FALSE(f.client().call(open, &f, &f, {}));
    REQUIRE(f.wire->requests.size() == 2);
    for (auto const& sent : f.wire->requests) {
        CHECK(header(sent, "Authorization") == "(none)");
        CHECK(header(sent, "X-Amz-Date") == "(none)");
    }
    CHECK(f.call()->code == errc::no_credentials);
}

TEST_CASE("service_client: what is retried, and after which pause") {
    struct row {
        std::string name;
        std::function<void(test::scripted_transport&)> first;
        std::vector<std::chrono::nanoseconds> pauses;
    };
    // uniform() is 0.5: half of 25 ms, or half of 1 s after throttling.
    for (auto const& [name, first, pauses] : std::vector<row>{
             {"connection lost", [](auto& w) { w.fail(errc::connection_lost); }, {12'500us}},
             {"connect failed",
              [](auto& w) { w.fail(errc::connect_failed, progress::not_sent); },
              {12'500us}},
             {"timed out", [](auto& w) { w.fail(errc::timed_out); }, {12'500us}},
             {"500", [](auto& w) { w.answer(500, "oops"); }, {12'500us}},
             {"503", [](auto& w) { w.answer(503, ""); }, {12'500us}},
             {"transient by the model",
              [](auto& w) { w.answer(400, R"({"__type":"x#SlipException"})"); },
              {12'500us}},
             {"throttled by the model",
              [](auto& w) { w.answer(400, R"({"__type":"BusyException"})"); },
              {500ms}},
             {"throttled",
              [](auto& w) { w.answer(400, R"({"__type":"ThrottlingException"})"); },
              {500ms}},
             {"damaged",
              [](auto& w) { w.answer(200, "{}", with("x-amz-crc32", "1")); },
              {12'500us}},
             {"two in a row",
              [](auto& w) {
                  w.answer(500, "");
                  w.answer(500, "");
              },
              {12'500us, 25ms}},
             {"the service says when",
              [](auto& w) { w.answer(503, "", with("x-amz-retry-after", "2000")); },
              {2s}},
         }) {
        CAPTURE(name);
        fixture f;
        first(*f.wire);
        f.wire->answer(200, "{}");
        auto const failure = f.call();
        CHECK_FALSE(failure);
        REQUIRE(f.clock->pauses.size() == pauses.size());
        for (std::size_t i = 0; i != pauses.size(); ++i) {
            auto const off = f.clock->pauses[i] - pauses[i];
            CHECK(std::max(off, -off) < pauses[i] / 100);
        }
        CHECK(f.wire->finished());
        CHECK(header(f.wire->requests.back(), "amz-sdk-request") ==
              "attempt=" + std::to_string(f.wire->requests.size()) + "; max=4");
        CHECK(header(f.wire->requests.front(), "amz-sdk-invocation-id") ==
              header(f.wire->requests.back(), "amz-sdk-invocation-id"));
    }
}

TEST_CASE("service_client: what is not retried") {
    struct row {
        std::string name;
        std::function<void(test::scripted_transport&)> first;
    };
    for (auto const& [name, first] : std::vector<row>{
             {"a client's fault",
              [](auto& w) { w.answer(400, R"({"__type":"ValidationException"})"); }},
             {"TLS", [](auto& w) { w.fail(errc::tls_failed, progress::not_sent); }},
             {"canceled", [](auto& w) { w.fail(errc::canceled); }},
             {"too large", [](auto& w) { w.fail(errc::response_too_large, progress::answering); }},
         }) {
        CAPTURE(name);
        fixture f;
        first(*f.wire);
        f.wire->answer(200, "{}");
        auto const failure = f.call();
        REQUIRE(failure);
        CHECK(failure->attempts == 1);
        CHECK(failure->operation == "Test Service.Ping");
        CHECK(f.clock->pauses.empty());
    }
}

TEST_CASE("service_client: gives up after the attempts it has, and says how many") {
    fixture f;
    for (int i = 0; i != 9; ++i)
        f.wire->answer(500, "", with("x-amzn-RequestId", "request-" + std::to_string(i + 1)));
    auto failure = f.call();
    REQUIRE(failure);
    CHECK(failure->attempts == 4);
    CHECK(failure->http_status == 500);
    CHECK(failure->request_id == "request-4");
    CHECK(failure->code == errc::unmodelled_service_error);
    failure = f.call({.max_attempts = 2});
    REQUIRE(failure);
    CHECK(failure->attempts == 2);
    CHECK(f.wire->requests.size() == 6);
}

TEST_CASE("service_client: AWS_MAX_ATTEMPTS counts, and nonsense in it is named") {
    fixture f;
    f.variables->variables["AWS_MAX_ATTEMPTS"] = "1";
    f.wire->answer(500, "");
    CHECK(f.call()->attempts == 1);
    fixture broken;
    broken.variables->variables["AWS_MAX_ATTEMPTS"] = "many";
    auto const failure = broken.call();
    REQUIRE(failure);
    CHECK(failure->code == errc::invalid_configuration);
    CHECK(failure->message.find("'many'") != std::string::npos);
}

TEST_CASE("service_client: an empty quota stops retrying") {
    fixture f;
    int sent = 0;
    for (int call = 0; call != 40; ++call) {
        for (int i = 0; i != 4; ++i)
            f.wire->answer(500, "");
        sent += f.call()->attempts;
    }
    // 500 tokens, 14 for each retry: 35 retries in all, then one attempt a call.
    CHECK(sent == 40 + 35);
}

TEST_CASE("service_client: a retry that is not made costs nothing") {
    fixture f;
    for (int call = 0; call != 100; ++call) {
        f.wire->answer(500, "");
        CHECK(f.call({.timeout = 1ns})->attempts == 1);
    }
    f.wire->answer(500, "");
    f.wire->answer(200, "{}");
    CHECK_FALSE(f.call());
}

TEST_CASE("service_client: a wrong clock is corrected by the answer's date and tried again") {
    fixture f;
    f.wire->answer(400, R"({"__type":"InvalidSignatureException"})",
                   with("Date", "Fri, 15 Jan 2027 09:00:00 GMT")); // one hour ahead
    f.wire->answer(200, "{}");
    REQUIRE_FALSE(f.call());
    REQUIRE(f.wire->requests.size() == 2);
    CHECK(header(f.wire->requests[0], "X-Amz-Date") == "20270115T080000Z");
    CHECK(header(f.wire->requests[1], "X-Amz-Date") == "20270115T090000Z");
    CHECK(f.clock->pauses.empty());
}

TEST_CASE("service_client: the whole call keeps to its time") {
    fixture f;
    f.wire->answer(503, "", with("x-amz-retry-after", "3000"));
    auto const failure = f.call({.timeout = 1s});
    REQUIRE(failure);
    CHECK(failure->attempts == 1);
    CHECK(f.clock->pauses.empty());
    CHECK(failure->message.find("not retried") != std::string::npos);
}

TEST_CASE("service_client: stopping ends the waiting") {
    fixture f;
    std::stop_source stop;
    f.wire->then([&](auto const&, auto const&) {
        stop.request_stop();
        return result<http::response>(make_error(errc::connection_lost, "scripted"));
    });
    auto const failure = f.call({.stop = stop.get_token()});
    REQUIRE(failure);
    CHECK(failure->code == condition::canceled);
    CHECK(failure->attempts == 1);
}

TEST_CASE("service_client: settings are looked up at the first call and a failure is not kept") {
    fixture f;
    f.config.region.reset();
    auto failure = f.call();
    REQUIRE(failure);
    CHECK(failure->code == errc::no_region);
    CHECK(f.wire->requests.empty());
    f.variables->variables["AWS_REGION"] = "us-west-2";
    f.variables->variables["AWS_ENDPOINT_URL_TEST_SERVICE"] = "http://localhost:4566/stage";
    f.wire->answer(200, "{}");
    REQUIRE_FALSE(f.call());
    CHECK(f.wire->origins[0] == http::origin{false, "localhost", 4566});
    CHECK(f.wire->requests[0].target == "/stage/");
}

TEST_CASE("service_client: an unreadable success is malformed, with its request id") {
    fixture f;
    auto headers = with("x-amzn-RequestId", "abc");
    headers.add("x-amz-crc32", std::to_string(http::crc32("{]")));
    f.wire->answer(200, "{]", headers);
    auto const failure = f.client().call(
        ping, "{}",
        {nullptr, [](void*, std::string_view, std::string& why) { return why = "no JSON", false; }},
        {});
    REQUIRE(failure);
    CHECK(failure->code == errc::malformed_response);
    CHECK(failure->request_id == "abc");
    CHECK(failure->message == "no JSON");
}
