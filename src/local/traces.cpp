// SPDX-License-Identifier: Apache-2.0
#include "local/traces.hpp"

#include <skiff/core/error.hpp>
#include <skiff/core/json/reader.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address_v4.hpp>

#include <utility>

namespace skiff::local {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kept_documents = 1'000;

/// {"format": "json", "version": 1}, whatever the spaces.
bool is_header(std::string_view line) {
    json::reader in(line);
    if (in.peek() != json::kind::object)
        return false;
    std::string format;
    in.begin_object();
    for (std::string_view key; in.next_key(key);) {
        if (key == "format" && in.peek() == json::kind::string)
            in.string(format);
        else
            in.skip();
    }
    return !in.failed() && format == "json";
}

bool is_object(std::string_view text) {
    json::reader in(text);
    if (in.peek() != json::kind::object)
        return false;
    in.skip();
    return in.finish();
}

} // namespace

trace_collector::trace_collector(std::uint16_t port) {
    asio::ip::udp::endpoint const where(asio::ip::address_v4::loopback(), port);
    error_code failed;
    socket_.open(where.protocol(), failed);
    if (!failed)
        socket_.bind(where, failed);
    if (failed)
        throw service_error(make_error(errc::invalid_configuration,
                                       "cannot take traces on UDP port " + std::to_string(port) +
                                           ": " + failed.message()));
    port_ = socket_.local_endpoint().port();
    receive();
    thread_ = std::thread([this] { context_.run(); });
}

trace_collector::~trace_collector() {
    context_.stop();
    thread_.join();
}

std::string trace_collector::address() const {
    return "127.0.0.1:" + std::to_string(port_);
}

std::vector<std::string> trace_collector::documents() const {
    std::scoped_lock const lock(mutex_);
    return {documents_.begin(), documents_.end()};
}

void trace_collector::clear() {
    std::scoped_lock const lock(mutex_);
    documents_.clear();
}

void trace_collector::receive() {
    socket_.async_receive(asio::buffer(buffer_), [this](error_code failed, std::size_t size) {
        if (!failed)
            take({buffer_.data(), size});
        receive();
    });
}

/// What the daemon would not take is left out without a word, as the daemon does.
void trace_collector::take(std::string_view datagram) {
    auto const end = datagram.find('\n');
    if (end == datagram.npos)
        return;
    auto const document = datagram.substr(end + 1);
    if (!is_header(datagram.substr(0, end)) || !is_object(document))
        return;
    std::scoped_lock const lock(mutex_);
    documents_.emplace_back(document);
    if (documents_.size() > kept_documents)
        documents_.pop_front();
}

} // namespace skiff::local
