// SPDX-License-Identifier: Apache-2.0
// What the decoders do with requests and answers that are odd, wrong or hostile.
#include "sample_service.hpp"

#include <skiff/protocol/codec.hpp>

#include "support/catch.hpp"

using namespace skiff;
using namespace skiff::protocol;

namespace {

http::request with_body(std::string body) {
    http::request out;
    out.body = std::move(body);
    return out;
}
http::response answer_of(std::string body) {
    http::response out;
    out.status = 200;
    out.body = std::move(body);
    return out;
}

struct wrong {
    std::string body;
    char const* message;
};

std::string nested(std::size_t depth, std::string_view open, std::string_view close) {
    std::string out;
    for (std::size_t i = 0; i != depth; ++i)
        out += open;
    for (std::size_t i = 0; i != depth; ++i)
        out += close;
    return out;
}

} // namespace

TEST_CASE("json: a value of another type is reported with its path") {
    auto const cases = std::vector<wrong>{
        {R"({"Name":1})", "Expected string at 'Name', got number"},
        {R"({"Flag":"true"})", "Expected boolean at 'Flag', got string"},
        {R"({"Small":2147483648})", "Expected 32-bit integer at 'Small', got 2147483648"},
        {R"({"Origin":[]})", "Expected object at 'Origin', got array"},
        {R"({"Tags":{}})", "Expected array at 'Tags', got object"},
        {R"({"Tags":["a",true]})", "Expected string at 'Tags[1]', got boolean"},
        {R"({"Points":[{},{"X":"1"}]})", "Expected number at 'Points[1].X', got string"},
        {R"({"Places":{"home":{"Label":{}}}})",
         "Expected string at 'Places.home.Label', got object"},
        {R"({"Grid":[["a"],["b",[]]]})", "Expected string at 'Grid[1][1]', got array"},
        {R"({"Bytes":"a"})", "Expected base64 at 'Bytes'"},
        {R"({"When":"yesterday"})", "Expected timestamp at 'When'"},
        {R"([])", "Expected object, got array"},
    };
    for (auto const& [body, message] : cases) {
        INFO(body);
        sample::everything read;
        auto const problem = read_request(sample::json_store, with_body(body), &read);
        REQUIRE(problem);
        CHECK(problem->message == message);
        CHECK(!problem->invalid_value);
        auto const failure = read_response(sample::json_store, answer_of(body), &read);
        REQUIRE(failure);
        CHECK(failure->code == skiff::errc::malformed_response);
        CHECK(failure->message == message);
    }
}

TEST_CASE("json: null is absent, unknown members are skipped, order does not matter") {
    sample::everything read;
    auto const failure = read_response(
        sample::json_store,
        answer_of(R"( {"New":{"a":[1,{}]},"Always":["x"],"Flag":null,"Labels":{"a":null,"b":"c"},)"
                  R"("Name":"n","Small":1,"Name":"again","Origin":null} )"),
        &read);
    REQUIRE(!failure);
    CHECK(read ==
          sample::everything{.name = "again", .small = 1, .labels = {{"b", "c"}}, .always = {"x"}});
}

TEST_CASE("json: an answer without a body is an answer without members") {
    sample::everything read;
    CHECK(!read_response(sample::json_store, answer_of(""), &read));
    CHECK(!read_response(sample::json_store, answer_of("{}"), &read));
    CHECK(read == sample::everything{});
}

TEST_CASE("json: points in time are read in every form that services use") {
    struct form {
        char const* text;
        std::int64_t microseconds;
    };
    for (auto const& [text, microseconds] : std::vector<form>{
             {"0", 0},
             {"1363729002", 1363729002000000},
             {"1363729002.358", 1363729002358000},
             {"1.363729002358E9", 1363729002358000},
             {"-1.5", -1500000},
             {R"("2013-03-19T21:36:42.358Z")", 1363729002358000},
             {R"("2013-03-19T23:36:42+02:00")", 1363729002000000},
         }) {
        INFO(text);
        sample::everything read;
        auto const body = std::string(R"({"When":)") + text + '}';
        REQUIRE(!read_response(sample::json_store, answer_of(body), &read));
        REQUIRE(read.when);
        CHECK(*read.when == timestamp(std::chrono::microseconds(microseconds)));
    }
    sample::everything read;
    REQUIRE(!read_response(sample::json_store, answer_of(R"({"When":1e300})"), &read));
    CHECK(read.when == timestamp::max());
}

