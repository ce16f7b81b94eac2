// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/core/result.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace skiff::protocol {

/// What a page says about the one behind it.
enum class page_step : unsigned char {
    more,     ///< Another one follows.
    last,     ///< None follows.
    repeated, ///< The service gave the token that it was asked with: going on would never end.
};

/// True when an answer's page token says that there is no further page.
template <class T>
[[nodiscard]] bool is_absent(std::optional<T> const& token) {
    if constexpr (requires { token->empty(); })
        return !token || token->empty();
    else
        return !token;
}
template <class T>
[[nodiscard]] bool is_absent(T const& token) {
    return token.empty();
}

/// The error of page_step::repeated.
[[nodiscard]] error repeated_page_token();

/// Fetches one page after the other; the ranges below stand on it.
template <class Paging>
class page_cursor {
  public:
    using response = typename Paging::response;

    page_cursor(typename Paging::client from, typename Paging::request first, call_options options)
        : from_(std::move(from)), request_(std::move(first)), options_(std::move(options)) {}

    /// The next page; nothing behind the last one and behind a failure.
    [[nodiscard]] std::optional<result<response>> next() {
        if (done_)
            return std::nullopt;
        result<response> page = Paging::fetch(from_, request_, options_);
        if (!page) {
            done_ = true;
            return page;
        }
        auto const step = Paging::advance(request_, *page);
        done_ = step != page_step::more;
        repeated_ = step == page_step::repeated;
        return page;
    }
    /// True once a page named itself as its successor: its items are good, what follows is lost.
    [[nodiscard]] bool repeated() const noexcept { return repeated_; }

  private:
    typename Paging::client from_;
    typename Paging::request request_;
    call_options options_;
    bool done_ = false;
    bool repeated_ = false;
};

/// The pages of a paginated operation, each fetched when it is reached. Input range of
/// `result<response>`: a failure is its last element. Iterated once at a time; begin() starts anew.
template <class Paging>
class page_range {
  public:
    using value_type = result<typename Paging::response>;

    page_range(typename Paging::client from, typename Paging::request first, call_options options)
        : start_(std::move(from), std::move(first), std::move(options)) {}

    class iterator {
      public:
        using value_type = page_range::value_type;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        iterator() = default;
        explicit iterator(page_cursor<Paging> start)
            : cursor_(std::make_shared<page_cursor<Paging>>(std::move(start))) {
            ++*this;
        }
        [[nodiscard]] value_type& operator*() const noexcept { return *page_; }
        [[nodiscard]] value_type* operator->() const noexcept { return page_.get(); }
        iterator& operator++() {
            bool const repeated = cursor_->repeated();
            auto page = cursor_->next();
            if (!page && repeated && !told_) {
                told_ = true;
                page.emplace(repeated_page_token());
            }
            page_ = page ? std::make_shared<value_type>(std::move(*page)) : nullptr;
            return *this;
        }
        void operator++(int) { ++*this; }
        [[nodiscard]] bool operator==(std::default_sentinel_t) const noexcept {
            return page_ == nullptr;
        }

      private:
        std::shared_ptr<page_cursor<Paging>> cursor_;
        std::shared_ptr<value_type> page_;
        bool told_ = false;
    };

    [[nodiscard]] iterator begin() const { return iterator(start_); }
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  private:
    page_cursor<Paging> start_;
};

/// All items of a paginated operation, page after page, each page fetched when it is reached.
/// Input range of items; a failure throws `service_error`, so nothing is ever cut off silently.
/// `pages()` for those who do not throw. Holds a copy of the client; one thread at a time.
///
///     for (auto const& name : dynamodb.list_tables_paged()) ...
///     for (auto const& page : dynamodb.list_tables_paged().pages()) if (page) ...
template <class Paging>
class paged {
  public:
    using item = typename Paging::item;

    paged(typename Paging::client from, typename Paging::request first, call_options options)
        : pages_(std::move(from), std::move(first), std::move(options)) {}

    class iterator {
      public:
        using value_type = item;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        iterator() = default;
        explicit iterator(typename page_range<Paging>::iterator page) : page_(std::move(page)) {
            settle();
        }
        [[nodiscard]] item& operator*() const { return Paging::items(**page_)[index_]; }
        [[nodiscard]] item* operator->() const { return &**this; }
        iterator& operator++() {
            ++index_;
            settle();
            return *this;
        }
        void operator++(int) { ++*this; }
        [[nodiscard]] bool operator==(std::default_sentinel_t) const noexcept {
            return page_ == std::default_sentinel;
        }

      private:
        /// Goes on to the next page that has items.
        void settle() {
            while (page_ != std::default_sentinel &&
                   index_ == Paging::items(page_->value()).size()) {
                ++page_;
                index_ = 0;
            }
        }

        typename page_range<Paging>::iterator page_;
        std::size_t index_ = 0;
    };

    [[nodiscard]] iterator begin() const { return iterator(pages_.begin()); }
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
    /// The pages as they come, failures included.
    [[nodiscard]] page_range<Paging> pages() const { return pages_; }

  private:
    page_range<Paging> pages_;
};

} // namespace skiff::protocol
