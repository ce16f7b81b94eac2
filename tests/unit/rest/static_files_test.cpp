// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/static_files.hpp>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <filesystem>

using namespace skiff::rest;
using skiff::test::temporary_folder;
namespace fs = std::filesystem;

namespace {

request get_file(std::string target) {
    request in;
    in.method = "GET";
    in.target = std::move(target);
    return in;
}

} // namespace

TEST_CASE("static files: a file comes with its type, tag and security headers") {
    static_files files;
    files.add("/index.html", "<p>hello");
    auto const out = files.find(get_file("/"));
    REQUIRE(out);
    CHECK(out->status == 200);
    CHECK(out->body == "<p>hello");
    CHECK(out->headers.find("Content-Type") == "text/html; charset=utf-8");
    CHECK(out->headers.find("X-Content-Type-Options") == "nosniff");
    CHECK(out->headers.find("Content-Security-Policy").value_or("").starts_with("default-src"));
    CHECK(out->headers.find("Cache-Control") == "no-cache");
    CHECK(out->headers.find("ETag").value_or("").size() == 34);
    CHECK(files.find(get_file("/index.html?v=2")));
    CHECK(files.find(get_file("/%69ndex.html")));
    CHECK(!files.find(get_file("/other.html")));
    CHECK(!files.find(get_file("/%")));
}

TEST_CASE("static files: a copy that is still good is not sent again") {
    static_files files;
    files.add("/a.js", "let a;");
    auto in = get_file("/a.js");
    std::string const tag(files.find(in)->headers.find("ETag").value());
    struct row {
        std::string given;
        int status;
    };
    for (auto const& [given, status] : std::initializer_list<row>{{tag, 304},
                                                                  {"W/" + tag, 304},
                                                                  {"\"x\", " + tag, 304},
                                                                  {"*", 304},
                                                                  {"\"x\"", 200},
                                                                  {"", 200}}) {
        CAPTURE(given);
        in.headers.set("If-None-Match", given);
        auto const out = files.find(in);
        CHECK(out->status == status);
        CHECK(out->body.empty() == (status == 304));
        CHECK(out->headers.find("ETag") == tag);
    }
    files.add("/a.js", "let b;");
    in.headers.set("If-None-Match", tag);
    CHECK(files.find(in)->status == 200);
}

TEST_CASE("static files: a folder is served, and nothing outside of it") {
    temporary_folder const outside;
    outside.write("secret.txt", "secret");
    temporary_folder const inside;
    inside.write("index.html", "front");
    inside.write("css/site.css", "p{}");
    inside.write("docs/index.html", "docs");
    inside.write(".hidden", "hidden");
    inside.write("with space.txt", "space");
    fs::create_symlink(outside.path() / "secret.txt", inside.path() / "link.txt");
    fs::create_symlink(outside.path(), inside.path() / "linked");
    static_files files;
    files.add_folder(inside.path(), "/assets");

    CHECK(files.find(get_file("/assets/"))->body == "front");
    CHECK(files.find(get_file("/assets/css/site.css"))->body == "p{}");
    CHECK(files.find(get_file("/assets/docs/"))->body == "docs");
    CHECK(files.find(get_file("/assets/with%20space.txt"))->body == "space");
    inside.write("index.html", "changed");
    CHECK(files.find(get_file("/assets/"))->body == "changed");

    auto const name = outside.path().filename().string();
    std::vector<std::string> const refused{"/",
                                           "/assets",
                                           "/assets/css",
                                           "/assets/.hidden",
                                           "/assets/link.txt",
                                           "/assets/linked/secret.txt",
                                           "/assets//etc/passwd",
                                           "/assets/%2Fetc/passwd",
                                           "/assets/css%00.html",
                                           "/assets/../" + name + "/secret.txt",
                                           "/assets/%2e%2e/" + name + "/secret.txt",
                                           "/assets/css/../../" + name + "/secret.txt",
                                           "/assets/..%5C" + name,
                                           "/assets" + outside.path().string() + "/secret.txt"};
    for (auto const& target : refused) {
        CAPTURE(target);
        CHECK(!files.find(get_file(target)));
    }
}

TEST_CASE("static files: types come from the extension") {
    CHECK(content_type_of("a.HTML") == "text/html; charset=utf-8");
    CHECK(content_type_of("a.b.js") == "text/javascript; charset=utf-8");
    CHECK(content_type_of("a.svg") == "image/svg+xml");
    CHECK(content_type_of("html") == "application/octet-stream");
    CHECK(content_type_of("a.xyz") == "application/octet-stream");
}
