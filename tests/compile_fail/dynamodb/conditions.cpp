// SPDX-License-Identifier: Apache-2.0
// precompiled: <skiff/dynamodb/table.hpp>
#include "compile_fail/dynamodb/sample.hpp"

using namespace skiff::dynamodb;

void use(table<work_item> const& items, table<note> const& notes) {
#if CASE == 1 // expect: compared with a value of another type
    (void)items.scan(attr<&work_item::archived> == "yes");
#elif CASE == 2  // expect: compared with a value of another type
    (void)items.scan(attr<&work_item::name> == 3);
#elif CASE == 3  // expect: compared with a value of another type
    (void)items.scan(attr<&work_item::revision> < 1.5);
#elif CASE == 4  // expect: compared with a value of another type
    (void)items.scan(attr<&work_item::revision> == true);
#elif CASE == 5  // expect: condition is about members of another struct
    (void)items.scan(attr<&note::title> == "x");
#elif CASE == 6  // expect: about members of different structs
    (void)items.scan(attr<&note::title> == "x" && attr<&work_item::archived> == true);
#elif CASE == 7  // expect: not listed in its struct's BOOST_DESCRIBE_STRUCT
    (void)items.scan(attr<&work_item::hidden> == 1);
#elif CASE == 8  // expect: only one condition
    (void)items.put({}, if_not_exists, if_exists);
#elif CASE == 9  // expect: contains.. looks for a value of another type
    (void)items.scan(attr<&work_item::roles>.contains(7));
#elif CASE == 10 // expect: only one filter
    (void)items.scan(attr<&work_item::name> == "a", attr<&work_item::name> == "b");
#elif CASE == 11 // expect: the two attributes are stored as different types
    (void)items.scan(attr<&work_item::name> == attr<&work_item::revision>);
#elif CASE == 12 // expect: put gives return_old only
    (void)items.put({}, return_new);
#elif CASE == 13 // expect: this takes one condition
    (void)items.put({}, consistent);
#else
    (void)items.scan(attr<&work_item::archived> == true && attr<&work_item::name> == "x");
    (void)items.scan(attr<&work_item::roles>.contains("x"));
    (void)items.put({}, if_not_exists, return_old);
    (void)notes.scan(attr<&note::title> == "x");
#endif
}
