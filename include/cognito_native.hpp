/*
 * cognito_native.hpp - Amazon Cognito identities and temporary AWS credentials, for C++17 and later.
 *
 * Copyright (c) the cognito-native authors. SPDX-License-Identifier: MIT OR Apache-2.0
 * Written by hand over cognito_native.h, and nothing more than it: link the same library.
 *
 * Ownership. Queue, Provider, Request, Completion and LoginRequest own their handle: moved, not copied; freed by their
 * destructor. Destroy providers and queues in any order, also inside a callback. A moved-from object throws
 * INVALID_HANDLE.
 *
 * Errors. What cannot be begun throws Error. How a request ended is told by its Completion: ask ok(), or let
 * check() throw the same Error.
 *
 * Callbacks run only inside Queue::dispatch, on the thread that called it, and in the destructor of a Queue, with
 * COGNITO_ERROR_CANCELLED for requests that were not answered; after it, never. What a callback throws is kept until
 * the dispatch is over and then thrown by Queue::dispatch; in a destructor it is dropped. An event callback, a login
 * source or a log that was taken back is freed at the end of a later dispatch, or with the queue.
 *
 * Threads. As in C: any object may be used from any thread, but not while it is moved, assigned or destroyed.
 *
 * Durations. Zero means the documented default; fractions are rounded up.
 */

#ifndef COGNITO_NATIVE_HPP
#define COGNITO_NATIVE_HPP

#include "cognito_native.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cognito_native {

/** A call that was refused or a request that failed. what() is the message; holds no secret. */
class Error : public std::runtime_error {
public:
    explicit Error(cognito_result code)
        : std::runtime_error(cognito_result_text(code)), code_(code) {}

    Error(cognito_result code, const std::string &message, std::string hint, std::string aws_error_code,
          bool is_retryable)
        : std::runtime_error(message), code_(code), hint_(std::move(hint)),
          aws_error_code_(std::move(aws_error_code)), is_retryable_(is_retryable) {}

    /** One of COGNITO_ERROR_*. */
    cognito_result code() const noexcept { return code_; }
    /** The code's name, e.g. "COGNITO_ERROR_NETWORK". */
    const char *name() const noexcept { return cognito_result_name(code_); }
    /** What is wrong. */
    const char *message() const noexcept { return what(); }
    /** What to do about it; empty when there is nothing to add. */
    const std::string &hint() const noexcept { return hint_; }
    /** The service's own code, e.g. "NotAuthorizedException"; empty when it gave none. */
    const std::string &aws_error_code() const noexcept { return aws_error_code_; }
    /** Whether the same call may succeed later without any change. */
    bool is_retryable() const noexcept { return is_retryable_; }

private:
    cognito_result code_;
    std::string hint_;
    std::string aws_error_code_;
    bool is_retryable_ = false;
};

/** Temporary AWS credentials. These are copies, which the library cannot zero: do not keep or log them. */
struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    /** By the service's clock, which the device's may not follow. */
    std::chrono::system_clock::time_point expiration;
};

namespace detail {

inline void check(cognito_result result) {
    if (result != COGNITO_OK) {
        throw Error(result);
    }
}

inline std::string text_or_empty(const char *text) { return text == nullptr ? std::string() : std::string(text); }

/** A duration as C wants it: a whole number of `Unit`. */
template <typename Unit, typename Rep, typename Period>
std::uint32_t count(std::chrono::duration<Rep, Period> duration) {
    const auto whole = std::chrono::ceil<Unit>(duration).count();
    if (whole < 0 || static_cast<std::uint64_t>(whole) > std::numeric_limits<std::uint32_t>::max()) {
        throw Error(COGNITO_ERROR_INVALID_ARGUMENT);
    }
    return static_cast<std::uint32_t>(whole);
}

/** A string as C wants it; C would silently stop at a NUL inside. */
inline const char *c_text(const std::string &text) {
    if (text.find('\0') != std::string::npos) {
        throw Error(COGNITO_ERROR_INVALID_ARGUMENT);
    }
    return text.c_str();
}

inline const char *c_text(const std::optional<std::string> &text) {
    return text.has_value() ? c_text(*text) : nullptr;
}

} // namespace detail

