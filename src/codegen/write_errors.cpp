// SPDX-License-Identifier: Apache-2.0
#include "codegen/error_codes.hpp"
#include "codegen/names.hpp"
#include "codegen/writers.hpp"

#include <algorithm>

namespace skiff::codegen {
namespace {

void write_errors_header(plan const& what, std::vector<error_code_entry> const& codes,
                         file_set& files) {
    auto out = begin_header();
    std::vector<definition const*> types;
    for (auto const& each : what.error_types())
        types.push_back(&each);
    for (auto const& each : what.errors())
        types.push_back(&each);
    write_includes(what, types, out,
                   {"skiff/core/error.hpp", "boost/system/error_code.hpp", "type_traits"});
    auto const& name = what.options().name;
    out.open_namespace(name);
    out.line("/// What ", what.model().id,
             " answers with: the codes of its model and those that "
             "every service of its kind sends.");
    out.line("/// Compare error::code with these, or with skiff::condition.");
    out.line("enum class errc {");
    for (std::size_t i = 0; i != codes.size(); ++i)
        out.line("    ", codes[i].name, i == 0 ? " = 1" : "", ", ///< ", codes[i].code, ", HTTP ",
                 codes[i].http_status, '.');
    out.line("};").line();
    out.line("/// Named \"skiff.", name, "\".");
    out.line("[[nodiscard]] boost::system::error_category const& error_category() noexcept;");
    out.line("[[nodiscard]] inline boost::system::error_code make_error_code(errc e) noexcept {");
    out.line("    return {static_cast<int>(e), error_category()};").line("}").line();
    for (auto const& each : what.error_types())
        write_definition(what, each, out);
    for (auto each : what.errors()) {
        each.brief = "What comes with errc::" + snake_case(each.shape->error_code) +
                     ": `error::as<" + each.name + ">()`.";
        write_definition(what, each, out);
    }
    out.close_namespace(name).line();
    out.line("template <>");
    out.line("struct boost::system::is_error_code_enum<skiff::", name,
             "::errc> : std::true_type "
             "{};");
    files[header_folder(what) + "errors.hpp"] = out.text();
}

void write_source(plan const& what, std::vector<error_code_entry> const& codes, file_set& files) {
    auto const& name = what.options().name;
    auto out = begin_source();
    out.line("#include <skiff/", name, "/errors.hpp>").line().line("#include <string>").line();
    out.line("namespace skiff::", name, " {").line("namespace {").line();
    out.line("class service_category final : public boost::system::error_category {");
    out.line("  public:");
    out.line("    char const* name() const noexcept override { return \"skiff.", name, "\"; }");
    out.line("    std::string message(int value) const override {");
    out.line("        switch (static_cast<errc>(value)) {");
    for (auto const& each : codes)
        out.line("        case errc::", each.name, ": return ", literal(each.code), ';');
    out.line("        }").line("        return \"unknown\";").line("    }");
    out.line("    boost::system::error_condition default_error_condition(int value) const noexcept "
             "override {");
    out.line("        switch (static_cast<errc>(value)) {");
    std::map<std::string, std::vector<std::string>> by_condition;
    for (auto const& each : codes)
        if (!each.condition.empty())
            by_condition[each.condition].push_back(each.name);
    for (auto const& [condition, names] : by_condition) {
        for (std::size_t i = 0; i != names.size(); ++i)
            out.line("        case errc::", names[i], ':',
                     i + 1 == names.size() ? " return skiff::condition::" + condition + ';'
                                           : std::string());
    }
    out.line("        default: return {value, *this};");
    out.line("        }").line("    }").line("};").line().line("} // namespace").line();
    out.line("boost::system::error_category const& error_category() noexcept {");
    out.line("    static service_category const category;").line("    return category;").line("}");
    out.line().close_namespace(name);
    files[source_folder(what) + "errors.cpp"] = out.text();
}

} // namespace

void write_errors(plan const& what, file_set& files) {
    auto const codes = error_codes(what);
    write_errors_header(what, codes, files);
    write_source(what, codes, files);
}

} // namespace skiff::codegen
