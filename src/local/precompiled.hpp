// SPDX-License-Identifier: Apache-2.0
// What most sources here include, compiled once when SKIFF_PRECOMPILE is on.
#pragma once

#include "local/dynamodb/database.hpp"
#include "local/handler.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/clock.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/core/reflect/json.hpp>
#include <skiff/core/result.hpp>
#include <skiff/local/services.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
