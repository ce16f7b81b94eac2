// SPDX-License-Identifier: Apache-2.0
#include "sample_service.hpp"

#include <skiff/protocol/codec.hpp>

#include "support/catch.hpp"

using namespace skiff;
using namespace skiff::protocol;

namespace {

using header_list = std::vector<std::pair<std::string, std::string>>;

http::response make_answer(int status, header_list const& headers, std::string body) {
    http::response out;
    out.status = status;
    out.body = std::move(body);
    for (auto const& [name, value] : headers)
        REQUIRE(out.headers.add(name, value));
    return out;
}

struct error_case {
    char const* name;
    int status;
    header_list headers;
    std::string body;
    boost::system::error_code code;
    std::string aws_code;
    std::string message;
    std::string request_id{};
};

boost::system::error_code known(sample::errc e) {
    return {static_cast<int>(e), sample::error_category()};
}
boost::system::error_code const unknown = skiff::errc::unmodelled_service_error;

void check(operation const& what, std::vector<error_case> const& cases) {
    for (auto const& each : cases) {
        INFO(each.name);
        auto const e = read_error(what, make_answer(each.status, each.headers, each.body));
        CHECK(e.code == each.code);
        CHECK(e.aws_code == each.aws_code);
        CHECK(e.message == each.message);
        CHECK(e.request_id == each.request_id);
        CHECK(e.http_status == each.status);
        CHECK(e.reached == progress::answered);
        CHECK(e.operation == "Sample.Store");
    }
}

} // namespace

TEST_CASE("json error: code, message and request id are found wherever services put them") {
    using sample::errc;
    check(sample::json_store,
          {
              {"__type with a namespace",
               400,
               {{"x-amzn-RequestId", "r1"}},
               R"({"__type":"com.amazonaws.sample.v1#Throttling","message":"slow"})",
               known(errc::throttling),
               "Throttling",
               "slow",
               "r1"},
              {"__type with a URI, Message with a capital",
               400,
               {},
               R"({"__type":"a#Refused:http://x/y#z","Message":"no"})",
               known(errc::refused),
               "Refused",
               "no"},
              {"code member",
               400,
               {},
               R"({"code":"Refused","message":"m"})",
               known(errc::refused),
               "Refused",
               "m"},
              {"__type before code",
               400,
               {},
               R"({"code":"Throttling","__type":"Refused"})",
               known(errc::refused),
               "Refused",
               ""},
              {"header",
               403,
               {{"X-Amzn-ErrorType", "AccessDenied:http://internal/"}},
               R"({"message":"who"})",
               known(errc::access_denied),
               "AccessDenied",
               "who"},
              {"query-compatible header wins",
               400,
               {{"x-amzn-query-error", "Throttling;Sender"}},
               R"({"__type":"Refused","message":"m"})",
               known(errc::throttling),
               "Throttling",
               "m"},
              {"unknown code",
               400,
               {},
               R"({"__type":"BrandNew","message":"m"})",
               unknown,
               "BrandNew",
               "m"},
              {"a proxy's page",
               503,
               {},
               "<html>\n\n<b>down</b>\t</html>\n",
               known(errc::service_unavailable),
               "",
               "<html> <b>down</b> </html>"},
              {"nothing at all", 418, {}, "", unknown, "", "HTTP status 418"},
              {"nothing but a status that is known",
               403,
               {},
               "",
               known(errc::access_denied),
               "",
               "HTTP status 403"},
              {"half a document",
               400,
               {},
               R"({"__type":"Refused","mess)",
               unknown,
               "",
               R"({"__type":"Refused","mess)"},
              {"a document that is no object",
               502,
               {},
               R"(["__type"])",
               known(errc::service_unavailable),
               "",
               R"(["__type"])"},
              {"odd types are not looked at",
               400,
               {},
               R"({"__type":7,"code":"Refused","message":{}})",
               known(errc::refused),
               "Refused",
               ""},
              {"bytes that are not text", 500, {}, "\xFF\xFE", unknown, "", "HTTP status 500"},
          });
}

