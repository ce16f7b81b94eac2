// SPDX-License-Identifier: Apache-2.0
// The services of models/: the same structures over each protocol.
#include <skiff/core/config.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/codec.hpp>
#include <skiff/sample_json/client.hpp>
#include <skiff/sample_json/errors.hpp>
#include <skiff/sample_json/operation/echo.hpp>
#include <skiff/sample_json/operation/sign_in.hpp>
#include <skiff/sample_json/operations.hpp>
#include <skiff/sample_query/client.hpp>
#include <skiff/sample_query/errors.hpp>
#include <skiff/sample_query/operation/echo.hpp>
#include <skiff/sample_query/operation/sign_in.hpp>
#include <skiff/sample_query/operations.hpp>
#include <skiff/sample_rest/client.hpp>
#include <skiff/sample_rest/errors.hpp>
#include <skiff/sample_rest/operation/echo.hpp>
#include <skiff/sample_rest/operation/sign_in.hpp>
#include <skiff/sample_rest/operations.hpp>

#include "codegen/json_node.hpp"
#include "codegen/reduce.hpp"
#include "support/catch.hpp"
#include "support/memory_watch.hpp"
#include "support/scripted_transport.hpp"

#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

/// What the tests need of each service.
struct json_service {
    using request = sample_json::echo_request;
    using response = sample_json::echo_response;
    using login_request = sample_json::sign_in_request;
    using login_response = sample_json::sign_in_response;
    using client = sample_json::client;
    static protocol::operation const& echo() { return sample_json::operations::echo; }
    static protocol::operation const& sign_in() { return sample_json::operations::sign_in; }
    static constexpr auto answer = R"({"login":{"user":"u","password":"correct horse battery",)"
                                   R"("key":"Y29ycmVjdCBob3JzZSBiYXR0ZXJ5"}})";
};
struct rest_service {
    using request = sample_rest::echo_request;
    using response = sample_rest::echo_response;
    using login_request = sample_rest::sign_in_request;
    using login_response = sample_rest::sign_in_response;
    using client = sample_rest::client;
    static protocol::operation const& echo() { return sample_rest::operations::echo; }
    static protocol::operation const& sign_in() { return sample_rest::operations::sign_in; }
    static constexpr auto answer = json_service::answer;
};
struct query_service {
    using request = sample_query::echo_request;
    using response = sample_query::echo_response;
    using login_request = sample_query::sign_in_request;
    using login_response = sample_query::sign_in_response;
    using client = sample_query::client;
    static protocol::operation const& echo() { return sample_query::operations::echo; }
    static protocol::operation const& sign_in() { return sample_query::operations::sign_in; }
    static constexpr auto answer =
        "<SignInResponse><SignInResult><login><user>u</user><password>correct horse battery"
        "</password><key>Y29ycmVjdCBob3JzZSBiYXR0ZXJ5</key></login></SignInResult>"
        "</SignInResponse>";
};

timestamp const sample_moment = timestamp(1'363'729'002'358ms);

template <class Value>
void fill(Value& out) {
    using figure = typename decltype(out.figure)::value_type;
    using tree = typename decltype(out.tree)::value_type;
    using author = typename decltype(out.author)::value_type;
    using book = typename decltype(author::books)::mapped_type;
    out.name = "n\xC3\xA4me";
    out.flag = false;
    out.small = -7;
    out.large = std::numeric_limits<std::int64_t>::min();
    out.single = std::numeric_limits<float>::infinity();
    out.real = std::numeric_limits<double>::quiet_NaN();
    out.bytes = binary{std::string("\0\xFF", 2)};
    out.when = out.iso_when = out.http_when = out.epoch_when = sample_moment;
    out.color = std::remove_cvref_t<decltype(*out.color)>("DARK_BLUE");
    out.texts = {"a", "", "c"};
    out.flags = {true, false};
    figure inner;
    inner.names = std::vector<std::string>{"x"};
    figure outer;
    outer.group = std::vector<figure>{inner, figure{.circle = 1.5}};
    out.figure = outer;
    out.sparse = {1, std::nullopt, 3};
    out.sparse_by_name = {{"a", "b"}, {"none", std::nullopt}};
    out.tree = tree{.name = "root", .left = tree{.name = "l", .right = tree{.name = "lr"}}};
    out.tree->children = {tree{.name = "c"}};
    author writer;
    writer.name = "w";
    book first;
    first.title = "t";
    first.author = author{.name = "co"};
    writer.books.emplace("first", first);
    writer.latest = first;
    out.author = writer;
    out.renamed = "r";
    out.token = "given";
}

