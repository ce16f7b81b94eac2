// SPDX-License-Identifier: Apache-2.0
// The codecs of all protocols in both directions, on any text; what is read is written again.
#include <skiff/dynamodb/operation/put_item.hpp>
#include <skiff/dynamodb/operations.hpp>
#include <skiff/protocol/codec.hpp>
#include <skiff/rds_data/operation/execute_sql.hpp>
#include <skiff/rds_data/operation/execute_statement.hpp>
#include <skiff/rds_data/operations.hpp>
#include <skiff/secrets_manager/operation/get_secret_value.hpp>
#include <skiff/secrets_manager/operations.hpp>
#include <skiff/ses/operation/send_email.hpp>
#include <skiff/ses/operations.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

using namespace skiff;

namespace {

template <class Request, class Response>
void read(protocol::operation const& what, std::string_view text) {
    http::request in;
    in.target = what.uri;
    in.body = text;
    Request request;
    if (!protocol::read_request(what, in, &request))
        (void)protocol::write_request(what, &request, system_random(), in);
    for (int const status : {200, 400}) {
        http::response answer{status, {}, std::string(text)};
        Response response;
        if (status == 400)
            (void)protocol::read_error(what, answer);
        else if (!protocol::read_response(what, answer, &response) &&
                 protocol::write_response(what, &response, "id").status != 200)
            std::abort();
    }
}

struct target {
    protocol::operation const& what;
    void (*read)(protocol::operation const&, std::string_view);
};

target const targets[] = {
    {dynamodb::operations::put_item, read<dynamodb::put_item_request, dynamodb::put_item_response>},
    {rds_data::operations::execute_statement,
     read<rds_data::execute_statement_request, rds_data::execute_statement_response>},
    {rds_data::operations::execute_sql,
     read<rds_data::execute_sql_request, rds_data::execute_sql_response>},
    {secrets_manager::operations::get_secret_value,
     read<secrets_manager::get_secret_value_request, secrets_manager::get_secret_value_response>},
    {ses::operations::send_email, read<ses::send_email_request, ses::send_email_response>},
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0)
        return 0;
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    auto const& chosen = targets[data[0] % std::size(targets)];
    chosen.read(chosen.what, text);
    return 0;
}
