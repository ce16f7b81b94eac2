// SPDX-License-Identifier: Apache-2.0
#include "codegen/names.hpp"

#include "support/catch.hpp"

using namespace skiff::codegen;

TEST_CASE("names: the model's names become snake case") {
    struct name {
        char const* model;
        char const* cpp;
    };
    for (auto const& [model, cpp] : std::vector<name>{
             {"TableName", "table_name"},
             {"SSESpecification", "sse_specification"},
             {"KMSMasterKeyId", "kms_master_key_id"},
             {"TableARNs", "table_arns"},
             {"ARNs", "arns"},
             {"S3BucketName", "s3_bucket_name"},
             {"Max24HourSend", "max_24_hour_send"},
             {"ON_DEMAND", "on_demand"},
             {"message", "message"},
             {"UUID", "uuid"},
             {"already_snake", "already_snake"},
             {"a-b.c/d", "a_b_c_d"},
             {"Delete", "delete_"},
             {"XOR", "xor_"},
             {"2xx", "_2xx"},
             {"", "_"},
             {"--", "_"},
         }) {
        INFO(model);
        CHECK(snake_case(model) == cpp);
    }
}

TEST_CASE("names: any text becomes a string literal") {
    CHECK(literal("plain") == R"("plain")");
    CHECK(literal("a\"b\\c") == R"("a\"b\\c")");
    CHECK(literal("\n\xFF") == R"("\012\377")");
}
