// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/connection_parameters.hpp"

#include <skiff/core/result.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace skiff::local::rds_data::mysql {
namespace {

[[noreturn]] void refuse(char const* why) {
    throw service_error(make_error(errc::invalid_configuration,
                                   std::string("not a MySQL connection: ") + why +
                                       "; it looks like mysql://user:password@host:3306/database "
                                       "or mysql:///database?socket=/run/mysqld/mysqld.sock"));
}

void add_option(std::string& to, char const* name, std::string const& value) {
    if (value.empty())
        return;
    if (!to.empty())
        to.push_back(' ');
    to.append("--").append(name).push_back('=');
    bool const plain = value.find_first_of(" \t\"'\\$`") == std::string::npos;
    to.append(plain ? value : "'" + value + "'");
}

} // namespace

connection_parameters parse_connection(std::string_view url) {
    auto const parsed = boost::urls::parse_uri(url);
    if (!parsed)
        refuse("it is not a URL");
    if (parsed->scheme() != "mysql" && parsed->scheme() != "mariadb")
        refuse("its scheme is not mysql");
    connection_parameters out;
    out.host = parsed->host_address();
    out.user = parsed->user();
    out.password = parsed->password();
    if (parsed->has_port()) {
        if (parsed->port_number() == 0)
            refuse("its port is not a number up to 65535");
        out.port = parsed->port_number();
    }
    auto const segments = parsed->segments();
    if (segments.size() > 1)
        refuse("it names more than one database");
    if (!segments.empty())
        out.database = *segments.begin();
    for (auto const& one : parsed->params()) {
        if (one.key != "socket" || one.value.empty())
            refuse("the only parameter is socket, a path");
        out.socket = one.value;
    }
    if (out.host.empty() == out.socket.empty())
        refuse("it names a host or a socket, one of them");
    return out;
}

std::string to_options(connection_parameters const& from) {
    std::string out;
    add_option(out, "host", from.host);
    if (!from.host.empty())
        add_option(out, "port", std::to_string(from.port));
    add_option(out, "socket", from.socket);
    add_option(out, "user", from.user);
    add_option(out, "database", from.database);
    return out;
}

} // namespace skiff::local::rds_data::mysql
