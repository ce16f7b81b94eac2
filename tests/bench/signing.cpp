// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"
#include "scenarios.hpp"

#include <skiff/core/auth/sha256.hpp>
#include <skiff/core/auth/sigv4.hpp>

namespace bench {

void signing() {
    skiff::auth::signer const signer;
    skiff::credentials const who{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""};
    skiff::timestamp const now = std::chrono::system_clock::now();
    skiff::http::request request;
    request.body.assign(400, 'x');
    request.headers.add("Content-Type", "application/x-amz-json-1.0");
    request.headers.add("X-Amz-Target", "DynamoDB_20120810.GetItem");

    // What every signature hashes: body, canonical request, string to sign and two HMAC keys.
    std::string const canonical(330, 'c');
    std::string const to_sign(140, 's');
    std::string const key(32, 'k');
    cost const floor = measure([&] {
        (void)skiff::auth::sha256(request.body);
        (void)skiff::auth::sha256(canonical);
        (void)skiff::auth::hmac_sha256(key, to_sign);
    });
    cost const figure = measure([&] {
        if (signer.sign(request, "dynamodb.eu-central-1.amazonaws.com", who,
                        {"eu-central-1", "dynamodb"}, now))
            std::abort();
    });
    print("SigV4, 400 B body", floor, figure, {1.8, 0, 0});
}

} // namespace bench