template <class Input>
std::string wire_of(protocol::operation const& what, Input const& input) {
    http::request out;
    auto const failure = protocol::write_request(what, &input, system_random(), out);
    return failure ? "failed: " + failure->message : out.body;
}

} // namespace

TEMPLATE_TEST_CASE("samples: everything goes to the service and back", "", json_service,
                   rest_service, query_service) {
    typename TestType::request input;
    fill(input);
    auto const& what = TestType::echo();
    http::request sent;
    REQUIRE(!protocol::write_request(what, &input, system_random(), sent));
    CHECK(protocol::find_operation(*what.service, sent) == &what);

    typename TestType::request read;
    auto const problem = protocol::read_request(what, sent, &read);
    INFO((problem ? problem->message : std::string()));
    REQUIRE(!problem);
    CHECK(read.name == input.name);
    CHECK(read.large == input.large);
    CHECK(std::isnan(*read.real));
    CHECK(std::isinf(*read.single));
    CHECK(read.bytes == input.bytes);
    CHECK(read.flags == input.flags);
    CHECK(read.when == sample_moment);
    CHECK(read.iso_when == sample_moment);
    CHECK(read.http_when == sample_moment);
    CHECK(read.epoch_when == sample_moment);
    REQUIRE(read.figure->group->size() == 2);
    CHECK(read.figure->group->at(1).circle == 1.5);
    CHECK(read.tree->left->right->name == "lr");
    CHECK(!read.tree->right);
    CHECK(read.tree->children.at(0).name == "c");
    CHECK(read.author->books.at("first").author->name == "co");
    CHECK(read.author->latest->title == "t");
    CHECK(wire_of(what, read) == sent.body);

    typename TestType::response output;
    fill(output);
    auto const answer = protocol::write_response(what, &output, "id");
    CHECK(answer.status == 200);
    typename TestType::response received;
    auto const failure = protocol::read_response(what, answer, &received);
    INFO((failure ? failure->message : std::string()));
    REQUIRE(!failure);
    CHECK(protocol::write_response(what, &received, "id").body == answer.body);
}

TEST_CASE("samples: JSON has null for what is empty in sparse lists, dates as each member says") {
    sample_json::echo_request input{.name = "n"};
    input.sparse = {1, std::nullopt};
    input.sparse_by_name = {{"k", std::nullopt}};
    input.when = input.iso_when = input.http_when = input.epoch_when = sample_moment;
    input.renamed = "r";
    input.token = "t";
    input.real = std::numeric_limits<double>::quiet_NaN();
    input.single = -std::numeric_limits<float>::infinity();
    input.anything = json::raw{R"({"any":[1.50,null]})"};
    CHECK(wire_of(sample_json::operations::echo, input) ==
          R"({"name":"n","single":"-Infinity","real":"NaN","when":1363729002.358,)"
          R"("isoWhen":"2013-03-19T21:36:42.358Z","httpWhen":"Tue, 19 Mar 2013 21:36:42.358 GMT",)"
          R"("epochWhen":1363729002.358,"sparse":[1,null],"sparseByName":{"k":null},)"
          R"("other-name":"r","token":"t","anything":{"any":[1.50,null]}})");
}

