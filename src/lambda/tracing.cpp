// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/tracing.hpp>

#include <skiff/core/error.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/lambda/context.hpp>
#include <skiff/lambda/function_error.hpp>

#include "core/ascii.hpp"
#include "lambda/json_member.hpp"
#include "lambda/trace_node.hpp"

#include <boost/core/demangle.hpp>

#include <algorithm>
#include <optional>
#include <typeinfo>
#include <utility>

namespace skiff::lambda {
namespace {

constexpr std::size_t annotation_limit = 1'000; // characters
constexpr std::size_t key_limit = 500;
constexpr std::size_t url_limit = 4'096;
constexpr std::size_t message_limit = 4'096;

thread_local trace_entity* current = nullptr;

/// The invocation's trace when it is recorded: with everything that a subsegment needs.
std::optional<trace_header> recorded_invocation() {
    auto const* const about = context::current();
    if (about == nullptr)
        return std::nullopt;
    auto out = trace_header::parse(about->trace_header);
    if (out.sampled != sampling::yes || out.root.empty() || out.parent.empty())
        return std::nullopt;
    return out;
}

std::string clean_key(std::string_view key) {
    std::string out(key.substr(0, key_limit));
    for (char& c : out)
        if (!is_alphanumeric(c))
            c = '_';
    return out;
}

std::string request_json(traced_http const& what) {
    std::string out;
    json::writer to(out);
    to.begin_object();
    write_unless_empty(to, "method", what.method);
    write_unless_empty(to, "url", first_characters(what.url, url_limit));
    write_unless_empty(to, "user_agent", first_characters(what.user_agent, url_limit));
    write_unless_empty(to, "client_ip", what.client_ip);
    if (what.forwarded) {
        to.plain_key("x_forwarded_for");
        to.boolean(true);
    }
    to.end_object();
    return out;
}

std::string response_json(int status, std::uint64_t content_length) {
    std::string out;
    json::writer to(out);
    to.begin_object();
    if (status != 0) {
        to.plain_key("status");
        to.integer(status);
    }
    if (content_length != 0) {
        to.plain_key("content_length");
        to.unsigned_integer(content_length);
    }
    to.end_object();
    return out;
}

std::string cause_json(std::string_view id, std::string_view type, std::string_view message,
                       bool remote) {
    std::string out;
    json::writer to(out);
    to.begin_object();
    to.plain_key("exceptions");
    to.begin_array();
    to.begin_object();
    write_unless_empty(to, "id", id);
    write_unless_empty(to, "type", type);
    write_unless_empty(to, "message", first_characters(message, message_limit));
    if (remote) {
        to.plain_key("remote");
        to.boolean(true);
    }
    to.end_object();
    to.end_array();
    to.end_object();
    return out;
}

std::string type_of(std::exception const& e) {
    if (auto const* const named = dynamic_cast<function_error const*>(&e))
        return named->type();
    return boost::core::demangle(typeid(e).name());
}

void set_flags(trace_node& what, int status) noexcept {
    if (status >= 400 && status < 500)
        what.error = true;
    if (status == 429)
        what.throttle = true;
    if (status >= 500)
        what.fault = true;
}

} // namespace

trace_entity::trace_entity() noexcept : exceptions_(std::uncaught_exceptions()) {}

void trace_entity::begin(std::shared_ptr<trace_node> node) {
    node_ = std::move(node);
    above_ = current;
    current = this;
    open_ = true;
}

void trace_entity::begin_below(std::shared_ptr<trace_node> const& parent, std::string_view name) {
    if (!parent)
        return begin(nullptr);
    auto node = std::make_shared<trace_node>();
    auto& by = *parent->of->by;
    node->of = parent->of;
    node->parent = parent;
    node->parent_id = parent->id;
    node->is_subsegment = true;
    node->name = clean_name(name);
    node->id = by.new_id();
    node->start = by.now();
    begin(std::move(node));
}

void trace_entity::begin_below_lambda(tracer const& by, std::string_view name) {
    auto invocation = by.state_->enabled() ? recorded_invocation() : std::nullopt;
    if (!invocation)
        return begin(nullptr);
    auto node = std::make_shared<trace_node>();
    node->of = std::make_shared<trace>();
    node->of->by = by.state_;
    node->of->id = std::move(invocation->root);
    node->parent_id = std::move(invocation->parent);
    node->is_subsegment = true;
    node->name = clean_name(name);
    node->id = by.state_->new_id();
    node->start = by.state_->now();
    begin(std::move(node));
}

void trace_entity::open_segment(tracer const& by, std::string_view name, trace_header const& from) {
    auto& state = *by.state_;
    if (context::current() != nullptr)
        return open_subsegment(by, name);
    if (!state.enabled())
        return begin(nullptr);
    std::string root = from.root.empty() ? state.new_root() : from.root;
    bool const recorded = from.sampled == sampling::yes ||
                          (from.sampled != sampling::no && state.sampled(name));
    if (!recorded) {
        root_ = std::move(root);
        return begin(nullptr);
    }
    auto node = std::make_shared<trace_node>();
    node->of = std::make_shared<trace>();
    node->of->by = by.state_;
    node->of->id = std::move(root);
    node->parent_id = from.parent;
    node->name = clean_name(name);
    node->id = state.new_id();
    node->start = state.now();
    begin(std::move(node));
}

void trace_entity::open_subsegment(tracer const& by, std::string_view name) {
    if (current != nullptr)
        return begin_below(current->node_, name);
    begin_below_lambda(by, name);
}

void trace_entity::open_below(trace_entity const& parent, std::string_view name) {
    begin_below(parent.node_, name);
}

bool trace_entity::would_record() {
    return current != nullptr ? current->recorded() : recorded_invocation().has_value();
}

void trace_entity::http(traced_http const& what) {
    if (!recorded())
        return;
    if (!what.method.empty() || !what.url.empty())
        node_->http_request = request_json(what);
    if (what.status != 0 || what.content_length != 0)
        node_->http_response = response_json(what.status, what.content_length);
    set_flags(*node_, what.status);
}

void trace_entity::mark_error() noexcept {
    if (recorded())
        node_->error = true;
}

void trace_entity::mark_throttled() noexcept {
    if (recorded())
        node_->error = node_->throttle = true;
}

void trace_entity::mark_fault() noexcept {
    if (recorded())
        node_->fault = true;
}

void trace_entity::cause(std::exception const& e) {
    if (!recorded())
        return;
    node_->fault = true;
    node_->cause = cause_json(node_->of->by->new_id(), type_of(e), e.what(), false);
}

void trace_entity::annotate_text(std::string_view key, std::string_view value) {
    std::string text;
    json::writer to(text);
    json::detail::write_text(to, first_characters(value, annotation_limit));
    add_annotation(key, std::move(text));
}

void trace_entity::add_annotation(std::string_view key, std::string json) {
    node_->annotations.insert_or_assign(clean_key(key), std::move(json));
}

void trace_entity::add_metadata(std::string_view name_space, std::string_view key,
                                std::string json) {
    node_->metadata[std::string(name_space)].insert_or_assign(std::string(key), std::move(json));
}

trace_header trace_entity::header() const {
    if (recorded())
        return {.root = node_->of->id, .parent = node_->id, .sampled = sampling::yes};
    if (!root_.empty())
        return {.root = root_, .sampled = sampling::no};
    if (above_ != nullptr)
        return above_->header();
    auto const* const about = context::current();
    return about != nullptr ? trace_header::parse(about->trace_header) : trace_header{};
}

void trace_entity::end() noexcept {
    if (!std::exchange(open_, false))
        return;
    // Usually this one is current; when an inner one ends later, it goes back past this one.
    for (auto** at = &current; *at != nullptr; at = &(*at)->above_) {
        if (*at == this) {
            *at = above_;
            break;
        }
    }
    above_ = nullptr;
    auto const node = std::exchange(node_, nullptr);
    if (!node)
        return;
    if (std::uncaught_exceptions() > exceptions_)
        node->fault = true;
    try {
        finish(node);
    } catch (...) { // A trace may be lost; the program's work may not.
    }
}

tracer::tracer(tracer_options options)
    : state_(std::make_shared<tracer_state>(std::move(options))) {}

/// The subsegment of one call of a client.
class aws_call final : public observed_call {
  public:
    [[nodiscard]] static std::unique_ptr<observed_call> begin(tracer const& by,
                                                              call_start const& what) {
        if (!trace_entity::would_record())
            return nullptr;
        return std::make_unique<aws_call>(by, what);
    }

