// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/clock.hpp>
#include <skiff/local/services.hpp>
