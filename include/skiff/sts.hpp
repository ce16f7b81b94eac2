// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything of the STS module but the requests and answers of operations that a program does not
/// use: include those from <skiff/sts/operation/...>.
#include <skiff/sts/client.hpp>
#include <skiff/sts/errors.hpp>
