// SPDX-License-Identifier: Apache-2.0
#include "fake_runtime_api.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace test = skiff::test;
using skiff::test::peer;

namespace {

constexpr std::string_view base = "/2018-06-01/runtime";
constexpr std::chrono::seconds patience{60}; // for machines with much else to do

/// Reads until the text has `end` at or behind `from`; the position behind it, npos at the end.
std::size_t read_until(peer& client, std::string& text, std::string_view end, std::size_t from) {
    while (true) {
        if (auto const found = text.find(end, from); found != text.npos)
            return found + end.size();
        from = std::max(from, text.size() - std::min(text.size(), end.size()));
        if (!client.read(text))
            return text.npos;
    }
}

/// The size of a chunked body, of which the text may hold a part. Payloads of these tests have no
/// line "0" of their own.
std::size_t read_chunks(peer& client, std::string& text, std::size_t begin) {
    while (text.size() < begin + 3)
        if (!client.read(text))
            return text.npos;
    auto const last = text.compare(begin, 3, "0\r\n") == 0
                          ? begin + 3
                          : read_until(client, text, "\r\n0\r\n", begin);
    return last == text.npos ? last : read_until(client, text, "\r\n\r\n", last - 2);
}

bool read_request(peer& client, std::string& text, received& out) {
    auto const begin = read_until(client, text, "\r\n\r\n", 0);
    if (begin == text.npos)
        return false;
    out.head = text.substr(0, begin);
    auto const target = out.head.find(' ') + 1;
    out.target = out.head.substr(target, out.head.find(' ', target) - target);
    if (out.target.starts_with(base))
        out.target.erase(0, base.size());
    auto end = begin;
    if (out.header("Transfer-Encoding") == "chunked") {
        end = read_chunks(client, text, begin);
        if (end == text.npos)
            return false;
    } else if (auto const size = out.header("Content-Length"); size != "-") {
        end = begin + std::stoul(size);
        while (text.size() < end)
            if (!client.read(text))
                return false;
    }
    out.body = text.substr(begin, end - begin);
    text.erase(0, end);
    return true;
}

} // namespace

std::string received::header(std::string_view name) const {
    auto const line = head.find("\r\n" + std::string(name) + ": ");
    if (line == head.npos)
        return "-";
    auto const value = line + name.size() + 4;
    return head.substr(value, head.find("\r\n", value) - value);
}

fake_runtime_api::fake_runtime_api() : server_({{[this](peer& p) { return serve(p); }}}) {}

fake_runtime_api::~fake_runtime_api() {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
}

std::string fake_runtime_api::address() const {
    return "127.0.0.1:" + std::to_string(server_.origin().port);
}

void fake_runtime_api::invoke(std::string request_id, std::string event, std::string more_headers) {
    std::lock_guard const lock(mutex_);
    events_.push_back(test::answer(event, "200 OK",
                                   "Lambda-Runtime-Aws-Request-Id: " + request_id +
                                       "\r\nLambda-Runtime-Deadline-Ms: 4000000000000\r\n" +
                                       more_headers));
    changed_.notify_all();
}

void fake_runtime_api::on_post(answer_to how) {
    std::lock_guard const lock(mutex_);
    on_post_ = std::move(how);
}

void fake_runtime_api::on_next(answer_to how) {
    std::lock_guard const lock(mutex_);
    on_next_ = std::move(how);
}

received fake_runtime_api::wait_for(std::string_view target) {
    std::unique_lock lock(mutex_);
    auto const find = [&] {
        return std::find_if(received_.begin(), received_.end(),
                            [&](received const& r) { return r.target == target; });
    };
    if (!changed_.wait_for(lock, patience, [&] { return find() != received_.end(); }))
        throw std::runtime_error("no request for " + std::string(target));
    return *find();
}

std::vector<received> fake_runtime_api::all() const {
    std::lock_guard const lock(mutex_);
    return received_;
}

void fake_runtime_api::wait_for_idle(int count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return idle_ >= count; }))
        throw std::runtime_error("nobody waits for an event");
}

bool fake_runtime_api::serve(peer& client) {
    std::string text;
    for (received in; read_request(client, text, in); in = {}) {
        auto const out = answer(in);
        if (out.empty() || !client.write(out))
            break;
    }
    return false;
}

std::string fake_runtime_api::answer(received const& in) {
    answer_to how;
    {
        std::lock_guard const lock(mutex_);
        received_.push_back(in);
        changed_.notify_all();
        how = in.target == "/invocation/next" ? on_next_ : on_post_;
    }
    if (in.target == "/2020-01-01/extension/event/next")
        return next_shutdown();
    if (how)
        return how(in);
    return in.target == "/invocation/next" ? next_event() : test::answer("", "202 Accepted");
}

/// Which never comes.
std::string fake_runtime_api::next_shutdown() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_; });
    return {};
}

std::string fake_runtime_api::next_event() {
    std::unique_lock lock(mutex_);
    ++idle_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return stopping_ || !events_.empty(); });
    --idle_;
    if (events_.empty())
        return {};
    auto out = std::move(events_.front());
    events_.pop_front();
    return out;
}