    aws_call(tracer const& by, call_start const& what)
        : work_(by, what.service)
        , operation_(what.operation)
        , region_(what.region)
        , table_name_(what.table_name) {}

    void end(call_end const& what) noexcept override {
        try {
            if (work_.recorded())
                describe(*work_.node_, what);
        } catch (...) { // For lack of memory: then without the details.
        }
        work_.end();
    }

  private:
    void describe(trace_node& to, call_end const& what) const {
        to.name_space = "aws";
        to.aws = aws_json(what);
        if (what.http_status != 0)
            to.http_response = response_json(what.http_status, 0);
        if (what.failure != nullptr)
            describe_failure(to, *what.failure, what.http_status);
    }

    [[nodiscard]] std::string aws_json(call_end const& what) const {
        std::string out;
        json::writer to(out);
        to.begin_object();
        write_unless_empty(to, "operation", operation_);
        write_unless_empty(to, "region", region_);
        write_unless_empty(to, "request_id", what.request_id);
        write_unless_empty(to, "table_name", table_name_);
        to.plain_key("retries");
        to.integer(std::max(what.attempts - 1, 0));
        to.end_object();
        return out;
    }

    static void describe_failure(trace_node& to, error const& failure, int status) {
        if (failure.code == condition::throttled)
            to.error = to.throttle = true;
        set_flags(to, status);
        to.fault = to.fault || !to.error;
        std::string const type = failure.aws_code.empty() ? failure.code.message()
                                                          : failure.aws_code;
        to.cause = cause_json(to.of->by->new_id(), type, failure.message,
                              failure.reached == progress::answered);
    }

    subsegment work_;
    std::string operation_;
    std::string region_;
    std::string table_name_;
};

namespace {

class traced_calls final : public call_observer {
  public:
    explicit traced_calls(tracer by) : by_(std::move(by)) {}

    std::unique_ptr<observed_call> begin(call_start const& what) override {
        return aws_call::begin(by_, what);
    }

  private:
    tracer by_;
};

} // namespace

std::shared_ptr<call_observer> tracer::observer() const {
    return std::make_shared<traced_calls>(*this);
}

} // namespace skiff::lambda
