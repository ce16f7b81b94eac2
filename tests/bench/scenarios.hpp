// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace bench {

/// GetItem, PutItem and Query against fixed answers: the blocking client beside the bytes alone.
void requests();
/// SigV4 of a 400-byte body, beside the hashing that no signature can do without.
void signing();
/// The first client of a process and its first request, memory and CPU.
void first_client();
/// The local DynamoDB's own CPU per request, in process.
void local_dynamodb();
/// Typed rows of RDS Data from canned bytes, beside a pass of the JSON reader over them.
void rows();
/// An invocation of a typed Lambda function beside the bytes alone; a bootstrap's start and size.
void invocations(std::string const& binary_dir);
/// What one file that puts and gets costs to compile and how large its program is.
void compiling(std::string const& compiler, std::string const& source_dir,
               std::string const& binary_dir);

/// The size of a program without its symbols; `stripped` is where that is written.
[[nodiscard]] double stripped_megabytes(std::string const& program, std::string const& stripped);

/// Runs one request scenario `count` times and nothing else: what valgrind counts.
/// "get", "put", "query" or "rows"; false when there is no such scenario.
[[nodiscard]] bool only(std::string const& name, int count);

/// The rows scenario's own half alone, likewise.
[[nodiscard]] bool only_rows(int count);

} // namespace bench
