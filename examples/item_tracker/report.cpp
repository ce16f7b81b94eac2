// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <array>
#include <chrono>
#include <ctime>

namespace item_tracker {
namespace {

constexpr std::string_view title = "Work items";
constexpr std::array<std::string_view, 5> columns{"Description", "Guide", "Status", "User name",
                                                  "Archived"};

/// An item's cells in the order of `columns`; absent fields are empty.
std::array<std::string_view, 5> cells_of(work_item const& item) {
    auto const text = [](std::optional<std::string> const& field) {
        return field ? std::string_view(*field) : std::string_view();
    };
    std::string_view const archived = !item.archived ? "" : *item.archived ? "Yes" : "No";
    return {text(item.description), text(item.guide), text(item.status), text(item.name), archived};
}

/// Control characters mean nothing in a mail and may mean harm: U+FFFD stands for them.
void append_visible(std::string& out, char c) {
    auto const byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F)
        out += "\xEF\xBF\xBD";
    else
        out.push_back(c);
}

void append_html(std::string& out, std::string_view text) {
    for (char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&#34;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            append_visible(out, c);
        }
    }
}

/// Spreadsheets run a cell that begins so, quoted or not, also behind white space.
bool looks_like_formula(std::string_view cell) {
    auto const first = cell.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos &&
           (std::string_view("=+-@").find(cell[first]) != std::string_view::npos ||
            cell.front() == '\t' || cell.front() == '\r');
}

bool needs_quotes(std::string_view cell) {
    return cell.find_first_of(",\"\r\n") != std::string_view::npos ||
           (!cell.empty() && (cell.front() == ' ' || cell.back() == ' '));
}

void append_csv_cell(std::string& out, std::string_view cell) {
    bool const quotes = needs_quotes(cell);
    if (quotes)
        out.push_back('"');
    if (looks_like_formula(cell))
        out.push_back('\'');
    for (char c : cell) {
        if (c == '"')
            out.push_back('"');
        append_visible(out, c);
    }
    if (quotes)
        out.push_back('"');
}

void append_csv_row(std::string& out, std::span<std::string_view const> cells) {
    for (std::size_t i = 0; i != cells.size(); ++i) {
        if (i != 0)
            out.push_back(',');
        append_csv_cell(out, cells[i]);
    }
}

void append_html_row(std::string& out, std::string_view tag,
                     std::span<std::string_view const> cells) {
    out += "    <tr>\n";
    for (auto const cell : cells) {
        out.append("      <").append(tag).append(">");
        append_html(out, cell);
        out.append("</").append(tag).append(">\n");
    }
    out += "    </tr>\n";
}

std::string html_table(std::span<work_item const> items) {
    std::string out = "  <table class=\"table\">\n";
    append_html_row(out, "th", columns);
    for (auto const& item : items)
        append_html_row(out, "td", cells_of(item));
    return out += "  </table>\n";
}

std::string html_page(std::string_view snapshot, std::string_view content) {
    std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n  <meta charset=\"utf-8\">\n";
    out.append("  <title>").append(title).append("</title>\n</head>\n<body>\n");
    out.append("  <h1>").append(title).append("</h1>\n  <p>").append(snapshot).append("</p>\n");
    return out.append("  <hr>\n").append(content).append("</body>\n</html>\n");
}

std::string text_page(std::string_view snapshot, std::string_view content) {
    std::string out(title);
    out.append("\n\n").append(snapshot).append("\n").append(70, '-');
    return out.append("\n").append(content);
}

} // namespace

std::string report_time(skiff::timestamp when) {
    std::time_t const seconds = std::chrono::system_clock::to_time_t(when);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    char text[64];
    return {text, std::strftime(text, sizeof text, "%H:%M on %b %d %Y", &local)};
}

std::string report_csv(std::span<work_item const> items) {
    std::string out;
    append_csv_row(out, columns);
    for (auto const& item : items) {
        out.push_back('\n');
        append_csv_row(out, cells_of(item));
    }
    return out;
}

skiff::ses::message make_report(std::span<work_item const> items, std::string_view time) {
    std::string const snapshot = "Snapshot of " + std::to_string(items.size()) +
                                 " active work items taken at " + std::string(time) + ".";
    skiff::ses::message report{.subject = std::string(title)};
    if (items.size() <= items_in_body) {
        report.text = text_page(snapshot, report_csv(items));
        report.html = html_page(snapshot, html_table(items));
        return report;
    }
    std::string const notice = "The table is in the attached file work_items.csv.";
    report.text = text_page(snapshot, notice);
    report.html = html_page(snapshot, "  <p>" + notice + "</p>\n");
    report.attachments.push_back({.file_name = "work_items.csv", .content = report_csv(items)});
    return report;
}

} // namespace item_tracker
