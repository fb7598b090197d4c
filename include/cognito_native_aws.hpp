/*
 * cognito_native_aws.hpp - a provider's credentials for the clients of the AWS SDK for C++ (C++17).
 *
 * Copyright (c) the cognito-native authors. SPDX-License-Identifier: MIT OR Apache-2.0
 * Needs the headers of aws-cpp-sdk-core, 1.9 or later, and nothing more of it than AWSCredentialsProvider.
 */

#ifndef COGNITO_NATIVE_AWS_HPP
#define COGNITO_NATIVE_AWS_HPP

#include "cognito_native.hpp"

#include <aws/core/auth/AWSCredentialsProvider.h>
#include <aws/core/utils/DateTime.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/**
 * Give it to the constructor of a client. The SDK asks it for each request, on a thread of its choice: what is in memory is
 * answered at once; where there is nothing yet, that thread waits, for as long as it was told. A refresh is started in time,
 * so that nobody waits for one.
 *
 * A failure cannot be told to the SDK, which takes empty credentials for "do not sign" and sends the request as it is:
 * on_error is called first, on the thread that asked. The service then refuses the request.
 *
 * Where the provider has a login source, its queue has to be dispatched by another thread than the one that waits.
 */
class AwsCredentialsProvider final : public Aws::Auth::AWSCredentialsProvider {
public:
    using ErrorCallback = std::function<void(const Error &)>;

    explicit AwsCredentialsProvider(std::shared_ptr<Provider> provider, ErrorCallback on_error = nullptr,
                                    std::chrono::milliseconds timeout = std::chrono::seconds(30))
        : provider_(std::move(provider)), on_error_(std::move(on_error)), timeout_(timeout) {}

    // Newer SDKs have another one of this name, which asks this one.
    using Aws::Auth::AWSCredentialsProvider::GetAWSCredentials;

    Aws::Auth::AWSCredentials GetAWSCredentials() override {
        cognito_completion *answer = nullptr;
        cognito_result result = cognito_provider_try_get_credentials(provider_->handle(), &answer);
        if (result == COGNITO_ERROR_PENDING) {
            result = cognito_provider_get_credentials_blocking(provider_->handle(), timeout_ms(), &answer);
        }
        const Completion completion(answer);
        if (result == COGNITO_OK && completion.ok()) {
            return copy(answer);
        }
        if (on_error_) {
            on_error_(result == COGNITO_OK ? Error(answer) : Error(result));
        }
        return Aws::Auth::AWSCredentials();
    }

private:
    std::uint32_t timeout_ms() const noexcept {
        // 0 would be no limit at all.
        const auto most = static_cast<std::chrono::milliseconds::rep>(UINT32_MAX);
        const auto count = timeout_.count();
        return static_cast<std::uint32_t>(count < 1 ? 1 : count > most ? most : count);
    }

    static Aws::Auth::AWSCredentials copy(const cognito_completion *answer) {
        const std::int64_t expiration_unix_ms = cognito_completion_expiration_unix_ms(answer);
        return Aws::Auth::AWSCredentials(cognito_completion_access_key_id(answer),
                                         cognito_completion_secret_access_key(answer),
                                         cognito_completion_session_token(answer),
                                         Aws::Utils::DateTime(expiration_unix_ms));
    }

    std::shared_ptr<Provider> provider_;
    ErrorCallback on_error_;
    std::chrono::milliseconds timeout_;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_AWS_HPP
