// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything of the RDS Data module but the requests and answers of operations that a program does
/// not use: include those from <skiff/rds_data/operation/...>.
#include <skiff/rds_data/client.hpp>
#include <skiff/rds_data/database.hpp>
#include <skiff/rds_data/errors.hpp>
