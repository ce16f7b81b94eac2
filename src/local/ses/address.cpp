// SPDX-License-Identifier: Apache-2.0
#include "local/ses/address.hpp"

#include "core/ascii.hpp"

#include <algorithm>

namespace skiff::local::ses {
namespace {

constexpr std::size_t longest_address = 320; // SES: 64 octets, '@', 255 octets.
constexpr std::size_t longest_domain = 255;  // RFC 5321, 4.5.3.1.2

/// Control, white space, or not ASCII.
bool is_refused(char c) noexcept {
    return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F;
}

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view space = " \t\r\n";
    std::size_t const first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::string check_domain(std::string_view domain) {
    if (domain.empty())
        return "Missing domain";
    if (std::any_of(domain.begin(), domain.end(), is_refused))
        return "Domain contains control or whitespace";
    if (domain.front() == '.')
        return "Domain starts with dot";
    if (domain.back() == '.')
        return "Domain ends with dot";
    if (domain.find("..") != std::string_view::npos)
        return "Domain contains dot-dot";
    for (char const c : domain)
        if (!is_alphanumeric(c) && c != '-' && c != '.')
            return "Domain contains illegal character";
    if (domain.size() > longest_domain)
        return "Domain is too long";
    return {};
}

std::string check_local_part(std::string_view local) {
    if (local.empty())
        return "Missing local name";
    bool const quoted = local.size() >= 2 && local.front() == '"' && local.back() == '"';
    if (quoted)
        local = local.substr(1, local.size() - 2);
    for (char const c : local)
        if (is_refused(c) && !(quoted && c == ' '))
            return "Local address contains control or whitespace";
    if (quoted)
        return {};
    if (local.find_first_of("()<>,;:\\\"[]@") != std::string_view::npos)
        return "Local address contains illegal character";
    if (local.front() == '.')
        return "Local address starts with dot";
    if (local.back() == '.')
        return "Local address ends with dot";
    if (local.find("..") != std::string_view::npos)
        return "Local address contains dot-dot";
    return {};
}

/// Walks an address list and finds the structure characters outside quotes, comments and angle
/// brackets.
class list_scanner {
  public:
    explicit list_scanner(std::string_view text) noexcept : text_(text) {}

    /// The next of , : ; outside of everything, or the end; false when something stays open.
    bool find_separator(std::size_t& at) noexcept {
        bool quoted = false;
        bool angle = false;
        std::size_t comments = 0;
        for (; at != text_.size(); ++at) {
            char const c = text_[at];
            if (c == '\\' && (quoted || comments != 0) && at + 1 != text_.size())
                ++at;
            else if (quoted)
                quoted = c != '"';
            else if (c == '(')
                ++comments;
            else if (comments != 0)
                comments -= c == ')' ? 1 : 0;
            else if (c == '"')
                quoted = true;
            else if (c == '<' || c == '>')
                angle = c == '<';
            else if (!angle && (c == ',' || c == ':' || c == ';'))
                return true;
        }
        return !quoted && !angle && comments == 0;
    }

  private:
    std::string_view text_;
};

/// Without comments, which may stand anywhere outside quotes.
std::string strip_comments(std::string_view text) {
    std::string out;
    std::size_t comments = 0;
    bool quoted = false;
    for (std::size_t i = 0; i != text.size(); ++i) {
        char const c = text[i];
        if (c == '\\' && i + 1 != text.size() && (quoted || comments != 0)) {
            if (comments == 0)
                out.append(text.substr(i, 2));
            ++i;
            continue;
        }
        if (c == '"' && comments == 0)
            quoted = !quoted;
        if (c == '(' && !quoted)
            ++comments;
        else if (c == ')' && !quoted && comments != 0)
            --comments;
        else if (comments == 0)
            out.push_back(c);
    }
    return out;
}

bool has_any_control(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

} // namespace

std::string check_address(std::string_view address) {
    std::size_t const at = address.rfind('@');
    if (at == std::string_view::npos)
        return "Missing final '@domain'";
    if (address.size() > longest_address)
        return "Address is too long";
    if (std::string why = check_local_part(address.substr(0, at)); !why.empty())
        return why;
    return check_domain(address.substr(at + 1));
}

bool parse_mailbox(std::string_view text, mailbox& out, std::string& why) {
    std::string_view const trimmed = trim(text);
    if (trimmed.empty()) {
        why = "Empty address";
        return false;
    }
    if (has_any_control(trimmed)) {
        why = "Local address contains control or whitespace";
        return false;
    }
    std::string const bare = strip_comments(trimmed);
    std::string_view address = trim(bare);
    if (!address.empty() && address.back() == '>') {
        std::size_t const open = address.rfind('<');
        if (open == std::string_view::npos) {
            why = "Missing '<'";
            return false;
        }
        address = trim(address.substr(open + 1, address.size() - open - 2));
    }
    why = check_address(address);
    if (!why.empty())
        return false;
    out.text = trimmed;
    out.address = address;
    return true;
}

bool parse_mailboxes(std::string_view text, std::vector<mailbox>& out, std::string& why) {
    list_scanner scanner(text);
    std::size_t begin = 0;
    for (std::size_t at = 0;; begin = ++at) {
        if (!scanner.find_separator(at)) {
            why = "Unbalanced quotes, brackets or parentheses";
            return false;
        }
        bool const last = at == text.size();
        if (!last && text[at] == ':') // The name of a group.
            continue;
        std::string_view const one = trim(text.substr(begin, at - begin));
        if (!one.empty()) {
            mailbox found;
            if (!parse_mailbox(one, found, why))
                return false;
            out.push_back(std::move(found));
        }
        if (last)
            return true;
    }
}

bool is_domain(std::string_view text) noexcept {
    if (text.empty() || text.size() > longest_domain || text.find('.') == std::string_view::npos)
        return false;
    for (std::size_t begin = 0; begin <= text.size();) {
        std::size_t const end = std::min(text.find('.', begin), text.size());
        std::string_view const label = text.substr(begin, end - begin);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
            return false;
        if (!std::all_of(label.begin(), label.end(),
                         [](char c) { return is_alphanumeric(c) || c == '-'; }))
            return false;
        begin = end + 1;
    }
    return true;
}

std::string domain_of(std::string_view address) {
    return lower_case(address.substr(address.rfind('@') + 1));
}

} // namespace skiff::local::ses
