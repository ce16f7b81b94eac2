// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/tracing.hpp>

#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include <stdexcept>

using namespace skiff;
using namespace skiff::rest;

namespace {

constexpr char const* root = "1-5759e988-bd862e3fe1be46a994272793";

router notes() {
    router app;
    app.error_log([](std::string_view) {});
    app.get("/notes/{id}", [](request const&) { return response::text(200, "hello"); });
    app.get("/broken", [](request const&) -> response { throw std::runtime_error("broken"); });
    return app;
}

struct kept {
    std::vector<std::string> documents{};
    [[nodiscard]] lambda::tracer tracer(bool sampled = true) {
        return lambda::tracer(
            {.sampler = [sampled](std::string_view) { return sampled; },
             .sink = [this](std::string_view document) { documents.emplace_back(document); }});
    }
    [[nodiscard]] boost::json::object document() const {
        return boost::json::parse(documents.at(0)).as_object();
    }
};

request traced_get(std::string target) {
    request in;
    in.method = "GET";
    in.target = std::move(target);
    in.peer = "[::1]:50432";
    return in;
}

} // namespace

TEST_CASE("traced: a request is a segment of the caller's trace") {
    kept out;
    auto const app = notes();
    auto const handler = traced(app, out.tracer(false), "notes");
    auto in = traced_get("/notes/7?token=secret");
    in.headers.add("X-Amzn-Trace-Id",
                   std::string("Root=") + root + ";Parent=53995c3f42cd8ad8;Sampled=1");
    in.headers.add("User-Agent", "curl/8");
    auto const answer = handler(std::move(in));
    CHECK(answer.body == "hello");
    CHECK(answer.headers.find("X-Amzn-Trace-Id") == std::string("Root=") + root + ";Sampled=1");
    auto const document = out.document();
    CHECK(document.at("trace_id") == root);
    CHECK(document.at("parent_id") == "53995c3f42cd8ad8");
    CHECK_JSON(boost::json::serialize(document.at("http")),
               R"({"request":{"method":"GET","url":"/notes/7","user_agent":"curl/8",
                              "client_ip":"::1"},
                   "response":{"status":200,"content_length":5}})");
}

TEST_CASE("traced: the client behind a proxy is the one that it names") {
    kept out;
    auto const app = notes();
    auto in = traced_get("/notes/7");
    in.headers.add("X-Forwarded-For", "203.0.113.7, 10.0.0.1");
    static_cast<void>(traced(app, out.tracer(), "notes")(std::move(in)));
    auto const request = out.document().at("http").at("request");
    CHECK(request.at("client_ip") == "203.0.113.7");
    CHECK(request.at("x_forwarded_for") == true);
}

TEST_CASE("traced: a failure of the service is a fault, a mistake of the caller an error") {
    auto const app = notes();
    struct {
        char const* target;
        bool error;
        bool fault;
    } const cases[] = {
        {"/notes/7", false, false}, {"/none", true, false}, {"/broken", false, true}};
    for (auto const& [target, is_error, is_fault] : cases) {
        CAPTURE(target);
        kept out;
        static_cast<void>(traced(app, out.tracer(), "notes")(traced_get(target)));
        CHECK(out.document().contains("error") == is_error);
        CHECK(out.document().contains("fault") == is_fault);
    }
}

TEST_CASE("traced: a trace that is not sampled has an id and is not sent") {
    kept out;
    auto const app = notes();
    auto const answer = traced(app, out.tracer(false), "notes")(traced_get("/notes/7"));
    auto const header = lambda::trace_header::parse(
        answer.headers.find("X-Amzn-Trace-Id").value_or(""));
    CHECK(header.root.size() == 35);
    CHECK(header.sampled == lambda::sampling::no);
    CHECK(out.documents.empty());
}
