// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage.hpp"

#include <skiff/core/http/message.hpp>
#include <skiff/core/http/transport.hpp>
#include <skiff/local/services.hpp>
#include <skiff/rest/router.hpp>
#include <skiff/rest/server.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// The item tracker as the program makes it: over embedded services, behind a socket.
class tracker {
  public:
    using opener =
        std::function<std::unique_ptr<item_tracker::storage>(skiff::client_config const& aws)>;

    tracker(); ///< On DynamoDB.
    explicit tracker(opener const& open);
    ~tracker();

    using headers = std::vector<std::pair<std::string, std::string>>;

    /// Asks over the socket. A body is JSON unless `with` names another Content-Type.
    [[nodiscard]] skiff::http::response ask(std::string method, std::string target,
                                            std::string body = {}, headers const& with = {}) const;
    /// Adds an item and returns its id.
    [[nodiscard]] std::string add(std::string const& body) const;
    [[nodiscard]] std::vector<item_tracker::work_item> list(std::string const& query = {}) const;

    skiff::local::services aws;
    std::unique_ptr<item_tracker::storage> items;

  private:
    skiff::rest::router app_;
    std::unique_ptr<skiff::rest::server> server_;
    std::shared_ptr<skiff::http::transport> transport_;
};

[[nodiscard]] std::set<std::string> ids_of(std::vector<item_tracker::work_item> const& items);
