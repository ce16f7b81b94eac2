// SPDX-License-Identifier: Apache-2.0
#include "web.hpp"

#include "embedded_files.hpp"

#include <string>

namespace item_tracker {

skiff::rest::static_files web_page() {
    skiff::rest::static_file_options options;
    // No script and no style but the files beside it; the mails it shows inherit this.
    options.content_security_policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    skiff::rest::static_files files(options);
    for (auto const& [path, content] : embedded_files())
        files.add(std::string(path), std::string(content));
    return files;
}

} // namespace item_tracker
