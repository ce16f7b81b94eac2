// SPDX-License-Identifier: Apache-2.0
#include "core/http/response_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

namespace skiff::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

constexpr std::size_t buffer_size = 64 * 1024;
constexpr std::uint32_t header_limit = 32 * 1024;
constexpr int max_interim_answers = 32;

/// Writes straight into our own types, so Beast's fields are never made.
class answer_parser final : public beast::http::basic_parser<false> {
  public:
    answer_parser(std::size_t limit, bool to_head) : limit_(limit) {
        eager(true);
        skip(to_head);
        body_limit(boost::none); // counted here, together with the header fields
        this->header_limit(http::header_limit);
    }

    response answer;
    bool too_large = false;

  private:
    using text = beast::string_view;

    void on_request_impl(beast::http::verb, text, text, int, error_code& failure) override {
        failure = beast::http::error::bad_version;
    }

    void on_response_impl(int status, text, int, error_code&) override {
        answer.status = status;
        answer.headers.reserve(12, 640);
    }

    void on_field_impl(beast::http::field, text name, text value, error_code& failure) override {
        auto const line = name.size() + value.size() + 4;
        field_bytes_ += line;
        count(line, failure);
        if (field_bytes_ > http::header_limit)
            refuse(failure);
        if (failure || in_trailer_) // trailers are not headers (RFC 9110, 6.5.1)
            return;
        if (!answer.headers.add({name.data(), name.size()}, {value.data(), value.size()}))
            failure = beast::http::error::bad_value;
    }

    void on_header_impl(error_code& failure) override {
        in_trailer_ = true;
        if (is_done())
            return;
        auto const length = content_length();
        if (!length)
            return;
        if (*length > limit_ - used_)
            refuse(failure);
        else
            answer.body.reserve(static_cast<std::size_t>(*length));
    }

    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}

    std::size_t on_body_impl(text bytes, error_code& failure) override {
        count(bytes.size(), failure);
        if (!failure)
            answer.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, text bytes, error_code& failure) override {
        return on_body_impl(bytes, failure);
    }

    void on_finish_impl(error_code&) override {}

    void count(std::size_t bytes, error_code& failure) {
        if (bytes > limit_ - used_)
            refuse(failure);
        else
            used_ += bytes;
    }

    void refuse(error_code& failure) {
        too_large = true;
        failure = beast::http::error::body_limit;
    }

    std::size_t limit_;
    std::size_t used_ = 0;
    std::size_t field_bytes_ = 0;
    bool in_trailer_ = false;
};

} // namespace

/// "0 CR LF CR LF": so much is still to come while a chunked body is not complete. Beast asserts
/// that it gets at least this when it sees the last chunk for the second time.
constexpr std::size_t shortest_chunked_rest = 5;

struct response_reader::parser {
    std::unique_ptr<char[]> buffer = std::make_unique_for_overwrite<char[]>(buffer_size);
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t furthest = 0; ///< Where bytes of this answer have been.
    std::size_t limit = 0;
    bool to_head = false;
    bool sensitive = false;
    bool begun = false;
    int interim_answers = 0;
    std::optional<answer_parser> http{};

    state parse() {
        while (true) {
            if (http->is_header_done() && http->chunked() && end - begin < shortest_chunked_rest)
                return compact() ? state::reading : state::too_large;
            error_code failure;
            begin += http->put(boost::asio::const_buffer(buffer.get() + begin, end - begin),
                               failure);
            if (failure == beast::http::error::need_more && !begins_like_http())
                return state::malformed;
            if (failure == beast::http::error::need_more)
                return compact() ? state::reading : state::too_large;
            if (failure)
                return state_of(failure);
            if (!http->is_done()) {
                if (begin != end)
                    continue;
                begin = end = 0;
                return state::reading;
            }
            if (http->answer.status / 100 != 1)
                return state::done;
            if (http->answer.status == 101 || ++interim_answers > max_interim_answers)
                return state::malformed;
            http.emplace(limit, to_head);
            if (begin == end) {
                begin = end = 0;
                return state::reading;
            }
        }
    }

    state state_of(error_code const& failure) const {
        if (http->too_large || failure == beast::http::error::header_limit)
            return state::too_large;
        return state::malformed;
    }

    /// False when already the first bytes show that this is another protocol, which may never send
    /// the rest of a line.
    bool begins_like_http() const noexcept {
        constexpr std::string_view name = "HTTP/";
        std::string_view const unparsed(buffer.get() + begin, end - begin);
        return http->answer.status != 0 || name.starts_with(unparsed.substr(0, name.size()));
    }

    /// Moves what is not yet parsed to the front. False when it fills the whole buffer.
    bool compact() noexcept {
        if (begin != 0) {
            std::memmove(buffer.get(), buffer.get() + begin, end - begin);
            end -= begin;
            begin = 0;
        }
        return end != buffer_size;
    }
};

response_reader::response_reader() : parser_(std::make_unique<parser>()) {}

response_reader::~response_reader() = default;

void response_reader::start(std::size_t limit, bool to_head, bool sensitive) {
    auto& p = *parser_;
    p.begin = p.end = p.furthest = 0;
    p.sensitive = sensitive;
    p.limit = limit;
    p.to_head = to_head;
    p.begun = false;
    p.interim_answers = 0;
    p.http.emplace(limit, to_head);
}

std::span<char> response_reader::space() noexcept {
    return {parser_->buffer.get() + parser_->end, buffer_size - parser_->end};
}

response_reader::state response_reader::received(std::size_t size) {
    parser_->begun = parser_->begun || size != 0;
    parser_->end += size;
    parser_->furthest = std::max(parser_->furthest, parser_->end);
    return size == 0 ? state::reading : parser_->parse();
}

response_reader::state response_reader::ended() {
    auto& p = *parser_;
    if (!p.http->got_some() || !p.http->is_header_done())
        return state::truncated;
    error_code failure;
    p.http->put_eof(failure);
    return !failure && p.http->is_done() ? state::done : state::truncated;
}

bool response_reader::begun() const noexcept {
    return parser_->begun;
}

bool response_reader::keep_alive() const noexcept {
    return parser_->begin == parser_->end && parser_->http->keep_alive();
}

response response_reader::take() noexcept {
    if (parser_->sensitive)
        OPENSSL_cleanse(parser_->buffer.get(), parser_->furthest);
    return std::move(parser_->http->answer);
}

} // namespace skiff::http
