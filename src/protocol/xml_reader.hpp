// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct _xmlTextReader;

namespace skiff::protocol {

/// Reads XML from memory, element by element, through libxml2: no network, no DTD, no entities but
/// XML's own five, bounded depth and size. The first failure is kept; from then on every call
/// fails. Never throws but for lack of memory.
class xml_reader {
  public:
    static constexpr int most_depth = 64;

    explicit xml_reader(std::string_view text);
    ~xml_reader();
    xml_reader(xml_reader const&) = delete;
    xml_reader& operator=(xml_reader const&) = delete;

    /// Enters the document's element.
    [[nodiscard]] bool open_root();
    /// Goes on to the next child of the element that is open and opens it; false at the end of
    /// the element, which it closes, or on failure. Text between children is passed over.
    [[nodiscard]] bool next_child();
    /// Name of the element opened last, without its prefix.
    [[nodiscard]] std::string_view name() const;
    /// The text of the element that is open, and closes it. Fails when it has children.
    [[nodiscard]] bool text(std::string& out);
    /// Closes the element that is open, whatever is in it.
    [[nodiscard]] bool skip();

    [[nodiscard]] bool failed() const noexcept { return !failure_.empty(); }
    [[nodiscard]] std::string const& failure() const noexcept { return failure_; }
    /// Keeps the caller's own reason. Returns false.
    bool fail(std::string reason);

  private:
    [[nodiscard]] bool advance();

    struct deleter {
        void operator()(_xmlTextReader* reader) const noexcept;
    };
    std::unique_ptr<_xmlTextReader, deleter> reader_;
    std::string failure_;
    bool empty_ = false; ///< The element that is open is <like-this/>.
};

} // namespace skiff::protocol