TEST_CASE("samples: a query has the model's names for lists and maps") {
    sample_query::echo_request input{.name = "n"};
    input.named = {"a", "b"};
    input.flat = {"c"};
    input.flat_numbers = {4, 5};
    input.counts = {{"x", 6}};
    input.flat_sides = {{"y", {.length = 7}}};
    input.sparse = {8, std::nullopt};
    input.token = "t";
    input.when = sample_moment;
    input.http_when = sample_moment;
    CHECK(wire_of(sample_query::operations::echo, input) ==
          "Action=Echo&Version=2026-01-01&name=n&when=2013-03-19T21%3A36%3A42.358Z"
          "&httpWhen=Tue%2C%2019%20Mar%202013%2021%3A36%3A42.358%20GMT"
          "&sparse.member.1=8&sparse.member.2=&token=t&named.item.1=a&named.item.2=b&flat.1=c"
          "&Number.1=4&Number.2=5&counts.entry.1.Name=x&counts.entry.1.Count=6"
          "&flatSides.1.K=y&flatSides.1.V.length=7");
}

TEST_CASE("samples: XML has the model's names for lists and maps") {
    sample_query::echo_response output{.name = "n"};
    output.named = {"a", "b"};
    output.flat = {"c", "d"};
    output.flat_numbers = {4, 5};
    output.counts = {{"x", 6}};
    output.flat_sides = {{"y", {.length = 7}}, {"z", {.length = 8}}};
    auto const answer = protocol::write_response(sample_query::operations::echo, &output, "id");
    CHECK(answer.body.find("<named><item>a</item><item>b</item></named><flat>c</flat>"
                           "<flat>d</flat><Number>4</Number><Number>5</Number>"
                           "<counts><entry><Name>x</Name><Count>6</Count></entry></counts>"
                           "<flatSides><K>y</K><V><length>7</length></V></flatSides>"
                           "<flatSides><K>z</K><V><length>8</length></V></flatSides>") !=
          std::string::npos);
    sample_query::echo_response read;
    REQUIRE(!protocol::read_response(sample_query::operations::echo, answer, &read));
    CHECK(read.named == output.named);
    CHECK(read.flat == output.flat);
    CHECK(read.flat_numbers == output.flat_numbers);
    CHECK(read.counts == output.counts);
    REQUIRE(read.flat_sides.size() == 2);
    CHECK(read.flat_sides.at("z").length == 8);
}

TEMPLATE_TEST_CASE("samples: a request's union has exactly one member", "", json_service,
                   rest_service, query_service) {
    typename TestType::request input;
    input.name = "n";
    input.token = "t";
    input.figure.emplace();
    CHECK(wire_of(TestType::echo(), input) ==
          "failed: exactly one member of 'Figure' must be set: none is");
    input.figure->circle = 1;
    CHECK(!wire_of(TestType::echo(), input).starts_with("failed"));
    input.figure->names.emplace();
    CHECK(wire_of(TestType::echo(), input) ==
          "failed: exactly one member of 'Figure' must be set: 'circle', 'names' are");
    input.figure->circle.reset();
    CHECK(!wire_of(TestType::echo(), input).starts_with("failed"));
}

