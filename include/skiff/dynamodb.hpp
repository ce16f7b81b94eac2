// SPDX-License-Identifier: Apache-2.0
// DynamoDB: the client, values and the typed table. Operations have a header each:
// <skiff/dynamodb/operation/get_item.hpp>; all of them: <skiff/dynamodb/all_operations.hpp>.
#pragma once

#include <skiff/dynamodb/attribute_codec.hpp>
#include <skiff/dynamodb/attribute_value.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/expression.hpp>
#include <skiff/dynamodb/number.hpp>
#include <skiff/dynamodb/patch.hpp>
#include <skiff/dynamodb/schema.hpp>
#include <skiff/dynamodb/table.hpp>
#include <skiff/dynamodb/update.hpp>
