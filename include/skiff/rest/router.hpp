// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/cors.hpp>
#include <skiff/rest/request.hpp>
#include <skiff/rest/response.hpp>
#include <skiff/rest/static_files.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::rest {

/// Answers one request. Called from several threads at once. May throw `http_error`.
using route_handler = std::function<response(request const&)>;

/// Whether "/items/" is answered as "/items" is.
enum class trailing_slash : unsigned char { refused, optional };

/// Finds the handler for a method and path.
///
///     router app;
///     app.get("/api/items/{id}", [&](request const& in) {
///         return response::json(200, items.get(in.parameter("id")));
///     });
///     app.put("/api/items/{id}:{action}", ...);   // the last ':' separates: "a:b:archive"
///     app.post("/api/items:report", ...);
///
/// A parameter is one whole path segment, or all of it before or behind the last ':'; it is never
/// empty. Where several patterns fit, segment by segment a literal goes before `{id}:literal`, that
/// before `{id}:{action}`, and that before `{id}`. Segments are split before they are decoded: an
/// encoded ':' is data. An encoded '/' or NUL fits no pattern (404); broken encoding is 400.
///
/// Of itself answers HEAD (the GET answer without its body), OPTIONS, 404, 405 with Allow, and 500
/// for exceptions, whose text goes to the log and not to the client. All errors are JSON.
///
/// Fill it first, then share it: `handle` is thread-safe, the other members are not.
class router {
  public:
    router();
    router(router&&) noexcept;
    router& operator=(router&&) noexcept;
    ~router();

    /// Throws std::invalid_argument for a pattern that cannot be: no '/' at the front, unbalanced
    /// braces, two parameters of one name; or when the same method and pattern was given before.
    router& get(std::string_view pattern, route_handler handler,
                trailing_slash slash = trailing_slash::refused);
    router& post(std::string_view pattern, route_handler handler,
                 trailing_slash slash = trailing_slash::refused);
    router& put(std::string_view pattern, route_handler handler,
                trailing_slash slash = trailing_slash::refused);
    router& patch(std::string_view pattern, route_handler handler,
                  trailing_slash slash = trailing_slash::refused);
    router& del(std::string_view pattern, route_handler handler,
                trailing_slash slash = trailing_slash::refused);
    /// Every method that no other route takes, HEAD and OPTIONS included.
    router& any(std::string_view pattern, route_handler handler,
                trailing_slash slash = trailing_slash::refused);
    router& add(std::string_view method, std::string_view pattern, route_handler handler,
                trailing_slash slash = trailing_slash::refused);

    /// Adds CORS headers to every answer and answers preflights with 200.
    router& cors(cors_options options = {});
    /// Files for GET and HEAD of paths that no route has.
    router& files(static_files files);
    /// Answers where neither a route nor a file is; else 404 `{"error": "Nothing is found at this
    /// path."}`.
    router& not_found(route_handler handler);
    /// Makes the answer to an exception that is not an `http_error`; nothing: 500.
    router& on_exception(
        std::function<std::optional<response>(request const&, std::exception const&)> answer);
    /// Takes one line of JSON for every exception that became a 500. Standard error by default.
    router& error_log(std::function<void(std::string_view line)> sink);

    /// Never throws but for lack of memory.
    [[nodiscard]] response handle(request in) const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace skiff::rest
