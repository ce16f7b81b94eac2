// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything of the Secrets Manager module but the requests and answers of operations that a
/// program does not use: include those from <skiff/secrets_manager/operation/...>.
#include <skiff/secrets_manager/client.hpp>
#include <skiff/secrets_manager/errors.hpp>
#include <skiff/secrets_manager/secret_cache.hpp>
#include <skiff/secrets_manager/secret_cache_options.hpp>
#include <skiff/secrets_manager/secret_version.hpp>
