// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::lambda {

enum class log_level : unsigned char { trace, debug, info, warn, error, fatal };

/// "TRACE" to "FATAL", as AWS_LAMBDA_LOG_LEVEL spells them; without case.
[[nodiscard]] std::optional<log_level> parse_log_level(std::string_view name) noexcept;

/// A member of a log line of one's own: a name, and anything that `to_json` writes.
struct log_field {
    template <class T>
    log_field(std::string_view key, T const& value) : name(key), json(to_json(value)) {}

    std::string_view name;
    std::string json;
};

struct log_options {
    /// Lower ones are left out. Empty: AWS_LAMBDA_LOG_LEVEL, else info.
    std::optional<log_level> level{};
    /// Takes the line, without line end; from several threads. Standard error by default.
    std::function<void(std::string_view line)> sink{};
};

/// Writes log lines as Lambda's JSON format has them, so that CloudWatch can filter by their level:
///
///     log.info("Order stored", {{"orderId", order.id}, {"lines", order.lines.size()}});
///     {"timestamp":"2026-11-28T10:11:12.123Z","level":"INFO","message":"Order stored",
///      "requestId":"...","traceId":"1-...","orderId":"7","lines":3}
///
/// `requestId`, `traceId` and `tenantId` are those of the invocation that runs on this thread and
/// are left out where there is none. Thread-safe.
class logger {
  public:
    explicit logger(log_options options = {});

    [[nodiscard]] bool enabled(log_level level) const noexcept { return level >= level_; }
    void write(log_level level, std::string_view message,
               std::initializer_list<log_field> fields = {}) const;

    void trace(std::string_view message, std::initializer_list<log_field> fields = {}) const {
        write(log_level::trace, message, fields);
    }
    void debug(std::string_view message, std::initializer_list<log_field> fields = {}) const {
        write(log_level::debug, message, fields);
    }
    void info(std::string_view message, std::initializer_list<log_field> fields = {}) const {
        write(log_level::info, message, fields);
    }
    void warn(std::string_view message, std::initializer_list<log_field> fields = {}) const {
        write(log_level::warn, message, fields);
    }
    void error(std::string_view message, std::initializer_list<log_field> fields = {}) const {
        write(log_level::error, message, fields);
    }

  private:
    log_level level_;
    std::function<void(std::string_view line)> sink_;
};

} // namespace skiff::lambda
