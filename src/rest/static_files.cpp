// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/static_files.hpp>

#include "rest/url.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <utility>

namespace skiff::rest {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> types{{
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
    {".csv", "text/csv; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".pdf", "application/pdf"},
}};

/// FNV-1a, twice with different starts: tells versions of a file apart, no more.
std::string etag_of(std::string_view content) {
    std::uint64_t a = 0xcbf29ce484222325u;
    std::uint64_t b = 0x84222325cbf29ce4u;
    for (char const c : content) {
        a = (a ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
        b = (b ^ static_cast<unsigned char>(c)) * 0x100000001b3u + 1;
    }
    char text[40];
    std::snprintf(text, sizeof text, "\"%016llx%016llx\"", static_cast<unsigned long long>(a),
                  static_cast<unsigned long long>(b));
    return text;
}

/// No empty, hidden, "." or ".." parts, no NUL, no backslash.
bool is_plain(std::string_view path) {
    if (path.find_first_of(std::string_view("\\\0", 2)) != path.npos)
        return false;
    while (!path.empty()) {
        auto const end = std::min(path.find('/'), path.size());
        if (end == 0 || path.front() == '.')
            return false;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return true;
}

bool is_below(std::filesystem::path const& folder, std::filesystem::path const& file) {
    auto const [at, rest] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return at == folder.end() && rest != file.end();
}

/// The regular file's content; nothing when it is not one or lies outside.
std::optional<std::string> read_below(std::filesystem::path const& folder, std::string_view path) {
    std::error_code code;
    auto const root = std::filesystem::canonical(folder, code);
    if (code)
        return std::nullopt;
    auto const file = std::filesystem::canonical(root / path, code);
    if (code || !is_below(root, file) || !std::filesystem::is_regular_file(file, code))
        return std::nullopt;
    std::ifstream in(file, std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(in), {});
    if (!in)
        return std::nullopt;
    return content;
}

/// If-None-Match: "*" or a list with the tag; weak ones count.
bool names_tag(std::string_view list, std::string_view etag) {
    return list == "*" || list.find(etag) != list.npos;
}

} // namespace

std::string_view content_type_of(std::string_view file_name) noexcept {
    auto const dot = file_name.rfind('.');
    if (dot != file_name.npos)
        for (auto const& [extension, type] : types)
            if (http::equal_ignoring_case(extension, file_name.substr(dot)))
                return type;
    return "application/octet-stream";
}

static_files::static_files(static_file_options options) : options_(std::move(options)) {}

static_files& static_files::add(std::string path, std::string content, std::string content_type) {
    if (content_type.empty())
        content_type = content_type_of(path);
    auto etag = etag_of(content);
    files_.insert_or_assign(std::move(path),
                            file{std::move(content), std::move(content_type), std::move(etag)});
    return *this;
}

static_files& static_files::add_folder(std::filesystem::path folder, std::string prefix) {
    if (!prefix.ends_with('/'))
        prefix += '/';
    folders_.push_back({std::move(prefix), std::move(folder)});
    return *this;
}

std::optional<static_files::file> static_files::read(std::string_view path) const {
    for (auto const& [prefix, folder] : folders_) {
        if (!path.starts_with(prefix))
            continue;
        auto const rest = path.substr(prefix.size());
        if (rest.empty() || !is_plain(rest))
            continue;
        if (auto content = read_below(folder, rest)) {
            auto etag = etag_of(*content);
            return file{*std::move(content), std::string(content_type_of(rest)), std::move(etag)};
        }
    }
    return std::nullopt;
}

std::optional<response> static_files::find(request const& in) const {
    auto path = percent_decoded(in.path());
    if (!path)
        return std::nullopt;
    if (path->ends_with('/'))
        *path += options_.index;
    if (auto const at = files_.find(*path); at != files_.end())
        return answer(in, at->second);
    if (auto const found = read(*path))
        return answer(in, *found);
    return std::nullopt;
}

response static_files::answer(request const& in, file const& what) const {
    response out;
    auto const add = [&out](std::string_view name, std::string_view value) {
        if (!value.empty())
            out.headers.add(name, value);
    };
    add("ETag", what.etag);
    add("Cache-Control", options_.cache_control);
    if (names_tag(in.header("If-None-Match"), what.etag)) {
        out.status = 304;
        return out;
    }
    add("Content-Type", what.type);
    add("X-Content-Type-Options", "nosniff");
    add("Content-Security-Policy", options_.content_security_policy);
    add("Referrer-Policy", options_.referrer_policy);
    out.body = what.content;
    return out;
}

} // namespace skiff::rest
