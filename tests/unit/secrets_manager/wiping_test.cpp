// SPDX-License-Identifier: Apache-2.0
// No memory is given back with a secret in it: this program's operator delete looks.
#include "fake_secrets_manager.hpp"

#include "support/catch.hpp"

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace secrets_manager = skiff::secrets_manager;

namespace {

constexpr std::string_view marker = "correct-horse-battery-staple";
thread_local bool watching = false;
thread_local int found = 0;

void give_back(void* memory) noexcept {
    if (watching && memory != nullptr &&
        ::memmem(memory, ::malloc_usable_size(memory), marker.data(), marker.size()) != nullptr)
        ++found;
    std::free(memory);
}

} // namespace

// All forms, so that memory is taken and given back in the same way under every sanitizer.
void* operator new(std::size_t size) {
    if (void* const memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
    return std::malloc(size == 0 ? 1 : size);
}
void* operator new[](std::size_t size) {
    return operator new(size);
}
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept {
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
    give_back(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    give_back(memory);
}
void operator delete(void* memory, std::nothrow_t const&) noexcept {
    give_back(memory);
}
void operator delete[](void* memory) noexcept {
    give_back(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    give_back(memory);
}
void operator delete[](void* memory, std::nothrow_t const&) noexcept {
    give_back(memory);
}

namespace {

/// Gives one prepared answer and keeps nothing of the request.
class silent_transport final : public skiff::http::transport {
  public:
    std::string body;
    skiff::result<skiff::http::response> send(skiff::http::origin const&,
                                              skiff::http::request const&,
                                              skiff::http::send_options const&) override {
        skiff::http::response out{.status = 200};
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

struct fixture : fake_secrets_manager {
    std::shared_ptr<silent_transport> silent = std::make_shared<silent_transport>();
    secrets_manager::secret_cache secrets{[this] {
        auto config = client.service().config();
        config.transport = silent;
        return secrets_manager::client(config);
    }()};
    std::string const marked{marker};

    template <class F>
    int left_behind(F const& act) {
        found = 0;
        watching = true;
        act();
        watching = false;
        return found;
    }
};

} // namespace

TEST_CASE_METHOD(fixture, "wiping: the test finds what is left behind") {
    CHECK(left_behind([&] { std::string const copy(marked); }) == 1);
    CHECK(left_behind([&] { skiff::secret_string const copy(marked); }) == 0);
}

TEST_CASE_METHOD(fixture, "wiping: a secret read, decoded and forgotten leaves nothing") {
    silent->body = secret_answer(R"({"unknown":"\"escaped\" )" + marked + R"(","comment":"\t)" +
                                 marked + R"( \u00e4","password":")" + marked + marked +
                                 R"(","key":"Y29ycmVjdA=="})");
    skiff::secret_string const expected(marked + marked);
    CHECK(left_behind([&] {
              {
                  auto const read = secrets.get<all_secret>("a").value();
                  auto const again = secrets.get<all_secret>("a").value();
                  auto const text = secrets.get_string("a").value();
                  if (read.password != expected || again.key.bytes() != "correct" || text.empty())
                      ++found;
              }
              secrets.clear();
          }) == 0);
}

TEST_CASE_METHOD(fixture, "wiping: a secret that does not decode leaves nothing") {
    std::string const documents[] = {
        R"({"password":")" + marked + R"(","comment":[")" + marked + R"("]})",
        R"({"password":")" + marked + R"(","comment":"\n)" + marked,
        R"({"unknown":"\n)" + marked,
        marked,
    };
    for (auto const& document : documents) {
        INFO(document);
        silent->body = secret_answer(document);
        CHECK(left_behind([&] {
                  if (secrets.get<all_secret>("a").has_value())
                      ++found;
                  secrets.clear();
              }) == 0);
    }
}

TEST_CASE_METHOD(fixture, "wiping: a secret that is stored leaves nothing") {
    all_secret const value{marked + "\n" + marked, marked, skiff::binary{marked}};
    std::string const done = R"({"ARN":"arn:1","Name":"a","VersionId":"v"})";
    silent->body = done;
    CHECK(left_behind([&] { (void)secrets.put("a", value).value(); }) == 0);
    silent->body = done;
    CHECK(left_behind([&] { (void)secrets.create("a", value).value(); }) == 0);
    silent->body = done;
    CHECK(left_behind([&] { (void)secrets.put_string("a", value.password).value(); }) == 0);
}
