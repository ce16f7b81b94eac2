// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/json/reader.hpp>

#include <boost/assert/source_location.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::json {

/// One thing that a document has and should not have, or the other way round.
struct field_error {
    std::string path;    ///< "items[3].status"; empty for the document as a whole.
    std::string message; ///< "expected string, got number"

    /// "items[3].status: expected string, got number"
    [[nodiscard]] std::string to_string() const;
    friend bool operator==(field_error const&, field_error const&) = default;
};

/// Why a text did not become a value.
struct document_error {
    bool malformed = false;          ///< The text is not JSON.
    std::size_t offset = 0;          ///< Of the first wrong byte, when malformed.
    std::vector<field_error> fields; ///< All that was wrong; one without a path when malformed.

    /// All of it on one line.
    [[nodiscard]] std::string to_string() const;
};

/// What `value()` of a failed parse throws.
class invalid_document : public std::runtime_error {
  public:
    explicit invalid_document(document_error e);
    [[nodiscard]] document_error const& error() const noexcept { return error_; }

  private:
    document_error error_;
};

[[noreturn]] void throw_exception_from_error(document_error const& e,
                                             boost::source_location const& where);

enum class unknown_members : unsigned char { refused, ignored };
/// What happens to members that are absent and are not `std::optional`: refused, or they keep the
/// value that a default-constructed struct gives them.
enum class missing_members : unsigned char { refused, defaulted };

/// What null is to a `std::optional`: the empty one, or as wrong as anywhere else, so that a member
/// is given with a value or not at all.
enum class null_values : unsigned char { empty, refused };

/// Whether reports repeat parts of the document: numbers and names that do not fit, names that are
/// not those of a struct's members. Hidden for documents with secrets: a path then has `*` for such
/// a name, and what a user's own `codec` reports becomes "not as it should be".
enum class excerpts : unsigned char { shown, hidden };

struct parse_options {
    unknown_members unknown = unknown_members::refused;
    missing_members missing = missing_members::refused;
    null_values null = null_values::empty;
    json::excerpts excerpts = json::excerpts::shown;
    std::size_t max_errors = 32; ///< Further ones are counted as found, but not listed.
    unsigned max_depth = 64;
};

/// Any JSON value, kept as the text it was: numbers keep all their digits, objects their order.
struct raw {
    std::string text = "null"; ///< Valid JSON.

    /// What the value is.
    [[nodiscard]] json::kind kind() const noexcept;
    friend bool operator==(raw const&, raw const&) = default;
};

} // namespace skiff::json
