// SPDX-License-Identifier: Apache-2.0
#include "sample_service.hpp"

#include <skiff/protocol/shape_access.hpp>

#include <cstddef>

#pragma GCC diagnostic ignored "-Winvalid-offsetof"

std::span<std::string_view const> skiff::enum_names<sample::color>::values() noexcept {
    static constexpr std::string_view names[] = {"RED", "DARK_BLUE"};
    return names;
}

namespace sample {

using namespace skiff::protocol;

void write_json(skiff::json::writer& out, note const& value) {
    out.string(value.text);
}
bool read_json(skiff::json::reader& in, note& value) {
    return in.string(value.text) && (value.text != "forbidden" || in.fail("the note is forbidden"));
}

namespace {

template <class T>
using optional = std::optional<T>;
template <class T>
constexpr optional_access const* maybe = &optional_access_of<std::optional<T>>;

constexpr member point_members[] = {
    {.name = "X",
     .target = &integer_shape,
     .offset = offsetof(point, x),
     .flags = member_flag::required},
    {.name = "Label",
     .target = &text_shape,
     .offset = offsetof(point, label),
     .optional = maybe<std::string>},
};
constexpr shape point_shape{
    .kind = shape_kind::structure, .name = "Point", .members = point_members};
constexpr shape color_shape{
    .kind = shape_kind::enumeration, .name = "Color", .enumeration = &enum_access_of<color>};
constexpr shape texts{.kind = shape_kind::list,
                      .name = "Texts",
                      .element = &text_shape,
                      .element_name = "member",
                      .list = &list_access_of<std::vector<std::string>>};
constexpr shape points{.kind = shape_kind::list,
                       .name = "Points",
                       .element = &point_shape,
                       .element_name = "member",
                       .list = &list_access_of<std::vector<point>>};
constexpr shape grid{.kind = shape_kind::list,
                     .name = "Grid",
                     .element = &texts,
                     .element_name = "row",
                     .list = &list_access_of<std::vector<std::vector<std::string>>>};
constexpr shape labels{.kind = shape_kind::map,
                       .name = "Labels",
                       .element = &text_shape,
                       .map = &map_access_of<std::map<std::string, std::string, std::less<>>>};
constexpr shape places{.kind = shape_kind::map,
                       .name = "Places",
                       .element = &point_shape,
                       .map = &map_access_of<std::map<std::string, point, std::less<>>>};
constexpr shape note_shape{
    .kind = shape_kind::document, .name = "Note", .document = &document_access_of<note>};
constexpr shape notes{.kind = shape_kind::map,
                      .name = "Notes",
                      .element = &note_shape,
                      .map = &map_access_of<std::map<std::string, note, std::less<>>>};

constexpr member everything_members[] = {
    {.name = "Name",
     .target = &text_shape,
     .offset = offsetof(everything, name),
     .flags = member_flag::required},
    {.name = "Flag",
     .target = &boolean_shape,
     .offset = offsetof(everything, flag),
     .optional = maybe<bool>},
    {.name = "Small",
     .target = &integer_shape,
     .offset = offsetof(everything, small),
     .optional = maybe<std::int32_t>},
    {.name = "Large",
     .target = &long_integer_shape,
     .offset = offsetof(everything, large),
     .optional = maybe<std::int64_t>},
    {.name = "Single",
     .target = &single_shape,
     .offset = offsetof(everything, single),
     .optional = maybe<float>},
    {.name = "Real",
     .target = &real_shape,
     .offset = offsetof(everything, real),
     .optional = maybe<double>},
    {.name = "Text",
     .target = &text_shape,
     .offset = offsetof(everything, text),
     .optional = maybe<std::string>},
    {.name = "Paint",
     .target = &color_shape,
     .offset = offsetof(everything, paint),
     .optional = maybe<skiff::open_enum<color>>},
    {.name = "Bytes",
     .target = &blob_shape,
     .offset = offsetof(everything, bytes),
     .optional = maybe<skiff::binary>},
    {.name = "When",
     .target = &time_shape,
     .offset = offsetof(everything, when),
     .optional = maybe<skiff::timestamp>},
    {.name = "IsoWhen",
     .target = &time_shape,
     .offset = offsetof(everything, iso_when),
     .optional = maybe<skiff::timestamp>,
     .format = time_format::iso_8601},
    {.name = "Origin",
     .target = &point_shape,
     .offset = offsetof(everything, origin),
     .optional = maybe<point>},
    {.name = "Tags", .target = &texts, .offset = offsetof(everything, tags)},
    {.name = "FlatTags",
     .target = &texts,
     .offset = offsetof(everything, flat_tags),
     .flags = member_flag::flattened},
    {.name = "Points", .target = &points, .offset = offsetof(everything, points)},
    {.name = "Labels", .target = &labels, .offset = offsetof(everything, labels)},
    {.name = "Places", .target = &places, .offset = offsetof(everything, places)},
    {.name = "Grid", .target = &grid, .offset = offsetof(everything, grid)},
    {.name = "Always",
     .target = &texts,
     .offset = offsetof(everything, always),
     .flags = member_flag::required},
    {.name = "Token",
     .target = &text_shape,
     .offset = offsetof(everything, token),
     .optional = maybe<std::string>,
     .flags = member_flag::idempotency_token},
};
constexpr shape everything_shape{
    .kind = shape_kind::structure, .name = "Everything", .members = everything_members};

constexpr member with_note_members[] = {
    {.name = "Remark",
     .target = &note_shape,
     .offset = offsetof(with_note, remark),
     .optional = maybe<note>},
    {.name = "Notes", .target = &notes, .offset = offsetof(with_note, notes)},
};
constexpr shape with_note_shape{
    .kind = shape_kind::structure, .name = "WithNote", .members = with_note_members};

constexpr member refused_members[] = {
    {.name = "message",
     .target = &text_shape,
     .offset = offsetof(refused_exception, message),
     .optional = maybe<std::string>},
    {.name = "Place",
     .target = &point_shape,
     .offset = offsetof(refused_exception, place),
     .optional = maybe<point>},
};
constexpr shape refused_shape{
    .kind = shape_kind::structure, .name = "RefusedException", .members = refused_members};

constexpr error_entry errors[] = {
    {.code = "AccessDenied", .value = static_cast<int>(errc::access_denied), .http_status = 403},
    {.code = "Refused",
     .value = static_cast<int>(errc::refused),
     .http_status = 409,
     .structure = &refused_shape,
     .emplace = emplace_in<refused_exception>,
     .find = find_in<refused_exception>},
    {.code = "ServiceUnavailable",
     .value = static_cast<int>(errc::service_unavailable),
     .http_status = 503},
    {.code = "Throttling", .value = static_cast<int>(errc::throttling)},
    {.code = "Unlucky",
     .value = static_cast<int>(errc::unlucky),
     .retry = skiff::retry_class::transient},
};
constexpr operation const* json_operations[] = {&json_annotate, &json_store};
constexpr operation const* query_operations[] = {&query_store};

class category final : public boost::system::error_category {
  public:
    char const* name() const noexcept override { return "sample"; }
    std::string message(int value) const override { return "sample " + std::to_string(value); }
};

} // namespace

boost::system::error_category const& error_category() noexcept {
    static category const instance;
    return instance;
}

service const json_service{.id = "Sample",
                           .endpoint_prefix = "sample",
                           .target_prefix = "Sample_20260101",
                           .api_version = "2026-01-01",
                           .protocol = &aws_json_1_0,
                           .checksummed = true,
                           .errors = errors,
                           .category = error_category,
                           .operations = json_operations};
service const query_service{.id = "Sample",
                            .endpoint_prefix = "sample",
                            .api_version = "2026-01-01",
                            .protocol = &aws_query,
                            .checksummed = false,
                            .errors = errors,
                            .category = error_category,
                            .operations = query_operations,
                            .xml_namespace = "http://sample.example/doc/"};
operation const json_store{.name = "Store",
                           .service = &json_service,
                           .input = &everything_shape,
                           .output = &everything_shape};
operation const json_annotate{.name = "Annotate",
                              .service = &json_service,
                              .input = &with_note_shape,
                              .output = &with_note_shape};
operation const query_store{.name = "Store",
                            .service = &query_service,
                            .input = &everything_shape,
                            .output = &everything_shape,
                            .result_wrapper = "StoreResult"};

everything full() {
    using namespace std::chrono;
    auto const when = skiff::timestamp(milliseconds(1'363'729'002'358));
    return {
        .name = "a \"name\" & <more>",
        .flag = true,
        .small = -2147483647 - 1,
        .large = 9223372036854775807,
        .single = 0.1f,
        .real = -1.5e300,
        .text = "gr\xC3\xBC\xC3\x9F, \xF0\x9F\x98\x80 100% a+b=c&d;\n\ttab",
        .paint = color::dark_blue,
        .bytes = skiff::binary{std::string("\0\xFF\x80 bytes", 9)},
        .when = when,
        .iso_when = when + seconds(1),
        .origin = point{.x = 1, .label = "here"},
        .tags = {"one", "", "three"},
        .flat_tags = {"flat", "tags"},
        .points = {{.x = 2}, {.x = 3, .label = ""}},
        .labels = {{"", "empty key"}, {"a.b", "dotted"}, {"z", ""}},
        .places = {{"home", {.x = 4, .label = "h"}}},
        .grid = {{"a", "b"}, {"c"}},
        .always = {"x"},
        .token = "my-token",
    };
}

} // namespace sample
