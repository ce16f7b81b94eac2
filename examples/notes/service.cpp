// SPDX-License-Identifier: Apache-2.0
#include "service.hpp"

#include "listing.hpp"
#include "note_body.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/dynamodb/attribute_value_json.hpp>
#include <skiff/dynamodb/errors.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace notes {
namespace {

namespace rest = skiff::rest;
namespace db = skiff::dynamodb;

struct health {
    std::string status = "ok";
};
BOOST_DESCRIBE_STRUCT(health, (), (status))

struct new_id {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(new_id, (), (id))

/// An item as the tutorial shows it: the names of the table, and none of the indexes' attributes.
struct shown_note {
    std::string PK;
    std::string SK;
    std::string title;
    std::string content;
    std::optional<std::int64_t> expires_at;
};
BOOST_DESCRIBE_STRUCT(shown_note, (), (PK, SK, title, content, expires_at))

/// A line of the log.
struct failure_line {
    skiff::timestamp time;
    std::string id; ///< Of the request, as in the access log.
    std::string error;
};
BOOST_DESCRIBE_STRUCT(failure_line, (), (time, id, error))

/// Numbers are texts, as they are in the original's answers.
std::string text_of(db::attribute_value const& value) {
    if (auto const* text = value.get_if<std::string>())
        return *text;
    if (auto const* number = value.get_if<db::number>())
        return number->to_string();
    if (value.is_null())
        return {};
    std::string out;
    skiff::json::writer json(out);
    db::write_json(json, value);
    return out;
}

shown_note shown(note const& stored) {
    shown_note out{.PK = stored.user,
                   .SK = stored.key,
                   .title = text_of(stored.title),
                   .content = text_of(stored.content)};
    if (stored.expires_at)
        out.expires_at = stored.expires_at->time_since_epoch().count();
    return out;
}

rest::response unauthorized(std::string_view problem) {
    if (problem.empty())
        return rest::response::error(401, "A token is needed: Authorization: Bearer <token>.")
            .header("WWW-Authenticate", R"(Bearer realm="notes")");
    return rest::response::error(401, problem)
        .header("WWW-Authenticate", R"(Bearer realm="notes", error="invalid_token", )"
                                    R"(error_description=")" +
                                        std::string(problem) + '"');
}

/// What stands behind "Bearer "; empty when the header has no such thing.
std::string_view bearer_token(rest::request const& in) {
    constexpr std::string_view scheme = "Bearer ";
    auto const header = in.header("Authorization");
    if (!skiff::http::equal_ignoring_case(header.substr(0, scheme.size()), scheme))
        return {};
    auto const token = header.substr(scheme.size());
    return token.substr(std::min(token.find_first_not_of(' '), token.size()));
}

/// The handlers, with what they stand on. Shared by the routes.
class service {
  public:
    explicit service(service_parts parts) : parts_(std::move(parts)) {}

    using handler = rest::response (service::*)(rest::request const&, std::string const&) const;

    /// Finds out who asks, then lets the handler answer.
    rest::response answer(rest::request const& in, handler with) const {
        if (!parts_.tokens)
            return (this->*with)(in, parts_.user);
        auto const token = bearer_token(in);
        if (token.empty())
            return unauthorized({});
        auto const who = parts_.tokens->verify(token, parts_.clock.now());
        if (!who.problem.empty())
            return unauthorized(who.problem);
        return (this->*with)(in, "USER#" + who.subject);
    }

    rest::response add(rest::request const& in, std::string const& user) const {
        auto body = read_note(in);
        note_text text{.title = std::move(body.title).value_or(""),
                       .content = std::move(body.content).value_or("")};
        if (body.ttl_seconds)
            text.life = std::chrono::seconds(*body.ttl_seconds);
        auto const id = parts_.storage.add(user, text);
        return id ? rest::response::json(201, new_id{*id}) : storage_failure(in, id.error());
    }

    rest::response list(rest::request const& in, std::string const& user) const {
        auto const wanted = read_listing(in);
        auto const found = parts_.storage.list(user, wanted);
        if (!found)
            return list_failure(in, wanted, found.error());
        std::vector<shown_note> items;
        for (auto const& one : found->notes)
            items.push_back(shown(one));
        auto out = rest::response::json(200, items);
        if (!found->end)
            return out;
        auto const cursor = cursor_of(*found->end, wanted.by);
        return std::move(out)
            .header("X-Next-Cursor", cursor)
            .header("Link", '<' + next_page_url(in, cursor) + R"(>; rel="next")");
    }

    rest::response get(rest::request const& in, std::string const& user) const {
        auto const found = parts_.storage.get(user, in.parameter("id"));
        if (!found)
            return storage_failure(in, found.error());
        return *found ? rest::response::json(200, shown(**found))
                      : rest::response::error(404, "Not found");
    }

    rest::response remove(rest::request const& in, std::string const& user) const {
        auto const removed = parts_.storage.remove(user, in.parameter("id"));
        return removed ? rest::response::no_content() : storage_failure(in, removed.error());
    }

  private:
    /// DynamoDB checks a cursor's place in the list: what it refuses is the client's.
    rest::response list_failure(rest::request const& in, listing const& wanted,
                                skiff::error const& e) const {
        if (is_missing_index(e))
            return rest::response::error(
                422, {{.path = "sort", .message = "the table has no index for this order"}});
        if (wanted.after && e.code == db::errc::validation_exception)
            return rest::response::error(
                422, {{.path = "cursor", .message = "not a cursor of this list"}});
        return storage_failure(in, e);
    }

    rest::response storage_failure(rest::request const& in, skiff::error const& e) const {
        if (parts_.log)
            parts_.log(skiff::to_json(
                failure_line{.time = parts_.clock.now(), .id = in.id, .error = e.to_string()}));
        if (e.code == skiff::condition::throttled)
            return rest::response::error(503, "The storage is busy. Try again.")
                .header("Retry-After", "1");
        return rest::response::error(502, "A storage error occurred.");
    }

    service_parts parts_;
};

} // namespace

rest::router make_service(service_parts parts) {
    auto const it = std::make_shared<service const>(std::move(parts));
    auto const handler = [&it](service::handler with) {
        return [it, with](rest::request const& in) { return it->answer(in, with); };
    };
    rest::router app;
    app.get("/health", [](rest::request const&) { return rest::response::json(200, health{}); })
        .post("/notes", handler(&service::add))
        .get("/notes", handler(&service::list))
        .get("/notes/{id}", handler(&service::get))
        .del("/notes/{id}", handler(&service::remove));
    return app;
}

} // namespace notes
