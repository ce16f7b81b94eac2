// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/core/result.hpp>
#include <skiff/core/secret.hpp>
#include <skiff/secrets_manager/client.hpp>
#include <skiff/secrets_manager/detail/login.hpp>
#include <skiff/secrets_manager/detail/secret_document.hpp>
#include <skiff/secrets_manager/secret_cache_options.hpp>
#include <skiff/secrets_manager/secret_version.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace skiff::secrets_manager {

namespace detail {
class secret_store;

template <class T>
constexpr void check_document() {
    static_assert(secret_document<T>,
                  "skiff: a JSON secret is read into a struct described with "
                  "BOOST_DESCRIBE_STRUCT or a map with string keys; get_string and get_binary give "
                  "other secrets as they are");
}

/// The versions that are left to try after a refused log-in, in their order: the current one as it
/// is now, then the pending one.
class untried_versions {
  public:
    using version = std::shared_ptr<secret_version const>;

    untried_versions(std::shared_ptr<secret_store> store, std::string_view id,
                     call_options const& call, version first);
    /// Null: none is left.
    [[nodiscard]] version next();

  private:
    [[nodiscard]] version recent(std::string_view version_stage) const;
    [[nodiscard]] bool is_new(version const& candidate) const;

    std::shared_ptr<secret_store> store_;
    std::string_view id_;
    call_options const& call_;
    version first_;
    version second_;
    int step_ = 0;
};
} // namespace detail

/// Secrets by name or ARN, decoded and kept in memory.
///
///     skiff::secrets_manager::secret_cache secrets{client};
///     auto login = secrets.get<db_login>("tracker/db").value();
///
/// A value is kept for at most `refresh_interval`; the call that finds it older fetches it anew,
/// while other threads still get the old one. Several threads that need the same secret first make
/// one request. When fetching fails, the service is left alone for a growing time: until then calls
/// get the last value for as long as `keep_on_failure` allows, or else the same error. When the
/// service says that the secret is gone, deleted or forbidden, the last value is not given. No
/// thread is started: fetching is done by calls, in their time, on the client's clock. Include
/// <skiff/secrets_manager/secret_cache_options.hpp> for the numbers; docs/guides/secrets_manager.md
/// tells the whole.
///
/// A cheap handle: copies share values and client. May be called from many threads; a moved-from
/// one may only be assigned or destroyed. Constructing one does no I/O.
///
/// Values are held in `secret_string` and `secret_binary`, whose memory is overwritten when they
/// are evicted, replaced or destroyed. No value stands in an error, whatever the secret or the
/// service contains. Give structs `secret_string` members, so that your copies are overwritten as
/// well.
///
/// Errors of reading are those of GetSecretValue; errc::malformed_response, with paths, when the
/// secret is not what `T` describes; errc::canceled and errc::timed_out when the call's own
/// `call_options` end it, which other callers do not notice. Permission to read:
/// secretsmanager:GetSecretValue, and kms:Decrypt when the secret has a key of its own.
class secret_cache {
  public:
    explicit secret_cache(client through = client(), secret_cache_options options = {});

    /// A JSON secret. `T` is a described struct, or a map with string keys; JSON's rules and codecs
    /// hold (skiff/core/reflect/json.hpp). Unknown members are ignored. Decodes anew at each call,
    /// so that no other copy of the value stays in memory.
    template <class T>
    [[nodiscard]] result<T> get(std::string_view id, get_options const& options = {}) const {
        detail::check_document<T>();
        auto const version = get_version(id, options);
        if (!version)
            return version.error();
        return detail::read_secret<T>(**version);
    }

    /// The text as it is. errc::malformed_response when the secret is bytes.
    [[nodiscard]] result<secret_string> get_string(std::string_view id,
                                                   get_options const& options = {}) const;
    /// The bytes as they are. errc::malformed_response when the secret is text.
    [[nodiscard]] result<secret_binary> get_binary(std::string_view id,
                                                   get_options const& options = {}) const;
    /// The value with its version id and stages, shared with the cache instead of copied: it lives
    /// as long as the caller keeps it. Not null.
    [[nodiscard]] result<std::shared_ptr<secret_version const>> get_version(
        std::string_view id, get_options const& options = {}) const;

