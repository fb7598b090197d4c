// Part of cognito_native.hpp. The heart: one player of one identity pool.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_PROVIDER_HPP
#define COGNITO_NATIVE_PROVIDER_HPP

#include "argument.hpp"
#include "carried.hpp"
#include "completion.hpp"
#include "login_request.hpp"
#include "names.hpp"
#include "profiles.hpp"
#include "provider_options.hpp"
#include "queue.hpp"
#include "queue_item.hpp"
#include "request.hpp"
#include "signing.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

namespace detail {

inline void ask(void *user_data, cognito_login_request *request) noexcept {
    static_cast<Carried<LoginSource> *>(user_data)->run(LoginRequest(request));
}

} // namespace detail

/** One identity pool and one profile: identity id, credentials, and what keeps them fresh. */
class Provider {
public:
    /** Refused with an Error whose message names the wrong option and whose hint says what to do. */
    static Outcome<Provider> create(const ProviderOptions &options, const Queue &queue) {
        detail::Arguments arguments;
        std::vector<const char *> policies;
        const cognito_provider_options native = options.native(policies, arguments);
        if (arguments.result() != COGNITO_OK) {
            return detail::failed<Provider>(arguments.result());
        }
        cognito_provider *handle = nullptr;
        cognito_completion *error = nullptr;
        const cognito_result result = cognito_provider_new(&native, queue.handle(), &handle, &error);
        if (result != COGNITO_OK) {
            return detail::failed<Provider>(detail::refusal(result, error));
        }
        return Provider(handle, queue.thrown_);
    }

    /** The same, with the options as one JSON object, from a file of the game say: see cognito_provider_new_json(). */
    static Outcome<Provider> from_json(const std::string &options, const Queue &queue,
                                       const cognito_storage *storage = nullptr,
                                       const cognito_transport *transport = nullptr) {
        detail::Arguments arguments;
        const char *json = arguments.of(options);
        if (arguments.result() != COGNITO_OK) {
            return detail::failed<Provider>(arguments.result());
        }
        cognito_provider *handle = nullptr;
        cognito_completion *error = nullptr;
        const cognito_result result =
            cognito_provider_new_json(json, storage, transport, queue.handle(), &handle, &error);
        if (result != COGNITO_OK) {
            return detail::failed<Provider>(detail::refusal(result, error));
        }
        return Provider(handle, queue.thrown_);
    }
#if COGNITO_NATIVE_HAS_EXCEPTIONS
    Provider(const ProviderOptions &options, const Queue &queue) : Provider(create(options, queue)) {}
#endif

