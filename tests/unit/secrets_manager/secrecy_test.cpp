// SPDX-License-Identifier: Apache-2.0
#include "fake_secrets_manager.hpp"

#include "support/catch.hpp"

#include <boost/describe/enum.hpp>
#include <cstdint>

#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace secrets_manager = skiff::secrets_manager;

namespace {

enum class level { low, high };
BOOST_DESCRIBE_ENUM(level, low, high)

struct coded {
    std::string text;
};

struct inner {
    std::string key;
};
BOOST_DESCRIBE_STRUCT(inner, (), (key))

struct all_kinds {
    std::optional<std::string> text;
    std::optional<skiff::secret_string> secret;
    std::optional<skiff::secret_binary> bytes;
    std::optional<int> integer;
    std::optional<std::uint8_t> small;
    std::optional<double> real;
    std::optional<bool> flag;
    std::optional<level> choice;
    std::optional<skiff::timestamp> when;
    std::optional<coded> own;
    std::optional<std::vector<int>> list;
    std::optional<std::map<std::string, int>> map;
    std::optional<std::vector<inner>> nested;
};
BOOST_DESCRIBE_STRUCT(all_kinds, (),
                      (text, secret, bytes, integer, small, real, flag, choice, when, own, list,
                       map, nested))

} // namespace

template <>
struct skiff::json::codec<coded> {
    static void write(writer& to, coded const& value) { to.string(value.text); }
    static bool read(document_reader& from, coded& out) {
        if (!from.read(out.text))
            return false;
        from.report("cannot use " + out.text);
        return false;
    }
};

namespace {

struct watched_cache : fake_secrets_manager {
    secrets_manager::secret_cache secrets{client};
};

/// Everything that may be seen of an error.
std::string shown(skiff::error const& e) {
    std::ostringstream out;
    out << e << '\n' << e.to_string() << '\n' << e.message << '\n' << e.aws_code << '\n';
    try {
        skiff::result<int>(e).value();
    } catch (skiff::service_error const& thrown) {
        out << thrown.what() << '\n' << thrown.error();
    }
    if (auto const* modelled = e.as<secrets_manager::invalid_request_exception>())
        out << modelled->message.value_or("");
    return out.str();
}

bool leaks(skiff::error const& e, std::string const& secret) {
    return shown(e).find(secret) != std::string::npos;
}

} // namespace

TEST_CASE_METHOD(watched_cache, "secrecy: what does not fit is told by path without the value") {
    struct {
        std::string document, report;
    } const cases[] = {
        {R"({"text":"hunter2","text":"hunter2"})", "text: given twice"},
        {R"({"text":71717171})", "text: expected string, got number"},
        {R"({"secret":["hunter2"]})", "secret: expected string, got array"},
        {R"({"bytes":"hunter2!"})", "bytes: expected base64"},
        {R"({"integer":"hunter2"})", "integer: expected number, got string"},
        {R"({"integer":7171.7171})", "integer: expected an integer"},
        {R"({"integer":71717171717171717171})",
         "integer: expected an integer from -2147483648 to 2147483647"},
        {R"({"small":71717171})", "small: expected an integer from 0 to 255"},
        {R"({"real":71717171e999})", "real: the number is out of range"},
        {R"({"flag":"hunter2"})", "flag: expected boolean, got string"},
        {R"({"choice":"hunter2"})", "choice: expected one of low, high"},
        {R"({"when":"hunter2"})", "when: expected a time such as 2026-01-31T12:00:00Z"},
        {R"({"own":"hunter2"})", "own: not as it should be"},
        {R"({"list":[1,"hunter2"]})", "list[1]: expected number, got string"},
        {R"({"map":{"hunter2":"hunter2"}})", "map.*: expected number, got string"},
        {R"({"map":{"hunter2":1,"hunter2":2}})", "map.*: not as it should be"},
        {R"({"nested":[{"key":"x"},{}]})", "nested[1].key: missing"},
        {R"({"nested":[{"key":71717171}],"integer":"hunter2"})",
         "nested[0].key: expected string, got number; integer: expected number, got string"},
        {R"("hunter2")", "expected object, got string"},
        {R"(71717171)", "expected object, got number"},
    };
    for (auto const& c : cases) {
        INFO(c.document);
        secrets.clear();
        answer(secret_answer(c.document));
        auto const read = secrets.get<all_kinds>("tracker/db");
        REQUIRE(read.has_error());
        auto const e = read.error();
        CHECK(e.code == skiff::errc::malformed_response);
        CHECK(e.message == "the secret tracker/db is not as expected: " + c.report);
        CHECK_FALSE(leaks(e, "hunter2"));
        CHECK_FALSE(leaks(e, "7171"));
    }
}

