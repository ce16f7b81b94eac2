// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/metrics.hpp>

#include <skiff/core/json/writer.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace skiff::lambda {
namespace {

constexpr std::size_t metrics_in_line = 100;
constexpr std::size_t values_in_line = 100;
constexpr std::size_t dimensions_in_set = 30;
constexpr std::size_t metric_name_limit = 255;
constexpr std::size_t dimension_value_limit = 1'024;
constexpr std::size_t properties_limit = 512u << 10;

constexpr std::array<std::string_view, 27> unit_names = {"None",
                                                         "Count",
                                                         "Percent",
                                                         "Seconds",
                                                         "Milliseconds",
                                                         "Microseconds",
                                                         "Bytes",
                                                         "Kilobytes",
                                                         "Megabytes",
                                                         "Gigabytes",
                                                         "Terabytes",
                                                         "Bits",
                                                         "Kilobits",
                                                         "Megabits",
                                                         "Gigabits",
                                                         "Terabits",
                                                         "Count/Second",
                                                         "Bytes/Second",
                                                         "Kilobytes/Second",
                                                         "Megabytes/Second",
                                                         "Gigabytes/Second",
                                                         "Terabytes/Second",
                                                         "Bits/Second",
                                                         "Kilobits/Second",
                                                         "Megabits/Second",
                                                         "Gigabits/Second",
                                                         "Terabits/Second"};

/// In one piece, so that lines of several threads do not mix; at once, so that Lambda has it before
/// the invocation ends.
void write_to_stdout(std::string_view line) {
    auto const text = std::string(line) + '\n';
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

metrics_options with_sink(metrics_options options) {
    if (!options.sink)
        options.sink = write_to_stdout;
    return options;
}

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
    throw std::invalid_argument("metrics: " + std::string(name) + ": " + std::string(why));
}

void check_size(std::string_view name) {
    if (name.empty() || name.size() > metric_name_limit)
        refuse(name.substr(0, metric_name_limit), "a name has 1 to 255 characters");
}

void check_dimension(std::string_view name, std::string_view value) {
    check_size(name);
    if (value.empty() || value.size() > dimension_value_limit)
        refuse(name, "a dimension's value has 1 to 1024 characters");
}

void write_text(json::writer& to, std::string_view key, std::string_view value) {
    json::detail::write_key(to, key);
    json::detail::write_text(to, value);
}

} // namespace

metrics::metrics(std::string_view name_space, dimension_set const& dimensions,
                 metrics_options options)
    : name_space_(name_space), options_(with_sink(std::move(options))) {
    check_size(name_space);
    if (!dimensions.empty())
        add_dimensions(dimensions);
}

metrics::~metrics() {
    try {
        flush();
    } catch (...) { // Of the sink, or for lack of memory: the work that was measured is done.
    }
}

void metrics::add_dimensions(dimension_set const& dimensions) {
    if (dimensions.size() > dimensions_in_set)
        refuse(dimensions.front().first, "a set has 30 dimensions at most");
    std::scoped_lock const lock(mutex_);
    std::vector<std::string> set;
    for (auto const& [name, value] : dimensions) {
        check_dimension(name, value);
        check_name(name, &dimensions_);
        auto const known = dimensions_.find(name);
        if (known != dimensions_.end() && known->second != value)
            refuse(name, "a dimension has one value");
        if (std::find(set.begin(), set.end(), name) != set.end())
            refuse(name, "stands twice in a set");
        set.push_back(name);
    }
    dimensions_.insert(dimensions.begin(), dimensions.end());
    sets_.push_back(std::move(set));
}

void metrics::add(std::string_view name, double value, metric_unit unit,
                  metric_resolution resolution) {
    std::scoped_lock const lock(mutex_);
    auto* known = find_metric(name);
    if (known == nullptr) {
        check_name(name, &metrics_);
        metrics_.push_back({std::string(name), unit, resolution});
        known = &metrics_.back();
    } else if (known->unit != unit) {
        refuse(name, "a metric has one unit");
    }
    if (std::isfinite(value))
        known->values.push_back(value);
}

