// SPDX-License-Identifier: Apache-2.0
#include "codegen/generate.hpp"
#include "codegen/model.hpp"
#include "codegen/reduce.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <filesystem>

using namespace skiff::codegen;
using skiff::test::temporary_folder;
namespace fs = std::filesystem;

namespace {

/// A reduced model with this text in place of the shapes and operations.
std::string model_text(std::string const& operations, std::string const& shapes,
                       std::string const& waiters = "", std::string const& paginators = "") {
    return R"({"service":{"id":"Test","api_version":"1","protocol":"aws_json_1_0",)"
           R"("endpoint_prefix":"test","signing_name":"test","target_prefix":"T"},"operations":{)" +
           operations + R"(},"shapes":{)" + shapes + R"(},"paginators":{)" + paginators +
           R"(},"waiters":{)" + waiters + "}}";
}

constexpr char const* structure_text =
    R"("In":{"type":"structure","members":[{"name":"A","shape":"S"}]},"S":{"type":"string"})";

settings model_settings() {
    settings out;
    out.name = "test";
    out.variable_suffix = "TEST";
    out.retry_profile = "{}";
    return out;
}

std::string failure_of(std::string const& text) {
    try {
        (void)generate(parse_model(text, "m.json"), model_settings());
    } catch (model_error const& e) {
        return e.what();
    }
    return "no failure";
}

} // namespace

TEST_CASE("model: what is wrong is reported with its place") {
    struct wrong {
        std::string text;
        std::string message;
    };
    auto const op = R"("Op":{"input":"In"})";
    for (auto const& [text, message] : std::vector<wrong>{
             {"{", "m.json: not JSON at byte 1: incomplete JSON"},
             {"[]", "m.json: expected object, got array"},
             {"{}", "m.json: has no member 'service'"},
             {R"({"service":{"id":1,"protocol":"aws_query"}})",
              "m.json.service.id: expected string, got int64"},
             {R"({"service":{"protocol":"soap"}})",
              "m.json.service.protocol: unknown value 'soap'"},
             {model_text(R"("Op":{"input":"Nope"})", ""),
              "m.json.operations.Op: names an unknown shape 'Nope'"},
             {model_text(R"("Op":{"input":"S"})", structure_text),
              "m.json.operations.Op: 'S' is not a structure"},
             {model_text(op, R"("In":{"type":"structure","members":[{"name":"A","shape":"B"}]})"),
              "m.json.shapes.In: member 'A' is of an unknown shape 'B'"},
             {model_text("", R"("L":{"type":"list","element":"B"})"),
              "m.json.shapes.L: its element is of an unknown shape 'B'"},
             {model_text("", R"("L":{"type":"tuple"})"),
              "m.json.shapes.L.type: unknown value 'tuple'"},
             {model_text("", R"("E":{"type":"enum","values":[]})"),
              "m.json.shapes.E: an enumeration without values"},
             {model_text("", "",
                         R"("W":{"operation":"X","delay":1,"max_attempts":2,"acceptors":[]})"),
              "m.json.waiters.W: names an unknown operation 'X'"},
             {model_text("", "", "", R"("X":{"input_token":"a","output_token":["a","b"]})"),
              "m.json.paginators.X: as many output tokens as input tokens, and at least one, are "
              "needed"},
             {model_text(op, R"("In":{"type":"structure","members":[)"
                             R"({"name":"A","shape":"In","required":true}]})"),
              "Test: shapes.In: must contain itself: a member on the way is required"},
             {model_text(op, R"("In":{"type":"structure","union":true,"members":[)"
                             R"({"name":"A","shape":"S","required":true}]},"S":{"type":"string"})"),
              "m.json.shapes.In: member 'A' of a union is required"},
             {model_text(op, R"("In":{"type":"structure","members":[)"
                             R"({"name":"A","shape":"S","location":"cookie"}]},)"
                             R"("S":{"type":"string"})"),
              "m.json.shapes.In.members[0].location: unknown value 'cookie'"},
             {model_text(op, R"("In":{"type":"structure","members":[{"name":"aB","shape":"S"},)"
                             R"({"name":"AB_","shape":"S"},{"name":"a_b","shape":"S"}]},)"
                             R"("S":{"type":"string"})"),
              "Test: shapes.In: two members are named a_b in C++"},
             {model_text(op, structure_text,
                         R"("W":{"operation":"Op","delay":1,"max_attempts":2,"acceptors":[)"
                         R"({"state":"success","matcher":"path","argument":"Q","expected":"x"}]})"),
              "Test: waiters.W: looks into an answer without members"},
             {model_text(R"("Op":{"input":"In","output":"In"})", structure_text,
                         R"("W":{"operation":"Op","delay":1,"max_attempts":2,"acceptors":[)"
                         R"({"state":"success","matcher":"path","argument":"Q","expected":"x"}]})"),
              "Test: In has no member 'Q'"},
         }) {
        INFO(text);
        CHECK(failure_of(text) == message);
    }
}

