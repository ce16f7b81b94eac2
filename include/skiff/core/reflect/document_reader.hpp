// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/json/reader.hpp>
#include <skiff/core/reflect/document.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace skiff {
class secret_binary;
class secret_string;
} // namespace skiff

namespace skiff::json {

/// Reads a document into values and goes on after what does not fit: every misfit is reported with
/// its path. A user's `codec` reads through it. Each `read` takes exactly one value; when that does
/// not fit, the variable is left as it was. Never throws but for lack of memory.
class document_reader {
  public:
    document_reader(std::string_view text, parse_options const& options);
    ~document_reader();
    document_reader(document_reader const&) = delete;
    document_reader& operator=(document_reader const&) = delete;

    [[nodiscard]] kind peek() noexcept { return tokens_.peek(); }
    /// True when a value of this kind stands next; else it is reported and passed over.
    [[nodiscard]] bool expect(kind wanted);
    /// Takes null where it stands for an empty optional.
    [[nodiscard]] bool take_empty() noexcept {
        return options_.null == null_values::empty && tokens_.take_null();
    }
    /// Says what is wrong with the value at hand.
    void report(std::string message);
    /// Says what is wrong with a member of the object at hand.
    void report_member(std::string_view name, std::string message);

    bool read(std::string& out);
    bool read(secret_string& out);
    bool read(secret_binary& out);
    bool read(bool& out);
    bool read(double& out);
    bool read(raw& out);
    bool read_integer(std::int64_t& out, std::int64_t least, std::int64_t most);
    bool read_unsigned(std::uint64_t& out, std::uint64_t most);
    bool read_base64(std::string& bytes);
    /// RFC 3339, with an offset or 'Z': seconds since 1970 and the rest of the second.
    bool read_time(std::int64_t& seconds, std::int32_t& nanoseconds);
    /// Index of the string among `names`.
    bool read_name(std::size_t& index, std::span<std::string_view const> names);

    /// A member of a struct for `read_members`.
    struct member {
        std::string_view name;
        bool may_be_absent;
        void (*read)(document_reader& from, void* object);
    };
    /// Reads an object into a struct by its table of members.
    void read_members(std::span<member const> members, void* object);

    /// For containers: begins an array or object, or reports that there is none.
    [[nodiscard]] bool begin_array();
    [[nodiscard]] bool next_element();
    [[nodiscard]] bool begin_object();
    [[nodiscard]] bool next_key(std::string& key);

    /// While it lives, reports say that they are about this member or element.
    class inside {
      public:
        inside(document_reader& reader, std::string_view name) noexcept
            : reader_(reader), up_(reader.place_), name_(name) {
            reader.place_ = this;
        }
        inside(document_reader& reader, std::size_t index) noexcept
            : reader_(reader), up_(reader.place_), index_(index), is_index_(true) {
            reader.place_ = this;
        }
        inside(inside const&) = delete;
        inside& operator=(inside const&) = delete;
        ~inside() { reader_.place_ = up_; }

      private:
        friend document_reader;
        struct of_struct {}; ///< The name stands in the program, not only in the document.
        inside(document_reader& reader, std::string_view name, of_struct) noexcept
            : inside(reader, name) {
            is_of_struct_ = true;
        }

        document_reader& reader_;
        inside const* up_;
        std::string_view name_{};
        std::size_t index_ = 0;
        bool is_index_ = false;
        bool is_of_struct_ = false;
    };

    /// The underlying tokens; what is read from them bypasses the reports.
    [[nodiscard]] reader& tokens() noexcept { return tokens_; }
    /// True when the text was read to its end and nothing was reported.
    [[nodiscard]] bool finish();
    [[nodiscard]] document_error take_error();

  private:
    /// A message of the reader's own, and what of the document it quotes.
    void report_misfit(std::string_view message, std::string_view excerpt = {});
    void report_member_of_struct(std::string_view name, std::string_view message);
    [[nodiscard]] bool hides_excerpts() const noexcept {
        return options_.excerpts == excerpts::hidden;
    }
    [[nodiscard]] std::string path_of(inside const* place) const;

    reader tokens_;
    parse_options options_;
    inside const* place_ = nullptr;
    document_error error_;
    bool reported_ = false;
};

} // namespace skiff::json
