// SPDX-License-Identifier: Apache-2.0
#include "service.hpp"

#include "item_body.hpp"
#include "report.hpp"
#include "web.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/ses/message.hpp>

#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace item_tracker {
namespace {

namespace rest = skiff::rest;

/// What the page asks for first. Kept apart from `service_parts`, so that documents decide its
/// form.
struct about {
    std::string storage;
    bool outbox = false;
};
BOOST_DESCRIBE_STRUCT(about, (), (storage, outbox))

struct sent_report {
    std::string MessageId;
};
BOOST_DESCRIBE_STRUCT(sent_report, (), (MessageId))

/// A line of the log.
struct failure_line {
    skiff::timestamp time;
    std::string id; ///< Of the request, as in the access log.
    std::string error;
};
BOOST_DESCRIBE_STRUCT(failure_line, (), (time, id, error))

rest::response retry_later(skiff::error const& e, std::string_view seconds) {
    return rest::response::error(503, e.message).header("Retry-After", seconds);
}

/// The handlers, with what they stand on. Shared by the routes.
class service {
  public:
    explicit service(service_parts parts) : parts_(std::move(parts)) {}

    rest::response about_page() const {
        return rest::response::json(
            200, about{.storage = std::string(parts_.items.name()), .outbox = parts_.outbox});
    }

    rest::response list(rest::request const& in) const {
        auto const items = parts_.items.list(archived_filter(in));
        return items ? rest::response::json(200, *items) : storage_failure(in, items.error());
    }

    rest::response get(rest::request const& in) const {
        auto item = parts_.items.get(in.parameter("id"));
        if (!item)
            return storage_failure(in, item.error());
        return rest::response::json(200, std::vector{*std::move(item)});
    }

    rest::response add(rest::request const& in) const {
        auto body = read_item(in);
        if (body.id.value) {
            std::string const existing = *body.id.value;
            return change(in, existing, std::move(body).fields());
        }
        auto const id = parts_.items.add(std::move(body).fields());
        return id ? id_answer(*id) : storage_failure(in, id.error());
    }

    rest::response put(rest::request const& in) const {
        return change(in, in.parameter("id"), read_changes(in));
    }

    rest::response act(rest::request const& in) const {
        if (in.parameter("action") != "archive")
            throw rest::http_error(400, "Unrecognized action " + in.parameter("action") +
                                            ". The only allowed action is 'archive'.");
        auto changes = in.body.empty() ? work_item_fields{} : read_changes(in);
        changes.archived = true;
        return change(in, in.parameter("id"), changes);
    }

    rest::response report(rest::request const& in) const {
        auto const recipient = in.json<report_body>().email;
        if (!skiff::ses::is_valid_address(recipient))
            throw rest::http_error(422, {{.path = "email", .message = "not one valid address"}});
        auto const items = parts_.items.list(false);
        if (!items)
            return storage_failure(in, items.error());
        auto message = make_report(*items, report_time(parts_.clock.now()));
        message.from = parts_.sender;
        message.to = {recipient};
        auto const id = parts_.send(message);
        if (!id) {
            log(in, id.error());
            return rest::response::error(502, "An email error occurred.");
        }
        // The tutorial's answers: nothing for SendEmail, what SES said for SendRawEmail.
        return message.attachments.empty() ? rest::response::json(200, nullptr)
                                           : rest::response::json(200, sent_report{*id});
    }

  private:
    static work_item_fields read_changes(rest::request const& in) {
        auto body = read_item(in);
        if (body.id.value && *body.id.value != in.parameter("id"))
            throw rest::http_error(422, {{.path = "id", .message = "differs from the path's"}});
        return std::move(body).fields();
    }

    /// The bare id, as each tutorial's own service answers: a string or a number.
    rest::response id_answer(std::string const& id) const {
        std::int64_t number = 0;
        auto const* const end = id.data() + id.size();
        if (parts_.items.has_numeric_ids() && std::from_chars(id.data(), end, number).ptr == end)
            return rest::response::json(200, number);
        return rest::response::json(200, id);
    }

    rest::response change(rest::request const& in, std::string const& id,
                          work_item_fields const& changes) const {
        auto const changed = parts_.items.update(id, changes);
        return changed ? id_answer(id) : storage_failure(in, changed.error());
    }

    rest::response storage_failure(rest::request const& in, skiff::error const& e) const {
        if (e.code == errc::no_such_item)
            return rest::response::error(404, e.message);
        if (e.code == errc::item_too_large)
            return rest::response::error(413, e.message);
        if (e.code == errc::not_acceptable)
            return rest::response::error(422, e.message);
        log(in, e);
        if (e.code == errc::not_ready)
            return retry_later(e, "60");
        if (e.code == skiff::condition::throttled)
            return rest::response::error(503, "The storage is busy. Try again.")
                .header("Retry-After", "1");
        return rest::response::error(502, "A storage error occurred.");
    }

    void log(rest::request const& in, skiff::error const& e) const {
        if (parts_.log)
            parts_.log(skiff::to_json(
                failure_line{.time = parts_.clock.now(), .id = in.id, .error = e.to_string()}));
    }

    service_parts parts_;
};

} // namespace

rest::router make_service(service_parts parts) {
    auto const it = std::make_shared<service const>(std::move(parts));
    auto const handler = [&it](rest::response (service::*member)(rest::request const&) const) {
        return [it, member](rest::request const& in) { return ((*it).*member)(in); };
    };
    rest::router app;
    app.get("/api/items", handler(&service::list), rest::trailing_slash::optional)
        .post("/api/items", handler(&service::add), rest::trailing_slash::optional)
        .get("/api/items/{id}", handler(&service::get))
        .put("/api/items/{id}", handler(&service::put))
        .put("/api/items/{id}:{action}", handler(&service::act))
        .post("/api/items:report", handler(&service::report))
        .get("/about.json", [it](rest::request const&) { return it->about_page(); })
        .cors()
        .files(web_page());
    return app;
}

} // namespace item_tracker
