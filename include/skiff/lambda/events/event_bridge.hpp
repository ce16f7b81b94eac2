// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>
#include <skiff/core/timestamp.hpp>

#include <string>
#include <vector>

namespace skiff::lambda {

/// An event from EventBridge, a schedule's included. `Detail` is a described struct of yours:
///
///     lambda::run([](event_bridge_event<order_placed> const& e, context const&) { ... });
template <class Detail = json::raw>
struct event_bridge_event {
    std::string version;
    std::string id;
    std::string detail_type; ///< "detail-type"
    std::string source;
    std::string account;
    timestamp time{};
    std::string region;
    std::vector<std::string> resources{};
    Detail detail{};

    BOOST_DESCRIBE_CLASS(event_bridge_event, (),
                         (version, id, detail_type, source, account, time, region, resources,
                          detail),
                         (), ())
};

} // namespace skiff::lambda

template <class Detail>
struct skiff::json::rules<skiff::lambda::event_bridge_event<Detail>>
    : rule_list<renamed<&skiff::lambda::event_bridge_event<Detail>::detail_type, "detail-type">,
                defaulted<&skiff::lambda::event_bridge_event<Detail>::version>,
                defaulted<&skiff::lambda::event_bridge_event<Detail>::account>,
                defaulted<&skiff::lambda::event_bridge_event<Detail>::region>,
                defaulted<&skiff::lambda::event_bridge_event<Detail>::resources>> {};
