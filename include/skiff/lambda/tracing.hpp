// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_observer.hpp>
#include <skiff/core/clock.hpp>
#include <skiff/core/random.hpp>
#include <skiff/core/reflect/json.hpp>
#include <skiff/lambda/trace_header.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace skiff::lambda {

class tracer_state;
struct trace_node;

struct tracer_options {
    /// Where the X-Ray daemon listens: "127.0.0.1:2000", "udp:127.0.0.1:2000" or
    /// "tcp:127.0.0.1:2000 udp:127.0.0.1:2001". Empty: AWS_XRAY_DAEMON_ADDRESS, else
    /// 127.0.0.1:2000.
    std::string address{};
    /// Of segments whose caller has not decided, so many begin a trace in each second, and of the
    /// others this share (X-Ray's default rule: 1 and 0.05).
    int reservoir = 1;
    double rate = 0.05;
    /// Decides in place of these two, by the segment's name. Called from several threads at once.
    std::function<bool(std::string_view name)> sampler{};
    std::shared_ptr<skiff::clock> clock{};          ///< Null: the machine's.
    std::shared_ptr<skiff::random_source> random{}; ///< Null: the machine's.
    /// Takes the documents in place of the daemon; from several threads at once.
    std::function<void(std::string_view document)> sink{};
};

/// Sends traces to the X-Ray daemon: one UDP datagram for each segment. Sending never waits, and no
/// failure of it shows: without a daemon traces are lost, nothing else. AWS_XRAY_SDK_ENABLED=false
/// turns it off, as it does for AWS's own SDKs.
///
///     lambda::tracer const tracer;
///     skiff::client_config config;
///     config.observer = tracer.observer();
///
/// In an invocation (`context::current()`), Lambda has made the segment: only subsegments are sent,
/// below the Parent of the invocation's trace header, and none unless it has Sampled=1. Elsewhere a
/// `segment` is needed; without one there is nothing to belong to, and nothing is sent.
///
/// A document is 64 KB at most (X-Ray's limit): beyond it, subsegments are sent apart, and what is
/// still too large loses its metadata, then its annotations.
///
/// A handle: copies are the same tracer, which lives as long as one of them, an observer or a
/// segment does. Thread-safe.
class tracer {
  public:
    /// Reads the environment and looks up the daemon's host name.
    explicit tracer(tracer_options options = {});

    /// For `client_config::observer`: makes a subsegment of each AWS call with its operation,
    /// region, table, request id, retries, HTTP status and failure, below the segment or subsegment
    /// that is current on the calling thread.
    [[nodiscard]] std::shared_ptr<call_observer> observer() const;

  private:
    friend class trace_entity;
    std::shared_ptr<tracer_state> state_;
};

/// Request and answer as X-Ray shows them; empty and 0 are left out.
struct traced_http {
    std::string_view method{};
    std::string_view url{}; ///< Best without its query, which may hold what is nobody's business.
    std::string_view user_agent{};
    std::string_view client_ip{};
    bool forwarded = false; ///< The client's address is from X-Forwarded-For: it may be forged.
    int status = 0;         ///< 4xx also sets error, 429 throttle, and 5xx fault.
    std::uint64_t content_length = 0;
};

template <class T>
concept annotation_value = std::is_arithmetic_v<T> ||
    std::convertible_to<T const&, std::string_view>;

/// What segments and subsegments have in common. From construction to `end`, or destruction, it is
/// the current one of its thread: what begins there in between is below it. It ends on that thread.
/// When an exception ends it, it is marked as a fault.
///
/// Not thread-safe. The functions that add something do nothing when it is not recorded.
class trace_entity {
  public:
    trace_entity(trace_entity const&) = delete;
    trace_entity& operator=(trace_entity const&) = delete;

    /// False: it is not sampled or belongs to nothing, and nothing will be sent.
    [[nodiscard]] bool recorded() const noexcept { return node_ != nullptr; }

    /// An indexed value, which traces can be searched by. A key has letters, digits and '_'; other
    /// characters become '_'. Text is cut after 1,000 characters. X-Ray indexes 50 per trace.
    template <annotation_value T>
    void annotate(std::string_view key, T const& value) {
        if (!recorded())
            return;
        if constexpr (std::is_arithmetic_v<T>)
            add_annotation(key, to_json(value));
        else
            annotate_text(key, value);
    }
    /// Any value that `to_json` writes; shown, not indexed.
    template <class T>
    void metadata(std::string_view key, T const& value, std::string_view name_space = "default") {
        if (recorded())
            add_metadata(name_space, key, to_json(value));
    }
    /// May be called more than once: for the request, then for the answer.
    void http(traced_http const& what);

    void mark_error() noexcept;     ///< The caller's mistake: 4xx.
    void mark_throttled() noexcept; ///< Refused for its rate: 429. Is an error as well.
    void mark_fault() noexcept;     ///< A failure of our own: 5xx.
    /// A fault with the exception's C++ type and message.
    void cause(std::exception const& e);

    /// For a call to another service: Root, this one as Parent, and Sampled. Empty when there is no
    /// trace.
    [[nodiscard]] trace_header header() const;

    /// Ends it now; a second call does nothing.
    void end() noexcept;

  protected:
    trace_entity() noexcept;
    ~trace_entity() { end(); }

    void open_segment(tracer const& by, std::string_view name, trace_header const& from);
    void open_subsegment(tracer const& by, std::string_view name);
    void open_below(trace_entity const& parent, std::string_view name);

  private:
    friend class aws_call;
    /// True when a subsegment that began now on this thread would be recorded.
    [[nodiscard]] static bool would_record();
    void begin(std::shared_ptr<trace_node> node);
    void begin_below(std::shared_ptr<trace_node> const& parent, std::string_view name);
    void begin_below_lambda(tracer const& by, std::string_view name);
    void annotate_text(std::string_view key, std::string_view value);
    void add_annotation(std::string_view key, std::string json);
    void add_metadata(std::string_view name_space, std::string_view key, std::string json);

    std::shared_ptr<trace_node> node_; ///< Null: not recorded.
    trace_entity* above_ = nullptr;    ///< Current before this one.
    std::string root_{};               ///< Of a segment that is not recorded.
    int exceptions_;
    bool open_ = false;
};

/// The work on one request. In an invocation it is a subsegment of Lambda's segment.
class segment : public trace_entity {
  public:
    /// `from`: what the caller sent. Its decision holds; without one the tracer decides. A name is
    /// 200 characters at most; those that X-Ray does not allow are left out.
    segment(tracer const& by, std::string_view name, trace_header const& from = {}) {
        open_segment(by, name, from);
    }
};

/// A part of the work.
class subsegment : public trace_entity {
  public:
    /// Below the thread's current segment or subsegment; where there is none, below Lambda's
    /// segment of the invocation; else it is not recorded.
    subsegment(tracer const& by, std::string_view name) { open_subsegment(by, name); }
    /// Below `parent`, on any thread, while `parent` has not ended. When `parent` ends first, this
    /// one is sent apart.
    subsegment(trace_entity const& parent, std::string_view name) { open_below(parent, name); }
};

} // namespace skiff::lambda
