// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/cors.hpp>
#include <skiff/rest/http_error.hpp>
#include <skiff/rest/lambda.hpp>
#include <skiff/rest/request.hpp>
#include <skiff/rest/response.hpp>
#include <skiff/rest/router.hpp>
#include <skiff/rest/server.hpp>
#include <skiff/rest/static_files.hpp>
#include <skiff/rest/tracing.hpp>
