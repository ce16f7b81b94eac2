// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct _xmlBuffer;
struct _xmlTextWriter;

namespace skiff::protocol {

/// Writes XML through libxml2, which escapes. What XML 1.0 cannot hold (control characters, bytes
/// that are not UTF-8) becomes U+FFFD. Throws std::bad_alloc for lack of memory.
class xml_writer {
  public:
    xml_writer();
    ~xml_writer();
    xml_writer(xml_writer const&) = delete;
    xml_writer& operator=(xml_writer const&) = delete;

    /// `name` is an XML name; the namespace becomes the default one when it is not empty.
    void open(std::string_view name, std::string_view name_space = {});
    void close();
    void element(std::string_view name, std::string_view text);

    /// The whole document, every element closed.
    [[nodiscard]] std::string take() &&;

  private:
    struct deleter {
        void operator()(_xmlBuffer* buffer) const noexcept;
        void operator()(_xmlTextWriter* writer) const noexcept;
    };
    std::unique_ptr<_xmlBuffer, deleter> buffer_;
    std::unique_ptr<_xmlTextWriter, deleter> writer_; ///< Writes into the buffer: goes first.
};

} // namespace skiff::protocol
