// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/tracing.hpp>

#include "lambda/current_context.hpp"
#include "lambda/datagram_sender.hpp"

#include <skiff/core/error.hpp>
#include <skiff/lambda/context.hpp>

#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/json_equal.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <algorithm>
#include <array>
#include <mutex>
#include <span>
#include <stdexcept>
#include <thread>

using namespace skiff;
using namespace skiff::lambda;
using namespace std::chrono_literals;

namespace {

constexpr char const* root = "1-5759e988-bd862e3fe1be46a994272793";

/// 0, 1, 2 ... as the last byte of each draw: ids are told apart.
class counting_random final : public random_source {
  public:
    void fill(std::span<std::byte> bytes) override {
        std::scoped_lock const lock(mutex_);
        std::fill(bytes.begin(), bytes.end(), std::byte{0});
        bytes.back() = static_cast<std::byte>(drawn_++);
    }

  private:
    std::mutex mutex_;
    unsigned drawn_ = 0;
};

/// A tracer whose documents are kept_traces.
struct kept_traces {
    std::vector<std::string> documents{};
    std::mutex mutex{};
    std::shared_ptr<test::fake_clock> clock = std::make_shared<test::fake_clock>();

    [[nodiscard]] lambda::tracer tracer(bool sampled = true) {
        return lambda::tracer({.sampler = [sampled](std::string_view) { return sampled; },
                               .clock = clock,
                               .random = std::make_shared<counting_random>(),
                               .sink =
                                   [this](std::string_view document) {
                                       std::scoped_lock const lock(mutex);
                                       documents.emplace_back(document);
                                   }});
    }
};

lambda::context traced_invocation(std::string header) {
    lambda::context out;
    out.trace_header = std::move(header);
    return out;
}

boost::json::object parse_document(std::string const& text) {
    return boost::json::parse(text).as_object();
}

} // namespace

TEST_CASE("trace_header: is read and written with all its fields") {
    auto const text = std::string("Root=") + root +
                      ";Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1|68fd508a:5";
    auto const header = trace_header::parse(text);
    CHECK(header.root == root);
    CHECK(header.parent == "53995c3f42cd8ad8");
    CHECK(header.sampled == sampling::yes);
    CHECK(header.to_string() == text);
}

TEST_CASE("trace_header: what has another form is left out") {
    struct {
        char const* text;
        char const* written;
    } const cases[] = {
        {"", ""},
        {";;=;=x;", ""},
        {"Root=1-5759e988-bd862e3fe1be46a99427279", ""},
        {"Root=2-5759e988-bd862e3fe1be46a994272793", ""},
        {"Root=1-5759e988-bd862e3fe1be46a99427279g", ""},
        {"Parent=53995c3f42cd8ad", ""},
        {"Sampled=2", ""},
        {"Sampled=?", "Sampled=?"},
        {" root = 1-5759e988-bd862e3fe1be46a994272793 ; sampled=0 ",
         "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0"},
    };
    for (auto const& [text, written] : cases) {
        CAPTURE(text);
        CHECK(trace_header::parse(text).to_string() == written);
    }
}

TEST_CASE("udp_address: takes the forms of AWS_XRAY_DAEMON_ADDRESS") {
    CHECK(udp_address("127.0.0.1:2000") == "127.0.0.1:2000");
    CHECK(udp_address("udp:127.0.0.1:2001") == "127.0.0.1:2001");
    CHECK(udp_address("tcp:127.0.0.1:2000 udp:127.0.0.2:2001") == "127.0.0.2:2001");
    CHECK(udp_address("udp:127.0.0.2:2001 tcp:127.0.0.1:2000") == "127.0.0.2:2001");
    CHECK(udp_address("tcp:127.0.0.1:2000").empty());
}

TEST_CASE("tracing: a segment has everything that was said of it") {
    kept_traces out;
    auto const tracer = out.tracer();
    {
        segment work(tracer, "notes*",
                     trace_header::parse(std::string("Root=") + root +
                                         ";Parent=53995c3f42cd8ad8;Sampled=1"));
        work.annotate("user id", "ann");
        work.annotate("count", 3);
        work.metadata("tags", std::vector<int>{1, 2});
        work.http({.method = "GET", .url = "/notes", .client_ip = "10.0.0.1", .forwarded = true});
        work.http({.status = 429});
        out.clock->advance(1500ms);
        CHECK(work.header().to_string() ==
              std::string("Root=") + root + ";Parent=0000000000000000;Sampled=1");
    }
    REQUIRE(out.documents.size() == 1);
    auto const expected = std::string(R"({"name":"notes","id":"0000000000000000","trace_id":")") +
                          root +
                          R"(","parent_id":"53995c3f42cd8ad8","start_time":1800000000.000000,
            "end_time":1800000001.500000,"error":true,"throttle":true,
            "http":{"request":{"method":"GET","url":"/notes","client_ip":"10.0.0.1",
                               "x_forwarded_for":true},"response":{"status":429}},
            "annotations":{"user_id":"ann","count":3},
            "metadata":{"default":{"tags":[1,2]}}})";
    CHECK_JSON(out.documents[0], expected);
}

