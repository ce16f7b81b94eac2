// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/result.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::local {

/// What the front gives a local service to live on.
struct environment {
    std::filesystem::path folder; ///< Exists; empty: keep everything in memory.
    skiff::clock* clock;          ///< Outlives the service.
    std::string region;
    std::string account_id;
};

/// Carries out one operation: `input` and `output` are the generated request and response. The
/// error needs `aws_code` and `message`, and `modelled` where the model has a structure for it; the
/// front finds the HTTP status. May throw: the front answers InternalServerError.
using handler = std::function<std::optional<error>(void const* input, void* output)>;

/// The operations that a local service implements. Filled once, then only read.
class handler_table {
  public:
    struct entry {
        handler run;
        /// Makes an empty request and response and calls `use` with them.
        void (*with_values)(void* context, void (*use)(void* context, void* input, void* output));
    };

    /// `f(Request const&)` gives `result<Response>`. It is called from many threads at once.
    template <class Request, class Response, class F>
    void add(std::string_view operation, F f) {
        handler run = [f = std::move(f)](void const* input, void* output) -> std::optional<error> {
            result<Response> answer = f(*static_cast<Request const*>(input));
            if (!answer)
                return std::move(answer).error();
            *static_cast<Response*>(output) = std::move(*answer);
            return std::nullopt;
        };
        entries_.insert_or_assign(std::string(operation),
                                  entry{std::move(run), &make_values<Request, Response>});
    }

    /// `add("PutItem", store, &dynamodb_store::put_item)`; `object` outlives the table.
    template <class Object, class Request, class Response>
    void add(std::string_view operation, Object& object,
             result<Response> (Object::*method)(Request const&)) {
        add<Request, Response>(
            operation, [&object, method](Request const& in) { return (object.*method)(in); });
    }

    [[nodiscard]] entry const* find(std::string_view operation) const noexcept {
        auto const at = entries_.find(operation);
        return at == entries_.end() ? nullptr : &at->second;
    }

  private:
    template <class Request, class Response>
    static void make_values(void* context, void (*use)(void*, void*, void*)) {
        Request input{};
        Response output{};
        use(context, &input, &output);
    }

    std::map<std::string, entry, std::less<>> entries_;
};

/// A local service as the front sees it. Thread-safe.
class engine {
  public:
    virtual ~engine() = default;
    [[nodiscard]] virtual handler_table const& handlers() const noexcept = 0;
    /// Forgets everything, in the folder as well.
    virtual void reset() = 0;
};

/// The text of a secret's current value, for services that log in with one. The error is the one
/// that Secrets Manager answers with: `aws_code` and `message`.
using secret_source = std::function<result<std::string>(std::string_view secret_id)>;

/// Defined in dynamodb/. Throws `service_error` when the folder cannot be used.
[[nodiscard]] std::unique_ptr<engine> make_dynamodb(environment const& where);

} // namespace skiff::local
