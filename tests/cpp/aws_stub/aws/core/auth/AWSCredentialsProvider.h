// What the adapter needs of aws-cpp-sdk-core, with the signatures of the AWS SDK for C++ API reference (1.11), written
// anew: the SDK itself is in no package registry. Its strings have an allocator of their own, as there.

#ifndef AWS_STUB_CREDENTIALS_PROVIDER_H
#define AWS_STUB_CREDENTIALS_PROVIDER_H

#include <aws/core/utils/DateTime.h>

#include <memory>
#include <string>
#include <utility>

namespace Aws {

template <typename Value>
struct Allocator : std::allocator<Value> {
    Allocator() = default;
    template <typename Other>
    Allocator(const Allocator<Other> &) noexcept {}
    template <typename Other>
    struct rebind {
        using other = Allocator<Other>;
    };
};

using String = std::basic_string<char, std::char_traits<char>, Allocator<char>>;

namespace Auth {

class AWSCredentials {
public:
    AWSCredentials() = default;
    AWSCredentials(const String &accessKeyId, const String &secretKey, const String &sessionToken, Utils::DateTime expiration)
        : accessKeyId_(accessKeyId), secretKey_(secretKey), sessionToken_(sessionToken), expiration_(expiration) {}

    bool IsEmpty() const { return accessKeyId_.empty() && secretKey_.empty(); }
    const String &GetAWSAccessKeyId() const { return accessKeyId_; }
    const String &GetAWSSecretKey() const { return secretKey_; }
    const String &GetSessionToken() const { return sessionToken_; }
    Utils::DateTime GetExpiration() const { return expiration_; }

private:
    String accessKeyId_, secretKey_, sessionToken_;
    Utils::DateTime expiration_{0};
};

// In newer versions.
struct CredentialsResolutionContext {};

class AWSCredentialsProvider {
public:
    virtual ~AWSCredentialsProvider() = default;
    virtual AWSCredentials GetAWSCredentials() = 0;
    virtual AWSCredentials GetAWSCredentials(CredentialsResolutionContext &) { return GetAWSCredentials(); }
};

} // namespace Auth
} // namespace Aws

#endif