    Provider(Provider &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)), thrown_(other.thrown_) {}
    Provider &operator=(Provider &&other) noexcept {
        Provider taken(std::move(other));
        std::swap(handle_, taken.handle_);
        std::swap(thrown_, taken.thrown_);
        return *this;
    }

    /** Every outstanding request completes as cancelled, in the queue's next dispatch. Does not wait. */
    ~Provider() { cognito_provider_free(handle_); }

    /** Asks for the identity id. A deadline of zero: the provider's own timeouts. */
    Outcome<Request> get_identity_id(Receiver receiver, const RequestOptions &options = {}) {
        return begin(cognito_provider_get_identity_id, std::move(receiver), options);
    }

    /** Asks for credentials, cached ones where they are fresh. */
    Outcome<Request> get_credentials(Receiver receiver, const RequestOptions &options = {}) {
        return begin(cognito_provider_get_credentials, std::move(receiver), options);
    }

    /** Fetches new credentials, whatever is cached. */
    Outcome<Request> refresh(Receiver receiver, const RequestOptions &options = {}) {
        return begin(cognito_provider_refresh, std::move(receiver), options);
    }

    /** Asks for an OpenID token of the identity, for the game's own backend say. Good for ten minutes; never cached. */
    Outcome<Request> get_open_id_token(Receiver receiver, const RequestOptions &options = {}) {
        return begin(cognito_provider_get_open_id_token, std::move(receiver), options);
    }

    /** Makes the service forget the link between the identity and a login that is set, and removes the login here. */
    Outcome<Request> unlink_login(const std::string &name, Receiver receiver, const RequestOptions &options = {}) {
        detail::Arguments arguments;
        const char *c_name = arguments.of(name);
        if (arguments.result() != COGNITO_OK) {
            return detail::failed<Request>(arguments.result());
        }
        const auto unlink = [c_name](cognito_provider *provider, auto... rest) {
            return cognito_provider_unlink_login(provider, c_name, rest...);
        };
        return begin(unlink, std::move(receiver), options);
    }

    /** Signs a request as soon as there are fresh credentials: see signed_request(). */
    Outcome<Request> sign(const SigningOptions &to_sign, Receiver receiver, const RequestOptions &options = {}) {
        const detail::NativeSigning native(to_sign);
        if (native.result() != COGNITO_OK) {
            return detail::failed<Request>(native.result());
        }
        const auto sign = [&native](cognito_provider *provider, auto... rest) {
            return cognito_provider_sign(provider, native.get(), rest...);
        };
        return begin(sign, std::move(receiver), options);
    }

    /** Waits for the answer: for tools and servers, never on a UI or main thread. */
    Outcome<Completion> get_identity_id_blocking(std::chrono::milliseconds timeout = {}) {
        return block(cognito_provider_get_identity_id_blocking, timeout);
    }

    /** Waits for the answer: for tools and servers, never on a UI or main thread. */
    Outcome<Completion> get_credentials_blocking(std::chrono::milliseconds timeout = {}) {
        return block(cognito_provider_get_credentials_blocking, timeout);
    }

    /** The identity id, if it is known; no I/O. */
    Outcome<std::optional<std::string>> cached_identity_id() const {
        return look<std::string>(cognito_provider_cached_identity_id,
                                 [](const Completion &completion) { return completion.identity_id(); });
    }

    /** The credentials, if there are any that have not expired; no I/O. */
    Outcome<std::optional<Credentials>> cached_credentials() const {
        return look<Credentials>(cognito_provider_cached_credentials,
                                 [](const Completion &completion) { return completion.credentials(); });
    }

    /** What get_credentials() would answer without waiting: for every frame. Nothing: it is being fetched, ask again. */
    Outcome<std::optional<Completion>> try_get_credentials() {
        return look<Completion>(cognito_provider_try_get_credentials,
                                [](Completion completion) { return std::optional<Completion>(std::move(completion)); });
    }

    /** The same for the identity id. */
    Outcome<std::optional<Completion>> try_get_identity_id() {
        return look<Completion>(cognito_provider_try_get_identity_id,
                                [](Completion completion) { return std::optional<Completion>(std::move(completion)); });
    }

    /** Forgets the credentials; keeps the identity. */
    Outcome<void> clear_credentials() { return detail::call(cognito_provider_clear_credentials, handle_); }

    /** Forgets the identity and the credentials, in the store too. */
    Outcome<void> clear_identity() { return detail::call(cognito_provider_clear_identity, handle_); }

    /** Says that a service refused these credentials: the next request refreshes them first. Nothing: any. */
    Outcome<void> invalidate(const std::optional<std::string> &access_key_id = std::nullopt) {
        return detail::call(cognito_provider_invalidate, handle_, access_key_id);
    }

    /** Adds a login, or replaces its token. Counts at once; a guest's identity is kept when the service links it. */
    Outcome<void> set_login(const std::string &name, const std::string &token) {
        return detail::call(cognito_provider_set_login, handle_, name, token);
    }

    /** Removes a login, if there is one of this name. The service keeps the link: see unlink_login(). */
    Outcome<void> remove_login(const std::string &name) {
        return detail::call(cognito_provider_remove_login, handle_, name);
    }

    /** Replaces all logins at once. */
    Outcome<void> set_logins(const Logins &logins) {
        detail::Arguments arguments;
        std::vector<const char *> names;
        std::vector<const char *> tokens;
        for (const auto &[name, token] : logins) {
            names.push_back(arguments.of(name));
            tokens.push_back(arguments.of(token));
        }
        const auto count = static_cast<cognito_count>(names.size());
        return arguments.result() != COGNITO_OK
                   ? detail::outcome(arguments.result())
                   : detail::call(cognito_provider_set_logins, handle_, names.data(), tokens.data(), count);
    }

    /** Removes all logins; the identity stays. To become another player, call sign_out(). */
    Outcome<void> clear_logins() { return detail::call(cognito_provider_clear_logins, handle_); }

    /** The player leaves: forgets the logins, the credentials and the identity, in the store too. */
    Outcome<void> sign_out() { return detail::call(cognito_provider_sign_out, handle_); }

    Outcome<cognito_count> login_count() const {
        return handle_ == nullptr ? detail::failed<cognito_count>(COGNITO_ERROR_INVALID_HANDLE)
                                  : Outcome<cognito_count>(cognito_provider_login_count(handle_));
    }

    /** The names of the logins, sorted. */
    Outcome<Names> login_names() const { return detail::names_of(cognito_provider_login_names, handle_); }

    /** The login name of developer-authenticated identities in the pool's partition. */
    std::string developer_login_name() const {
        return detail::text_or_empty(cognito_provider_developer_login_name(handle_));
    }

    Outcome<bool> has_login(const std::string &name) const {
        detail::Arguments arguments;
        const char *c_name = arguments.of(name);
        const cognito_result result = handle_ == nullptr ? COGNITO_ERROR_INVALID_HANDLE : arguments.result();
        return result == COGNITO_OK ? Outcome<bool>(cognito_provider_has_login(handle_, c_name) != 0)
                                    : detail::failed<bool>(result);
    }

    /**
     * Who is asked for logins, inside Queue::dispatch: before a fetch when there are none or one has expired, and once
     * more when the service says that a token expired. An empty source: nobody.
     */
    Outcome<void> set_login_source(LoginSource source) {
        return detail::give(std::move(source), thrown_, [&](void *user_data, cognito_destroy_fn destroy) {
            const cognito_login_source_fn function = user_data == nullptr ? nullptr : detail::ask;
            return cognito_provider_set_login_source(handle_, function, user_data, destroy);
        });
    }

    /** Where this provider's events go; an empty callback: nowhere. */
    Outcome<void> set_event_callback(Callback callback) {
        return detail::give(std::move(callback), thrown_, [&](void *user_data, cognito_destroy_fn destroy) {
            const cognito_completion_fn function = user_data == nullptr ? nullptr : detail::event;
            return cognito_provider_set_event_callback(handle_, function, user_data, destroy);
        });
    }

    /** Has Queue::next() ask for logins, in place of a source. */
    Outcome<void> enable_login_requests(void *user_data = nullptr) {
        return detail::outcome(cognito_provider_enable_login_requests(handle_, user_data));
    }

    /** Has Queue::next() hand out this provider's events, in place of a callback. */
    Outcome<void> enable_events(void *user_data = nullptr) {
        return detail::outcome(cognito_provider_enable_events(handle_, user_data));
    }

    /** Phase, expiry, counters; no secrets. */
    Outcome<cognito_provider_snapshot> snapshot() const {
        cognito_provider_snapshot snapshot{};
        snapshot.struct_size = sizeof snapshot;
        const cognito_result result = cognito_provider_get_snapshot(handle_, &snapshot);
        if (result != COGNITO_OK) {
            return detail::failed<cognito_provider_snapshot>(result);
        }
        return snapshot;
    }

    cognito_provider *handle() const noexcept { return handle_; }

