// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include "local/rds_data/backend.hpp"

namespace skiff::local::rds_data {

/// What ExecuteStatement answers: the outcome in the form that the request asks for.
[[nodiscard]] result<api::execute_statement_response> make_answer(
    outcome&& given, api::execute_statement_request const& in);

} // namespace skiff::local::rds_data
