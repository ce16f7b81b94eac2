// SPDX-License-Identifier: Apache-2.0
// Partition and sort key, an index, and pages that are fetched as they are needed.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>

#include <iostream>

struct note {
    std::string user{};
    std::string key{};
    std::string title{};
    int stars = 0;
};
BOOST_DESCRIBE_STRUCT(note, (), (user, key, title, stars))

template <>
struct skiff::dynamodb::schema<note>
    : table_schema<
          note, partition_key<&note::user, "PK">, sort_key<&note::key, "SK">,
          secondary_index<"by-stars", partition_key<&note::user>, sort_key<&note::stars>>> {};

using namespace skiff::dynamodb;

void run(table<note> const& notes) {
    std::vector<note> many;
    for (int i = 1; i <= 60; ++i)
        many.push_back(
            {"demo", "NOTE#" + std::to_string(100 + i), "note " + std::to_string(i), i % 6});
    many.push_back({"demo", "PROFILE", "not a note"});
    notes.put_many(many).value();

    std::cout << "the newest three:\n";
    for (note const& n : notes.query("demo", begins_with("NOTE#"), newest_first, limit(3)))
        std::cout << "  " << n.title << '\n';

    auto const between_two =
        notes.query("demo", between("NOTE#110", "NOTE#130"), attr<&note::stars> >= 5).all();
    std::cout << between_two.value().size() << " good ones of the second dozen\n";

    auto const best = notes.query("demo", in_index<"by-stars">, equals(5)).all();
    std::cout << best.value().size() << " have five stars\n";

    // Page by page, without exceptions; a page's cursor may travel in a URL and come back.
    auto pages = notes.query("demo", page_size(25));
    auto const first = pages.next_page();
    if (!first)
        throw skiff::service_error(first.error());
    auto const rest = notes.query("demo", start_from(first->next)).all();
    std::cout << first->items.size() << " on the first page, " << rest.value().size()
              << " behind it\n";
}

int main() {
    try {
        client dynamodb;
        table<note> const notes{dynamodb, "first-steps-notes"};
        notes.create().value();
        run(notes);
        notes.drop().value();
    } catch (skiff::service_error const& failure) {
        std::cerr << failure.error() << '\n';
        return 1;
    }
}