private:
    Provider(cognito_provider *owned, std::shared_ptr<detail::Thrown> thrown) noexcept
        : handle_(owned), thrown_(std::move(thrown)) {}

    template <typename BeginFunction>
    Outcome<Request> begin(BeginFunction function, Receiver receiver, const RequestOptions &options) {
        detail::Arguments arguments;
        const cognito_request_options native = options.native(arguments);
        arguments.refuse_if(!receiver.callback_ && !receiver.queued_.has_value());
        cognito_result result = arguments.result();
        cognito_request *request = nullptr;
        if (result == COGNITO_OK && receiver.queued_.has_value()) {
            result = function(handle_, &native, nullptr, receiver.queued_->user_data, &request);
        } else if (result == COGNITO_OK) {
            auto carried = std::make_unique<detail::Carried<Callback>>(std::move(receiver.callback_), thrown_);
            result = function(handle_, &native, detail::answer, carried.get(), &request);
            // The callback frees it, and another dispatching thread may have run it by now.
            static_cast<void>(result == COGNITO_OK ? carried.release() : nullptr);
        }
        if (result != COGNITO_OK) {
            return detail::failed<Request>(result);
        }
        return Request(request);
    }

    template <typename BlockingFunction>
    Outcome<Completion> block(BlockingFunction function, std::chrono::milliseconds timeout) {
        detail::Arguments arguments;
        const std::uint32_t timeout_ms = arguments.count<std::chrono::milliseconds>(timeout);
        cognito_completion *completion = nullptr;
        cognito_result result = arguments.result();
        if (result == COGNITO_OK) {
            result = function(handle_, timeout_ms, &completion);
        }
        if (result != COGNITO_OK) {
            return detail::failed<Completion>(result);
        }
        return Completion(completion);
    }

    /** What `read` finds in a completion; nothing when there is none yet. */
    template <typename Value, typename CFunction, typename Read>
    Outcome<std::optional<Value>> look(CFunction function, Read read) const {
        cognito_completion *completion = nullptr;
        const cognito_result result = function(handle_, &completion);
        if (result == COGNITO_ERROR_NOT_CACHED || result == COGNITO_ERROR_PENDING) {
            return std::optional<Value>();
        }
        if (result != COGNITO_OK) {
            return detail::failed<std::optional<Value>>(result);
        }
        return read(Completion(completion));
    }

    cognito_provider *handle_ = nullptr;
    std::shared_ptr<detail::Thrown> thrown_;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_PROVIDER_HPP
