// SPDX-License-Identifier: Apache-2.0
// precompiled: <skiff/rds_data/database.hpp>
#include <skiff/rds_data/database.hpp>

#include <string>
#include <tuple>
#include <vector>

using namespace skiff::rds_data;

struct plain {
    int id = 0;
};
struct row {
    int id = 0;
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(row, (), (id, name))
struct with_plain {
    plain* inner = nullptr;
};
BOOST_DESCRIBE_STRUCT(with_plain, (), (inner))
struct with_list {
    std::vector<int> ids{};
};
BOOST_DESCRIBE_STRUCT(with_list, (), (ids))
struct twice {
    int a = 0;
    int b = 0;
};
BOOST_DESCRIBE_STRUCT(twice, (), (a, b))
template <>
struct skiff::rds_data::columns<twice> : column_rules<renamed<&twice::b, "a">> {};

void use(database const& db, transaction& tx) {
#if CASE == 1 // expect: a row of this type cannot be read
    (void)db.query<plain>("SELECT 1");
#elif CASE == 2 // expect: a column of this type cannot be read
    (void)db.query<with_plain>("SELECT 1");
#elif CASE == 3 // expect: a column of this type cannot be read
    (void)db.query<std::tuple<int, plain>>("SELECT 1");
#elif CASE == 4 // expect: a value of this type cannot be a parameter
    (void)db.execute(":a", {{"a", plain()}});
#elif CASE == 5 // expect: the Data API takes no arrays as parameters
    (void)db.execute(":a", {{"a", std::vector<int>{1}}});
#elif CASE == 6 // expect: the Data API takes no arrays as parameters
    (void)db.execute(":ids", with_list());
#elif CASE == 7 // expect: parameters are a list
    (void)db.execute(":id", plain());
#elif CASE == 8 // expect: two members of this struct take the same column
    (void)db.query<twice>("SELECT 1");
#elif CASE == 9 // expect: generated keys have no names
    (void)db.execute("INSERT").value().generated<row>();
#elif CASE ==                                                                                      \
    10 // expect: use of deleted function|call to (implicitly-)?deleted|deleted constructor
    transaction copy(tx);
#elif CASE == 11 // expect: parameters are a list
    (void)db.batch_execute(":id", std::vector<plain>(1));
#elif CASE == 12 // expect: parameters are a list
    (void)db.query<row>("SELECT 1", statement_options{.idempotent = true});
#else
    (void)db.query<row>("SELECT 1");
    (void)db.query<std::tuple<int, row>>("SELECT 1", {{"a", 1}}, {.idempotent = true});
    (void)tx.query<std::vector<int>>("SELECT 1", row());
    (void)tx.batch_execute(":id", std::vector<row>(1));
#endif
}
