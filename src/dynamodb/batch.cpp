// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/detail/batch.hpp>

#include <skiff/core/clock.hpp>
#include <skiff/core/config.hpp>
#include <skiff/core/random.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operations.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace skiff::dynamodb::detail {
namespace {

// DynamoDB Developer Guide, BatchWriteItem and BatchGetItem.
constexpr std::size_t most_writes = 25;
constexpr std::size_t most_keys = 100;

/// How often in a row the service may leave everything of a request undone.
constexpr int most_idle_rounds = 10;
constexpr std::chrono::milliseconds first_pause{50};
constexpr std::chrono::milliseconds longest_pause{5000};

struct batch_answer {
    item_sink const* into;
    std::string left{}; ///< What was not done, in the form of RequestItems; empty: nothing.
};

bool read_responses(attribute_reader& in, item_sink const& into) {
    auto& json = in.json();
    std::string_view table;
    for (json.begin_object(); json.next_key(table);) {
        std::size_t index = 0;
        for (json.begin_array(); json.next_element(); ++index)
            if (!read_members(in, *into.type, into.append(into.items)))
                return in.at_index(index);
    }
    return !in.failed();
}

/// {} or {"table":...}: the text when there is a member.
void read_left(json::reader& in, std::string& left) {
    std::string_view text;
    if (!in.raw(text))
        return;
    json::reader inner(text);
    std::string_view table;
    if (inner.begin_object() && inner.next_key(table))
        left = text;
}

bool read_batch(void* context, std::string_view body, std::string& why) {
    auto& answer = *static_cast<batch_answer*>(context);
    answer.left.clear();
    json::reader json(body);
    attribute_reader in(json);
    std::string_view key;
    for (json.begin_object(); json.next_key(key);) {
        if (json.take_null())
            continue;
        if (key == "Responses" && answer.into->type != nullptr)
            read_responses(in, *answer.into);
        else if (key == "UnprocessedItems" || key == "UnprocessedKeys")
            read_left(json, answer.left);
        else
            json.skip();
    }
    if (json.finish())
        return true;
    why = in.message();
    return false;
}

} // namespace

batch::batch(table_core const& table, kind what, call_options const& options, item_sink into)
    : table_(table), kind_(what), options_(options), into_(into) {}

result<void> batch::put(layout const& type, void const* object) {
    std::string element;
    attribute_writer out(element);
    out.json().begin_object();
    out.json().plain_key("PutRequest");
    out.json().begin_object();
    out.json().plain_key("Item");
    out.json().begin_object();
    write_members(out, type, object);
    out.json().end_object();
    out.json().end_object();
    out.json().end_object();
    if (!out.fault().empty())
        return make_error(skiff::errc::invalid_request, out.fault().message());
    return add(std::move(element));
}

request_writer& batch::begin_key() {
    return key_.emplace();
}

result<void> batch::end_key() {
    if (auto unwritable = key_->failure())
        return std::move(*unwritable);
    auto key = key_->finish();
    if (kind_ == kind::write)
        key = R"({"DeleteRequest":{"Key":)" + key + "}}";
    return add(std::move(key));
}

result<void> batch::add(std::string element) {
    if (count_ == (kind_ == kind::write ? most_writes : most_keys))
        if (auto sent = send(); !sent)
            return sent;
    elements_ += count_++ == 0 ? "" : ",";
    elements_ += element;
    return {};
}

result<void> batch::finish() {
    return count_ == 0 ? result<void>() : send();
}

result<void> batch::send() {
    auto const& service = table_.service();
    auto& clock = service.config().clock ? *service.config().clock : system_clock();
    auto& random = service.config().random ? *service.config().random : system_random();

    std::string requests = "{";
    json::append_string(requests, table_.name());
    requests += kind_ == kind::write ? ":[" : R"(:{"Keys":[)";
    requests += elements_;
    requests += kind_ == kind::write            ? "]}"
                : kind_ == kind::consistent_get ? R"(],"ConsistentRead":true}})"
                                                : "]}}";
    elements_.clear();
    count_ = 0;

    auto const& what = kind_ == kind::write ? operations::batch_write_item
                                            : operations::batch_get_item;
    std::chrono::nanoseconds pause = first_pause;
    for (int idle = 0;;) {
        batch_answer answer{&into_};
        if (auto failure = service.call(what, R"({"RequestItems":)" + requests + '}',
                                        {&answer, &read_batch}, options_))
            return std::move(*failure);
        if (answer.left.empty())
            return {};
        idle = answer.left.size() < requests.size() ? 0 : idle + 1;
        if (idle == most_idle_rounds) {
            auto failure = make_error(
                skiff::errc::retry_quota_exceeded,
                "the service left a part of the batch undone again and again");
            failure.code = dynamodb::errc::throttling_exception;
            failure.operation = "DynamoDB." + std::string(what.name);
            failure.reached = progress::answered;
            return failure;
        }
        requests = std::move(answer.left);
        auto const wait = std::chrono::nanoseconds(static_cast<std::chrono::nanoseconds::rep>(
            static_cast<double>(pause.count()) * (0.5 + random.uniform() / 2)));
        if (!clock.sleep_for(wait, options_.stop))
            return make_error(skiff::errc::canceled, "the caller asked to stop");
        pause = std::min<std::chrono::nanoseconds>(pause * 2, longest_pause);
    }
}

} // namespace skiff::dynamodb::detail
