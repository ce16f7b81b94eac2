// SPDX-License-Identifier: Apache-2.0
#include "codegen/bindings.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace skiff::codegen {
namespace {

class check {
  public:
    check(plan const& what, operation const& op)
        : what_(what), place_(what.model().id + ": operations." + op.name + ": "), op_(op) {}

    void run(shape const* request, shape const* response) const {
        if (request != nullptr)
            members(*request, true);
        if (response != nullptr)
            members(*response, false);
        labels(request, path_labels(), &member::wire_name,
               [](member const& each) { return each.location == "label"; });
    }

    void host(shape const* request) const {
        labels(request, labels_in(op_.host_prefix), &member::name,
               [](member const& each) { return each.host_label; });
    }

  private:
    shape const& at(std::string const& name) const { return what_.model().at(name); }

    bool is_scalar(std::string const& name) const {
        auto const which = at(name).kind;
        return what_.substituted(name) == nullptr && which != kind::structure &&
               which != kind::list && which != kind::map && which != kind::json_text;
    }
    bool is_list(std::string const& name) const {
        return at(name).kind == kind::list && is_scalar(at(name).element);
    }
    bool is_map(std::string const& name, bool of_lists) const {
        auto const& which = at(name);
        return which.kind == kind::map &&
               (is_scalar(which.element) || (of_lists && is_list(which.element)));
    }
    bool fits(member const& each, bool in_request) const {
        auto const which = at(each.shape).kind;
        if (each.location == "label")
            return in_request && is_scalar(each.shape);
        if (each.location == "query")
            return in_request &&
                   (is_scalar(each.shape) || is_list(each.shape) || is_map(each.shape, true));
        if (each.location == "header")
            return is_scalar(each.shape) || is_list(each.shape);
        if (each.location == "header_prefix")
            return is_map(each.shape, false);
        if (each.location == "status")
            return !in_request && which == kind::integer;
        if (each.location == "payload")
            return which != kind::list && which != kind::map &&
                   what_.substituted(each.shape) == nullptr;
        return true;
    }

    void members(shape const& type, bool in_request) const {
        for (auto const& each : type.members)
            if (!fits(each, in_request))
                throw model_error(place_ + "member '" + each.name + "' of " + type.name +
                                  " cannot stand in the place '" + each.location + '\'');
        if (std::ranges::count(type.members, "payload", &member::location) > 1)
            throw model_error(place_ + type.name + " has more than one payload");
    }

    /// A label is a whole segment of the path.
    std::set<std::string> path_labels() const {
        auto const uri = std::string_view(op_.uri).substr(0, op_.uri.find('?'));
        for (std::size_t i = 0; i != uri.size(); ++i) {
            bool const bad_open = uri[i] == '{' && (i == 0 || uri[i - 1] != '/');
            bool const bad_close = uri[i] == '}' && i + 1 != uri.size() && uri[i + 1] != '/';
            if (bad_open || bad_close)
                throw model_error(place_ + "a label of '" + op_.uri +
                                  "' is not a whole segment of the path");
        }
        return labels_in(uri);
    }

    static std::set<std::string> labels_in(std::string_view text) {
        std::set<std::string> out;
        for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
            auto label = text.substr(open + 1, text.find('}', open) - open - 1);
            if (label.ends_with('+'))
                label.remove_suffix(1);
            out.emplace(label);
        }
        return out;
    }

    template <class Which>
    void labels(shape const* request, std::set<std::string> const& wanted,
                std::string member::*name, Which const& is_label) const {
        std::set<std::string> found;
        if (request != nullptr)
            for (auto const& each : request->members)
                if (is_label(each))
                    found.insert(each.*name);
        if (found != wanted)
            throw model_error(place_ + "the labels of '" + op_.uri + "' and '" + op_.host_prefix +
                              "' are not those of its input");
    }

    plan const& what_;
    std::string place_;
    operation const& op_;
};

} // namespace

void check_bindings(plan const& what) {
    for (auto const& op : what.operations()) {
        check const one(what, *op.operation);
        if (what.is_rest())
            one.run(op.request.shape, op.response.shape);
        one.host(op.request.shape);
    }
}

} // namespace skiff::codegen