TEST_CASE("samples: of an answer's union several members are refused, unknown ones read over") {
    struct answer {
        char const* figure;
        char const* problem;
    };
    for (auto const& [figure, problem] : std::vector<answer>{
             {R"({"circle":1})", ""},
             {R"({"circle":1,"square":null})", ""},
             {R"({"polygon":{"a":[1]}})", ""},
             {R"({"circle":1,"polygon":2})", ""},
             {R"({"circle":1,"names":[]})", "Expected one member at 'figure', got several"},
             {R"({"group":[{"circle":1},{"circle":2,"square":{"length":1}}]})",
              "Expected one member at 'figure.group[1]', got several"},
         }) {
        INFO(figure);
        http::response in{200, {}, std::string(R"({"name":"n","figure":)") + figure + '}'};
        sample_json::echo_response out;
        auto const failure = protocol::read_response(sample_json::operations::echo, in, &out);
        CHECK((failure ? failure->message : std::string()) == problem);
        if (failure)
            CHECK(failure->code == errc::malformed_response);
    }
    http::response xml{
        200, {}, "<R><EchoResult><figure><circle>1</circle><names/></figure></EchoResult></R>"};
    sample_query::echo_response out;
    auto const failure = protocol::read_response(sample_query::operations::echo, xml, &out);
    REQUIRE(failure);
    CHECK(failure->message == "Expected one member at 'figure', got several");
    http::request form;
    form.body = "Action=Echo&name=n&figure.circle=1&figure.square.length=2";
    sample_query::echo_request read;
    auto const refused = protocol::read_request(sample_query::operations::echo, form, &read);
    REQUIRE(refused);
    CHECK(refused->message == "Expected one member at 'figure', got several");
}

TEST_CASE("samples: what is no JSON is not sent as such") {
    sample_json::echo_request input{.name = "n"};
    input.anything = json::raw{"{"};
    CHECK(wire_of(sample_json::operations::echo, input) ==
          "failed: a json::raw in the request is not valid JSON");
}