TEST_CASE("model: places that cannot hold a member are refused") {
    struct wrong {
        std::string operation; ///< "method" and what follows it.
        std::string members;
        std::string message;
    };
    for (auto const& [operation, members, message] : std::vector<wrong>{
             {R"("uri":"/a/{B}")", R"({"name":"A","shape":"S"})",
              "the labels of '/a/{B}' and '' are not those of its input"},
             {R"("uri":"/a")", R"({"name":"A","shape":"S","location":"label"})",
              "the labels of '/a' and '' are not those of its input"},
             {R"("uri":"/a","host_prefix":"{B}.")", R"({"name":"A","shape":"S"})",
              "the labels of '/a' and '{B}.' are not those of its input"},
             {R"("uri":"/x{A}")", R"({"name":"A","shape":"S","location":"label"})",
              "a label of '/x{A}' is not a whole segment of the path"},
             {R"("uri":"/{A}")", R"({"name":"A","shape":"L","location":"label"})",
              "member 'A' of In cannot stand in the place 'label'"},
             {R"("uri":"/")", R"({"name":"A","shape":"In","location":"query"})",
              "member 'A' of In cannot stand in the place 'query'"},
             {R"("uri":"/")", R"({"name":"A","shape":"M","location":"header"})",
              "member 'A' of In cannot stand in the place 'header'"},
             {R"("uri":"/")", R"({"name":"A","shape":"S","location":"header_prefix"})",
              "member 'A' of In cannot stand in the place 'header_prefix'"},
             {R"("uri":"/")", R"({"name":"A","shape":"I","location":"status"})",
              "member 'A' of In cannot stand in the place 'status'"},
             {R"("uri":"/")", R"({"name":"A","shape":"L","location":"payload"})",
              "member 'A' of In cannot stand in the place 'payload'"},
             {R"("uri":"/")",
              R"({"name":"A","shape":"S","location":"payload"},)"
              R"({"name":"B","shape":"S","location":"payload"})",
              "In has more than one payload"},
         }) {
        auto text = model_text(R"("Op":{"input":"In",)" + operation + '}',
                               R"("In":{"type":"structure","members":[)" + members +
                                   R"(]},"S":{"type":"string"},"I":{"type":"integer"},)"
                                   R"("L":{"type":"list","element":"S"},)"
                                   R"("M":{"type":"map","element":"S"})");
        text.replace(text.find("aws_json_1_0"), 12, "rest_json_1");
        INFO(text);
        CHECK(failure_of(text) == "Test: operations.Op: " + message);
    }
}

TEST_CASE("model: types that contain each other are written in an order that compiles") {
    auto const text = model_text(
        R"("Op":{"input":"In"},"Other":{"input":"In"})",
        R"("In":{"type":"structure","members":[{"name":"C","shape":"C"}]},)"
        R"("A":{"type":"structure","members":[{"name":"Bs","shape":"Bs"},{"name":"C","shape":"C"}]},)"
        R"("B":{"type":"structure","members":[{"name":"A","shape":"A"}]},)"
        R"("Bs":{"type":"list","element":"B"},)"
        R"("C":{"type":"structure","members":[{"name":"Self","shape":"C"},{"name":"B","shape":"B"}]})");
    auto const files = generate(parse_model(text, "m.json"), model_settings());
    CHECK(!files.contains("include/skiff/test/type/a.hpp"));
    auto const& header = files.at("include/skiff/test/type/c.hpp");
    CHECK(header.substr(header.find("struct")) == R"(struct b;
struct c;

/// A.
struct a {
    std::vector<b> bs;
    boxed<test::c> c;
};

/// B.
struct b {
    boxed<test::a> a;
};

/// C.
struct c {
    boxed<c> self{};
    boxed<test::b> b{};
};

} // namespace skiff::test
)");
    CHECK(
        files.at("include/skiff/test/operation/op.hpp").find("#include <skiff/test/type/c.hpp>") !=
        std::string::npos);
}

TEST_CASE("model: an unknown service and an empty folder are refused") {
    CHECK_THROWS_AS(settings_of("nimbus"), model_error);
    temporary_folder const folder;
    CHECK_THROWS_AS(generate(folder.path()), model_error);
}

