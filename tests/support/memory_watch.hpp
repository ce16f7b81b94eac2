// SPDX-License-Identifier: Apache-2.0
// Replaces the program's operator new and delete, or hooks the sanitizer's free: to be included by
// one source of a test program.
#pragma once

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string_view>

#if defined(__has_feature)
#    if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#        define SKIFF_TEST_SANITIZED 1
#    else
#        define SKIFF_TEST_SANITIZED 0
#    endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#    define SKIFF_TEST_SANITIZED 1
#else
#    define SKIFF_TEST_SANITIZED 0
#endif

namespace skiff::test {

/// While it lives, looks into every block of memory that is given back and counts those that hold
/// the text. One at a time.
class memory_watch {
  public:
    /// Under a sanitizer also what C libraries give back.
    static constexpr bool sees_malloc = SKIFF_TEST_SANITIZED != 0;

    explicit memory_watch(std::string_view text) noexcept : text_(text) { current = this; }
    ~memory_watch() { current = nullptr; }
    memory_watch(memory_watch const&) = delete;
    memory_watch& operator=(memory_watch const&) = delete;

    [[nodiscard]] int found() const noexcept { return found_; }
    [[nodiscard]] int looked_at() const noexcept { return looked_at_; }

    void look_at(std::string_view block) noexcept {
        ++looked_at_;
        found_ += block.find(text_) != block.npos;
    }

    static inline thread_local memory_watch* current = nullptr;

  private:
    std::string_view text_;
    int found_ = 0;
    int looked_at_ = 0;
};

} // namespace skiff::test

#if SKIFF_TEST_SANITIZED // which has operators of its own

/// Called by the sanitizer's runtime with every block that is given back (allocator_interface.h).
extern "C" void __sanitizer_free_hook(void const volatile* pointer) {
    auto* const block = const_cast<void*>(pointer);
    if (auto* const watch = skiff::test::memory_watch::current;
        watch != nullptr && block != nullptr)
        watch->look_at({static_cast<char const*>(block), ::malloc_usable_size(block)});
}

#else

namespace skiff::test {
inline constexpr std::size_t block_header = alignof(std::max_align_t);
} // namespace skiff::test

[[gnu::noinline]] void* operator new(std::size_t size) {
    auto* const block = static_cast<char*>(std::malloc(size + skiff::test::block_header));
    if (block == nullptr)
        throw std::bad_alloc();
    new (block) std::size_t(size);
    return block + skiff::test::block_header;
}

[[gnu::noinline]] void operator delete(void* pointer) noexcept {
    if (pointer == nullptr)
        return;
    auto* const block = static_cast<char*>(pointer) - skiff::test::block_header;
    if (auto* const watch = skiff::test::memory_watch::current)
        watch->look_at({static_cast<char const*>(pointer), *reinterpret_cast<std::size_t*>(block)});
    std::free(block);
}

[[gnu::noinline]] void operator delete(void* pointer, std::size_t) noexcept {
    operator delete(pointer);
}

#endif
