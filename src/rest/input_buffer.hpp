// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace skiff::rest {

/// Bytes that arrived and were not yet taken. Grows only when it is full.
class input_buffer {
  public:
    explicit input_buffer(std::size_t capacity) : bytes_(new char[capacity]), capacity_(capacity) {}

    [[nodiscard]] std::string_view view() const noexcept {
        return {bytes_.get() + begin_, end_ - begin_};
    }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

    /// Room for more, never empty.
    [[nodiscard]] std::span<char> prepare() {
        if (empty())
            begin_ = end_ = 0;
        if (end_ == capacity_)
            make_room();
        return {bytes_.get() + end_, capacity_ - end_};
    }
    /// `count` bytes were written to the room.
    void commit(std::size_t count) noexcept { end_ += count; }
    void consume(std::size_t count) noexcept { begin_ += count; }

  private:
    void make_room() {
        auto const size = end_ - begin_;
        if (size > capacity_ / 2) {
            std::unique_ptr<char[]> larger(new char[capacity_ * 2]);
            std::memcpy(larger.get(), bytes_.get() + begin_, size);
            bytes_ = std::move(larger);
            capacity_ *= 2;
        } else {
            std::memmove(bytes_.get(), bytes_.get() + begin_, size);
        }
        begin_ = 0;
        end_ = size;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace skiff::rest
