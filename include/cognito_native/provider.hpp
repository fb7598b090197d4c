// Part of cognito_native.hpp. The heart: one player of one identity pool.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_PROVIDER_HPP
#define COGNITO_NATIVE_PROVIDER_HPP

#include "carried.hpp"
#include "completion.hpp"
#include "error.hpp"
#include "login_request.hpp"
#include "provider_options.hpp"
#include "queue.hpp"
#include "request.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cognito_native {

namespace detail {

inline void ask(void *user_data, cognito_login_request *request) noexcept {
    static_cast<Pending<LoginSource> *>(user_data)->run(LoginRequest(request));
}

} // namespace detail

/** One identity pool and one profile: identity id, credentials, and what keeps them fresh. */
class Provider {
public:
    /** Throws Error, whose message names the wrong option and whose hint says what to do. */
    Provider(const ProviderOptions &options, const Queue &queue) {
        if (!queue.state_) {
            throw Error(COGNITO_ERROR_INVALID_HANDLE);
        }
        shared_ = queue.state_->shared;
        std::vector<const char *> policies;
        const cognito_provider_options native = options.native(policies);
        cognito_completion *error = nullptr;
        const cognito_result result = cognito_provider_new(&native, queue.handle(), &handle_, &error);
        if (result != COGNITO_OK) {
            const Completion owned(error);
            if (error != nullptr) {
                owned.check();
            }
            throw Error(result);
        }
    }

    Provider(Provider &&other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)), events_(std::move(other.events_)),
          login_source_(std::move(other.login_source_)), shared_(other.shared_) {}
    Provider &operator=(Provider &&other) noexcept {
        Provider taken(std::move(other));
        std::swap(handle_, taken.handle_);
        std::swap(events_, taken.events_);
        std::swap(login_source_, taken.login_source_);
        std::swap(shared_, taken.shared_);
        return *this;
    }

    /** Every outstanding request completes as cancelled, in the queue's next dispatch. Does not wait. */
    ~Provider() {
        cognito_provider_free(handle_);
        shared_->retire(std::move(events_));
        shared_->retire(std::move(login_source_));
    }

    /** Asks for the identity id. A deadline of zero: the provider's own timeouts. */
    Request get_identity_id(Callback callback, std::chrono::milliseconds deadline = {}) {
        return begin(cognito_provider_get_identity_id, std::move(callback), deadline);
    }

    /** Asks for credentials, cached ones where they are fresh. */
    Request get_credentials(Callback callback, std::chrono::milliseconds deadline = {}) {
        return begin(cognito_provider_get_credentials, std::move(callback), deadline);
    }

    /** Fetches new credentials, whatever is cached. */
    Request refresh(Callback callback, std::chrono::milliseconds deadline = {}) {
        return begin(cognito_provider_refresh, std::move(callback), deadline);
    }

    /** Asks for an OpenID token of the identity, for the game's own backend say. Good for ten minutes; never cached. */
    Request get_open_id_token(Callback callback, std::chrono::milliseconds deadline = {}) {
        return begin(cognito_provider_get_open_id_token, std::move(callback), deadline);
    }

    /** Makes the service forget the link between the identity and a login that is set, and removes the login here. */
    Request unlink_login(const std::string &name, Callback callback, std::chrono::milliseconds deadline = {}) {
        const auto unlink = [text = detail::c_text(name)](cognito_provider *provider, auto... rest) {
            return cognito_provider_unlink_login(provider, text, rest...);
        };
        return begin(unlink, std::move(callback), deadline);
    }

    /** Waits for the answer: for tools and servers, never on a UI or main thread. */
    Completion get_identity_id_blocking(std::chrono::milliseconds timeout = {}) {
        return block(cognito_provider_get_identity_id_blocking, timeout);
    }

    /** Waits for the answer: for tools and servers, never on a UI or main thread. */
    Completion get_credentials_blocking(std::chrono::milliseconds timeout = {}) {
        return block(cognito_provider_get_credentials_blocking, timeout);
    }

    /** The identity id, if it is known; no I/O. */
    std::optional<std::string> cached_identity_id() const {
        const auto cached = look(cognito_provider_cached_identity_id);
        return cached.has_value() ? cached->identity_id() : std::nullopt;
    }

    /** The credentials, if there are any that have not expired; no I/O. */
    std::optional<Credentials> cached_credentials() const {
        const auto cached = look(cognito_provider_cached_credentials);
        return cached.has_value() ? cached->credentials() : std::nullopt;
    }

    /** What get_credentials would answer without waiting, for every frame. Nothing: a fetch is under way, ask again. */
    std::optional<Completion> try_get_credentials() { return look(cognito_provider_try_get_credentials); }

    /** The same for the identity id. */
    std::optional<Completion> try_get_identity_id() { return look(cognito_provider_try_get_identity_id); }

    /** Forgets the credentials; keeps the identity. */
    void clear_credentials() { detail::check(cognito_provider_clear_credentials(handle_)); }

    /** Forgets the identity and the credentials, in the store too. */
    void clear_identity() { detail::check(cognito_provider_clear_identity(handle_)); }

    /** Says that a service refused these credentials: the next request refreshes them first. Nothing: any. */
    void invalidate(const std::optional<std::string> &access_key_id = std::nullopt) {
        detail::check(cognito_provider_invalidate(handle_, detail::c_text(access_key_id)));
    }

    /** Adds a login, or replaces its token. Counts at once; a guest's identity is kept when the service links it. */
    void set_login(const std::string &name, const std::string &token) {
        detail::check(cognito_provider_set_login(handle_, detail::c_text(name), detail::c_text(token)));
    }

    /** Removes a login; none there is fine. The service keeps the link: see unlink_login(). */
    void remove_login(const std::string &name) {
        detail::check(cognito_provider_remove_login(handle_, detail::c_text(name)));
    }

    /** Replaces all logins at once. */
    void set_logins(const Logins &logins) {
        std::vector<const char *> names;
        std::vector<const char *> tokens;
        for (const auto &[name, token] : logins) {
            names.push_back(detail::c_text(name));
            tokens.push_back(detail::c_text(token));
        }
        const auto count = static_cast<std::uint32_t>(names.size());
        detail::check(cognito_provider_set_logins(handle_, names.data(), tokens.data(), count));
    }

    /** Removes all logins; the identity stays. To become another player, call sign_out(). */
    void clear_logins() { detail::check(cognito_provider_clear_logins(handle_)); }

    /** The player leaves: forgets the logins, the credentials and the identity, in the store too. */
    void sign_out() { detail::check(cognito_provider_sign_out(handle_)); }

    std::uint32_t login_count() const { return cognito_provider_login_count(present()); }

    /** The names of the logins, sorted. */
    std::vector<std::string> login_names() const {
        cognito_names *names = nullptr;
        detail::check(cognito_provider_login_names(present(), &names));
        return detail::take(names);
    }

    /** The login name of developer-authenticated identities in the pool's partition. */
    std::string developer_login_name() const { return cognito_provider_developer_login_name(present()); }

    bool has_login(const std::string &name) const {
        return cognito_provider_has_login(present(), detail::c_text(name)) != 0;
    }

    /**
     * Who is asked for logins, inside Queue::dispatch: before a fetch when there are none or one has expired, and once
     * more when the service says that a token expired. An empty source: nobody.
     */
    void set_login_source(LoginSource source) {
        carry(login_source_, std::move(source), [this](auto *next) {
            return cognito_provider_set_login_source(handle_, next != nullptr ? detail::ask : nullptr, next, nullptr);
        });
    }

    /** Where this provider's events go; an empty callback: nowhere. */
    void set_event_callback(Callback callback) {
        carry(events_, std::move(callback), [this](auto *next) {
            return cognito_provider_set_event_callback(handle_, next != nullptr ? detail::event : nullptr, next, nullptr);
        });
    }

    /** Phase, expiry, counters; no secrets. */
    cognito_provider_snapshot snapshot() const {
        cognito_provider_snapshot snapshot{};
        snapshot.struct_size = sizeof snapshot;
        detail::check(cognito_provider_get_snapshot(handle_, &snapshot));
        return snapshot;
    }

    cognito_provider *handle() const noexcept { return handle_; }

