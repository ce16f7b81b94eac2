// SPDX-License-Identifier: Apache-2.0
// Where the members of a REST service's requests, answers and errors stand.
#include <skiff/core/config.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/codec.hpp>
#include <skiff/sample_rest/all_operations.hpp>
#include <skiff/sample_rest/client.hpp>
#include <skiff/sample_rest/errors.hpp>
#include <skiff/sample_rest/operations.hpp>

#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/scripted_transport.hpp"

#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace skiff;
using namespace std::chrono_literals;
namespace rest = skiff::sample_rest;
namespace ops = skiff::sample_rest::operations;

namespace {

timestamp const moment = timestamp(1'363'729'002s);

template <class Input>
http::request request_of(protocol::operation const& what, Input const& input) {
    http::request out;
    auto const failure = protocol::write_request(what, &input, system_random(), out);
    INFO((failure ? failure->message : std::string()));
    REQUIRE(!failure);
    return out;
}

template <class Input>
std::string refusal_of(protocol::operation const& what, Input const& input) {
    http::request out;
    auto const failure = protocol::write_request(what, &input, system_random(), out);
    return failure ? failure->message : std::string();
}

std::string header(http::fields const& in, std::string_view name) {
    return std::string(in.find(name).value_or("(none)"));
}

rest::put_object_request full_request() {
    rest::put_object_request in{.bucket = "my bucket", .path = "a/b c/\xC3\xA9+d%.txt"};
    in.tags = {"one", "t&w=o"};
    in.since = moment;
    in.flag = true;
    in.others = {{"x", {"1", "2"}}, {"y z", {"3"}}, {"tag", {"hidden"}}};
    in.token = "tok";
    in.color = rest::color::dark_blue;
    in.when = moment;
    in.times = {moment, moment + 1s};
    in.iso_when = moment;
    in.sizes = {1, -2};
    in.names = {"plain", "with, comma", "with \"quote\""};
    in.meta = {{"a", "1"}, {"b", "2"}};
    in.extra = R"({"j":1})";
    in.digest = binary{"\x01\x02"};
    in.content_type = "image/png";
    in.body = binary{std::string("\0\xFFpng", 5)};
    return in;
}

struct rest_bench {
    std::shared_ptr<test::scripted_transport> wire = std::make_shared<test::scripted_transport>();
    std::shared_ptr<test::fake_clock> clock = std::make_shared<test::fake_clock>();

    rest::client client(std::optional<std::string> url = "http://localhost:1") {
        return rest::client({.region = "eu-central-1",
                             .endpoint_url = std::move(url),
                             .credentials = static_credentials({"AKID", "secret", ""}),
                             .transport = wire,
                             .clock = clock});
    }
};

} // namespace

TEST_CASE("rest: each member of a request stands in its place") {
    auto const out = request_of(ops::put_object, full_request());
    CHECK(out.method == "PUT");
    CHECK(out.target == "/v1/my%20bucket/a/b%20c/%C3%A9%2Bd%25.txt?x-id=put&tag=one&tag=t%26w%3Do"
                        "&since=2013-03-19T21%3A36%3A42Z&flag=true&x=1&x=2&y%20z=3&token=tok");
    CHECK(header(out.headers, "X-Color") == "DARK_BLUE");
    CHECK(header(out.headers, "X-When") == "Tue, 19 Mar 2013 21:36:42 GMT");
    CHECK(header(out.headers, "X-Times") ==
          "Tue, 19 Mar 2013 21:36:42 GMT, Tue, 19 Mar 2013 21:36:43 GMT");
    CHECK(header(out.headers, "X-Iso-When") == "2013-03-19T21:36:42Z");
    CHECK(header(out.headers, "X-Sizes") == "1, -2");
    CHECK(header(out.headers, "X-Names") == R"(plain, "with, comma", "with \"quote\"")");
    CHECK(header(out.headers, "X-Meta-a") == "1");
    CHECK(header(out.headers, "X-Meta-b") == "2");
    CHECK(header(out.headers, "X-Extra") == "eyJqIjoxfQ==");
    CHECK(header(out.headers, "X-Digest") == "AQI=");
    CHECK(header(out.headers, "Content-Type") == "image/png");
    CHECK(out.body == std::string("\0\xFFpng", 5));
}

TEST_CASE("rest: a service reads the places that a client writes") {
    auto const sent = full_request();
    auto const out = request_of(ops::put_object, sent);
    CHECK(protocol::find_operation(rest::service_descriptor(), out) == &ops::put_object);
    rest::put_object_request in;
    auto const problem = protocol::read_request(ops::put_object, out, &in);
    INFO((problem ? problem->message : std::string()));
    REQUIRE(!problem);
    CHECK(in.bucket == sent.bucket);
    CHECK(in.path == sent.path);
    CHECK(in.tags == sent.tags);
    CHECK(in.since == sent.since);
    CHECK(in.flag == sent.flag);
    CHECK(in.others.at("x") == std::vector<std::string>{"1", "2"});
    CHECK(in.others.at("y z") == std::vector<std::string>{"3"});
    CHECK(!in.others.contains("tag")); // The member of this name wins.
    CHECK(in.token == sent.token);
    CHECK(in.color == sent.color);
    CHECK(in.when == sent.when);
    CHECK(in.times == sent.times);
    CHECK(in.iso_when == sent.iso_when);
    CHECK(in.sizes == sent.sizes);
    CHECK(in.names == sent.names);
    CHECK(in.meta == sent.meta);
    CHECK(in.extra == sent.extra);
    CHECK(in.digest == sent.digest);
    CHECK(in.content_type == sent.content_type);
    CHECK(in.body == sent.body);
}

TEST_CASE("rest: what is absent is not sent, a token is made") {
    auto const out = request_of(ops::put_object,
                                rest::put_object_request{.bucket = "b", .path = "p"});
    CHECK(out.target.starts_with("/v1/b/p?x-id=put&token="));
    CHECK(out.target.size() == std::string_view("/v1/b/p?x-id=put&token=").size() + 36);
    CHECK(out.headers.empty());
    CHECK(out.body.empty());
}

TEST_CASE("rest: bodies and their content types") {
    CHECK(request_of(ops::delete_bucket, rest::delete_bucket_request{.bucket = "b"}).target ==
          "/v1/b");
    CHECK(
        request_of(ops::delete_bucket, rest::delete_bucket_request{.bucket = "b"}).headers.empty());

    auto const note = request_of(ops::put_note, rest::put_note_request{.id = 7, .text = "hello"});
    CHECK(note.target == "/notes/7");
    CHECK(note.body == "hello");
    CHECK(header(note.headers, "Content-Type") == "text/plain");
    CHECK(request_of(ops::put_note, rest::put_note_request{.id = 7}).headers.empty());

    auto const save = request_of(
        ops::save, rest::save_request{.side = rest::side{.length = 3}, .dry_run = true});
    CHECK(save.body == R"({"length":3})");
    CHECK(header(save.headers, "Content-Type") == "application/json");
    CHECK(header(save.headers, "X-Dry-Run") == "true");
    auto const empty = request_of(ops::save, rest::save_request{});
    CHECK(empty.body == "{}");
    CHECK(header(empty.headers, "Content-Type") == "application/json");
    CHECK(request_of(ops::draw, rest::draw_request{}).body.empty()); // No union is no value.
    CHECK(request_of(ops::draw, rest::draw_request{}).headers.empty());

    auto const host = request_of(ops::ask_host,
                                 rest::ask_host_request{.account = "a1", .name = "n"});
    CHECK(host.body == R"({"Account":"a1","name":"n"})");
    CHECK(request_of(ops::get_own_info, rest::get_own_info_request{}).body.empty());
}

TEST_CASE("rest: what cannot stand in a path, a header or a host is refused before it is sent") {
    CHECK(refusal_of(ops::put_object, rest::put_object_request{.bucket = "", .path = "p"}) ==
          "'Bucket' is part of the request's path and must not be empty");
    CHECK(refusal_of(ops::put_object, rest::put_object_request{.bucket = "..", .path = "p"}) ==
          "'Bucket' is part of the request's path and cannot be '..'");
    CHECK(refusal_of(ops::put_object, rest::put_object_request{.bucket = "b", .path = "a/../c"}) ==
          "'Path' is part of the request's path and cannot be '..'");
    rest::put_object_request header{.bucket = "b", .path = "p"};
    header.meta = {{"a", "x\r\nY: z"}};
    CHECK(refusal_of(ops::put_object, header) ==
          "the header 'X-Meta-a' has a name or a value with characters that cannot stand in a "
          "header");
    rest_bench b;
    for (auto const* account : {"", "a.b", "a/b", "-a"}) {
        auto const answer = b.client().ask_host({.account = account});
        REQUIRE(!answer.has_value());
        CHECK(answer.error().code == errc::invalid_request);
        CHECK(answer.error().message ==
              "'Account' is part of the host's name: letters, digits and hyphens, at most 63");
    }
}

TEST_CASE("rest: operations are found by method and path, the more exact one first") {
    struct route {
        char const* method;
        char const* target;
        protocol::operation const* what;
    };
    for (auto const& [method, target, what] : std::vector<route>{
             {"GET", "/v1/b/info", &ops::get_info},
             {"GET", "/v1/b/info/", &ops::get_info},
             {"GET", "/v1/own/info", &ops::get_own_info},
             {"GET", "/v1/own/info?x=1", &ops::get_own_info},
             {"GET", "/v1/own/other", &ops::get_object},
             {"GET", "/v1/b/info/more", &ops::get_object},
             {"GET", "/v1/b/a/b/c", &ops::get_object},
             {"GET", "/v1/b", nullptr},
             {"GET", "/v1//info", nullptr},
             {"GET", "/v2/b/info", nullptr},
             {"DELETE", "/v1/b", &ops::delete_bucket},
             {"DELETE", "/v1/b/c", nullptr},
             {"PUT", "/v1/b/c?x-id=put", &ops::put_object},
             {"PUT", "/v1/b/c?a=b&x-id=put", &ops::put_object},
             {"PUT", "/v1/b/c?x-id=get", nullptr},
             {"PUT", "/v1/b/c", nullptr},
             {"PUT", "/notes/1", &ops::put_note},
             {"POST", "/notes/1", nullptr},
             {"POST", "/echo", &ops::echo},
             {"GET", "/echo", nullptr},
             {"GET", "/", nullptr},
             {"GET", "", nullptr},
         }) {
        INFO(method << ' ' << target);
        CHECK(protocol::find_operation(rest::service_descriptor(), {method, target, {}, {}}) ==
              what);
    }
}

TEST_CASE("rest: each member of an answer stands in its place") {
    rest::put_object_response out;
    out.e_tag = "tag";
    out.status = 201;
    out.meta = {{"k", "v"}};
    out.sizes = {4, 5};
    out.side = rest::side{.length = 6};
    auto const answer = protocol::write_response(ops::put_object, &out, "id");
    CHECK(answer.status == 201);
    CHECK(header(answer.headers, "ETag") == "tag");
    CHECK(header(answer.headers, "X-Meta-k") == "v");
    CHECK(header(answer.headers, "X-Sizes") == "4, 5");
    CHECK(header(answer.headers, "Content-Type") == "application/json");
    CHECK(answer.body == R"({"length":6})");

    rest::put_object_response in;
    REQUIRE(!protocol::read_response(ops::put_object, answer, &in));
    CHECK(in.e_tag == "tag");
    CHECK(in.status == 201);
    CHECK(in.meta == out.meta);
    CHECK(in.sizes == out.sizes);
    CHECK(in.side->length == 6);

    rest::get_object_response object{.body = binary{"{no json"}, .content_type = "image/gif"};
    auto const bytes = protocol::write_response(ops::get_object, &object, "id");
    CHECK(bytes.body == "{no json");
    CHECK(header(bytes.headers, "Content-Type") == "image/gif");
    rest::get_object_response read;
    REQUIRE(!protocol::read_response(ops::get_object, bytes, &read));
    CHECK(read.body == object.body);
    CHECK(read.content_type == "image/gif");

    rest::delete_bucket_response const nothing;
    CHECK(protocol::write_response(ops::delete_bucket, &nothing, "id").status == 204);
    rest::get_info_response info{.name = "n", .count = 3};
    auto const mixed = protocol::write_response(ops::get_info, &info, "id");
    CHECK(mixed.body == R"({"name":"n"})");
    CHECK(header(mixed.headers, "X-Count") == "3");
}

TEST_CASE("rest: what is no value of its place is reported by name") {
    struct row {
        char const* target;
        char const* name;
        char const* value;
        char const* problem;
        bool invalid_value;
    };
    for (auto const& [target, name, value, problem, invalid] : std::vector<row>{
             {"/v1/b/p?flag=maybe", "", "", "Expected boolean at 'flag', got 'maybe'", true},
             {"/v1/b/p?since=yesterday", "", "", "Expected timestamp at 'since', got 'yesterday'",
              true},
             {"/v1/b/p?a=%zz", "", "", "The request has a malformed percent escape", false},
             {"/v1/b/p%zz", "", "", "The request's path has a malformed percent escape", false},
             {"/v1/b/p%ff", "", "", "The request is not UTF-8", false},
             {"/v1/b/p", "X-Sizes", "1, two", "Expected integer at 'X-Sizes', got 'two'", true},
             {"/v1/b/p", "X-When", "now", "Expected timestamp at 'X-When', got 'now'", true},
             {"/v1/b/p", "X-Extra", "{}", "Expected base64 at 'X-Extra'", false},
         }) {
        INFO(target << ' ' << name);
        http::request in{"PUT", target, {}, {}};
        in.headers.add(*name == '\0' ? "X-Nothing" : name, value);
        rest::put_object_request out;
        auto const found = protocol::read_request(ops::put_object, in, &out);
        REQUIRE(found);
        CHECK(found->message == problem);
        CHECK(found->invalid_value == invalid);
    }
}

TEST_CASE("rest: the header names the error, whatever the body says") {
    rest_bench b;
    http::fields headers;
    headers.add("x-amzn-ErrorType", "Missing:http://internal.amazon.com/coral/");
    headers.add("X-Region", "far");
    b.wire->answer(404, R"({"__type":"Other","code":"Else","message":"gone","resource":"r"})",
                   headers);
    auto const failure = b.client().put_object({.bucket = "b", .path = "p"}).error();
    CHECK(failure.code == rest::errc::missing);
    CHECK(failure.aws_code == "Missing");
    CHECK(failure.message == "gone");
    auto const* const why = failure.as<rest::missing_exception>();
    REQUIRE(why != nullptr);
    CHECK(why->resource == "r");
    CHECK(why->region == "far");

    b.wire->answer(404, R"({"code":"Missing","Message":"gone"})");
    CHECK(b.client().put_object({.bucket = "b", .path = "p"}).error().code == rest::errc::missing);
    b.wire->answer(404, "", headers);
    auto const bare = b.client().put_object({.bucket = "b", .path = "p"}).error();
    CHECK(bare.code == rest::errc::missing);
    CHECK(bare.message == "HTTP status 404");
    REQUIRE(bare.as<rest::missing_exception>() != nullptr);
    CHECK(bare.as<rest::missing_exception>()->region == "far");
}

TEST_CASE("rest: an error's members stand in the body and in headers") {
    error e;
    e.aws_code = "Missing";
    e.message = "gone";
    e.modelled.emplace<rest::missing_exception>(
        rest::missing_exception{.message = "unused", .resource = "r", .region = "far"});
    auto const answer = protocol::write_error(rest::service_descriptor(), e, "id");
    CHECK(answer.status == 404);
    CHECK(header(answer.headers, "x-amzn-ErrorType") == "Missing");
    CHECK(header(answer.headers, "X-Region") == "far");
    CHECK(answer.body == R"({"resource":"r","message":"gone"})");
    auto const read = protocol::read_error(ops::put_object, answer);
    REQUIRE(read.as<rest::missing_exception>() != nullptr);
    CHECK(read.as<rest::missing_exception>()->region == "far");
}

TEST_CASE("rest: the host's prefix stands before AWS's names, not before a configured one") {
    rest_bench b;
    b.wire->answer(200, "{}");
    b.wire->answer(200, "{}");
    REQUIRE(b.client(std::nullopt).ask_host({.account = "acct-1"}).has_value());
    REQUIRE(b.client().ask_host({.account = "acct-1"}).has_value());
    CHECK(b.wire->origins.at(0).host == "acct-1.data-sample-rest.eu-central-1.amazonaws.com");
    CHECK(b.wire->origins.at(1).host == "localhost");
}

TEST_CASE("rest: no request crashes or hangs a service") {
    auto const good = request_of(ops::put_object, full_request());
    std::mt19937 random(20260102);
    int readable = 0;
    for (int i = 0; i != 5000; ++i) {
        auto changed = good;
        auto const at = random() % changed.target.size();
        switch (random() % 3) {
        case 0:
            changed.target[at] = static_cast<char>(random());
            break;
        case 1:
            changed.target.erase(at, random() % 9);
            break;
        default:
            changed.target.insert(at, changed.target.substr(random() % changed.target.size(), 7));
        }
        auto const field = changed.headers[random() % changed.headers.size()];
        std::string const name(field.name);
        std::string value(field.value);
        value.insert(random() % (value.size() + 1), 1, "\",%= \\{"[random() % 7]);
        changed.headers.set(name, value);
        auto const* const found = protocol::find_operation(rest::service_descriptor(), changed);
        if (found != &ops::put_object)
            continue;
        rest::put_object_request out;
        std::string why;
        readable += protocol::read_request(*found, changed, &out, why);
    }
    CHECK(readable != 0);
}