TEST_CASE_METHOD(watched_cache, "secrecy: broken JSON is told without a part of it") {
    std::string const document = R"({"text":"hunter2","hunter2":"hunter2\n","list":[17171]})";
    for (std::size_t size = 0; size != document.size(); ++size)
        for (std::string const end : {"", "hunter2", "\x01", "\xFF", "\\q", "\\ud800", "}}"}) {
            auto const text = document.substr(0, size) + end;
            INFO(text);
            secrets_manager::secret_version const version{.name = "tracker/db",
                                                          .value = skiff::secret_string(text)};
            auto const read = secrets_manager::detail::read_secret<all_kinds>(version);
            REQUIRE(read.has_error());
            CHECK_FALSE(leaks(read.error(), "hunter"));
            CHECK_FALSE(leaks(read.error(), "1717"));
        }
}

TEST_CASE_METHOD(watched_cache, "secrecy: malformed answers are told without a part of them") {
    struct {
        int status;
        std::string body;
    } const cases[] = {
        {200, R"({"Name":"tracker/db","SecretString":"hunter2)"},
        {200, R"({"Name":"tracker/db","SecretString":{"a":"hunter2"}})"},
        {200, R"({"Name":"tracker/db","SecretBinary":"hunter2!"})"},
        {200, R"({"Name":"tracker/db","VersionStages":"hunter2","SecretString":"hunter2"})"},
        {200, R"({"Name":"tracker/db","CreatedDate":"hunter2","SecretString":"hunter2"})"},
        {200, "hunter2"},
        {500, "hunter2"},
        {400, R"({"SecretString":"hunter2"})"},
    };
    for (auto const& c : cases) {
        INFO(c.body);
        secrets.clear();
        wire->answer(c.status, c.body);
        auto const read = secrets.get_string("tracker/db");
        REQUIRE(read.has_error());
        CHECK_FALSE(leaks(read.error(), "hunter2"));
    }
}

TEST_CASE_METHOD(watched_cache, "secrecy: a message that repeats what was stored is not shown") {
    db_login const login{"administrator", "hunter2\n", 54321};
    struct {
        std::string message;
        bool shown;
    } const cases[] = {
        {"Value 'hunter2\n' at 'secretString' failed to satisfy constraint", false},
        {R"(got {"username":"administrator","password":"hunter2\n","port":54321})", false},
        {"user administrator", false},
        {"port 54321", false},
        {"You can't put a value: the secret is marked for deletion.", true},
    };
    for (auto const& c : cases) {
        INFO(c.message);
        for (bool const create : {false, true}) {
            refuse("InvalidRequestException", c.message);
            auto const stored = create ? secrets.create("tracker/db", login)
                                       : secrets.put("tracker/db", login);
            REQUIRE(stored.has_error());
            auto const e = stored.error();
            CHECK(e.code == secrets_manager::errc::invalid_request_exception);
            CHECK((e.message == c.message) == c.shown);
            CHECK(leaks(e, "hunter2") == false);
            CHECK((e.as<secrets_manager::invalid_request_exception>() != nullptr) == c.shown);
        }
    }
    for (std::string const message : {"got plain-text-secret", "got cGxhaW4tdGV4dC1zZWNyZXQ="}) {
        refuse("InvalidRequestException", message);
        auto const e = secrets.put_binary("a", skiff::binary{"plain-text-secret"}).error();
        CHECK(e.message == "the service's message is not shown: it repeats the secret");
        CHECK_FALSE(leaks(e, message.substr(4)));
    }
}