TEST_CASE("samples: nesting ends before the stack does") {
    std::string deep = R"({"name":"n","tree":)";
    for (int i = 0; i != 100'000; ++i)
        deep += R"({"left":)";
    http::response const in{200, {}, deep};
    sample_json::echo_response out;
    auto const failure = protocol::read_response(sample_json::operations::echo, in, &out);
    REQUIRE(failure);
    CHECK(failure->code == errc::malformed_response);
}

TEMPLATE_TEST_CASE("samples: no text crashes or hangs the decoders", "", json_service, rest_service,
                   query_service) {
    typename TestType::response full;
    fill(full);
    auto const& what = TestType::echo();
    auto const good = protocol::write_response(what, &full, "id").body;
    typename TestType::request input;
    fill(input);
    auto const request = wire_of(what, input);
    std::mt19937 random(20260101);
    auto mutated = [&random](std::string text) {
        for (int changes = 1 + static_cast<int>(random() % 4); changes != 0 && !text.empty();
             --changes) {
            auto const at = random() % text.size();
            switch (random() % 4) {
            case 0:
                text[at] = static_cast<char>(random());
                break;
            case 1:
                text.erase(at, random() % 20);
                break;
            case 2:
                text.insert(at, text.substr(random() % text.size(), random() % 40));
                break;
            default:
                text.resize(at + 1);
            }
        }
        return text;
    };
    int readable = 0;
    for (int i = 0; i != 3000; ++i) {
        typename TestType::response out;
        http::response const in{200, {}, mutated(good)};
        readable += !protocol::read_response(what, in, &out);
        typename TestType::request read;
        http::request again;
        again.target = what.uri;
        again.body = mutated(request);
        std::string why;
        readable += protocol::read_request(what, again, &read, why);
        CHECK((why.empty() || json::is_utf8(why)));
    }
    CHECK(readable != 0);
}

// Secrets. ----------------------------------------------------------------------------------------

namespace {

constexpr char const* password = "correct horse battery";

/// Answers with a text and remembers nothing.
class forgetful_transport final : public http::transport {
  public:
    explicit forgetful_transport(int status, char const* text) : status_(status), text_(text) {}

    [[nodiscard]] result<http::response> send(http::origin const&, http::request const& what,
                                              http::send_options const& options) override {
        saw_password = what.body.find("correct") != what.body.npos;
        is_signed = what.headers.find("Authorization").has_value();
        sensitive = options.sensitive;
        return http::response{status_, {}, text_};
    }

    bool saw_password = false;
    bool is_signed = true;
    bool sensitive = false;

  private:
    int status_;
    char const* text_;
};

class no_credentials final : public credentials_provider {
  public:
    result<std::shared_ptr<credentials const>> get() override {
        ++asked;
        return make_error(errc::no_credentials, "there are none");
    }
    int asked = 0;
};

template <class Service>
struct secret_bench {
    explicit secret_bench(int status, char const* answer)
        : wire(std::make_shared<forgetful_transport>(status, answer)) {}

    std::shared_ptr<forgetful_transport> wire;
    std::shared_ptr<no_credentials> credentials = std::make_shared<no_credentials>();
    typename Service::client client{{.region = "eu-central-1",
                                     .endpoint_url = "http://localhost:1",
                                     .credentials = credentials,
                                     .retry = {.max_attempts = 1},
                                     .transport = wire}};
};

} // namespace

TEMPLATE_TEST_CASE("samples: secrets leave no trace in memory, and need no credentials", "",
                   json_service, rest_service, query_service) {
    secret_bench<TestType> b(200, TestType::answer);
    {
        test::memory_watch const watch(password);
        {
            typename TestType::login_request request;
            request.user = "u";
            request.password = password;
            request.key = secret_binary(binary{password});
            auto const answer = b.client.sign_in(request);
            REQUIRE(answer.has_value());
            CHECK(answer->login->password.view() == password);
            CHECK(answer->login->key->bytes() == password);
        }
        CHECK(watch.looked_at() != 0);
        // What libxml2 holds while it works is not overwritten (docs/decisions/0016).
        constexpr bool sees_libxml2 = test::memory_watch::sees_malloc &&
                                      std::is_same_v<TestType, query_service>;
        if constexpr (!sees_libxml2)
            CHECK(watch.found() == 0);
    }
    CHECK(b.wire->saw_password);
    CHECK(b.wire->sensitive);
    CHECK(!b.wire->is_signed);
    CHECK(b.credentials->asked == 0);
}

TEMPLATE_TEST_CASE("samples: errors of sensitive operations quote nothing", "", json_service,
                   rest_service, query_service) {
    for (auto const& [status, text] : std::vector<std::pair<int, char const*>>{
             {200, R"({"login":{"user":17,"password":"hunter2"}})"},
             {200, R"({"login":{"password":"hunter2","key":"hunter2!"}})"},
             {200, "<R><SignInResult><login><key>hunter2!</key></login></SignInResult></R>"},
             {200, "hunter2"},
             {502, "<html>hunter2</html>"},
             {500, R"({"password":"hunter2"})"},
         }) {
        INFO(text);
        secret_bench<TestType> b(status, text);
        typename TestType::login_request request;
        request.password = "hunter2";
        auto const answer = b.client.sign_in(request);
        REQUIRE(!answer.has_value());
        CHECK(answer.error().to_string().find("hunter2") == std::string::npos);
    }
}

TEST_CASE("samples: operations that reach a secret are marked, others are not") {
    CHECK(sample_rest::operations::sign_in.sensitive);
    CHECK(!sample_rest::operations::echo.sensitive);
    CHECK(sample_rest::operations::sign_in.unsigned_request);
    CHECK(!sample_rest::operations::echo.unsigned_request);
    CHECK(sample_query::operations::sign_in.unsigned_request);
}

TEST_CASE("samples: the committed models are what reducing gives") {
    namespace fs = std::filesystem;
    for (std::string const name : {"sample_json", "sample_query", "sample_rest"}) {
        INFO(name);
        auto committed = codegen::read_text(fs::path(SKIFF_SAMPLE_MODELS) / (name + ".json"));
        std::string const line = "    \"settings\": \"default\",\n";
        auto const at = committed.find(line);
        REQUIRE(at != committed.npos);
        committed.erase(at, line.size());
        CHECK(codegen::reduce(fs::path(SKIFF_SAMPLE_MODELS) / name) == committed);
    }
}
