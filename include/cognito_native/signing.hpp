// Part of cognito_native.hpp. Requests to AWS services, signed with a player's credentials (Signature Version 4).
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_SIGNING_HPP
#define COGNITO_NATIVE_SIGNING_HPP

#include "argument.hpp"
#include "completion.hpp"
#include "outcome.hpp"
#include "profiles.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** Names and values, in the order in which they are sent. */
using Headers = std::vector<std::pair<std::string, std::string>>;

/** A request to be signed; see cognito_signing_options for each member. */
struct SigningOptions {
    std::string method;
    std::string url;
    Headers headers;
    std::string body;
    /** In place of the body. */
    std::optional<std::string> body_sha256;
    std::optional<std::string> region;
    std::optional<std::string> service;
    /** By the service's clock; nothing: now. */
    std::optional<std::chrono::system_clock::time_point> signed_at;
    /** More than zero makes a presigned URL. */
    std::chrono::seconds expires{};
    bool unsigned_body = false;
    bool content_sha256_header = false;
};

/** What to send. These are copies; the URL of a presigned one and the headers are secrets. */
struct SignedRequest {
    std::string url;
    /** To be added, in place of those of the same name. */
    Headers headers;
    std::chrono::system_clock::time_point signed_at;
    /** When a presigned URL ends: as asked, or with the credentials. */
    std::optional<std::chrono::system_clock::time_point> ends_at;
};

namespace detail {

/** The options as C's; they point into `options`, which has to live as long. */
class NativeSigning {
public:
    explicit NativeSigning(const SigningOptions &options) {
        for (const auto &[name, value] : options.headers) {
            names_.push_back(arguments_.of(name));
            values_.push_back(arguments_.of(value));
        }
        native_.struct_size = sizeof native_;
        native_.header_count = static_cast<cognito_count>(names_.size());
        native_.header_names = names_.data();
        native_.header_values = values_.data();
        native_.method = arguments_.of(options.method);
        native_.url = arguments_.of(options.url);
        if (!options.body.empty()) {
            native_.body = reinterpret_cast<const std::uint8_t *>(options.body.data());
            native_.body_size = options.body.size();
        }
        native_.body_sha256 = arguments_.of(options.body_sha256);
        native_.region = arguments_.of(options.region);
        native_.service = arguments_.of(options.service);
        if (options.signed_at.has_value()) {
            using std::chrono::milliseconds;
            native_.signed_at_unix_ms =
                std::chrono::duration_cast<milliseconds>(options.signed_at->time_since_epoch()).count();
        }
        native_.expires_s = arguments_.count<std::chrono::seconds>(options.expires);
        native_.unsigned_body = options.unsigned_body ? 1 : 0;
        native_.content_sha256_header = options.content_sha256_header ? 1 : 0;
    }

    NativeSigning(const NativeSigning &) = delete;
    NativeSigning &operator=(const NativeSigning &) = delete;

    cognito_result result() const noexcept { return arguments_.result(); }
    const cognito_signing_options *get() const noexcept { return &native_; }

private:
    Arguments arguments_;
    std::vector<const char *> names_;
    std::vector<const char *> values_;
    cognito_signing_options native_{};
};

/** A copy of the signed request, which it frees. */
inline SignedRequest copied(cognito_signed_request *handle) {
    const std::unique_ptr<cognito_signed_request, cognito_result(COGNITO_CALL *)(cognito_signed_request *)> owned(
        handle, cognito_signed_request_free);
    const auto instant = [](std::int64_t unix_ms) {
        return std::chrono::system_clock::time_point(std::chrono::milliseconds(unix_ms));
    };
    SignedRequest request;
    request.url = text_or_empty(cognito_signed_request_url(handle));
    for (cognito_count index = 0; index < cognito_signed_request_header_count(handle); ++index) {
        request.headers.emplace_back(text_or_empty(cognito_signed_request_header_name(handle, index)),
                                     text_or_empty(cognito_signed_request_header_value(handle, index)));
    }
    request.signed_at = instant(cognito_signed_request_signed_at_unix_ms(handle));
    const std::int64_t ends_at_unix_ms = cognito_signed_request_ends_at_unix_ms(handle);
    if (ends_at_unix_ms != 0) {
        request.ends_at = instant(ends_at_unix_ms);
    }
    return request;
}

} // namespace detail

/** Signs with the credentials of a completion. Computes, and does nothing else; see cognito_sign(). */
inline Outcome<SignedRequest> sign(const Completion &credentials, const SigningOptions &options) {
    const detail::NativeSigning native(options);
    cognito_signed_request *handle = nullptr;
    cognito_completion *error = nullptr;
    cognito_result result = native.result();
    if (result == COGNITO_OK) {
        result = cognito_sign(credentials.handle(), native.get(), &handle, &error);
    }
    if (result != COGNITO_OK) {
        return detail::failed<SignedRequest>(detail::refusal(result, error));
    }
    return detail::copied(handle);
}

/** The signed request in the answer to Provider::sign(). */
inline Outcome<SignedRequest> signed_request(const Completion &completion) {
    cognito_signed_request *handle = nullptr;
    const cognito_result result = cognito_completion_signed_request(completion.handle(), &handle);
    if (result != COGNITO_OK) {
        return detail::failed<SignedRequest>(result);
    }
    return detail::copied(handle);
}

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_SIGNING_HPP
