// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include <boost/system/result.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace skiff::secrets_manager {

/// What a log-in came to, for functions that have nothing else to say.
enum class login : unsigned char { accepted, refused };

namespace detail {

template <class T>
inline constexpr bool is_result = false;
template <class T, class E>
inline constexpr bool is_result<boost::system::result<T, E>> = true;

template <class T>
inline constexpr bool is_skiff_result = false;
template <class T>
inline constexpr bool is_skiff_result<result<T>> = true;

/// What with_secret gives: the outcome itself when it can hold skiff's error.
template <class Outcome>
using with_secret_result = std::conditional_t<is_skiff_result<Outcome>, Outcome, result<Outcome>>;

/// The predicate names outcomes, or the errors of results.
template <class Predicate, class Outcome>
bool says_refused(Predicate& refused, Outcome const& outcome) {
    if constexpr (std::predicate<Predicate&, Outcome const&>)
        return refused(outcome);
    else if constexpr (is_result<Outcome>) {
        static_assert(std::predicate<Predicate&, typename Outcome::error_type const&>,
                      "skiff: with_secret needs a predicate that takes what the function returns, "
                      "or its error, and says whether the log-in was refused");
        return outcome.has_error() && refused(outcome.error());
    } else
        static_assert(is_result<Outcome>,
                      "skiff: with_secret needs a predicate that takes what the function returns "
                      "and says whether the log-in was refused");
}

struct is_refused {
    bool operator()(login outcome) const noexcept { return outcome == login::refused; }
};

} // namespace detail
} // namespace skiff::secrets_manager
