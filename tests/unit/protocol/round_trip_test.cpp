// SPDX-License-Identifier: Apache-2.0
#include "sample_service.hpp"

#include <skiff/protocol/codec.hpp>

#include "support/catch.hpp"

#include <limits>

using namespace skiff;
using namespace skiff::protocol;

namespace {

class fixed_random final : public random_source {
  public:
    void fill(std::span<std::byte> bytes) override {
        for (auto& each : bytes)
            each = std::byte{0x11};
    }
};

http::request written(operation const& what, void const* input) {
    fixed_random random;
    http::request out;
    auto const failure = write_request(what, input, random, out);
    INFO((failure ? failure->to_string() : ""));
    REQUIRE(!failure);
    return out;
}

struct named_value {
    char const* name;
    sample::everything value;
};

std::vector<named_value> values() {
    using limits = std::numeric_limits<double>;
    std::vector<named_value> out{
        {"every member", sample::full()},
        {"nothing but what is required", {.token = "t"}},
        {"empty texts are present", {.text = "", .bytes = binary{}, .token = "t"}},
        {"smallest numbers",
         {.small = 0,
          .large = std::numeric_limits<std::int64_t>::min(),
          .single = 0,
          .real = 0,
          .token = "t"}},
        {"odd doubles", {.real = limits::denorm_min(), .token = "t"}},
        {"infinity",
         {.single = std::numeric_limits<float>::infinity(),
          .real = -limits::infinity(),
          .token = "t"}},
        {"times before 1970 and far ahead",
         {.when = timestamp(std::chrono::milliseconds(-1500)),
          .iso_when = timestamp(std::chrono::seconds(4102444800)),
          .token = "t"}},
        {"a value of an enumeration that is not known yet",
         {.paint = open_enum<sample::color>("ULTRAVIOLET"), .token = "t"}},
    };
    out.push_back({"many elements", {.token = "t"}});
    for (int i = 0; i != 200; ++i) {
        out.back().value.tags.push_back("tag " + std::to_string(i));
        out.back().value.labels["key " + std::to_string(i)] = std::to_string(i);
    }
    return out;
}

} // namespace

TEST_CASE("codec: what a client sends is what a service reads") {
    for (auto const* what : {&sample::json_store, &sample::query_store})
        for (auto const& [name, value] : values()) {
            INFO(name);
            auto const request = written(*what, &value);
            REQUIRE(find_operation(*what->service, request) == what);
            sample::everything read;
            auto const problem = read_request(*what, request, &read);
            INFO((problem ? problem->message : ""));
            REQUIRE(!problem);
            CHECK(read == value);
        }
}

TEST_CASE("codec: what a service answers is what a client reads") {
    for (auto const* what : {&sample::json_store, &sample::query_store})
        for (auto const& [name, value] : values()) {
            INFO(name);
            auto const answer = write_response(*what, &value, "id-1");
            CHECK(answer.status == 200);
            CHECK(answer.headers.find("x-amzn-RequestId") == "id-1");
            sample::everything read;
            auto const failure = read_response(*what, answer, &read);
            INFO((failure ? failure->to_string() : ""));
            INFO(answer.body);
            REQUIRE(!failure);
            CHECK(read == value);
        }
}

TEST_CASE("codec: a type with its own codec travels as a member and in a map") {
    sample::with_note const value{.remark = sample::note{"hi"}, .notes = {{"a", {"b"}}}};
    auto const request = written(sample::json_annotate, &value);
    CHECK(request.body == R"({"Remark":"hi","Notes":{"a":"b"}})");
    sample::with_note read;
    std::string why;
    REQUIRE(read_request(sample::json_annotate, request, &read, why));
    CHECK(read == value);
}

TEST_CASE("codec: an absent idempotency token is made, a given one is kept") {
    for (auto const* what : {&sample::json_store, &sample::query_store}) {
        sample::everything value;
        sample::everything read;
        std::string why;
        REQUIRE(read_request(*what, written(*what, &value), &read, why));
        CHECK(read.token == "11111111-1111-4111-9111-111111111111");
        value.token = "given";
        REQUIRE(read_request(*what, written(*what, &value), &read, why));
        CHECK(read.token == "given");
    }
}

TEST_CASE("codec: requests carry the protocol's headers") {
    sample::everything const value;
    auto const json = written(sample::json_store, &value);
    CHECK(json.method == "POST");
    CHECK(json.target == "/");
    CHECK(json.headers.find("Content-Type") == "application/x-amz-json-1.0");
    CHECK(json.headers.find("X-Amz-Target") == "Sample_20260101.Store");
    auto const query = written(sample::query_store, &value);
    CHECK(query.headers.find("Content-Type") == "application/x-www-form-urlencoded; charset=utf-8");
    CHECK(!query.headers.find("X-Amz-Target"));
}

TEST_CASE("codec: required members are sent even when empty, others are not") {
    sample::everything const value{.token = "t"};
    CHECK(written(sample::json_store, &value).body == R"({"Name":"","Always":[],"Token":"t"})");
    CHECK(written(sample::query_store, &value).body ==
          "Action=Store&Version=2026-01-01&Name=&Always=&Token=t");
}

TEST_CASE("codec: lists, maps and structures have awsQuery's names") {
    sample::everything const value{.name = "n",
                                   .paint = sample::color::red,
                                   .origin = sample::point{.x = 7},
                                   .flat_tags = {"a b", "c"},
                                   .points = {{.x = 1, .label = "~l"}},
                                   .places = {{"k", {.x = 2}}},
                                   .grid = {{"v"}},
                                   .token = "t"};
    CHECK(
        written(sample::query_store, &value).body ==
        "Action=Store&Version=2026-01-01&Name=n&Paint=RED&Origin.X=7&FlatTags.1=a%20b&FlatTags.2=c"
        "&Points.member.1.X=1&Points.member.1.Label=~l&Places.entry.1.key=k"
        "&Places.entry.1.value.X=2&Grid.row.1.member.1=v&Always=&Token=t");
}

TEST_CASE("codec: a request with text that is not UTF-8 is not sent") {
    for (auto const* what : {&sample::json_store, &sample::query_store})
        for (auto const* text : {"\xFF", "a\xC3", "\xED\xA0\x80", "\xC0\xAF"}) {
            sample::everything value;
            value.tags = {text};
            fixed_random random;
            http::request out;
            auto const failure = write_request(*what, &value, random, out);
            REQUIRE(failure);
            CHECK(failure->code == skiff::errc::invalid_request);
        }
}

TEST_CASE("codec: operations are found by their whole name only") {
    for (auto const* target : {"Sample_20260101.Stor", "Sample_20260101.StoreX", "Sample_20260101",
                               "Sample_20260101Store", "Other.Store", ".Store", ""}) {
        INFO(target);
        http::request request;
        request.headers.add("X-Amz-Target", target);
        CHECK(find_operation(sample::json_service, request) == nullptr);
    }
    http::request request;
    CHECK(find_operation(sample::json_service, request) == nullptr);
    for (auto const* body :
         {"", "Action=", "Action=Stor", "action=Store", "X=Action%3DStore", "Action=Store%"}) {
        INFO(body);
        request.body = body;
        CHECK(find_operation(sample::query_service, request) == nullptr);
    }
    request.body = "Version=1&Action=St%6Fre";
    CHECK(find_operation(sample::query_service, request) == &sample::query_store);
}
