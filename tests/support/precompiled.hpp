// SPDX-License-Identifier: Apache-2.0
// What nearly every test includes, compiled once.
#pragma once

#ifndef CATCH_CONFIG_MAIN
#    include "support/catch.hpp"
#endif

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