/** The answer to one request, or an event. Never changes; cheap to move; keeps what it lends alive. */
class Completion {
public:
    /** Takes one reference, as the C functions hand it out. */
    explicit Completion(const cognito_completion *owned) noexcept : handle_(owned) {}
    Completion(Completion &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Completion &operator=(Completion &&other) noexcept {
        Completion taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~Completion() { cognito_completion_free(handle_); }

    cognito_result result() const noexcept { return cognito_completion_result(handle_); }
    bool ok() const noexcept { return result() == COGNITO_OK; }

    /** Throws Error unless the request succeeded. */
    void check() const {
        const cognito_result code = result();
        if (code == COGNITO_OK) {
            return;
        }
        const char *message = cognito_completion_error_message(handle_);
        throw Error(code, message == nullptr ? cognito_result_text(code) : message,
                    detail::text_or_empty(cognito_completion_error_hint(handle_)),
                    detail::text_or_empty(cognito_completion_aws_error_code(handle_)),
                    cognito_completion_is_retryable(handle_) != 0);
    }

    /** Also beside an error, whenever it is known. */
    std::optional<std::string> identity_id() const {
        const char *text = cognito_completion_identity_id(handle_);
        return text == nullptr ? std::nullopt : std::optional<std::string>(text);
    }

    /** Copies; nothing when the completion carries none. */
    std::optional<Credentials> credentials() const {
        const char *access_key_id = cognito_completion_access_key_id(handle_);
        if (access_key_id == nullptr) {
            return std::nullopt;
        }
        const std::chrono::milliseconds expiration(cognito_completion_expiration_unix_ms(handle_));
        return Credentials{access_key_id,
                           detail::text_or_empty(cognito_completion_secret_access_key(handle_)),
                           detail::text_or_empty(cognito_completion_session_token(handle_)),
                           std::chrono::system_clock::time_point(expiration)};
    }

    /** A copy of the token that Provider::get_open_id_token() asked for, a secret; nothing in any other answer. */
    std::optional<std::string> open_id_token() const {
        const char *text = cognito_completion_open_id_token(handle_);
        return text == nullptr ? std::nullopt : std::optional<std::string>(text);
    }

    /** One of COGNITO_EVENT_*; 0 when it is the answer to a request. */
    int event_kind() const noexcept { return cognito_completion_event_kind(handle_); }

    /** For every other getter of cognito_native.h; still owned by this object. */
    const cognito_completion *handle() const noexcept { return handle_; }

private:
    const cognito_completion *handle_;
};

/** Takes the answer; may keep it (it is the callback's own). Empty ones are refused. */
using Callback = std::function<void(Completion)>;

/** Who the player is signed in as: login provider, e.g. "graph.facebook.com", and the token it issued. */
using Logins = std::map<std::string, std::string>;

/**
 * The library's question who the player is. Answer it once, now or later, from any thread. Destroyed without an answer
 * it fails, so that nobody waits for one in vain.
 */
class LoginRequest {
public:
    /** Takes the question. */
    explicit LoginRequest(cognito_login_request *owned) noexcept : handle_(owned) {}
    LoginRequest(LoginRequest &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    LoginRequest &operator=(LoginRequest &&other) noexcept {
        LoginRequest taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~LoginRequest() { cognito_login_request_fail(handle_, "it dropped the question without an answer"); }

    /** Adds a login to the answer; the same name twice: the last counts. */
    void add(const std::string &name, const std::string &token) {
        detail::check(cognito_login_request_add(handle_, detail::c_text(name), detail::c_text(token)));
    }

    /** Answers with what the game's own backend got from GetOpenIdTokenForDeveloperIdentity, instead of logins. */
    void set_developer_identity(const std::string &identity_id, const std::string &token) {
        detail::check(cognito_login_request_set_developer_identity(handle_, detail::c_text(identity_id),
                                                                   detail::c_text(token)));
    }

    /** Gives the answer: the logins added, or none for a guest. */
    void complete() {
        detail::check(cognito_login_request_complete(handle_));
        handle_ = nullptr;
    }

    /** Says why there are no logins now, for people and without secrets. */
    void fail(const std::optional<std::string> &message = std::nullopt) {
        detail::check(cognito_login_request_fail(handle_, detail::c_text(message)));
        handle_ = nullptr;
    }

    cognito_login_request *handle() const noexcept { return handle_; }

private:
    cognito_login_request *handle_;
};

/** Asked for logins; may keep the question (it is the source's own). */
using LoginSource = std::function<void(LoginRequest)>;

/** Takes a log record: one of COGNITO_LOG_*, and a message without secrets that is valid until it returns. */
using LogCallback = std::function<void(int level, std::string_view message)>;

namespace detail {

class Shared;

/** What the C library carries as user_data: freed by a request's one callback, or later than it was taken back. */
struct Carried {
    Carried() = default;
    Carried(const Carried &) = delete;
    Carried &operator=(const Carried &) = delete;
    virtual ~Carried() = default;
};

template <typename Function>
struct Pending final : Carried {
    Pending(Function function, std::shared_ptr<Shared> its) : callback(std::move(function)), shared(std::move(its)) {}

    template <typename... Arguments>
    void run(Arguments &&...arguments) noexcept;

    Function callback;
    std::shared_ptr<Shared> shared;
};

/** What a queue, its providers and their callbacks share. Outlives all of them. */
class Shared {
public:
    void keep(std::exception_ptr exception) noexcept {
        try {
            const std::lock_guard<std::mutex> lock(mutex_);
            thrown_.push_back(std::move(exception));
        } catch (...) {
            // No memory even for a pointer: there is nobody left to tell.
        }
    }

    void rethrow_first() {
        std::exception_ptr first;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (thrown_.empty()) {
                return;
            }
            first = std::move(thrown_.front());
            thrown_.pop_front();
        }
        std::rethrow_exception(first);
    }

    /** What was taken back may just be running: it lives until a later dispatch has ended. */
    void retire(std::unique_ptr<Carried> pending) noexcept {
        try {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (pending && !is_closed_) {
                retired_.reserve(retired_.size() + 1);
                retired_.push_back(std::move(pending));
            }
        } catch (...) {
            static_cast<void>(pending.release()); // no memory: freed now, it could be freed too early
        }
    }

    std::vector<std::unique_ptr<Carried>> take_retired() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return std::exchange(retired_, {});
    }

    /** The queue is gone: nothing runs any more. */
    void close() noexcept {
        std::vector<std::unique_ptr<Carried>> retired; // freed after the lock: a callback's captures are not ours
        const std::lock_guard<std::mutex> lock(mutex_);
        is_closed_ = true;
        retired.swap(retired_);
    }

private:
    std::mutex mutex_;
    std::deque<std::exception_ptr> thrown_;
    std::vector<std::unique_ptr<Carried>> retired_;
    bool is_closed_ = false;
};

template <typename Function>
template <typename... Arguments>
void Pending<Function>::run(Arguments &&...arguments) noexcept {
    try {
        callback(std::forward<Arguments>(arguments)...);
    } catch (...) {
        shared->keep(std::current_exception());
    }
}

/** Retained for the Completion, which frees it; that fails only for a completion that is none. */
inline Completion retained(const cognito_completion *borrowed) noexcept {
    return Completion(cognito_completion_retain(borrowed) == COGNITO_OK ? borrowed : nullptr);
}

inline void answer(void *user_data, const cognito_completion *completion) noexcept {
    const std::unique_ptr<Pending<Callback>> pending(static_cast<Pending<Callback> *>(user_data));
    pending->run(retained(completion));
}

inline void event(void *user_data, const cognito_completion *completion) noexcept {
    static_cast<Pending<Callback> *>(user_data)->run(retained(completion));
}

inline void ask(void *user_data, cognito_login_request *request) noexcept {
    static_cast<Pending<LoginSource> *>(user_data)->run(LoginRequest(request));
}

inline void log(void *user_data, std::int32_t level, const char *message) noexcept {
    static_cast<Pending<LogCallback> *>(user_data)->run(static_cast<int>(level), std::string_view(message));
}

/** Owns the queue. A dispatch holds it too: a queue destroyed inside its own callback is freed after the dispatch. */
class QueueState {
public:
    QueueState() { check(cognito_queue_new(&handle)); }
    QueueState(const QueueState &) = delete;
    QueueState &operator=(const QueueState &) = delete;
    ~QueueState() {
        cognito_queue_free(handle);
        shared->close();
    }

    std::uint32_t dispatch(std::uint32_t max, std::uint32_t budget_us) {
        std::vector<std::unique_ptr<Carried>> retired = shared->take_retired();
        std::uint32_t remaining = 0;
        const cognito_result result = cognito_queue_dispatch(handle, max, budget_us, &remaining);
        if (result != COGNITO_OK) {
            for (auto &pending : retired) {
                shared->retire(std::move(pending)); // another dispatch is under way, perhaps in this very one
            }
            throw Error(result);
        }
        shared->rethrow_first();
        return remaining;
    }

    cognito_queue *handle = nullptr;
    const std::shared_ptr<Shared> shared = std::make_shared<Shared>();
};

} // namespace detail

/** Where completions wait until the host takes them, once a frame say. */
class Queue {
public:
    Queue() : state_(std::make_shared<detail::QueueState>()) {}
    Queue(Queue &&) noexcept = default;
    Queue &operator=(Queue &&) noexcept = default;
    Queue(const Queue &) = delete;
    Queue &operator=(const Queue &) = delete;

    /**
     * Runs the callbacks that are ready, on this thread. Answers how many are ready now. If callbacks threw, the first
     * exception is thrown here afterwards, and the others by the following dispatches, one each.
     *
     * @param max     at most this many callbacks; 0: no limit.
     * @param budget  start no further callback after this time; zero: no limit.
     */
    std::uint32_t dispatch(std::uint32_t max = 0, std::chrono::microseconds budget = {}) {
        const std::shared_ptr<detail::QueueState> state = state_; // a callback may destroy this object
        if (!state) {
            throw Error(COGNITO_ERROR_INVALID_HANDLE);
        }
        return state->dispatch(max, detail::count<std::chrono::microseconds>(budget));
    }

    /** Sleeps until something can be dispatched or wake() is called; false when the time ran out first. */
    bool wait(std::chrono::milliseconds timeout) {
        return waited(cognito_queue_wait(handle(), detail::count<std::chrono::milliseconds>(timeout)));
    }

    /** As above, without a time limit. */
    void wait() { waited(cognito_queue_wait(handle(), COGNITO_WAIT_FOREVER)); }

    /** Ends one wait(), the one under way or the next. */
    void wake() { detail::check(cognito_queue_wake(handle())); }

    cognito_queue *handle() const noexcept { return state_ ? state_->handle : nullptr; }

private:
    friend class Log;
    friend class Provider;

    static bool waited(cognito_result result) {
        if (result == COGNITO_ERROR_DEADLINE_EXCEEDED) {
            return false;
        }
        detail::check(result);
        return true;
    }

    std::shared_ptr<detail::QueueState> state_;
};

/**
 * Sends log records of the whole library to a callback for as long as it lives. The library has one log: a new one
 * replaces any other, which then gets nothing more. Do not mix it with cognito_set_log_callback().
 */
class Log {
public:
    /** Up to this level, one of COGNITO_LOG_*; the records wait in the queue to be dispatched. */
    Log(const Queue &queue, int level, LogCallback callback) {
        if (!queue.state_) {
            throw Error(COGNITO_ERROR_INVALID_HANDLE);
        }
        if (!callback) {
            throw Error(COGNITO_ERROR_INVALID_ARGUMENT);
        }
        shared_ = queue.state_->shared;
        pending_ = std::make_unique<detail::Pending<LogCallback>>(std::move(callback), shared_);
        const std::lock_guard<std::mutex> lock(mutex_);
        detail::check(cognito_set_log_callback(queue.handle(), level, detail::log, pending_.get()));
        current_ = pending_.get();
    }
    Log(Log &&) noexcept = default;
    Log &operator=(Log &&other) noexcept {
        Log taken(std::move(other));
        std::swap(pending_, taken.pending_);
        std::swap(shared_, taken.shared_);
        return *this;
    }
    ~Log() {
        if (!pending_) {
            return;
        }
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (current_ == pending_.get()) {
                cognito_set_log_callback(nullptr, COGNITO_LOG_OFF, nullptr, nullptr);
                current_ = nullptr;
            }
        }
        shared_->retire(std::move(pending_));
    }

private:
    // Whose log it is: an older one must not silence a newer one.
    inline static std::mutex mutex_;
    inline static const detail::Carried *current_ = nullptr;

    std::unique_ptr<detail::Pending<LogCallback>> pending_;
    std::shared_ptr<detail::Shared> shared_;
};

/** An accepted request. Needed only to cancel it: destroyed, the request itself goes on. */
class Request {
public:
    /** Takes the handle. */
    explicit Request(cognito_request *owned) noexcept : handle_(owned) {}
    Request(Request &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Request &operator=(Request &&other) noexcept {
        Request taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~Request() { cognito_request_free(handle_); }

    /** Asks for it to end now: it completes as cancelled, or with its real outcome if that came first. */
    void cancel() { detail::check(cognito_request_cancel(handle_)); }

    cognito_request *handle() const noexcept { return handle_; }

private:
    cognito_request *handle_;
};

/** How a Provider is created; see cognito_provider_options for each field. Only the pool is required. */
struct ProviderOptions {
    std::string identity_pool_id;
    std::optional<std::string> region;
    std::optional<std::string> account_id;
    std::optional<std::string> identity_id;
    std::optional<std::string> profile;
    /** Nothing: the per-user data directory. Empty text: keep in memory only. */
    std::optional<std::string> storage_directory;
    /** From cognito_storage_new(): the host's own store, instead of a directory. Yours to free, any time later. */
    const cognito_storage *storage = nullptr;
    std::optional<std::string> endpoint;
    std::optional<std::string> sts_endpoint;
    /** With a role for the player's state: the classic flow instead of the enhanced one. */
    std::optional<std::string> auth_role_arn;
    std::optional<std::string> unauth_role_arn;
    std::optional<std::string> custom_role_arn;
    std::optional<std::string> role_session_name;
    std::optional<std::string> session_policy;
    std::vector<std::string> policy_arns;
    std::optional<std::string> ca_pem;
    std::optional<std::string> proxy_url;
    std::optional<std::string> user_agent_suffix;
    std::uint32_t max_attempts = 0;
    std::chrono::milliseconds connect_timeout{0};
    std::chrono::milliseconds request_timeout{0};
    std::chrono::seconds advisory_window{0};
    std::chrono::seconds mandatory_window{0};
    std::chrono::seconds session_duration{0};
    std::chrono::milliseconds login_source_timeout{0};
    bool disable_guest_access = false;
    bool recover_forbidden_guest = false;
    bool persist_credentials = false;
    bool serve_expired = false;
    bool keep_fresh = false;
    bool prefetch = false;
    bool use_fips = false;
    bool use_dual_stack = false;
    bool proxy_from_environment = false;

    /** The C struct; it borrows the texts, and `policies` for its list of ARNs. */
    cognito_provider_options native(std::vector<const char *> &policies) const {
        cognito_provider_options native{};
        native.struct_size = sizeof native;
        native.max_attempts = max_attempts;
        native.identity_pool_id = detail::c_text(identity_pool_id);
        native.region = detail::c_text(region);
        native.account_id = detail::c_text(account_id);
        native.identity_id = detail::c_text(identity_id);
        native.profile = detail::c_text(profile);
        native.storage_directory = detail::c_text(storage_directory);
        native.storage = storage;
        native.endpoint = detail::c_text(endpoint);
        native.sts_endpoint = detail::c_text(sts_endpoint);
        native.auth_role_arn = detail::c_text(auth_role_arn);
        native.unauth_role_arn = detail::c_text(unauth_role_arn);
        native.custom_role_arn = detail::c_text(custom_role_arn);
        native.role_session_name = detail::c_text(role_session_name);
        native.session_policy = detail::c_text(session_policy);
        policies.clear();
        for (const std::string &arn : policy_arns) {
            policies.push_back(detail::c_text(arn));
        }
        native.policy_arns = policies.data();
        native.policy_arn_count = static_cast<std::uint32_t>(policies.size());
        native.ca_pem = detail::c_text(ca_pem);
        native.proxy_url = detail::c_text(proxy_url);
        native.user_agent_suffix = detail::c_text(user_agent_suffix);
        native.connect_timeout_ms = detail::count<std::chrono::milliseconds>(connect_timeout);
        native.request_timeout_ms = detail::count<std::chrono::milliseconds>(request_timeout);
        native.advisory_window_s = detail::count<std::chrono::seconds>(advisory_window);
        native.mandatory_window_s = detail::count<std::chrono::seconds>(mandatory_window);
        native.session_duration_s = detail::count<std::chrono::seconds>(session_duration);
        native.login_source_timeout_ms = detail::count<std::chrono::milliseconds>(login_source_timeout);
        native.disable_guest_access = disable_guest_access ? 1 : 0;
        native.recover_forbidden_guest = recover_forbidden_guest ? 1 : 0;
        native.persist_credentials = persist_credentials ? 1 : 0;
        native.serve_expired = serve_expired ? 1 : 0;
        native.keep_fresh = keep_fresh ? 1 : 0;
        native.prefetch = prefetch ? 1 : 0;
        native.use_fips = use_fips ? 1 : 0;
        native.use_dual_stack = use_dual_stack ? 1 : 0;
        native.proxy_from_environment = proxy_from_environment ? 1 : 0;
        return native;
    }
};

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

    bool has_login(const std::string &name) const {
        return cognito_provider_has_login(present(), detail::c_text(name)) != 0;
    }

    /**
     * Who is asked for logins, inside Queue::dispatch: before a fetch when there are none or one has expired, and once
     * more when the service says that a token expired. An empty source: nobody.
     */
    void set_login_source(LoginSource source) {
        carry(login_source_, std::move(source), [this](auto *next) {
            return cognito_provider_set_login_source(handle_, next != nullptr ? detail::ask : nullptr, next);
        });
    }

    /** Where this provider's events go; an empty callback: nowhere. */
    void set_event_callback(Callback callback) {
        carry(events_, std::move(callback), [this](auto *next) {
            return cognito_provider_set_event_callback(handle_, next != nullptr ? detail::event : nullptr, next);
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
        if (result == COGNITO_ERROR_NOT_CACHED) {
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

#endif // COGNITO_NATIVE_HPP
