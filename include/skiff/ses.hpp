// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything of the SES module but the requests and answers of operations that a program does not
/// use: include those from <skiff/ses/operation/...>.
#include <skiff/ses/client.hpp>
#include <skiff/ses/errors.hpp>
#include <skiff/ses/mailer.hpp>
#include <skiff/ses/message.hpp>
