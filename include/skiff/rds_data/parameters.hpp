// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rds_data/column_codec.hpp>
#include <skiff/rds_data/columns.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace skiff::rds_data {

namespace detail {

template <class T>
void write_erased(value_writer& out, void const* value) {
    write_value(out, *static_cast<T const*>(value));
}

/// A member of a struct that holds parameters.
struct parameter_member {
    std::string_view name;
    void const* (*at)(void const* object);
    void (*write)(value_writer&, void const*);
};
struct parameter_layout {
    parameter_member const* members;
    std::size_t size;
};

template <class T, class Descriptor>
void const* member_of_parameters(void const* object) {
    return &(static_cast<T const*>(object)->*Descriptor::pointer);
}

template <class T, class Members>
struct parameter_table;
template <class T, template <class...> class List, class... Members>
struct parameter_table<T, List<Members...>> {
    template <class Member>
    using type_of = std::remove_cvref_t<decltype(std::declval<T const&>().*Member::pointer)>;

    static constexpr parameter_member members[sizeof...(Members) == 0 ? 1 : sizeof...(Members)] = {
        {column_name<T, Members>, &member_of_parameters<T, Members>,
         &write_erased<type_of<Members>>}...};
    static constexpr parameter_layout whole{members, sizeof...(Members)};
};

inline constexpr parameter_layout no_parameters{nullptr, 0};

template <class T>
constexpr parameter_layout const& parameter_layout_of() noexcept {
    static_assert(reflect::described<T>,
                  "skiff: parameters are a list, {{\"name\", value}, ...}, or a struct that is "
                  "described with BOOST_DESCRIBE_STRUCT");
    if constexpr (reflect::described<T>)
        return parameter_table<T, reflect::members_of<T>>::whole;
    else
        return no_parameters;
}

} // namespace detail

/// One named value in a list of parameters: {"archived", false}. Refers to its arguments: only for
/// making `parameters` of it, in the same expression.
class parameter {
  public:
    template <class T>
    parameter(std::string_view name, T const& value) noexcept
        : name_(name), value_(&value), write_(&detail::write_erased<T>) {}
    /// Text.
    parameter(std::string_view name, char const* value) noexcept
        : name_(name)
        , text_(value)
        , value_(&text_)
        , write_(&detail::write_erased<std::string_view>) {}
    parameter(parameter const&) = delete;
    parameter& operator=(parameter const&) = delete;

    void write(detail::value_writer& out) const;
    [[nodiscard]] std::string_view name() const noexcept { return name_; }

  private:
    std::string_view name_;
    std::string_view text_;
    void const* value_;
    void (*write_)(detail::value_writer&, void const*);
};

/// The values of a statement's named parameters, `:archived` in its text:
///
///     db.query<work_item>("... WHERE archived = :archived", {{"archived", false}});
///     db.execute("INSERT INTO work_items (name, status) VALUES (:name, :status)", item);
///
/// From a list, or from a described struct whose members' names (see columns.hpp) are the
/// parameters'. column_codec.hpp lists the types and how each is sent. Of a struct only what the
/// statement mentions is sent; of a list, a name that the statement does not mention is an error,
/// as are a name given twice, one with a colon, and values that cannot be sent:
/// errc::invalid_request, the statement is not sent.
class parameters {
  public:
    parameters() = default;
    parameters(std::initializer_list<parameter> list);
    template <class T>
        requires(!std::is_same_v<T, parameters>)
    parameters(T const& object) : parameters(detail::parameter_layout_of<T>(), &object) {}

    /// Appends the JSON list for a statement to `out`. What is wrong with the parameters for it, or
    /// an empty text.
    [[nodiscard]] std::string append_to(std::string& out, std::string_view sql) const;
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

  private:
    parameters(detail::parameter_layout const& layout, void const* object);

    struct entry {
        std::string name;
        std::size_t begin; ///< In json_.
        std::size_t end;
        std::string fault;
    };
    std::string json_;
    std::vector<entry> entries_;
    bool from_struct_ = false;
};

namespace detail {

/// What is wrong with a name; empty: nothing.
[[nodiscard]] std::string check_parameter_name(std::string_view name);
/// True when the statement has ":name".
[[nodiscard]] bool mentions(std::string_view sql, std::string_view name) noexcept;

} // namespace detail
} // namespace skiff::rds_data
