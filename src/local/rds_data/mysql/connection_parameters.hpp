// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skiff::local::rds_data::mysql {

/// Where a server is and who asks.
struct connection_parameters {
    std::string host; ///< Empty with a socket.
    unsigned port = 3306;
    std::string socket; ///< Path of a Unix socket.
    std::string user;
    std::string password;
    std::string database; ///< Empty: none is selected.
};

/// Reads "mysql://user:password@host:3306/database", or "mysql:///database?socket=/run/mysqld.sock"
/// for a server's socket; everything but the scheme and the place may be absent. Throws
/// `service_error` (errc::invalid_configuration), whose message holds nothing of the password.
[[nodiscard]] connection_parameters parse_connection(std::string_view url);

/// Options for the client program `mariadb`, without the password.
[[nodiscard]] std::string to_options(connection_parameters const& from);

} // namespace skiff::local::rds_data::mysql
