// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/detail/statement.hpp>

#include "rds_data/field_reader.hpp"

#include <algorithm>
#include <utility>

namespace skiff::rds_data::detail {
namespace {

constexpr std::string_view metadata_key = "\"columnMetadata\"";

/// Rows are reserved by the size of the first; not more than this at a time.
constexpr std::size_t most_reserved = 1u << 16;

/// The columns' names: the label (what AS says), else the name.
bool read_metadata(json::reader& in, std::vector<std::string>& names) {
    for (in.begin_array(); in.next_element();) {
        std::string label;
        std::string name;
        std::string_view key;
        for (in.begin_object(); in.next_key(key);) {
            if (in.take_null())
                continue;
            if (key == "label")
                in.string(label);
            else if (key == "name")
                in.string(name);
            else
                in.skip();
        }
        names.push_back(label.empty() ? std::move(name) : std::move(label));
    }
    return !in.failed();
}

/// Reads an ExecuteStatement's answer in one pass, whichever of records and columnMetadata comes
/// first.
class answer_in_progress {
  public:
    answer_in_progress(rows_reader const& how, std::string_view body)
        : how_(how), layout_(*how.sink.layout), body_(body), in_(body), values_(in_) {}

    bool run(std::string& why) {
        how_.sink.clear(how_.sink.rows);
        std::string_view key;
        for (in_.begin_object(); in_.next_key(key);) {
            if (in_.take_null())
                continue;
            if (key == "columnMetadata")
                metadata();
            else if (key == "records")
                records();
            else if (key == "numberOfRecordsUpdated")
                in_.integer(updated_);
            else
                in_.skip();
        }
        if (in_.finish() && !has_records_ && updated_ != 0)
            values_.fail("the statement changed rows and returned none: use execute, or add "
                         "RETURNING");
        if (!in_.failed())
            return true;
        why = place_ + values_.message();
        return false;
    }

  private:
    /// The member itself, when its turn comes.
    void metadata() {
        if (late_metadata_at_ != 0) {
            if (in_.offset() != late_metadata_at_)
                values_.fail("columnMetadata is not where it was found");
            in_.skip();
            return;
        }
        names_.clear();
        if (read_metadata(in_, names_))
            make_plan();
    }

    /// The names are needed before the records: looks for those that follow them. In a string the
    /// quotes of the key would be escaped, and records have no members of other names than Field's:
    /// the last place in the text that looks like the member is the member, which `metadata` checks
    /// when it comes to it.
    void find_late_metadata() {
        auto const at = body_.rfind(metadata_key);
        if (at == body_.npos || at < in_.offset())
            return;
        auto const colon = body_.find_first_not_of(" \t\r\n", at + metadata_key.size());
        if (colon == body_.npos || body_[colon] != ':')
            return;
        json::reader ahead(body_.substr(colon + 1));
        if (!read_metadata(ahead, names_)) {
            names_.clear();
            return;
        }
        late_metadata_at_ = colon + 1;
        make_plan();
    }

    void make_plan() {
        plan_.assign(names_.size(), nullptr);
        if (layout_.by_name)
            plan_by_name();
        else
            plan_by_position(names_.size());
        planned_ = true;
    }

    void plan_by_position(std::size_t columns) {
        if (columns != layout_.size) {
            values_.fail("the result has " + std::to_string(columns) + " columns, the row takes " +
                         std::to_string(layout_.size));
            return;
        }
        plan_.clear();
        for (std::size_t i = 0; i != layout_.size; ++i)
            plan_.push_back(&layout_.columns[i]);
        planned_ = true;
    }

    void plan_by_name() {
        for (auto const* wanted = layout_.columns; wanted != layout_.columns + layout_.size;
             ++wanted) {
            auto const found = std::ranges::find(names_, wanted->name);
            if (found == names_.end()) {
                if (!wanted->may_be_missing)
                    values_.fail("the result has no column '" + std::string(wanted->name) +
                                 "', only " + all_names());
                continue;
            }
            if (std::find(found + 1, names_.end(), wanted->name) != names_.end())
                values_.fail("the result has two columns '" + std::string(wanted->name) +
                             "': rename one in the statement with AS");
            plan_[static_cast<std::size_t>(found - names_.begin())] = wanted;
        }
        if (how_.extra == extra_columns::ignored)
            return;
        for (std::size_t i = 0; i != plan_.size(); ++i)
            if (plan_[i] == nullptr)
                values_.fail("no member takes the result's column '" + names_[i] + "'");
    }

