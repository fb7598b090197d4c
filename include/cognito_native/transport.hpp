// Part of cognito_native.hpp. The game's own way to the network.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_TRANSPORT_HPP
#define COGNITO_NATIVE_TRANSPORT_HPP

#include "argument.hpp"
#include "completion.hpp"
#include "outcome.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** Names and values of HTTP headers. */
using Headers = std::vector<std::pair<std::string, std::string>>;

/**
 * A request that the game sends in the library's place. Answer once, now or later, from any thread. Destroyed without an
 * answer it fails as a network would.
 */
class Exchange {
public:
    /** Takes the handle. */
    explicit Exchange(cognito_exchange *owned) noexcept : handle_(owned) {}
    Exchange(Exchange &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Exchange &operator=(Exchange &&other) noexcept {
        Exchange taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~Exchange() {
        cognito_exchange_fail(handle_, COGNITO_EXCHANGE_FAILURE_NETWORK, "the game dropped the exchange unanswered");
    }

    std::string method() const { return detail::text_or_empty(cognito_exchange_method(handle_)); }
    std::string url() const { return detail::text_or_empty(cognito_exchange_url(handle_)); }

    Headers headers() const {
        Headers headers;
        const std::uint32_t count = cognito_exchange_header_count(handle_);
        for (std::uint32_t index = 0; index < count; index++) {
            headers.emplace_back(detail::text_or_empty(cognito_exchange_header_name(handle_, index)),
                                 detail::text_or_empty(cognito_exchange_header_value(handle_, index)));
        }
        return headers;
    }

    /** Valid until it is answered. A secret: it may hold login tokens. */
    std::string_view body() const noexcept {
        return {reinterpret_cast<const char *>(cognito_exchange_body(handle_)), cognito_exchange_body_size(handle_)};
    }

    /** How long an answer still counts. */
    std::chrono::milliseconds timeout() const noexcept {
        return std::chrono::milliseconds(cognito_exchange_timeout_ms(handle_));
    }

    /** Its answer does not matter any more. */
    bool is_cancelled() const noexcept { return cognito_exchange_is_cancelled(handle_) != 0; }

    /** What the server answered, whatever its status. */
    Outcome<void> complete(std::uint32_t status, const Headers &headers, std::string_view body) {
        std::vector<const char *> names, values;
        for (const auto &[name, value] : headers) {
            names.push_back(name.c_str());
            values.push_back(value.c_str());
        }
        return answered(cognito_exchange_complete(
            handle_, status, names.data(), values.data(), static_cast<std::uint32_t>(names.size()),
            reinterpret_cast<const std::uint8_t *>(body.data()), body.size()));
    }

    /** Why there is no answer, for people and without secrets. */
    Outcome<void> fail(cognito_exchange_failure kind, const std::optional<std::string> &message = std::nullopt) {
        return answered(detail::result_of(cognito_exchange_fail, handle_, kind, message));
    }

    cognito_exchange *handle() const noexcept { return handle_; }

private:
    Outcome<void> answered(cognito_result result) {
        handle_ = result == COGNITO_OK ? nullptr : handle_;
        return detail::outcome(result);
    }

    cognito_exchange *handle_;
};

/** HTTP by the game; see cognito_transport_new() for when each function runs. Neither may throw. */
class HttpClient {
public:
    virtual ~HttpClient() = default;

    /** Starts sending, and returns without waiting. Follow no redirect, send no cookies. */
    virtual void send(Exchange exchange) noexcept = 0;

    /** The answer to what has this handle does not matter any more. Drop its Exchange, now or later. */
    virtual void cancel(const cognito_exchange *exchange) noexcept { static_cast<void>(exchange); }
};

namespace detail {

inline void send(void *user_data, cognito_exchange *exchange) noexcept {
    static_cast<HttpClient *>(user_data)->send(Exchange(exchange));
}

inline void cancel(void *user_data, cognito_exchange *exchange) noexcept {
    static_cast<HttpClient *>(user_data)->cancel(exchange);
}

inline void destroy_client(void *user_data) noexcept { delete static_cast<HttpClient *>(user_data); }

} // namespace detail

/**
 * Lends an HttpClient to providers, by ProviderOptions::transport. Both may go in any order: the HttpClient lives until
 * the last.
 */
class Transport {
public:
    static Outcome<Transport> create(std::unique_ptr<HttpClient> client) {
        cognito_transport *handle = nullptr;
        if (!client) {
            return detail::failed<Transport>(COGNITO_ERROR_INVALID_ARGUMENT);
        }
        const cognito_result result = cognito_transport_new(detail::send, detail::cancel, client.get(),
                                                            detail::destroy_client, &handle);
        if (result != COGNITO_OK) {
            return detail::failed<Transport>(result);
        }
        static_cast<void>(client.release()); // C's now
        return Transport(handle);
    }
#if COGNITO_NATIVE_HAS_EXCEPTIONS
    explicit Transport(std::unique_ptr<HttpClient> client) : Transport(create(std::move(client))) {}
#endif
    Transport(Transport &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Transport &operator=(Transport &&other) noexcept {
        Transport taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~Transport() { cognito_transport_free(handle_); }

    const cognito_transport *handle() const noexcept { return handle_; }

private:
    explicit Transport(cognito_transport *owned) noexcept : handle_(owned) {}

    cognito_transport *handle_;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_TRANSPORT_HPP