TEST_CASE("reduce: keeps names, types and errors, drops documentation and what nobody uses") {
    temporary_folder const folder;
    folder.write("service-2.json", R"({
        "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "email", "protocol": "query",
                     "serviceId": "Test", "signingName": "test", "xmlNamespace": "u"},
        "operations": {"Op": {"name": "Op", "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "In"}, "output": {"shape": "In", "resultWrapper": "OpResult"},
            "errors": [{"shape": "Bad"}], "documentation": "words"}},
        "shapes": {
            "In": {"type": "structure", "required": ["A"], "documentation": "words", "members": {
                "A": {"shape": "S", "documentation": "words"},
                "T": {"shape": "S", "idempotencyToken": true, "locationName": "t"}}},
            "S": {"type": "string", "min": 1, "sensitive": true},
            "Unused": {"type": "string"},
            "Bad": {"type": "structure", "members": {}, "exception": true,
                    "error": {"code": "BadThing", "httpStatusCode": 409}}}})");
    auto const text = reduce(folder.path());
    CHECK(text == R"({
  "service": {
    "api_version": "2020-01-01",
    "endpoint_prefix": "email",
    "id": "Test",
    "protocol": "aws_query",
    "signing_name": "test",
    "xml_namespace": "u"
  },
  "operations": {
    "Op": {"input":"In","output":"In","result_wrapper":"OpResult","errors":["Bad"]}
  },
  "shapes": {
    "Bad": {"type":"structure","members":[],"error":true,"error_code":"BadThing","http_status":409},
    "In": {"type":"structure","members":[{"name":"A","shape":"S","required":true},{"name":"T","shape":"S","wire_name":"t","idempotency_token":true}]},
    "S": {"type":"string","sensitive":true}
  },
  "paginators": {},
  "waiters": {}
}
)");
    auto const model = parse_model(text, "m");
    CHECK(model.at("Bad").error_code == "BadThing");
    CHECK(model.at("In").members[1].wire_name == "t");
}

TEST_CASE("reduce: what the generator cannot do is refused, not left out") {
    struct refused {
        std::string metadata, operation, members, shapes;
        std::string message; ///< Behind the file's name.
    };
    std::string const json = R"("protocol":"json","jsonVersion":"1.1")";
    for (auto const& [metadata, operation, members, shapes, message] : std::vector<refused>{
             {R"("protocol":"rest-xml")", "", "", "",
              ".metadata.protocol: 'rest-xml' is not supported"},
             {R"("protocol":"ec2")", "", "", "", ".metadata.protocol: 'ec2' is not supported"},
             {json, R"(,"authtype":"v4-unsigned-body")", "", "",
              ".operations.Op: is authenticated by 'v4-unsigned-body', which is not supported"},
             {json, R"(,"auth":["smithy.api#httpBearerAuth"])", "", "",
              ".operations.Op: is authenticated by 'smithy.api#httpBearerAuth', which is not "
              "supported"},
             {json, R"(,"httpChecksumRequired":true)", "", "",
              ".operations.Op: 'httpChecksumRequired' is not supported"},
             {json, R"(,"endpointdiscovery":{"required":true})", "", "",
              ".operations.Op: 'endpointdiscovery.required' is not supported"},
             {json, "", R"("A":{"shape":"E"})",
              R"(,"E":{"type":"structure","members":{},"eventstream":true})",
              ".shapes.E: event streams are not supported"},
             {json, "", R"("A":{"shape":"E","eventpayload":true})", R"(,"E":{"type":"blob"})",
              ".shapes.In.members.A: event streams are not supported"},
             {json, "", R"("A":{"shape":"E","location":"cookie"})", R"(,"E":{"type":"string"})",
              ".shapes.In.members.A.location: 'cookie' is not supported"},
             {json, "", R"("A":{"shape":"E","xmlAttribute":true})", R"(,"E":{"type":"string"})",
              ".shapes.In.members.A: XML attributes are not supported"},
         }) {
        temporary_folder const folder;
        folder.write("service-2.json",
                     R"({"metadata":{"apiVersion":"1","endpointPrefix":"e","serviceId":"S",)" +
                         metadata +
                         R"(},"operations":{"Op":{"name":"Op","http":{"method":"POST",)"
                         R"("requestUri":"/"},"input":{"shape":"In"})" +
                         operation + R"(}},"shapes":{"In":{"type":"structure","members":{)" +
                         members + "}}" + shapes + "}}");
        std::string found = "no failure";
        try {
            (void)reduce(folder.path());
        } catch (model_error const& e) {
            found = e.what();
        }
        CHECK(found.substr(found.find("service-2.json") + 14) == message);
    }
}

TEST_CASE("reduce: a broken folder is reported with its file") {
    temporary_folder const folder;
    auto const failure = [&]() -> std::string {
        try {
            (void)reduce(folder.path());
        } catch (model_error const& e) {
            return e.what();
        }
        return "no failure";
    };
    CHECK(failure().ends_with("service-2.json: cannot be opened"));
    folder.write("service-2.json", R"({"metadata":{}})");
    CHECK(failure().ends_with("service-2.json: has no member 'operations'"));
}
