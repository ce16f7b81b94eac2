// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything of the DynamoDB Streams module but the requests and answers of operations that a
/// program does not use: include those from <skiff/dynamodb_streams/operation/...>.
#include <skiff/dynamodb_streams/client.hpp>
#include <skiff/dynamodb_streams/errors.hpp>
