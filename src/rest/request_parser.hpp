// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/request.hpp>

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <string_view>

namespace skiff::rest {

/// An answer that the server gives on its own account, and why.
struct refusal {
    int status = 0; ///< 0: none.
    char const* reason = "";
};

/// Reads one message straight into a request. The head must be handed over in one piece; the body
/// comes in pieces.
class request_parser final : private boost::beast::http::basic_parser<true> {
    using base = boost::beast::http::basic_parser<true>;

  public:
    request_parser(request& out, std::size_t body_limit);

    /// Takes what it can from the front of `bytes`, at least the whole head at the first call, and
    /// says how much that was. Look at `refused` afterwards.
    std::size_t put(std::string_view bytes);

    [[nodiscard]] bool has_head() const { return is_header_done(); }
    [[nodiscard]] bool complete() const { return is_done(); }
    [[nodiscard]] rest::refusal const& refused() const noexcept { return refusal_; }
    /// The client waits for "100 Continue" before it sends the body.
    [[nodiscard]] bool waits_to_continue() const { return expects_continue_ && !is_done(); }
    [[nodiscard]] bool keeps_alive() const { return keep_alive(); }
    [[nodiscard]] bool is_http_1_0() const noexcept { return version_ == 10; }

  private:
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;
    using field = boost::beast::http::field;

    void on_request_impl(boost::beast::http::verb, string_view method, string_view target,
                         int version, error_code& code) override;
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_field_impl(field name, string_view name_text, string_view value,
                       error_code& code) override;
    void on_header_impl(error_code& code) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code&) override;
    std::size_t on_body_impl(string_view body, error_code&) override;
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override;
    void on_finish_impl(error_code&) override {}

    void refuse(int status, char const* reason, error_code& code);

    request& out_;
    refusal refusal_;
    int version_ = 11;
    int hosts_ = 0;
    bool in_head_ = true;
    bool expects_continue_ = false;
};

} // namespace skiff::rest