void metrics::add_property(std::string_view name, std::string json) {
    std::scoped_lock const lock(mutex_);
    check_name(name, &properties_);
    auto const known = properties_.find(name);
    auto const before = known == properties_.end() ? 0 : name.size() + known->second.size();
    auto const size = properties_size_ - before + name.size() + json.size();
    if (size > properties_limit)
        refuse(name, "all properties together have 512 KB at most");
    properties_.insert_or_assign(std::string(name), std::move(json));
    properties_size_ = size;
}

void metrics::check_name(std::string_view name, void const* kind) const {
    check_size(name);
    bool const is_metric = std::any_of(metrics_.begin(), metrics_.end(),
                                       [name](metric const& one) { return one.name == name; });
    if (name == "_aws" || (kind != &dimensions_ && dimensions_.count(name) != 0) ||
        (kind != &metrics_ && is_metric) || (kind != &properties_ && properties_.count(name) != 0))
        refuse(name, "the name is in use for something else");
}

metrics::metric* metrics::find_metric(std::string_view name) noexcept {
    auto const found = std::find_if(metrics_.begin(), metrics_.end(),
                                    [name](metric const& one) { return one.name == name; });
    return found == metrics_.end() ? nullptr : &*found;
}

void metrics::flush() {
    std::vector<std::string> ready;
    {
        std::scoped_lock const lock(mutex_);
        ready = lines();
        metrics_.clear();
        properties_.clear();
        properties_size_ = 0;
    }
    for (auto const& one : ready)
        options_.sink(one);
}

std::vector<std::string> metrics::lines() const {
    std::vector<std::string> out;
    std::vector<part> parts;
    auto const write = [&] {
        if (!parts.empty())
            out.push_back(line(parts));
        parts.clear();
    };
    // A metric stands once in a line: the first hundred values of each, then the next.
    bool more = true;
    for (std::size_t begin = 0; more; begin += values_in_line) {
        more = false;
        for (auto const& one : metrics_) {
            if (begin >= one.values.size())
                continue;
            auto const end = std::min(begin + values_in_line, one.values.size());
            parts.push_back({&one, begin, end});
            more = more || end != one.values.size();
            if (parts.size() == metrics_in_line)
                write();
        }
        write();
    }
    return out;
}

std::string metrics::line(std::vector<part> const& parts) const {
    auto const& time = options_.clock ? *options_.clock : system_clock();
    std::string out;
    json::writer to(out);
    to.begin_object();
    to.plain_key("_aws");
    to.begin_object();
    to.plain_key("Timestamp");
    to.integer(
        std::chrono::floor<std::chrono::milliseconds>(time.now().time_since_epoch()).count());
    to.plain_key("CloudWatchMetrics");
    to.begin_array();
    to.begin_object();
    write_text(to, "Namespace", name_space_);
    to.plain_key("Dimensions");
    to.begin_array();
    if (sets_.empty()) {
        to.begin_array();
        to.end_array();
    }
    for (auto const& set : sets_) {
        to.begin_array();
        for (auto const& name : set)
            json::detail::write_text(to, name);
        to.end_array();
    }
    to.end_array();
    to.plain_key("Metrics");
    to.begin_array();
    for (auto const& one : parts) {
        to.begin_object();
        write_text(to, "Name", one.of->name);
        write_text(to, "Unit", unit_names[static_cast<std::size_t>(one.of->unit)]);
        if (one.of->resolution == metric_resolution::second) {
            to.plain_key("StorageResolution");
            to.integer(1);
        }
        to.end_object();
    }
    to.end_array();
    to.end_object();
    to.end_array();
    to.end_object();
    for (auto const& [name, value] : dimensions_)
        write_text(to, name, value);
    for (auto const& one : parts) {
        json::detail::write_key(to, one.of->name);
        if (one.end - one.begin == 1) {
            to.real(one.of->values[one.begin]);
            continue;
        }
        to.begin_array();
        for (auto at = one.begin; at != one.end; ++at)
            to.real(one.of->values[at]);
        to.end_array();
    }
    for (auto const& [name, value] : properties_) {
        json::detail::write_key(to, name);
        to.raw(value);
    }
    to.end_object();
    return out;
}

} // namespace skiff::lambda
