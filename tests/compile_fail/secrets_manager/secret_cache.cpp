// SPDX-License-Identifier: Apache-2.0
// precompiled: <skiff/secrets_manager/secret_cache.hpp>
#include <skiff/secrets_manager/secret_cache.hpp>

#include <boost/describe/class.hpp>

#include <iostream>
#include <map>
#include <string>

struct described {
    std::string user;
    skiff::secret_string password;
};
BOOST_DESCRIBE_STRUCT(described, (), (user, password))

struct plain {
    std::string user;
};

using namespace skiff::secrets_manager;

void use(secret_cache const& secrets, described const& value) {
#if CASE == 1 // expect: a JSON secret is read into a struct described with BOOST_DESCRIBE_STRUCT
    (void)secrets.get<plain>("id");
#elif CASE == 2 // expect: get_string and get_binary give other secrets as they are
    (void)secrets.get<std::string>("id");
#elif CASE == 3 // expect: a JSON secret is read into a struct described with BOOST_DESCRIBE_STRUCT
    (void)secrets.put("id", plain{});
#elif CASE == 4 // expect: deleted
    std::cout << value.password;
#elif CASE == 5 // expect: deleted
    std::cout << skiff::secret_binary();
#elif CASE == 6 // expect: with_secret needs a predicate that takes what the function returns
    (void)secrets.with_secret<described>(
        "id", [](described const&) { return 1; }, [](std::string const&) { return true; });
#elif CASE == 7 // expect: no matching
    (void)secrets.with_secret<described>("id", [](described const&) { return true; });
#else
    (void)secrets.get<described>("id", {.version_stage = "AWSPENDING"});
    (void)secrets.get<std::map<std::string, skiff::secret_string>>("id");
    (void)secrets.put("id", value);
    (void)secrets.with_secret<described>("id", [](described const&) { return login::refused; });
    (void)secrets.with_secret<described>(
        "id", [](described const&) { return 1; }, [](int outcome) { return outcome == 0; });
#endif
}