    [[nodiscard]] std::string all_names() const {
        std::string out;
        for (auto const& each : names_)
            out += (out.empty() ? "'" : ", '") + each + '\'';
        return out.empty() ? "none" : out;
    }

    void records() {
        has_records_ = true;
        if (!planned_ && layout_.by_name)
            find_late_metadata();
        std::size_t number = 0;
        for (in_.begin_array(); in_.next_element();) {
            if (number == 0 && !planned_)
                plan_without_names();
            auto const begin = in_.offset();
            if (in_.failed() || !row(++number))
                return;
            if (number == 1)
                reserve(in_.offset() - begin);
        }
    }

    void plan_without_names() {
        if (layout_.by_name) {
            values_.fail("the answer has no columnMetadata");
            return;
        }
        plan_by_position(layout_.size);
    }

    void reserve(std::size_t row_size) {
        auto const more = (body_.size() - in_.offset()) / (row_size + 1);
        if (more != 0)
            how_.sink.reserve(how_.sink.rows, std::min(more + 2, most_reserved));
    }

    bool row(std::size_t number) {
        void* const object = how_.sink.append(how_.sink.rows);
        std::size_t column = 0;
        for (in_.begin_array(); in_.next_element(); ++column) {
            if (column == plan_.size()) {
                values_.fail(layout_.by_name ? "more values than columns"
                                             : "the result has more columns than the row takes, " +
                                                   std::to_string(layout_.size));
                return at(number, column);
            }
            auto const* const wanted = plan_[column];
            bool const good = wanted == nullptr
                                  ? in_.skip()
                                  : read_field(values_, wanted->read, wanted->at(object));
            if (!good)
                return at(number, column);
        }
        if (in_.failed() || column != plan_.size()) {
            values_.fail("the result has " + std::to_string(column) + " columns, the row takes " +
                         std::to_string(plan_.size()));
            return at(number, column);
        }
        return true;
    }

    /// Remembers the place of a failure; returns false.
    bool at(std::size_t number, std::size_t column) {
        place_ = "row " + std::to_string(number) + ", column ";
        place_ += column < names_.size() ? names_[column] : std::to_string(column + 1);
        place_ += ": ";
        return false;
    }

    rows_reader const& how_;
    row_layout const& layout_;
    std::string_view body_;
    json::reader in_;
    value_reader values_;
    std::vector<std::string> names_;
    std::vector<wanted_column const*> plan_;
    std::size_t late_metadata_at_ = 0; ///< 0: not looked for.
    std::int64_t updated_ = 0;
    bool planned_ = false;
    bool has_records_ = false;
    std::string place_;
};

} // namespace

bool rows_reader::read(void* self, std::string_view body, std::string& why) {
    return answer_in_progress(*static_cast<rows_reader*>(self), body).run(why);
}

bool changes_reader::read(void* self, std::string_view body, std::string& why) {
    std::int64_t updated = 0;
    std::string_view generated = "[]";
    json::reader in(body);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (in.take_null())
            continue;
        if (key == "numberOfRecordsUpdated")
            in.integer(updated);
        else if (key == "generatedFields")
            in.raw(generated);
        else
            in.skip();
    }
    if (!in.finish()) {
        why = in.message();
        return false;
    }
    static_cast<changes_reader*>(self)->result = {updated, std::string(generated)};
    return true;
}

bool json_reader::read(void* self, std::string_view body, std::string& why) {
    auto& text = static_cast<json_reader*>(self)->text;
    text.clear();
    json::reader in(body);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (in.take_null())
            continue;
        if (key == "formattedRecords")
            in.string(text);
        else
            in.skip();
    }
    if (in.finish() && text.empty())
        in.fail("the answer has no formattedRecords: only queries have");
    why = in.message();
    return !in.failed();
}

result<void> read_generated(std::string const& fields, row_layout const& layout, void* row) {
    json::reader in(fields);
    value_reader values(in);
    std::size_t count = 0;
    for (in.begin_array(); in.next_element(); ++count) {
        if (count == layout.size) {
            values.fail("there are more than " + std::to_string(layout.size));
            break;
        }
        auto const& wanted = layout.columns[count];
        read_field(values, wanted.read, wanted.at(row));
    }
    if (!in.failed() && count != layout.size)
        values.fail(count == 0 ? "there are none (PostgreSQL has none: use query with RETURNING)"
                               : "there are only " + std::to_string(count));
    if (in.failed())
        return make_error(skiff::errc::malformed_response, "generated keys: " + values.message());
    return {};
}

} // namespace skiff::rds_data::detail
