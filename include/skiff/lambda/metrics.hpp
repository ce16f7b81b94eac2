// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/reflect/json.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::lambda {

/// CloudWatch's units (API reference, MetricDatum).
enum class metric_unit : unsigned char {
    none,
    count,
    percent,
    seconds,
    milliseconds,
    microseconds,
    bytes,
    kilobytes,
    megabytes,
    gigabytes,
    terabytes,
    bits,
    kilobits,
    megabits,
    gigabits,
    terabits,
    count_per_second,
    bytes_per_second,
    kilobytes_per_second,
    megabytes_per_second,
    gigabytes_per_second,
    terabytes_per_second,
    bits_per_second,
    kilobits_per_second,
    megabits_per_second,
    gigabits_per_second,
    terabits_per_second
};

/// How fine CloudWatch keeps a metric: per minute, or per second, which costs more.
enum class metric_resolution : unsigned char { minute, second };

struct metrics_options {
    /// Takes a line of JSON, without line end. Standard output by default, where Lambda collects
    /// it.
    std::function<void(std::string_view line)> sink{};
    std::shared_ptr<skiff::clock> clock{}; ///< Null: the machine's.
};

/// Custom metrics without a call: lines in CloudWatch's embedded metric format (EMF), from which
/// CloudWatch makes metrics when they come into a log.
///
///     lambda::metrics metrics("Shop", {{"service", "orders"}});
///     metrics.add("OrdersTaken", 1);
///     metrics.add("Checkout", 12ms);
///     metrics.property("orderId", order.id);
///     // one line when `metrics` is destroyed, or at flush()
///
/// What CloudWatch would drop without a word is refused with std::invalid_argument: names that are
/// empty or above 255 characters, or that stand for two things; more than 30 dimensions in a set;
/// dimension values that are empty or above 1,024 characters. A line has 100 metrics with 100
/// values each at most: more make more lines. NaN and infinities, which are no values, are left
/// out. (CloudWatch User Guide, "Embedded metric format specification".) CloudWatch may count a
/// line twice.
///
/// Thread-safe.
class metrics {
  public:
    using dimension_set = std::vector<std::pair<std::string, std::string>>;

    /// Metrics are kept per set of dimensions; without `dimensions`, per namespace alone.
    explicit metrics(std::string_view name_space, dimension_set const& dimensions = {},
                     metrics_options options = {});
    metrics(metrics const&) = delete;
    metrics& operator=(metrics const&) = delete;
    /// Flushes.
    ~metrics();

    /// One more set, by which all metrics are kept as well. A dimension has one value in all sets.
    void add_dimensions(dimension_set const& dimensions);

    /// One more value. Unit and resolution are those of the metric's first value; another unit is
    /// refused.
    void add(std::string_view name, double value, metric_unit unit = metric_unit::count,
             metric_resolution resolution = metric_resolution::minute);
    /// In milliseconds.
    void add(std::string_view name, std::chrono::duration<double, std::milli> value,
             metric_resolution resolution = metric_resolution::minute) {
        add(name, value.count(), metric_unit::milliseconds, resolution);
    }

    /// A member of the lines that is no metric: for searching them. Anything that `to_json` writes;
    /// replaces one of the same name. All together at most 512 KB, so that a line stays within a
    /// log event's 1 MB.
    template <class T>
    void property(std::string_view name, T const& value) {
        add_property(name, to_json(value));
    }

    /// Writes the values, if there are any, and forgets them and the properties; dimensions stay.
    void flush();

  private:
    struct metric {
        std::string name;
        metric_unit unit;
        metric_resolution resolution;
        std::vector<double> values{};
    };
    /// Values that stand in one line.
    struct part {
        metric const* of;
        std::size_t begin;
        std::size_t end;
    };

    void add_property(std::string_view name, std::string json);
    /// Throws when `name` cannot be, or is that of something else already.
    void check_name(std::string_view name, void const* kind) const;
    [[nodiscard]] metric* find_metric(std::string_view name) noexcept;
    [[nodiscard]] std::vector<std::string> lines() const;
    [[nodiscard]] std::string line(std::vector<part> const& parts) const;

    std::string const name_space_;
    metrics_options const options_;
    mutable std::mutex mutex_;
    std::vector<std::vector<std::string>> sets_{}; ///< Names of dimensions.
    std::map<std::string, std::string, std::less<>> dimensions_{};
    std::vector<metric> metrics_{};
    std::map<std::string, std::string, std::less<>> properties_{}; ///< Values are JSON.
    std::size_t properties_size_ = 0;
};

} // namespace skiff::lambda
