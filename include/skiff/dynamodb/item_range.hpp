// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/detail/page_source.hpp>

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace skiff::dynamodb {

namespace detail {

template <class T>
item_sink sink_of(std::vector<T>& items, layout const* keys = nullptr) {
    using vector = std::vector<T>;
    return {&items,
            &layout_of<T>(),
            keys,
            [](void* to) -> void* { return &static_cast<vector*>(to)->emplace_back(); },
            [](void const* in) { return static_cast<vector const*>(in)->size(); },
            [](void const* in, std::size_t index) -> void const* {
                return &(*static_cast<vector const*>(in))[index];
            },
            [](void* of, std::size_t size) { static_cast<vector*>(of)->resize(size); }};
}

} // namespace detail

/// One answer of a query or scan. A page may be empty although others follow.
template <class T>
struct page {
    std::vector<T> items{};
    std::string next{};      ///< Give it to start_from() to go on behind this page; empty: the end.
    std::size_t scanned = 0; ///< Items the service looked at, before the filter.
};

/// The items of a query or scan. Every page is fetched when it is needed; nothing is cut off.
///
///     for (work_item const& w : items.scan()) ...            // throws service_error on failure
///     for (auto& p : items.scan().pages()) if (!p) ...       // result<page>, does not throw
///     auto everything = items.scan().all();                  // result<std::vector<work_item>>
///
/// A single-pass range: what was read is not read again; begin() goes on where reading stopped.
/// Keeps what it needs of the table and the client. One thread at a time.
template <class T>
class item_range {
  public:
    class iterator {
      public:
        using iterator_concept = std::input_iterator_tag;
        using iterator_category = std::input_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = T*;
        using reference = T&;

        iterator() = default;
        [[nodiscard]] T& operator*() const { return range_->current_[range_->at_]; }
        [[nodiscard]] T* operator->() const { return &**this; }
        iterator& operator++() {
            ++range_->at_;
            range_->fill();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(iterator const& it, std::default_sentinel_t) {
            return it.finished();
        }

      private:
        [[nodiscard]] bool finished() const { return range_->at_ == range_->current_.size(); }
        friend class item_range;
        explicit iterator(item_range& range) : range_(&range) {}
        item_range* range_ = nullptr;
    };

    /// The pages as results; after a failed one there is none.
    class page_range {
      public:
        class iterator {
          public:
            using iterator_concept = std::input_iterator_tag;
            using value_type = result<page<T>>;
            using difference_type = std::ptrdiff_t;

            iterator() = default;
            [[nodiscard]] result<page<T>>& operator*() const { return *pages_->current_; }
            [[nodiscard]] result<page<T>>* operator->() const { return &**this; }
            iterator& operator++() {
                pages_->step();
                return *this;
            }
            void operator++(int) { ++*this; }
            friend bool operator==(iterator const& it, std::default_sentinel_t) {
                return it.finished();
            }

          private:
            [[nodiscard]] bool finished() const { return !pages_->current_; }
            friend class page_range;
            explicit iterator(page_range& pages) : pages_(&pages) {}
            page_range* pages_ = nullptr;
        };

        [[nodiscard]] iterator begin() {
            step();
            return iterator(*this);
        }
        [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

      private:
        friend class item_range;
        explicit page_range(item_range range) : range_(std::move(range)) {}
        void step() {
            if (range_.done())
                current_.reset();
            else
                current_.emplace(range_.next_page());
        }
        item_range range_;
        std::optional<result<page<T>>> current_;
    };

    item_range(detail::page_source source, detail::layout const& keys)
        : source_(std::move(source)), keys_(&keys) {}
    item_range(item_range&&) = default;
    item_range& operator=(item_range&&) = default;

    [[nodiscard]] iterator begin() {
        fill();
        return iterator(*this);
    }
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

    [[nodiscard]] page_range pages() && { return page_range(std::move(*this)); }

    /// The next page, empty when there is none. Not together with iterating the items.
    [[nodiscard]] result<page<T>> next_page() {
        page<T> next;
        if (source_.done())
            return next;
        auto facts = source_.fetch(sink(next.items));
        if (!facts)
            return std::move(facts).error();
        next.next = std::move(facts->next);
        next.scanned = facts->scanned;
        return next;
    }
    /// True when the last page has been fetched.
    [[nodiscard]] bool done() const noexcept { return source_.done(); }

    /// All items that have not been read yet.
    [[nodiscard]] result<std::vector<T>> all() {
        std::vector<T> items(
            std::make_move_iterator(current_.begin() + static_cast<std::ptrdiff_t>(at_)),
            std::make_move_iterator(current_.end()));
        at_ = current_.size();
        while (!source_.done())
            if (auto facts = source_.fetch(sink(items)); !facts)
                return std::move(facts).error();
        return items;
    }

  private:
    void fill() {
        while (at_ == current_.size() && !source_.done()) {
            current_.clear();
            at_ = 0;
            if (auto facts = source_.fetch(sink(current_)); !facts)
                throw service_error(std::move(facts).error());
        }
    }

    detail::item_sink sink(std::vector<T>& items) { return detail::sink_of(items, keys_); }

    detail::page_source source_;
    detail::layout const* keys_;
    std::vector<T> current_{};
    std::size_t at_ = 0;
};

} // namespace skiff::dynamodb