TEST_CASE("request: a flood of empty structures is refused before it fills the memory") {
    std::string body = R"({"Points":[{})";
    for (int i = 0; i != 60'000; ++i)
        body += ",{}";
    body += "]}";
    sample::everything read;
    auto const problem = read_request(sample::json_store, with_body(body), &read);
    REQUIRE(problem);
    CHECK(problem->message == "Too many structures in lists, at 'Points[50000]'");
    CHECK(
        !read_response(sample::json_store, answer_of(body), &read)); // a client trusts its service
}

TEST_CASE("request: missing required members are told together, with their paths") {
    struct missing {
        operation const* what;
        char const* body;
        char const* message;
    };
    for (auto const& [what, body, message] : std::vector<missing>{
             {&sample::json_store, "{}",
              "2 validation errors detected: Value null at 'name' failed to satisfy constraint: "
              "Member must not be null; Value null at 'always' failed to satisfy constraint: "
              "Member "
              "must not be null"},
             {&sample::json_store, R"({"Name":"n","Always":[],"Points":[{"X":1},{"Label":"l"}]})",
              "1 validation error detected: Value null at 'points.2.member.x' failed to satisfy "
              "constraint: Member must not be null"},
             {&sample::query_store, "Name=n&Always=&Points.member.1.Label=l",
              "1 validation error detected: Value null at 'points.1.member.x' failed to satisfy "
              "constraint: Member must not be null"},
         }) {
        INFO(body);
        sample::everything read;
        auto const problem = read_request(*what, with_body(body), &read);
        REQUIRE(problem);
        CHECK(problem->message == message);
        CHECK(problem->invalid_value);
    }
}

TEST_CASE("request: a value that its own codec refuses is an invalid value, not a malformed one") {
    sample::with_note read;
    auto const refused = read_request(sample::json_annotate, with_body(R"({"Remark":"forbidden"})"),
                                      &read);
    REQUIRE(refused);
    CHECK(refused->message == "the note is forbidden");
    CHECK(refused->invalid_value);
    auto const broken = read_request(sample::json_annotate, with_body(R"({"Remark":"forb)"), &read);
    REQUIRE(broken);
    CHECK(!broken->invalid_value);
}

TEST_CASE("json: no text crashes or hangs the decoder") {
    auto const value = sample::full();
    auto const whole = write_response(sample::json_store, &value, "id").body;
    for (std::size_t size = 1; size != whole.size(); ++size) {
        sample::everything read;
        REQUIRE(read_response(sample::json_store, answer_of(whole.substr(0, size)), &read));
    }
    for (std::size_t i = 0; i != whole.size(); ++i)
        for (char const c : {'\0', '"', '\\', '{', ']', '\xFF'}) {
            auto changed = whole;
            changed[i] = c;
            sample::everything read;
            static_cast<void>(read_response(sample::json_store, answer_of(changed), &read));
        }
    for (auto const& body :
         {nested(200'000, "[", "]"), nested(200'000, R"({"Origin":)", "}"),
          R"({"New":)" + nested(200'000, "[", "]") + '}', std::string("\xEF\xBB\xBF{}"),
          std::string(R"({"Name":"\ud800"})"), std::string("{\"Name\":\"\xFF\"}"),
          std::string(R"({"Name":"a"}{})")}) {
        sample::everything read;
        CHECK(read_response(sample::json_store, answer_of(body), &read));
    }
}

TEST_CASE("query: what is no value of the type is reported by name") {
    for (auto const& [body, message] : std::vector<wrong>{
             {"Small=x", "Expected integer at 'Small', got 'x'"},
             {"Small=2147483648", "Expected integer at 'Small', got '2147483648'"},
             {"Small=", "Expected integer at 'Small', got ''"},
             {"Flag=yes", "Expected boolean at 'Flag', got 'yes'"},
             {"Real=nan", "Expected number at 'Real', got 'nan'"},
             {"Bytes=%25", "Expected base64 at 'Bytes', got '%'"},
             {"When=soon", "Expected timestamp at 'When', got 'soon'"},
             {"Tags.member.1.x=3", "Expected a value at 'Tags.member.1'"},
             {"Labels.entry.1.value=3", "Expected a value at 'Labels.entry.1.key'"},
             {"Labels.entry.1.key=3", "Expected a value at 'Labels.entry.1.value'"},
             {"Name=%", "The request has a malformed percent escape"},
             {"Name=%4", "The request has a malformed percent escape"},
             {"Name=%GG", "The request has a malformed percent escape"},
             {"Name=%FF", "The request is not UTF-8"},
         }) {
        INFO(body);
        sample::everything read;
        std::string why;
        CHECK(!read_request(sample::query_store, with_body(body), &read, why));
        CHECK(why == message);
    }
}

TEST_CASE("query: list numbers may have gaps and any size, and order the elements") {
    sample::everything read;
    std::string why;
    REQUIRE(read_request(sample::query_store,
                         with_body("Tags.member.999999999=d&Tags.member.10=c&Tags.member.2=b&"
                                   "Tags.member.1=a&Tags.member.01=no&Tags.member.99999999999=no&"
                                   "Tags.member.x=no&Tags.member.-1=no&Tags.member.0=no"),
                         &read, why));
    CHECK(read.tags == std::vector<std::string>{"a", "b", "c", "d"});
}

TEST_CASE("query: the first of two values counts, a plus is a space") {
    sample::everything read;
    std::string why;
    REQUIRE(read_request(sample::query_store, with_body("&&Name=a+b%2B&Name=c&=x&y&"), &read, why));
    CHECK(read.name == "a b+");
}

TEST_CASE("query: too many parameters are refused") {
    std::string body;
    for (int i = 0; i != 30'000; ++i)
        body += "Tags.member." + std::to_string(i + 1) + "=x&";
    sample::everything read;
    std::string why;
    CHECK(!read_request(sample::query_store, with_body(body), &read, why));
    CHECK(why == "The request has too many parameters");
}

TEST_CASE("xml: namespaces, comments, CDATA and unknown elements are read over") {
    sample::everything read;
    auto const failure = read_response(
        sample::query_store,
        answer_of(
            "<?xml version=\"1.0\"?>\n<a:StoreResponse xmlns:a=\"u\"><!-- c --><Extra><Name>no"
            "</Name></Extra>\n<StoreResult><Name>a<!-- c -->b<![CDATA[<c>]]>&lt;&#x41;</Name>"
            "<New><Deep/></New><Text/><Tags><member>1</member><member/></Tags>"
            "<FlatTags>f1</FlatTags><Points/><FlatTags>f2</FlatTags>"
            "<Labels><entry><key>k</key><value>v</value></entry></Labels></StoreResult>"
            "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></a:StoreResponse>"),
        &read);
    INFO((failure ? failure->to_string() : ""));
    REQUIRE(!failure);
    CHECK(read == sample::everything{.name = "ab<c><A",
                                     .text = "",
                                     .tags = {"1", ""},
                                     .flat_tags = {"f1", "f2"},
                                     .labels = {{"k", "v"}}});
}

TEST_CASE("xml: what is wrong is reported") {
    auto const inside = [](std::string text) {
        return "<StoreResponse><StoreResult>" + text + "</StoreResult></StoreResponse>";
    };
    for (auto const& [body, message] : std::vector<wrong>{
             {"", "Not valid XML: not well-formed XML"},
             {"{}", "Not valid XML: not well-formed XML"},
             {"<a>", "Not valid XML: not well-formed XML"},
             {inside("<Small>x</Small>"), "Expected integer at 'Small', got 'x'"},
             {inside("<Points><member><X/></member></Points>"),
              "Expected integer at 'Points[0].X', got ''"},
             {inside("<Name><b/></Name>"), "expected text, got element 'b' at 'Name'"},
             {"<!DOCTYPE a><a/>", "Not valid XML: the XML has a document type"},
             {"<html><body>Welcome</body></html>", "The answer has no <StoreResult>"},
         }) {
        INFO(body);
        sample::everything read;
        auto const failure = read_response(sample::query_store, answer_of(body), &read);
        REQUIRE(failure);
        CHECK(failure->code == skiff::errc::malformed_response);
        CHECK(failure->message == message);
    }
}

TEST_CASE("xml: entities are neither expanded nor fetched") {
    std::string bomb = "<!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\">";
    for (char c = 'b'; c != 'k'; ++c) {
        bomb += std::string("<!ENTITY ") + c + " \"";
        for (int i = 0; i != 10; ++i)
            bomb += std::string("&") + static_cast<char>(c - 1) + ';';
        bomb += "\">";
    }
    bomb += "]><StoreResponse><StoreResult><Name>&j;</Name></StoreResult></StoreResponse>";
    for (auto const& body :
         {bomb,
          std::string("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><StoreResponse>"
                      "<StoreResult><Name>&x;</Name></StoreResult></StoreResponse>"),
          std::string("<StoreResponse><StoreResult><Name>&undefined;</Name></StoreResult>"
                      "</StoreResponse>"),
          nested(100'000, "<a>", "</a>"),
          "<StoreResponse>" + nested(1'000, "<a>", "</a>") + "</StoreResponse>"}) {
        sample::everything read;
        CHECK(read_response(sample::query_store, answer_of(body), &read));
        CHECK(read.name.empty());
    }
}

TEST_CASE("xml: no text crashes or hangs the decoder") {
    auto const value = sample::full();
    auto const whole = write_response(sample::query_store, &value, "id").body;
    auto const end = whole.rfind('>');
    for (std::size_t size = 0; size != end; ++size) {
        sample::everything read;
        static_cast<void>(
            read_response(sample::query_store, answer_of(whole.substr(0, size)), &read));
    }
    for (std::size_t i = 0; i != whole.size(); ++i)
        for (char const c : {'\0', '<', '>', '&', '\xFF'}) {
            auto changed = whole;
            changed[i] = c;
            sample::everything read;
            static_cast<void>(read_response(sample::query_store, answer_of(changed), &read));
        }
}

TEST_CASE("xml: what XML cannot hold is written as a replacement character") {
    sample::everything value;
    value.text = std::string("a\x01z\xFF\0", 5) + "\xEF\xBF\xBE";
    sample::everything read;
    auto const answer = write_response(sample::query_store, &value, "id");
    REQUIRE(!read_response(sample::query_store, answer, &read));
    CHECK(read.text == "a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}
