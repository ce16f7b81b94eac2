// SPDX-License-Identifier: Apache-2.0
#include "local/function_set.hpp"

#include <skiff/core/environment.hpp>

#include "local/api_gateway/route_table.hpp"
#include "local/lambda/function_name.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

namespace skiff::local {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> methods{"ANY", "DELETE",  "GET",   "HEAD",
                                                  "PUT", "OPTIONS", "PATCH", "POST"};
constexpr std::string_view reserved_variables[] = {
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
};

std::string at(std::string_view member, std::size_t index) {
    return std::string(member) + "[" + std::to_string(index) + "]";
}

/// "a", "b", "c"
template <class Range>
std::string quoted_list(Range const& names) {
    std::string out;
    for (auto const& one : names)
        out += (out.empty() ? "\"" : ", \"") + std::string(one) + "\"";
    return out;
}

class checker {
  public:
    explicit checker(function_set const& what) : what_(what) {}

    std::vector<json::field_error> run() {
        for (std::size_t i = 0; i != what_.functions.size(); ++i)
            check(what_.functions[i], at("functions", i));
        for (std::size_t i = 0; i != what_.apis.size(); ++i)
            check(what_.apis[i], at("apis", i));
        return std::move(problems_);
    }

  private:
    void report(std::string path, std::string message) {
        problems_.push_back({std::move(path), std::move(message)});
    }

    void check_name(std::set<std::string_view>& seen, std::string const& name,
                    std::string const& path) {
        if (!lambda::is_function_name(name))
            report(path + ".name", "has 1 to 64 letters, digits, '-' and '_'");
        else if (!seen.insert(name).second)
            report(path + ".name", "there is another one called \"" + name + "\"");
    }

    void check_range(int value, int most, int least, std::string const& path) {
        if (value < least || value > most)
            report(path,
                   "is a number from " + std::to_string(least) + " to " + std::to_string(most));
    }

    void check(function const& one, std::string const& path) {
        check_name(functions_, one.name, path);
        if (one.program.empty())
            report(path + ".program", "must not be empty: it is the path of a program");
        check_range(one.memory, 10'240, 128, path + ".memory");
        check_range(one.timeout, 900, 1, path + ".timeout");
        check_range(one.concurrency, 1000, 1, path + ".concurrency");
        for (auto const& [name, value] : one.environment) {
            std::string const member = path + ".environment." + name;
            if (std::find(std::begin(reserved_variables), std::end(reserved_variables), name) !=
                std::end(reserved_variables))
                report(member, "is a reserved key: Lambda sets it");
            else if (!is_variable(name))
                report(member, "a variable's name is letters, digits and '_', a letter first");
            else if (value.find('\0') != value.npos)
                report(member, "a variable cannot hold a NUL");
        }
    }

    static bool is_variable(std::string_view name) noexcept {
        return !name.empty() && lambda::is_function_name(name.substr(0, 64)) &&
               name.find('-') == name.npos && !(name.front() >= '0' && name.front() <= '9') &&
               name.front() != '_';
    }

    void check(api const& one, std::string const& path) {
        check_name(apis_, one.name, path);
        bool const default_stage = one.stage == "$default" && one.format == api_format::http;
        if (!default_stage && !lambda::is_function_name(one.stage))
            report(path + ".stage", "has letters, digits, '-' and '_'; an HTTP API's may be "
                                    "\"$default\"");
        if (one.port && *one.port != 0 && !ports_.insert(*one.port).second)
            report(path + ".port", "another API has this port");
        if (one.routes.empty())
            report(path + ".routes", "an API needs at least one route");
        std::set<std::pair<std::string_view, std::string_view>> routes;
        for (std::size_t i = 0; i != one.routes.size(); ++i) {
            check(one.routes[i], one.format, path + "." + at("routes", i));
            if (!routes.emplace(one.routes[i].method, one.routes[i].path).second)
                report(path + "." + at("routes", i), "another route has this method and path");
        }
    }

    void check(route const& one, api_format format, std::string const& path) {
        if (std::find(methods.begin(), methods.end(), one.method) == methods.end())
            report(path + ".method", "\"" + one.method + "\" is none of " + quoted_list(methods));
        if (std::string const why = api_gateway::route_problem(one.path, format); !why.empty())
            report(path + ".path", "\"" + one.path + "\": " + why);
        else if (one.path == "$default" && one.method != "ANY")
            report(path + ".method", "the route $default takes every method: leave it out");
        if (!functions_.contains(one.function))
            report(path + ".function",
                   "there is no function \"" + one.function + "\"" +
                       (functions_.empty() ? std::string("; no function is described")
                                           : "; there are " + quoted_list(functions_)));
    }

    function_set const& what_;
    std::vector<json::field_error> problems_;
    std::set<std::string_view> functions_;
    std::set<std::string_view> apis_;
    std::set<std::uint16_t> ports_;
};

error make_problem(std::string message) {
    return make_error(errc::invalid_configuration, std::move(message));
}

std::string all_of(std::vector<json::field_error> const& problems) {
    std::string out;
    for (json::field_error const& one : problems)
        out += (out.empty() ? "" : "; ") + one.to_string();
    return out;
}

} // namespace

void complete(function_set& what) {
    for (function& one : what.functions)
        if (!one.program.empty())
            one.program = fs::absolute(one.program).lexically_normal();
    for (api& one : what.apis)
        if (one.stage.empty())
            one.stage = one.format == api_format::rest ? "Prod" : "$default";
}

std::vector<json::field_error> problems_of(function_set const& what) {
    return checker(what).run();
}

function_set checked(function_set what) {
    complete(what);
    if (auto const problems = problems_of(what); !problems.empty())
        throw service_error(make_problem(all_of(problems)));
    return what;
}

result<function_set> load_functions(fs::path const& file) {
    auto const text = process_environment().read_file(file.string());
    if (!text)
        return make_problem("the functions file " + file.string() +
                            " cannot be read: give the path of a JSON file of at most 16 MB");
    auto read = parse_json<function_set>(*text);
    if (!read)
        return make_problem(file.string() + ": " + read.error().to_string());
    fs::path const folder = fs::absolute(file).parent_path();
    for (function& one : read->functions)
        if (!one.program.empty())
            one.program = folder / one.program; // a path from the root stays as it is
    complete(*read);
    if (auto const problems = problems_of(*read); !problems.empty())
        return make_problem(file.string() + ": " + all_of(problems));
    return *std::move(read);
}

} // namespace skiff::local