private:
    template <typename BeginFunction>
    Request begin(BeginFunction function, Callback callback, std::chrono::milliseconds deadline) {
        if (!callback) {
            throw Error(COGNITO_ERROR_INVALID_ARGUMENT);
        }
        cognito_request_options options{};
        options.struct_size = sizeof options;
        options.deadline_ms = detail::count<std::chrono::milliseconds>(deadline);
        auto pending = std::make_unique<detail::Pending<Callback>>(std::move(callback), shared_);
        cognito_request *request = nullptr;
        detail::check(function(handle_, &options, detail::answer, pending.get(), &request));
        // The callback frees it, and another dispatching thread may have run it by now.
        static_cast<void>(pending.release());
        return Request(request);
    }

    /** Gives C a new function to carry, and retires the one before. */
    template <typename Function, typename SetFunction>
    void carry(std::unique_ptr<detail::Pending<Function>> &carried, Function function, SetFunction set) {
        std::unique_ptr<detail::Pending<Function>> next;
        if (function) {
            next = std::make_unique<detail::Pending<Function>>(std::move(function), shared_);
        }
        detail::check(set(next.get()));
        std::swap(carried, next);
        shared_->retire(std::move(next));
    }

    /** For calls that cannot say that there is no provider. */
    cognito_provider *present() const {
        if (handle_ == nullptr) {
            throw Error(COGNITO_ERROR_INVALID_HANDLE);
        }
        return handle_;
    }

    template <typename BlockingFunction>
    Completion block(BlockingFunction function, std::chrono::milliseconds timeout) {
        cognito_completion *completion = nullptr;
        detail::check(function(handle_, detail::count<std::chrono::milliseconds>(timeout), &completion));
        return Completion(completion);
    }

    template <typename CachedFunction>
    std::optional<Completion> look(CachedFunction function) const {
        cognito_completion *completion = nullptr;
        const cognito_result result = function(handle_, &completion);
        if (result == COGNITO_ERROR_NOT_CACHED || result == COGNITO_ERROR_PENDING) {
            return std::nullopt;
        }
        detail::check(result);
        return Completion(completion);
    }

    cognito_provider *handle_ = nullptr;
    std::unique_ptr<detail::Pending<Callback>> events_;
    std::unique_ptr<detail::Pending<LoginSource>> login_source_;
    std::shared_ptr<detail::Shared> shared_;
};

} // namespace cognito_native

#endif // COGNITO_NATIVE_PROVIDER_HPP
