// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/sqlite.hpp"

#include <cstdint>
#include <string_view>

struct sqlite3_stmt;

namespace skiff::local::dynamodb {

/// A statement that is prepared once and run often. Prepared at its first use, so that one may be
/// declared before its table exists. Not thread-safe. Failures throw `service_error`.
class prepared {
  public:
    prepared() = default;
    prepared(prepared&& other) noexcept;
    prepared& operator=(prepared&& other) noexcept;
    ~prepared();

    /// Makes the statement ready for parameters; `sql` counts at the first call only.
    void start(sqlite::database& in, std::string_view sql);
    [[nodiscard]] bool is_prepared() const noexcept { return handle_ != nullptr; }

    /// Bound bytes must stay alive until reset().
    void bind(int parameter, std::string_view bytes);
    void bind(int parameter, std::int64_t value);
    /// True when there is a row to read.
    [[nodiscard]] bool step();
    /// For statements without rows: step and reset.
    void run();
    /// Good until the next step.
    [[nodiscard]] std::string_view bytes(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    /// Lets go of rows and parameters.
    void reset() noexcept;

  private:
    sqlite::database* database_ = nullptr;
    sqlite3_stmt* handle_ = nullptr;
};

} // namespace skiff::local::dynamodb
