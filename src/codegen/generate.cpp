// SPDX-License-Identifier: Apache-2.0
#include "codegen/generate.hpp"

#include "codegen/plan.hpp"
#include "codegen/writers.hpp"

namespace skiff::codegen {

file_set generate(service const& model, settings const& options) {
    plan const what(model, options);
    file_set out;
    write_type_headers(what, out);
    write_errors(what, out);
    write_client(what, out);
    write_tables(what, out);
    write_waiters(what, out);
    return out;
}

file_set generate(std::filesystem::path const& models) {
    file_set out;
    for (auto const& entry : std::filesystem::directory_iterator(models)) {
        if (entry.path().extension() != ".json")
            continue;
        auto const name = entry.path().stem().string();
        auto const model = read_model(entry.path());
        out.merge(generate(model, model.default_settings ? default_settings(name, model.protocol)
                                                         : settings_of(name)));
    }
    if (out.empty())
        throw model_error(models.string() + ": no models (*.json)");
    return out;
}

} // namespace skiff::codegen
