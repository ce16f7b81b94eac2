// SPDX-License-Identifier: Apache-2.0
// No memory is given back with a secret in it: this program's operator delete looks.
#include "fake_secrets_manager.hpp"

#include "support/catch.hpp"
#include "support/memory_watch.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace secrets_manager = skiff::secrets_manager;

namespace {

constexpr std::string_view marker = "correct-horse-battery-staple";

/// Gives one prepared answer and keeps nothing of the request.
class silent_transport final : public skiff::http::transport {
  public:
    int status = 200;
    std::string body;
    skiff::result<skiff::http::response> send(skiff::http::origin const&,
                                              skiff::http::request const&,
                                              skiff::http::send_options const&) override {
        skiff::http::response out{.status = status};
        out.body = std::move(body);
        return skiff::result<skiff::http::response>(std::move(out));
    }
};

struct all_secret {
    skiff::secret_string password;
    skiff::secret_string comment;
    skiff::secret_binary key;
};
BOOST_DESCRIBE_STRUCT(all_secret, (), (password, comment, key))

struct wiping_bench : fake_secrets_manager {
    std::shared_ptr<silent_transport> silent = std::make_shared<silent_transport>();
    secrets_manager::secret_cache secrets{[this] {
        auto config = client.service().config();
        config.transport = silent;
        return secrets_manager::client(config);
    }()};
    std::string const marked{marker};

    template <class F>
    int left_behind(F const& act, std::string_view what = marker) {
        skiff::test::memory_watch const watch(what);
        act();
        return watch.found();
    }
};

} // namespace

TEST_CASE_METHOD(wiping_bench, "wiping: the test finds what is left behind") {
    CHECK(left_behind([&] { std::string const copy(marked); }) == 1);
    CHECK(left_behind([&] { skiff::secret_string const copy(marked); }) == 0);
}

TEST_CASE_METHOD(wiping_bench, "wiping: a secret read, decoded and forgotten leaves nothing") {
    silent->body = secret_answer(R"({"unknown":"\"escaped\" )" + marked + R"(","comment":"\t)" +
                                 marked + R"( \u00e4","password":")" + marked + marked +
                                 R"(","key":"Y29ycmVjdA=="})");
    skiff::secret_string const expected(marked + marked);
    bool right = false;
    CHECK(left_behind([&] {
              {
                  auto const read = secrets.get<all_secret>("a").value();
                  auto const again = secrets.get<all_secret>("a").value();
                  auto const text = secrets.get_string("a").value();
                  right = read.password == expected && again.key.bytes() == "correct" &&
                          !text.empty();
              }
              secrets.clear();
          }) == 0);
    CHECK(right);
}

TEST_CASE_METHOD(wiping_bench, "wiping: a secret that does not decode leaves nothing") {
    std::string const documents[] = {
        R"({"password":")" + marked + R"(","comment":[")" + marked + R"("]})",
        R"({"password":")" + marked + R"(","comment":"\n)" + marked,
        R"({"unknown":"\n)" + marked,
        marked,
    };
    for (auto const& document : documents) {
        INFO(document);
        silent->body = secret_answer(document);
        bool decoded = true;
        CHECK(left_behind([&] {
                  decoded = secrets.get<all_secret>("a").has_value();
                  secrets.clear();
              }) == 0);
        CHECK_FALSE(decoded);
    }
}

TEST_CASE_METHOD(wiping_bench, "wiping: a secret that is stored leaves nothing") {
    all_secret const value{marked + "\n" + marked, marked, skiff::binary{marked}};
    std::string const done = R"({"ARN":"arn:1","Name":"a","VersionId":"v"})";
    silent->body = done;
    CHECK(left_behind([&] { (void)secrets.put("a", value).value(); }) == 0);
    silent->body = done;
    CHECK(left_behind([&] { (void)secrets.create("a", value).value(); }) == 0);
    silent->body = done;
    CHECK(left_behind([&] { (void)secrets.put_string("a", value.password).value(); }) == 0);
}

TEST_CASE_METHOD(wiping_bench, "wiping: a secret that is not stored leaves nothing") {
    skiff::secret_string const text(marked + "\n" + marked);
    skiff::secret_binary const bytes(skiff::binary{marked});
    all_secret const value{text, text, bytes};
    std::string const encoded = skiff::base64_encode(marked);
    struct {
        char const* why;
        int status;
        std::string body;
    } const answers[] = {
        {"refused", 400, R"({"__type":"InvalidRequestException","Message":"Not now."})"},
        {"the service fails", 500, "broken"},
        {"malformed", 200, "nonsense"},
    };
    for (auto const& answer : answers) {
        INFO(answer.why);
        auto const refuse = [&] {
            silent->status = answer.status;
            silent->body = answer.body;
        };
        refuse();
        bool stored = true;
        CHECK(left_behind([&] { stored = secrets.put("a", value).has_value(); }) == 0);
        CHECK_FALSE(stored);
        refuse();
        stored = true;
        CHECK(left_behind([&] { stored = secrets.put_string("a", text).has_value(); }) == 0);
        CHECK_FALSE(stored);
        for (std::string_view const what : {marker, std::string_view(encoded)}) {
            refuse();
            stored = true;
            CHECK(left_behind([&] { stored = secrets.put_binary("a", bytes).has_value(); }, what) ==
                  0);
            CHECK_FALSE(stored);
        }
    }
}
