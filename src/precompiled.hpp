// SPDX-License-Identifier: Apache-2.0
// What most sources include: compiled once for all tests, and for all targets when SKIFF_PRECOMPILE
// is on.
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/core/clock.hpp>
#include <skiff/core/config.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/core/reflect/json.hpp>
#include <skiff/core/result.hpp>
#include <skiff/protocol/pages.hpp>
#include <skiff/protocol/shape_access.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>
