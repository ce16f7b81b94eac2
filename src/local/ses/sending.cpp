// SPDX-License-Identifier: Apache-2.0
// SendEmail and SendRawEmail.
#include "local/ses/engine.hpp"

#include "local/ses/mail_writer.hpp"
#include "local/ses/raw_mail.hpp"
#include "local/ses/refusal.hpp"

#include <skiff/core/random.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <utility>

namespace skiff::local::ses {
namespace {

constexpr std::size_t most_recipients = 50;
constexpr std::size_t largest_message = 10u << 20; // Bytes, headers and attachments included.

error invalid(std::string message) {
    return refusal("InvalidParameterValue", std::move(message));
}

bool has_control(std::string_view text) noexcept {
    for (char const c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F)
            return true;
    return false;
}

/// Appends every address of a parameter; nothing, or what is wrong.
std::optional<error> read_all(std::vector<std::string> const& texts, std::vector<mailbox>& out) {
    for (std::string const& text : texts) {
        mailbox one;
        std::string why;
        if (!parse_mailbox(text, one, why))
            return invalid(std::move(why));
        out.push_back(std::move(one));
    }
    return std::nullopt;
}

std::optional<error> read_field(raw_mail const& mail, std::string_view name,
                                std::vector<mailbox>& out) {
    header_field const* const field = mail.find(name);
    std::string why;
    if (field && !parse_mailboxes(field->value, out, why))
        return invalid(std::move(why));
    return std::nullopt;
}

std::optional<error> check_size(std::string_view raw) {
    if (raw.size() <= largest_message)
        return std::nullopt;
    return invalid("Message length is more than " + std::to_string(largest_message) +
                   " bytes long: '" + std::to_string(raw.size()) + "'.");
}

std::optional<error> check_recipients(std::vector<mailbox> const& recipients) {
    if (recipients.empty())
        return invalid("Missing required header 'To'.");
    if (recipients.size() > most_recipients)
        return invalid("Recipient count exceeds " + std::to_string(most_recipients) + ".");
    return std::nullopt;
}

std::optional<error> check_text(std::string_view name, std::string_view text) {
    if (has_control(text))
        return invalid("The " + std::string(name) + " contains a control character.");
    return std::nullopt;
}

std::vector<std::string> texts_of(std::vector<std::string> const& given) {
    std::vector<std::string> out;
    for (std::string const& one : given) {
        mailbox read;
        std::string why;
        if (parse_mailbox(one, read, why))
            out.push_back(std::move(read.text));
    }
    return out;
}

std::optional<std::string_view> data_of(std::optional<api::content> const& part) {
    return part ? std::optional<std::string_view>(part->data) : std::nullopt;
}

/// RFC 5322, 3.6: these stand in a message once at most.
std::optional<error> check_duplicates(raw_mail const& mail) {
    constexpr std::array<std::string_view, 11> once{
        "From",    "Sender", "Reply-To",   "To",          "Cc",          "Bcc",
        "Subject", "Date",   "Message-ID", "Return-Path", "MIME-Version"};
    for (std::string_view const name : once)
        if (mail.count(name) > 1)
            return invalid("Duplicate header '" + std::string(name) + "'.");
    return std::nullopt;
}

} // namespace

std::string ses_engine::new_message_id() const {
    auto const since_epoch = where_.clock->now().time_since_epoch();
    auto const time = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
    std::array<char, 32> prefix{};
    std::snprintf(prefix.data(), prefix.size(), "0100%012llx-",
                  static_cast<unsigned long long>(time) & 0xFFFFFFFFFFFFull);
    return prefix.data() + system_random().uuid() + "-000000";
}

void ses_engine::deliver(std::string id, envelope const& who, std::string subject,
                         std::string raw) {
    sent_mail mail{.id = std::move(id),
                   .time = where_.clock->now(),
                   .from = who.senders.front().address,
                   .recipients = {},
                   .subject = std::move(subject),
                   .raw = std::move(raw)};
    for (mailbox const& one : who.recipients)
        mail.recipients.push_back(one.address);
    outbox_.add(mail);
}

result<api::send_email_response> ses_engine::send_email(api::send_email_request const& in) {
    if (in.source.empty())
        return missing("source");
    envelope who;
    if (auto failed = read_all({in.source}, who.senders))
        return *std::move(failed);
    if (in.return_path && !in.return_path->empty())
        if (auto failed = read_all({*in.return_path}, who.senders))
            return *std::move(failed);
    for (auto const* list : {&in.destination.to_addresses, &in.destination.cc_addresses,
                             &in.destination.bcc_addresses})
        if (auto failed = read_all(*list, who.recipients))
            return *std::move(failed);
    std::vector<mailbox> reply_to;
    if (auto failed = read_all(in.reply_to_addresses, reply_to))
        return *std::move(failed);
    if (auto failed = check_recipients(who.recipients))
        return *std::move(failed);
    if (auto failed = check_text("subject", in.message.subject.data))
        return *std::move(failed);
    if (!in.message.body.text && !in.message.body.html)
        return invalid("Missing required body: neither Text nor Html is given.");
    std::string id = new_message_id();
    auto const to = texts_of(in.destination.to_addresses);
    auto const cc = texts_of(in.destination.cc_addresses);
    auto const answers_to = texts_of(in.reply_to_addresses);
    std::string raw = write_mail({.from = who.senders.front().text,
                                  .to = to,
                                  .cc = cc,
                                  .reply_to = answers_to,
                                  .subject = in.message.subject.data,
                                  .text = data_of(in.message.body.text),
                                  .html = data_of(in.message.body.html)},
                                 {id, where_.region, where_.clock->now()}, system_random());
    if (auto failed = check_size(raw))
        return *std::move(failed);
    std::lock_guard const lock(mutex_);
    if (auto failed = refuse_sending(who, in.configuration_set_name))
        return *std::move(failed);
    deliver(id, who, in.message.subject.data, std::move(raw));
    return api::send_email_response{.message_id = std::move(id)};
}

result<api::send_raw_email_response> ses_engine::send_raw_email(
    api::send_raw_email_request const& in) {
    if (auto failed = check_size(in.raw_message.data.bytes))
        return *std::move(failed);
    raw_mail mail;
    std::string why;
    if (!parse_raw_mail(in.raw_message.data.bytes, mail, why))
        return invalid(std::move(why));
    if (auto failed = check_duplicates(mail))
        return *std::move(failed);
    envelope who;
    if (in.source && !in.source->empty())
        if (auto failed = read_all({*in.source}, who.senders))
            return *std::move(failed);
    if (auto failed = read_field(mail, "From", who.senders))
        return *std::move(failed);
    if (who.senders.empty())
        return invalid("Missing required header 'From'.");
    for (std::string_view const name : {"Sender", "Return-Path"})
        if (auto failed = read_field(mail, name, who.senders))
            return *std::move(failed);
    if (auto failed = read_all(in.destinations, who.recipients))
        return *std::move(failed);
    if (in.destinations.empty())
        for (std::string_view const name : {"To", "Cc", "Bcc"})
            if (auto failed = read_field(mail, name, who.recipients))
                return *std::move(failed);
    if (auto failed = check_recipients(who.recipients))
        return *std::move(failed);
    header_field const* const subject = mail.find("Subject");
    std::string id = new_message_id();
    std::string raw = rewrite_mail(mail, who.senders.front().text,
                                   {id, where_.region, where_.clock->now()});
    std::lock_guard const lock(mutex_);
    if (auto failed = refuse_sending(who, in.configuration_set_name))
        return *std::move(failed);
    deliver(id, who, subject ? decode_words(subject->value) : std::string(), std::move(raw));
    return api::send_raw_email_response{.message_id = std::move(id)};
}

} // namespace skiff::local::ses
