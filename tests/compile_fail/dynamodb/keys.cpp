// SPDX-License-Identifier: Apache-2.0
// precompiled: <skiff/dynamodb/table.hpp>
#include "compile_fail/dynamodb/sample.hpp"

using namespace skiff::dynamodb;

void use(table<work_item> const& items, table<note> const& notes) {
#if CASE == 1 // expect: not a value of the key's type
    (void)items.get(42);
#elif CASE == 2 // expect: not a value of the key's type
    (void)notes.get("user", "text");
#elif CASE == 3 // expect: this table has a sort key
    (void)notes.get("user");
#elif CASE == 4 // expect: get takes consistent, project<members...> and call_options
    (void)items.get("id", if_exists);
#elif CASE == 5 // expect: not a value of the key's type
    (void)items.erase(true);
#elif CASE == 6 // expect: update takes at least one action
    (void)items.update("id");
#else
    (void)items.get("id", consistent);
    (void)notes.get("user", 1);
    (void)items.erase(std::string("id"), if_exists);
    (void)items.update("id", set<&work_item::archived>(true));
#endif
}
