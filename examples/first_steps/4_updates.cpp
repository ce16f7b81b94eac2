// SPDX-License-Identifier: Apache-2.0
// Changing items: counters, lists, sets, optional attributes, and a patch that may keep, set or
// remove each member.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>

#include <iostream>
#include <set>

struct article {
    std::string id{};
    std::string title{};
    std::optional<std::string> subtitle{};
    int views = 0;
    std::vector<std::string> history{};
    std::set<std::string> tags{};
};
BOOST_DESCRIBE_STRUCT(article, (), (id, title, subtitle, views, history, tags))

struct article_patch {
    skiff::dynamodb::patch<std::string> title{};
    skiff::dynamodb::patch<std::string> subtitle{};
};
BOOST_DESCRIBE_STRUCT(article_patch, (), (title, subtitle))

template <>
struct skiff::dynamodb::schema<article> : table_schema<article, partition_key<&article::id>> {};

using namespace skiff::dynamodb;

void run(table<article> const& articles) {
    articles.put({.id = "a", .title = "Draft", .subtitle = "to be removed", .tags = {"new"}})
        .value();

    auto const now = articles
                         .update("a", increment<&article::views>(),
                                 append<&article::history>("published"),
                                 add<&article::tags>("c++", "aws"), if_exists, return_new)
                         .value();
    std::cout << now->views << " view, " << now->tags.size()
              << " tags, last: " << now->history.back() << '\n';

    article_patch const change{.title = {"Final"}, .subtitle = std::nullopt};
    auto const patched = articles.update("a", changes(change), return_new).value();
    std::cout << patched->title << ", " << patched->subtitle.value_or("no subtitle") << ", "
              << patched->views << " view\n";

    auto const removed = articles.erase("a", return_old).value();
    std::cout << "removed " << removed->title << '\n';
}

int main() {
    try {
        client dynamodb;
        table<article> const articles{dynamodb, "first-steps-articles"};
        articles.create().value();
        run(articles);
        articles.drop().value();
    } catch (skiff::service_error const& failure) {
        std::cerr << failure.error() << '\n';
        return 1;
    }
}
