/*
 * cognito_native_crt.hpp - a provider's credentials for the AWS Common Runtime: aws-c-auth, and what is built on it (C++17).
 *
 * Copyright (c) the cognito-native authors. SPDX-License-Identifier: MIT OR Apache-2.0
 * Needs the headers of aws-c-auth and what it needs itself. With aws-crt-cpp, wrap what is returned in an
 * Aws::Crt::Auth::CredentialsProvider, which takes it over.
 */

#ifndef COGNITO_NATIVE_CRT_HPP
#define COGNITO_NATIVE_CRT_HPP

#include "cognito_native.hpp"

#include <aws/auth/auth.h>
#include <aws/auth/credentials.h>

#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

namespace detail {

/** What the runtime waits for. */
struct CrtRequest {
    aws_on_get_credentials_callback_fn *callback;
    void *user_data;
    aws_allocator *allocator;
};

/** What the runtime's provider holds. */
struct CrtDelegate {
    std::shared_ptr<Provider> provider;
    aws_allocator *allocator;
};

/** Gives the runtime what a completion carries. */
inline void tell_crt(const CrtRequest &request, const cognito_completion *completion) noexcept {
    aws_credentials *credentials = nullptr;
    if (cognito_completion_result(completion) == COGNITO_OK) {
        credentials = aws_credentials_new(
            request.allocator, aws_byte_cursor_from_c_str(cognito_completion_access_key_id(completion)),
            aws_byte_cursor_from_c_str(cognito_completion_secret_access_key(completion)),
            aws_byte_cursor_from_c_str(cognito_completion_session_token(completion)),
            static_cast<std::uint64_t>(cognito_completion_expiration_unix_ms(completion) / 1000));
    }
    const int error = credentials != nullptr ? 0 : static_cast<int>(AWS_AUTH_CREDENTIALS_PROVIDER_DELEGATE_FAILURE);
    request.callback(credentials, error, request.user_data);
    aws_credentials_release(credentials);
}

inline void answer_crt(void *user_data, const cognito_completion *completion) noexcept {
    const std::unique_ptr<CrtRequest> request(static_cast<CrtRequest *>(user_data));
    tell_crt(*request, completion);
}

inline int ask_for_crt(void *user_data, aws_on_get_credentials_callback_fn callback, void *callback_data) noexcept {
    const CrtDelegate &delegate = *static_cast<const CrtDelegate *>(user_data);
    const CrtRequest request{callback, callback_data, delegate.allocator};
    cognito_completion *answer = nullptr;
    cognito_result result = cognito_provider_try_get_credentials(delegate.provider->handle(), &answer);
    if (result == COGNITO_OK) {
        tell_crt(request, answer);
        cognito_completion_free(answer);
        return AWS_OP_SUCCESS;
    }
    if (result == COGNITO_ERROR_PENDING) {
        std::unique_ptr<CrtRequest> waiting(new (std::nothrow) CrtRequest(request));
        result = waiting == nullptr ? COGNITO_ERROR_LIMIT_EXCEEDED
                                    : cognito_provider_get_credentials(delegate.provider->handle(), nullptr, answer_crt,
                                                                       waiting.get(), nullptr);
        if (result == COGNITO_OK) {
            static_cast<void>(waiting.release());
            return AWS_OP_SUCCESS;
        }
    }
    return aws_raise_error(AWS_AUTH_CREDENTIALS_PROVIDER_DELEGATE_FAILURE);
}

inline void end_crt(void *user_data) noexcept { delete static_cast<CrtDelegate *>(user_data); }

} // namespace detail

/**
 * A provider of the runtime's that asks ours, which it keeps alive; release it with aws_credentials_provider_release().
 * NULL, with the runtime's own error raised, when it cannot be made.
 *
 * What is in memory is answered at once, on the thread that asks. What has to be fetched is answered when the provider's
 * queue is dispatched: dispatch it on another thread than the one that waits for the runtime. No wrapper that caches is
 * needed around it.
 */
inline aws_credentials_provider *new_crt_credentials_provider(std::shared_ptr<Provider> provider,
                                                              aws_allocator *allocator = aws_default_allocator()) {
    auto delegate = std::make_unique<detail::CrtDelegate>(detail::CrtDelegate{std::move(provider), allocator});
    aws_credentials_provider_delegate_options options{};
    options.get_credentials = detail::ask_for_crt;
    options.delegate_user_data = delegate.get();
    options.shutdown_options.shutdown_callback = detail::end_crt;
    options.shutdown_options.shutdown_user_data = delegate.get();
    aws_credentials_provider *created = aws_credentials_provider_new_delegate(allocator, &options);
    if (created != nullptr) {
        static_cast<void>(delegate.release());
    }
    return created;
}

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_CRT_HPP
