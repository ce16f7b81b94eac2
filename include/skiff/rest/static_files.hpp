// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/request.hpp>
#include <skiff/rest/response.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::rest {

/// Headers that go with every file. Empty ones are not sent.
struct static_file_options {
    std::string content_security_policy =
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    std::string referrer_policy = "no-referrer";
    std::string cache_control = "no-cache"; ///< The copy is kept and asked about each time.
    std::string index = "index.html";       ///< Answers for a path that ends in '/'.
};

/// Pages, scripts and pictures, from memory or from a folder, with ETag and 304.
///
/// Thread-safe once filled.
class static_files {
  public:
    explicit static_files(static_file_options options = {});

    /// A file in memory: `path` as in the URL, decoded ("/app.js"). The type comes from its
    /// extension when `content_type` is empty.
    static_files& add(std::string path, std::string content, std::string content_type = {});
    /// Every file below `folder`, under `prefix` ("/", "/assets"), read when it is asked for. Files
    /// outside the folder (also by symbolic links) and names that begin with '.' are not served.
    static_files& add_folder(std::filesystem::path folder, std::string prefix = "/");

    /// The answer to GET or HEAD of one of the files: 200 or 304. Nothing when there is none.
    [[nodiscard]] std::optional<response> find(request const& in) const;

  private:
    struct file {
        std::string content;
        std::string type;
        std::string etag;
    };
    struct mount {
        std::string prefix;
        std::filesystem::path folder;
    };

    [[nodiscard]] std::optional<file> read(std::string_view path) const;
    [[nodiscard]] response answer(request const& in, file const& what) const;

    static_file_options options_;
    std::map<std::string, file, std::less<>> files_;
    std::vector<mount> folders_;
};

/// "text/html; charset=utf-8" for ".html"; "application/octet-stream" for what is not known.
[[nodiscard]] std::string_view content_type_of(std::string_view file_name) noexcept;

} // namespace skiff::rest
