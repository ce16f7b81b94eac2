// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/lambda/context.hpp>
#include <skiff/lambda/events/alb.hpp>
#include <skiff/lambda/events/api_gateway_rest.hpp>
#include <skiff/lambda/events/batch_response.hpp>
#include <skiff/lambda/events/dynamodb_stream.hpp>
#include <skiff/lambda/events/event_bridge.hpp>
#include <skiff/lambda/events/http_api.hpp>
#include <skiff/lambda/events/sqs.hpp>
#include <skiff/lambda/function_error.hpp>
#include <skiff/lambda/handler.hpp>
#include <skiff/lambda/log.hpp>
#include <skiff/lambda/metrics.hpp>
#include <skiff/lambda/runtime.hpp>
#include <skiff/lambda/streaming.hpp>
#include <skiff/lambda/trace_header.hpp>
#include <skiff/lambda/tracing.hpp>
