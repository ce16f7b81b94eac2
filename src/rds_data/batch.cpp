// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/detail/batch.hpp>

#include <skiff/rds_data/operations.hpp>

#include <utility>

namespace skiff::rds_data::detail {
namespace {

/// Sets per request: enough that the way there and back does not matter.
constexpr std::size_t most_sets = 1000;
/// Data API: 4 MiB per request, headers and JSON included. The rest is for those, the ARNs and the
/// statement, which is at most 64 KiB and may double as JSON.
constexpr std::size_t most_bytes = (4u << 20) - (160u << 10);

/// The service takes no semicolon at the end of a batch's statement.
std::string_view without_semicolon(std::string_view sql) noexcept {
    auto const last = sql.find_last_not_of(" \t\r\n;");
    return last == sql.npos ? sql : sql.substr(0, last + 1);
}

/// One for each set that has any.
struct batch_reader {
    std::vector<execute_result> generated;

    static bool read(void* self, std::string_view body, std::string& why) {
        auto& generated = static_cast<batch_reader*>(self)->generated;
        generated.clear();
        json::reader in(body);
        std::string_view key;
        for (in.begin_object(); in.next_key(key);) {
            if (in.take_null() || key != "updateResults") {
                in.skip();
                continue;
            }
            for (in.begin_array(); in.next_element();)
                read_one(in, generated);
        }
        why = in.finish() ? std::string() : in.message();
        return !in.failed();
    }

    static void read_one(json::reader& in, std::vector<execute_result>& generated) {
        std::string_view key;
        for (in.begin_object(); in.next_key(key);) {
            std::string_view fields;
            if (key != "generatedFields")
                in.skip();
            else if (!in.take_null() && in.raw(fields))
                if (execute_result one(0, std::string(fields)); one.has_generated())
                    generated.push_back(std::move(one));
        }
    }
};

} // namespace

batch::batch(std::string_view sql, statement_options const& options, statement_sender sender)
    : sql_(without_semicolon(sql)), options_(options), sender_(sender) {}

std::optional<error> batch::add(parameters const& set) {
    std::string text;
    auto fault = set.append_to(text, sql_);
    return add(std::move(text), std::move(fault));
}

std::optional<error> batch::add(parameter_layout const& layout, void const* object) {
    if (known_ != &layout) {
        known_ = &layout;
        mentioned_.clear();
        for (auto const* each = layout.members; each != layout.members + layout.size; ++each)
            mentioned_.push_back(mentions(sql_, each->name));
    }
    std::string text = "[";
    value_writer out(text);
    for (std::size_t i = 0; i != layout.size; ++i) {
        auto const& member = layout.members[i];
        if (!mentioned_[i])
            continue;
        out.begin(member.name);
        member.write(out, member.at(object));
        out.end();
    }
    text += ']';
    return add(std::move(text), out.fault());
}

std::optional<error> batch::add(std::string set, std::string fault) {
    if (fault.empty() && set.size() > most_bytes)
        fault = "larger than a request may be, 4 MiB";
    if (!fault.empty())
        return with_progress(make_error(skiff::errc::invalid_request,
                                        "parameter set " +
                                            std::to_string(done_.executed() + count_ + 1) + ": " +
                                            fault),
                             0);
    if (count_ == most_sets || sets_.size() + set.size() >= most_bytes)
        if (auto failure = send())
            return failure;
    sets_ += count_++ == 0 ? "" : ",";
    sets_ += set;
    return std::nullopt;
}

std::optional<error> batch::send() {
    statement what;
    what.what = &operations::batch_execute_statement;
    what.options = options_;
    what.repeatable = options_.idempotent.value_or(false);
    what.members = R"(,"sql":)";
    json::append_string(what.members, sql_);
    what.members += R"(,"parameterSets":[)";
    what.members += sets_;
    what.members += ']';
    if (!json::is_utf8(sql_))
        what.unwritable = make_error(skiff::errc::invalid_request, "the statement is not UTF-8");
    batch_reader answer;
    if (auto failure = sender_.send(sender_.through, what, {&answer, &batch_reader::read})) {
        bool const may_be_done = failure->reached >= progress::sent;
        return with_progress(std::move(*failure), may_be_done ? count_ : 0);
    }
    done_.add(count_, std::move(answer.generated));
    count_ = 0;
    sets_.clear();
    return std::nullopt;
}

result<batch_result> batch::finish() {
    if (count_ != 0)
        if (auto failure = send())
            return std::move(*failure);
    return std::move(done_);
}

error batch::with_progress(error failure, std::size_t in_doubt) const {
    failure.message += " (" + std::to_string(done_.executed()) +
                       " parameter sets were executed before)";
    failure.modelled = batch_failure{done_, in_doubt};
    return failure;
}

} // namespace skiff::rds_data::detail