TEST_CASE("tracing: AWS calls are subsegments of the current one") {
    kept_traces out;
    auto const tracer = out.tracer();
    auto const observer = tracer.observer();
    {
        segment const work(tracer, "notes");
        subsegment const part(tracer, "loading");
        auto const call = observer->begin({"DynamoDB", "GetItem", "eu-west-1", "notes"});
        REQUIRE(call);
        call->end({.request_id = "ID7", .http_status = 200, .attempts = 3});
    }
    REQUIRE(out.documents.size() == 1);
    auto const part = parse_document(out.documents[0]).at("subsegments").at(0);
    CHECK(part.at("name") == "loading");
    auto call = part.at("subsegments").at(0).as_object();
    CHECK_FALSE(call.contains("type"));
    CHECK_JSON(boost::json::serialize(call),
               R"({"name":"DynamoDB","id":"0000000000000003","start_time":1800000000.000000,
                   "end_time":1800000000.000000,"namespace":"aws",
                   "http":{"response":{"status":200}},
                   "aws":{"operation":"GetItem","region":"eu-west-1","request_id":"ID7",
                          "table_name":"notes","retries":2}})");
}

TEST_CASE("tracing: a failed call says how it failed") {
    struct {
        errc code;
        char const* aws_code;
        int status;
        bool error;
        bool fault;
    } const cases[] = {{errc::unmodelled_service_error, "ValidationException", 400, true, false},
                       {errc::unmodelled_service_error, "InternalServerError", 500, false, true},
                       {errc::connect_failed, "", 0, false, true}};
    for (auto const& [code, aws_code, status, is_error, is_fault] : cases) {
        CAPTURE(aws_code);
        kept_traces out;
        auto const tracer = out.tracer();
        auto const observer = tracer.observer();
        auto failure = make_error(code, "it failed");
        failure.aws_code = aws_code;
        {
            segment const work(tracer, "notes");
            observer->begin({"DynamoDB", "GetItem", "", ""})
                ->end({.failure = &failure, .http_status = status});
        }
        auto const call = parse_document(out.documents.at(0)).at("subsegments").at(0).as_object();
        CHECK(call.contains("error") == is_error);
        CHECK(call.contains("fault") == is_fault);
        CHECK(call.at("cause").at("exceptions").at(0).at("message") == "it failed");
    }
}

TEST_CASE("tracing: in an invocation only subsegments go out, below Lambda's segment") {
    kept_traces out;
    auto const tracer = out.tracer();
    auto const about = traced_invocation(std::string("Root=") + root +
                                         ";Parent=53995c3f42cd8ad8;Sampled=1");
    current_context_scope const scope(about);
    { segment const work(tracer, "work"); }
    tracer.observer()->begin({"DynamoDB", "GetItem", "", ""})->end({});
    REQUIRE(out.documents.size() == 2);
    for (auto const& one : out.documents) {
        auto const document = parse_document(one);
        CHECK(document.at("type") == "subsegment");
        CHECK(document.at("trace_id") == root);
        CHECK(document.at("parent_id") == "53995c3f42cd8ad8");
    }
}

TEST_CASE("tracing: nothing goes out of what is not sampled or belongs to nothing") {
    kept_traces out;
    auto const tracer = out.tracer(false);
    auto const observer = tracer.observer();
    auto const work = [&] {
        subsegment part(tracer, "part");
        part.annotate("a", 1);
        CHECK_FALSE(part.recorded());
        CHECK(observer->begin({"DynamoDB", "GetItem", "", ""}) == nullptr);
    };
    work(); // no segment
    {
        segment const not_sampled(tracer, "notes");
        CHECK(not_sampled.header().sampled == sampling::no);
        work();
    }
    {
        segment const told_so(out.tracer(), "notes", {.sampled = sampling::no});
        work();
    }
    for (char const* sampled : {";Sampled=0", ""}) {
        auto const about = traced_invocation(std::string("Root=") + root +
                                             ";Parent=53995c3f42cd8ad8" + sampled);
        current_context_scope const scope(about);
        work();
    }
    CHECK(out.documents.empty());
}

