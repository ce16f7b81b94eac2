// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include "support/catch.hpp"

#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using item_tracker::make_report;
using item_tracker::report_csv;
using item_tracker::work_item;

namespace {

work_item simple(std::string description) {
    return {.id = "1",
            .name = "Ada",
            .guide = "cpp",
            .description = std::move(description),
            .status = "new",
            .archived = false};
}

std::string row_of(std::string description) {
    auto const csv = report_csv(std::vector{simple(std::move(description))});
    return csv.substr(csv.find('\n') + 1);
}

} // namespace

TEST_CASE("report: csv has the tutorial's columns, and nothing for absent fields") {
    CHECK(report_csv({}) == "Description,Guide,Status,User name,Archived");
    CHECK(report_csv(std::vector{simple("Port it"), work_item{.id = "2"},
                                 work_item{.id = "3", .description = "", .archived = true}}) ==
          "Description,Guide,Status,User name,Archived\n"
          "Port it,cpp,new,Ada,No\n"
          ",,,,\n"
          ",,,,Yes");
}

TEST_CASE("report: csv cells keep to their cell and run nothing") {
    struct {
        char const* value;
        char const* cell;
    } const cases[] = {
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"two\r\nlines", "\"two\r\nlines\""},
        {" blank", "\" blank\""},
        {"blank ", "\"blank \""},
        {"=1+1", "'=1+1"},
        {"+49 30", "'+49 30"},
        {"-1", "'-1"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
        {"\t=1", "'\t=1"},
        {"\r=1", "\"'\r=1\""},
        {" =1", "\"' =1\""},
        {"\n=1", "\"'\n=1\""},
        {"a=b", "a=b"},
        {"bell\a\x7F", "bell\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF0\x9F\x9A\x80 \xC3\xA9", "\xF0\x9F\x9A\x80 \xC3\xA9"},
    };
    for (auto const& c : cases) {
        INFO(c.value);
        CHECK(row_of(c.value) == std::string(c.cell) + ",cpp,new,Ada,No");
    }
}

TEST_CASE("report: up to ten items stand in both bodies") {
    auto const report = make_report(std::vector{simple("<b>&\"it's\"</b>")},
                                    "14:05 on Nov 20 2026");
    CHECK(report.subject == "Work items");
    CHECK(report.attachments.empty());
    CHECK(report.text == "Work items\n"
                         "\n"
                         "Snapshot of 1 active work items taken at 14:05 on Nov 20 2026.\n" +
                             std::string(70, '-') +
                             "\n"
                             "Description,Guide,Status,User name,Archived\n"
                             "\"<b>&\"\"it's\"\"</b>\",cpp,new,Ada,No");
    CHECK(report.html.starts_with("<!doctype html>\n"));
    CHECK(report.html.find("<h1>Work items</h1>\n  <p>Snapshot of 1 active work items taken at "
                           "14:05 on Nov 20 2026.</p>\n  <hr>\n  <table class=\"table\">") !=
          std::string::npos);
    CHECK(report.html.find("<td>&lt;b&gt;&amp;&#34;it&#39;s&#34;&lt;/b&gt;</td>") !=
          std::string::npos);
    CHECK(report.html.find("<td>No</td>") != std::string::npos);
    CHECK(make_report(std::vector<work_item>(10, simple("x")), "t").attachments.empty());
    CHECK(make_report({}, "t").text.find("Snapshot of 0 active") != std::string::npos);
}

TEST_CASE("report: more than ten items are attached") {
    std::vector<work_item> const items(11, simple("a,b"));
    auto const report = make_report(items, "14:05 on Nov 20 2026");
    REQUIRE(report.attachments.size() == 1);
    CHECK(report.attachments[0].file_name == "work_items.csv");
    CHECK(report.attachments[0].content_type == "application/octet-stream");
    CHECK(report.attachments[0].content == report_csv(items));
    for (auto const& body : {report.text, report.html}) {
        CHECK(body.find("Snapshot of 11 active work items taken at 14:05 on Nov 20 2026.") !=
              std::string::npos);
        CHECK(body.find("attached") != std::string::npos);
        CHECK(body.find("a,b") == std::string::npos);
    }
}

TEST_CASE("report: the time is local") {
    ::setenv("TZ", "UTC-2", 1);
    ::tzset();
    CHECK(item_tracker::report_time(skiff::timestamp(std::chrono::seconds(1'795'176'300))) ==
          "14:05 on Nov 20 2026");
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    CHECK(item_tracker::report_time(skiff::timestamp(std::chrono::seconds(1'795'176'300))) ==
          "12:05 on Nov 20 2026");
}
