// SPDX-License-Identifier: Apache-2.0
// precompiled: <skiff/dynamodb/table.hpp>
#include "compile_fail/dynamodb/sample.hpp"

using namespace skiff::dynamodb;

struct good_patch {
    patch<std::string> name{};
};
BOOST_DESCRIBE_STRUCT(good_patch, (), (name))
struct unknown_patch {
    patch<std::string> nickname{};
};
BOOST_DESCRIBE_STRUCT(unknown_patch, (), (nickname))
struct mistyped_patch {
    patch<int> name{};
};
BOOST_DESCRIBE_STRUCT(mistyped_patch, (), (name))
struct key_patch {
    patch<std::string> id{};
};
BOOST_DESCRIBE_STRUCT(key_patch, (), (id))
struct undescribed_patch {
    patch<std::string> name{};
};

void use(table<work_item> const& items) {
#if CASE == 1 // expect: key members cannot be updated
    (void)items.update("id", set<&work_item::id>("x"));
#elif CASE == 2  // expect: key members cannot be updated
    (void)items.update("id", remove<&work_item::id>());
#elif CASE == 3  // expect: updated with a value of another type
    (void)items.update("id", set<&work_item::archived>("yes"));
#elif CASE == 4  // expect: updated with a value of another type
    (void)items.update("id", set<&work_item::name>(nullptr));
#elif CASE == 5  // expect: a member of another struct than the table's
    (void)items.update("id", set<&note::title>("x"));
#elif CASE == 6  // expect: add.. is for numbers and sets
    (void)items.update("id", add<&work_item::name>(1));
#elif CASE == 7  // expect: append and prepend are for lists
    (void)items.update("id", append<&work_item::roles>("x"));
#elif CASE == 8  // expect: added to and erased from sets
    (void)items.update("id", erase_from<&work_item::tags>("x"));
#elif CASE == 9  // expect: updated with a value of another type
    (void)items.update("id", append<&work_item::tags>(1));
#elif CASE == 10 // expect: missing in the table's struct
    (void)items.update("id", changes(unknown_patch{}));
#elif CASE == 11 // expect: has another type than the table's
    (void)items.update("id", changes(mistyped_patch{}));
#elif CASE == 12 // expect: names a key member
    (void)items.update("id", changes(key_patch{}));
#elif CASE == 13 // expect: changes.. takes a struct of patch
    (void)items.update("id", changes(undescribed_patch{}));
#else
    (void)items.update("id", set<&work_item::archived>(true), append<&work_item::tags>("x"),
                       changes(good_patch{}), erase_from<&work_item::roles>("x"));
#endif
}