TEST_CASE("tracing: an exception makes what it ends a fault") {
    kept_traces out;
    auto const tracer = out.tracer();
    try {
        segment const work(tracer, "notes");
        subsegment part(tracer, "part");
        part.cause(std::runtime_error("no luck"));
        throw std::runtime_error("out");
    } catch (std::runtime_error const&) {
        auto const document = parse_document(out.documents.at(0));
        CHECK(document.at("fault") == true);
        auto const why = document.at("subsegments").at(0).at("cause").at("exceptions").at(0);
        CHECK(why.at("type") == "std::runtime_error");
        CHECK(why.at("message") == "no luck");
    }
}

TEST_CASE("tracing: a large document is sent in parts, each within the limit") {
    kept_traces out;
    auto const tracer = out.tracer();
    std::string const text(20'000, 'x');
    {
        segment work(tracer, "notes");
        work.metadata("huge", std::string(70'000, 'x'));
        work.annotate("kept", true);
        for (int i = 0; i != 5; ++i) {
            subsegment part(tracer, "part");
            part.metadata("text", text);
        }
    }
    REQUIRE(out.documents.size() == 6);
    auto const top = parse_document(out.documents[0]);
    CHECK_FALSE(top.contains("metadata"));
    CHECK(top.at("annotations").at("kept") == true);
    for (auto const& one : out.documents)
        CHECK(one.size() <= 65'507 - 36);
    for (std::size_t i = 1; i != 6; ++i) {
        auto const part = parse_document(out.documents[i]);
        CHECK(part.at("type") == "subsegment");
        CHECK(part.at("parent_id") == top.at("id"));
        CHECK(part.at("trace_id") == top.at("trace_id"));
    }
}

TEST_CASE("tracing: subsegments on other threads belong to the segment they are given") {
    kept_traces out;
    auto const tracer = out.tracer();
    {
        segment const work(tracer, "notes");
        std::vector<std::thread> threads;
        for (int i = 0; i != 4; ++i)
            threads.emplace_back([&] {
                subsegment const alone(tracer, "no segment here");
                subsegment const part(work, "part");
                subsegment const inner(tracer, "inner");
            });
        for (auto& one : threads)
            one.join();
    }
    REQUIRE(out.documents.size() == 1);
    auto const parts = parse_document(out.documents[0]).at("subsegments").as_array();
    REQUIRE(parts.size() == 4);
    for (auto const& one : parts)
        CHECK(one.at("subsegments").as_array().size() == 1);
}

TEST_CASE("tracing: what outlives its parent is sent apart") {
    kept_traces out;
    auto const tracer = out.tracer();
    auto work = std::make_unique<segment>(tracer, "notes");
    auto part = std::make_unique<subsegment>(tracer, "part");
    work->end();
    part->end();
    REQUIRE(out.documents.size() == 2);
    CHECK(parse_document(out.documents[1]).at("parent_id") ==
          parse_document(out.documents[0]).at("id"));
    CHECK(tracer.observer()->begin({"DynamoDB", "GetItem", "", ""}) == nullptr);
}

TEST_CASE("tracing: the reservoir is per second, and the rate holds for the rest") {
    auto const clock = std::make_shared<test::fake_clock>();
    int sent = 0;
    auto const count = [&](double rate) {
        lambda::tracer const tracer({.reservoir = 2,
                                     .rate = rate,
                                     .clock = clock,
                                     .random = std::make_shared<counting_random>(),
                                     .sink = [&](std::string_view) { ++sent; }});
        sent = 0;
        for (int i = 0; i != 5; ++i)
            segment const work(tracer, "notes");
        clock->advance(1s);
        { segment const work(tracer, "notes"); }
        return sent;
    };
    CHECK(count(0) == 3);
    CHECK(count(1) == 6);
}

TEST_CASE("tracing: the daemon gets a datagram with the header line") {
    boost::asio::io_context context(1);
    using boost::asio::ip::udp;
    udp::socket daemon(context, {boost::asio::ip::address_v4::loopback(), 0});
    lambda::tracer const tracer(
        {.address = "udp:127.0.0.1:" + std::to_string(daemon.local_endpoint().port()),
         .sampler = [](std::string_view) { return true; }});
    { segment const work(tracer, "notes"); }
    std::array<char, 4096> buffer{};
    std::string const got(buffer.data(), daemon.receive(boost::asio::buffer(buffer)));
    std::string const head = "{\"format\": \"json\", \"version\": 1}\n";
    REQUIRE(got.starts_with(head));
    CHECK(parse_document(got.substr(head.size())).at("name") == "notes");
}

TEST_CASE("tracing: no daemon, no failure") {
    for (char const* address : {"127.0.0.1:1", "nothing", "127.0.0.1:no-port", "tcp:127.0.0.1:1"}) {
        CAPTURE(address);
        lambda::tracer const tracer(
            {.address = address, .sampler = [](std::string_view) { return true; }});
        for (int i = 0; i != 3; ++i) {
            segment work(tracer, "notes");
            work.end();
            CHECK_FALSE(work.recorded());
        }
    }
}