    /// Logs in with a secret that may have been rotated meanwhile:
    ///
    ///     auto session = secrets.with_secret<db_login>("tracker/db", connect, is_wrong_password);
    ///
    /// Calls `connect(db_login const&)` with the value at hand. When `refused` says so of what it
    /// returned, tries the secret as it is now, then its version AWSPENDING, which a rotation may
    /// just be setting; each only when it is a version that was not tried. Gives the first outcome
    /// that was not refused, else the last one.
    ///
    /// `refused` takes what `connect` returns or, when that is a result, its error. The return type
    /// is that of `connect` when it is a skiff::result, else a result of it: the error is then why
    /// the secret could not be had.
    ///
    /// A version is fetched at most once in `login_refresh_interval`, so a password that is simply
    /// wrong costs the service no more than that. What `connect` throws passes through.
    template <class T, class Connect, class Refused>
    [[nodiscard]] auto with_secret(std::string_view id, Connect&& connect, Refused&& refused,
                                   call_options const& options = {}) const
        -> detail::with_secret_result<std::invoke_result_t<Connect&, T const&>> {
        detail::check_document<T>();
        auto version = get_version(id, {.call = options});
        if (!version)
            return version.error();
        auto value = detail::read_secret<T>(**version);
        if (!value)
            return value.error();
        std::optional<std::invoke_result_t<Connect&, T const&>> outcome(
            connect(std::as_const(*value)));
        detail::untried_versions others(store_, id, options, *version);
        while (detail::says_refused(refused, std::as_const(*outcome))) {
            auto const other = others.next();
            if (!other)
                break;
            if (auto const next = detail::read_secret<T>(*other))
                outcome.emplace(connect(*next));
        }
        return std::move(*outcome);
    }
    /// For a `connect` that returns `login::accepted` or `login::refused`.
    template <class T, class Connect>
        requires std::is_same_v<std::invoke_result_t<Connect&, T const&>, login>
    [[nodiscard]] result<login> with_secret(std::string_view id, Connect&& connect,
                                            call_options const& options = {}) const {
        return with_secret<T>(id, connect, detail::is_refused(), options);
    }

    /// Fetches now, whatever is at hand and however the last fetch ended. On failure the value at
    /// hand stays what `get` gives, unless the service says that it is gone.
    [[nodiscard]] result<void> refresh_now(std::string_view id,
                                           get_options const& options = {}) const;
    /// Forgets all versions of a secret, asked for by name or by ARN: the next call fetches.
    void invalidate(std::string_view id) const;
    /// Forgets everything.
    void clear() const;

    /// Stores a JSON document as a new version of an existing secret, which this cache gives from
    /// then on; other processes see it when they refresh. At most 65,536 bytes. A retry cannot
    /// store it twice (put_options::client_request_token). secretsmanager:PutSecretValue.
    template <class T>
    [[nodiscard]] result<stored_version> put(std::string_view id, T const& value,
                                             put_options const& options = {}) const {
        detail::check_document<T>();
        return put_string(id, detail::write_secret(value), options);
    }
    [[nodiscard]] result<stored_version> put_string(std::string_view id, secret_string const& value,
                                                    put_options const& options = {}) const;
    [[nodiscard]] result<stored_version> put_binary(std::string_view id, secret_binary const& value,
                                                    put_options const& options = {}) const;

    /// Creates a secret with a JSON document as its first version. condition::already_exists when
    /// there is one of this name. secretsmanager:CreateSecret, and TagResource when it has tags.
    template <class T>
    [[nodiscard]] result<stored_version> create(std::string_view name, T const& value,
                                                create_options const& options = {}) const {
        detail::check_document<T>();
        return create_string(name, detail::write_secret(value), options);
    }
    [[nodiscard]] result<stored_version> create_string(std::string_view name,
                                                       secret_string const& value,
                                                       create_options const& options = {}) const;
    [[nodiscard]] result<stored_version> create_binary(std::string_view name,
                                                       secret_binary const& value,
                                                       create_options const& options = {}) const;

  private:
    std::shared_ptr<detail::secret_store> store_;
};

} // namespace skiff::secrets_manager
