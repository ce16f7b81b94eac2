// SPDX-License-Identifier: Apache-2.0
// The one place that knows which Catch2 this is: v2 on Debian 12, v3 elsewhere.
#pragma once

#define CATCH_CONFIG_FAST_COMPILE // An exception ends its test case, even in a CHECK.

#if SKIFF_CATCH2_V3
#    include <catch2/catch_all.hpp>
#else
#    include <catch2/catch.hpp>
#endif