TEST_CASE("json error: a long foreign body is cut between characters") {
    std::string body(1023, 'a');
    for (int i = 0; i != 100; ++i)
        body += "\xC3\xA4";
    auto const e = read_error(sample::json_store, make_answer(400, {}, body));
    CHECK(e.message == std::string(1023, 'a') + "...");
}

TEST_CASE("xml error: code, message and request id are found in every layout") {
    using sample::errc;
    check(sample::query_store,
          {
              {"the usual one",
               400,
               {},
               "<ErrorResponse xmlns=\"u\"><Error><Type>Sender</Type><Code>Throttling</Code>"
               "<Message>slow &amp; low</Message></Error><RequestId>r</RequestId></ErrorResponse>",
               known(errc::throttling),
               "Throttling",
               "slow & low",
               "r"},
              {"the older one",
               400,
               {},
               "<Response><Errors><Error><Code>Refused</Code><Message>m</Message></Error></Errors>"
               "<RequestID>r2</RequestID></Response>",
               known(errc::refused),
               "Refused",
               "m",
               "r2"},
              {"no envelope", 400, {}, "<Error><Code>New</Code></Error>", unknown, "New", ""},
              {"request id in the header",
               400,
               {{"x-amzn-RequestId", "h"}},
               "<ErrorResponse><Error><Code>New</Code></Error></ErrorResponse>",
               unknown,
               "New",
               "",
               "h"},
              {"a proxy's page",
               502,
               {},
               "<html><body>Bad gateway<br></html>",
               known(errc::service_unavailable),
               "",
               "<html><body>Bad gateway<br></html>"},
              {"JSON", 400, {}, R"({"message":"m"})", unknown, "", R"({"message":"m"})"},
              {"half a document",
               400,
               {},
               "<ErrorResponse><Error><Code>Refused</Code>",
               unknown,
               "",
               "<ErrorResponse><Error><Code>Refused</Code>"},
              {"nothing", 503, {}, "", known(errc::service_unavailable), "", "HTTP status 503"},
          });
}

TEST_CASE("error: the modelled structure survives the way from service to client") {
    for (auto const* what : {&sample::json_store, &sample::query_store}) {
        sample::refused_exception const sent{.place = sample::point{.x = 7, .label = "<here>"}};
        error e;
        e.aws_code = "Refused";
        e.message = "not \"today\" & <never>";
        e.modelled = sent;
        auto const answer = write_error(*what->service, e, "id-9");
        CHECK(answer.status == 409);
        auto const read = read_error(*what, answer);
        CHECK(read.code == known(sample::errc::refused));
        CHECK(read.message == e.message);
        CHECK(read.request_id == "id-9");
        auto const* const structure = read.as<sample::refused_exception>();
        REQUIRE(structure != nullptr);
        CHECK(structure->place == sent.place);
    }
}

TEST_CASE("error: a given status wins over the table's, an unknown code is 400") {
    error e;
    e.aws_code = "Refused";
    e.http_status = 500;
    CHECK(write_error(sample::json_service, e, "id").status == 500);
    e = {};
    e.aws_code = "NotInTheTable";
    CHECK(write_error(sample::query_service, e, "id").status == 400);
}

TEST_CASE("error: retry classes come from the model, then from the common lists, then the status") {
    auto const classified = [](char const* code, int status) {
        error e;
        e.code = skiff::errc::unmodelled_service_error;
        e.aws_code = code;
        e.http_status = status;
        return classify(sample::json_service, e);
    };
    CHECK(classified("Unlucky", 400) == retry_class::transient);
    CHECK(classified("Throttling", 400) == retry_class::throttling);
    CHECK(classified("Refused", 409) == retry_class::none);
    CHECK(classified("Refused", 500) == retry_class::transient);
    CHECK(classified("", 503) == retry_class::transient);
    CHECK(classified("", 404) == retry_class::none);
    CHECK(classify(sample::json_service, make_error(skiff::errc::connection_lost, "")) ==
          retry_class::transient);
    CHECK(classify(sample::json_service, make_error(skiff::errc::invalid_request, "")) ==
          retry_class::none);
}
