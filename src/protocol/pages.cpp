// SPDX-License-Identifier: Apache-2.0
#include <skiff/protocol/pages.hpp>

namespace skiff::protocol {

error repeated_page_token() {
    return make_error(errc::malformed_response,
                      "the service answered with the page token that it was asked with: the pages "
                      "behind it cannot be reached");
}

} // namespace skiff::protocol
