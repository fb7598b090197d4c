// Promise: a client of the AWS SDK is given whole credentials, at once when they are in memory, and the same by all ways of
// asking; a failure is told before the SDK gets the empty ones that it takes for "do not sign".

#include "player.hpp"

#include <cognito_native_aws.hpp>

#include <chrono>

using namespace cognito_native;

int main() {
    Queue queue;
    const auto provider = std::make_shared<Provider>(Provider::create(emulated(), queue));
    const std::shared_ptr<Aws::Auth::AWSCredentialsProvider> adapter = std::make_shared<AwsCredentialsProvider>(provider);
    const Aws::Auth::AWSCredentials first = adapter->GetAWSCredentials();
    const Credentials ours = provider->cached_credentials().value();
    REQUIRE(first.GetAWSAccessKeyId() == ours.access_key_id.c_str());
    REQUIRE(first.GetAWSSecretKey() == ours.secret_access_key.c_str());
    REQUIRE(first.GetSessionToken() == ours.session_token.c_str());
    const auto expiration = std::chrono::milliseconds(first.GetExpiration().Millis());
    REQUIRE(std::chrono::system_clock::time_point(expiration) == ours.expiration);

    Aws::Auth::CredentialsResolutionContext context;
    REQUIRE(adapter->GetAWSCredentials(context).GetAWSAccessKeyId() == first.GetAWSAccessKeyId());
    REQUIRE(provider->snapshot().fetches == 1);

    ProviderOptions forbidden = emulated();
    forbidden.disable_guest_access = true;
    std::string told;
    AwsCredentialsProvider failing(std::make_shared<Provider>(forbidden, queue),
                                   [&](const Error &error) { told = error.name(); });
    REQUIRE(failing.GetAWSCredentials().IsEmpty());
    REQUIRE(told == "COGNITO_ERROR_LOGIN_REQUIRED");

    ProviderOptions silently = silent();
    AwsCredentialsProvider waiting(std::make_shared<Provider>(silently, queue),
                                   [&](const Error &error) { told = error.name(); }, std::chrono::milliseconds(0));
    REQUIRE(waiting.GetAWSCredentials().IsEmpty());
    REQUIRE(told == "COGNITO_ERROR_DEADLINE_EXCEEDED");
    AwsCredentialsProvider without_callback(std::make_shared<Provider>(forbidden, queue));
    REQUIRE(without_callback.GetAWSCredentials().IsEmpty());
}
