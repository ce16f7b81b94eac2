// SPDX-License-Identifier: Apache-2.0
// precompiled: <skiff/dynamodb/table.hpp>
#include "compile_fail/dynamodb/sample.hpp"

using namespace skiff::dynamodb;

void use(table<work_item> const& items, table<note> const& notes) {
#if CASE == 1 // expect: the sort key is compared with a value of another type
    (void)notes.query("user", begins_with("NOTE#"));
#elif CASE == 2 // expect: has no sort key
    (void)items.query("id", equals("x"));
#elif CASE == 3 // expect: the schema has no index of this name
    (void)items.query("id", in_index<"by-age">);
#elif CASE == 4 // expect: not a value of the key's type
    (void)notes.query(1);
#elif CASE == 5 // expect: query and scan take
    (void)notes.query("user", if_exists, return_old);
#elif CASE == 6 // expect: only one condition on the sort key
    (void)notes.query("user", at_least(1), at_most(2));
#elif CASE == 7 // expect: project<> names a member of another struct
    (void)notes.query("user", project<&work_item::name>);
#elif CASE == 8 // expect: query and scan take
    (void)notes.scan(newest_first);
#else
    (void)notes.query("user", at_least(1), newest_first, project<&note::title>);
    (void)items.query("name", in_index<"by-name">, between(1, 2));
    (void)notes.scan(segment(2, 1));
#endif
}
