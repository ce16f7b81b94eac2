// SPDX-License-Identifier: Apache-2.0
#include <skiff/ses/mailer.hpp>

#include <skiff/core/random.hpp>
#include <skiff/ses/operation/send_email.hpp>
#include <skiff/ses/operation/send_raw_email.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace skiff::ses {
namespace {

/// SES takes text without a charset for 7-bit ASCII.
content utf8(std::string const& text) {
    return {.data = text, .charset = "UTF-8"};
}
std::optional<content> utf8_unless_empty(std::string const& text) {
    return text.empty() ? std::nullopt : std::optional(utf8(text));
}

send_email_request simple_request(message const& what) {
    return {.source = what.from,
            .destination = {.to_addresses = what.to,
                            .cc_addresses = what.cc,
                            .bcc_addresses = what.bcc},
            .message = {.subject = utf8(what.subject),
                        .body = {.text = utf8_unless_empty(what.text),
                                 .html = utf8_unless_empty(what.html)}},
            .reply_to_addresses = what.reply_to};
}

send_raw_email_request raw_request(message const& what, std::string mime) {
    std::vector<std::string> everyone = what.to;
    everyone.insert(everyone.end(), what.cc.begin(), what.cc.end());
    everyone.insert(everyone.end(), what.bcc.begin(), what.bcc.end());
    return {.source = what.from,
            .destinations = std::move(everyone),
            .raw_message = {.data = {std::move(mime)}}};
}

template <class Response>
result<std::string> message_id(result<Response> answer) {
    if (!answer)
        return std::move(answer).error();
    return std::move(answer->message_id);
}

} // namespace

mailer::mailer(client sender, std::shared_ptr<random_source> random)
    : sender_(std::move(sender)), random_(std::move(random)) {}

result<std::string> mailer::send(message const& what, call_options const& options) const {
    if (what.attachments.empty()) {
        if (auto checked = validate(what); !checked)
            return std::move(checked).error();
        return message_id(sender_.send_email(simple_request(what), options));
    }
    auto text = mime(what, random_ ? *random_ : system_random());
    if (!text)
        return std::move(text).error();
    return message_id(sender_.send_raw_email(raw_request(what, *std::move(text)), options));
}

} // namespace skiff::ses
