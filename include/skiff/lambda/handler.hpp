// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>
#include <skiff/lambda/runtime.hpp>

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace skiff::lambda {
namespace detail {

template <class F>
struct signature : signature<decltype(&F::operator())> {};
template <class Result, class... Parameters>
struct signature<Result (*)(Parameters...)> {
    using result = Result;
    using parameters = boost::mp11::mp_list<std::remove_cvref_t<Parameters>...>;
};
template <class Class, class Result, class... Parameters>
struct signature<Result (Class::*)(Parameters...)> : signature<Result (*)(Parameters...)> {};
template <class Class, class Result, class... Parameters>
struct signature<Result (Class::*)(Parameters...) const> : signature<Result (*)(Parameters...)> {};
template <class Class, class Result, class... Parameters>
struct signature<Result (Class::*)(Parameters...) noexcept> : signature<Result (*)(Parameters...)> {
};
template <class Class, class Result, class... Parameters>
struct signature<Result (Class::*)(Parameters...) const noexcept>
    : signature<Result (*)(Parameters...)> {};
template <class Result, class... Parameters>
struct signature<Result (*)(Parameters...) noexcept> : signature<Result (*)(Parameters...)> {};

template <class F>
using parameters_of = typename signature<F>::parameters;
template <class F>
using event_of = boost::mp11::mp_front<parameters_of<F>>;

template <class List>
inline constexpr bool takes_event = false;
template <class Event>
inline constexpr bool takes_event<boost::mp11::mp_list<Event>> = true;
template <class Event>
inline constexpr bool takes_event<boost::mp11::mp_list<Event, context>> = true;

[[noreturn]] void refuse_event(json::document_error const& e);

} // namespace detail

/// A callable that takes a described struct (or anything else that `parse_json` reads), alone or
/// with the context, and gives void or something that `to_json` writes. Text is not meant: take
/// `json::raw` for an event as it is.
template <class F>
concept typed_handler = requires {
    typename detail::parameters_of<F>;
}
&&detail::takes_event<detail::parameters_of<F>> &&
    !std::convertible_to<detail::event_of<F>, std::string_view>;

/// The handler in JSON that a typed one stands for. Members of the event that the struct does not
/// have are ignored; where it does not fit, it is a `function_error` "Runtime.InvalidEvent" that
/// names the members and repeats nothing of their values. A void function answers null.
template <typed_handler F>
[[nodiscard]] handler make_handler(F function) {
    return [function = std::move(function)](std::string const& text, context const& about) mutable {
        using event = detail::event_of<F>;
        auto parsed = parse_json<event>(
            text, {.unknown = json::unknown_members::ignored, .excerpts = json::excerpts::hidden});
        if (!parsed)
            detail::refuse_event(parsed.error());
        auto const call = [&]() -> decltype(auto) {
            if constexpr (std::invocable<F&, event, context const&>)
                return function(std::move(*parsed), about);
            else
                return function(std::move(*parsed));
        };
        if constexpr (std::is_void_v<decltype(call())>) {
            call();
            return std::string("null");
        } else
            return to_json(call());
    };
}

/// Serves invocations by a typed handler.
///
///     return skiff::lambda::run([](order const& in, context const&) { return receipt{...}; });
template <typed_handler F>
[[nodiscard]] int run(F function, runtime_options options = {}) {
    return run(make_handler(std::move(function)), std::move(options));
}

/// `init` gives the typed handler.
template <std::invocable Init>
    requires typed_handler<std::invoke_result_t<Init&>>
[[nodiscard]] int run_initialized(Init init, runtime_options options = {}) {
    return run_initialized(std::function<handler()>(
                               [init = std::move(init)]() mutable { return make_handler(init()); }),
                           std::move(options));
}

} // namespace skiff::lambda
