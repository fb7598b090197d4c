// Promise: requests are signed with the credentials of a completion, or by a provider as soon as it has some; what is wrong
// with a request is told by the name of its field.

#include "player.hpp"

using namespace cognito_native;
using namespace std::chrono_literals;

static SigningOptions put() {
    SigningOptions options;
    options.method = "PUT";
    options.url = "https://saves.s3.eu-west-1.amazonaws.com/slot1";
    options.headers = {{"content-type", "text/plain"}};
    options.body = "level 7";
    return options;
}

static std::string header(const SignedRequest &request, const std::string &name) {
    for (const auto &[given, value] : request.headers) {
        if (given == name) {
            return value;
        }
    }
    return std::string();
}

int main() {
    Queue queue;
    Provider provider(emulated(), queue);
    std::optional<SignedRequest> signed_by_provider;
    provider.sign(put(), [&](const Completion &completion) { signed_by_provider = signed_request(completion); });
    dispatch_until(queue, [&] { return signed_by_provider.has_value(); });
    REQUIRE(signed_by_provider->url == put().url);
    REQUIRE(header(*signed_by_provider, "authorization").find("/eu-west-1/s3/aws4_request") != std::string::npos);

    const Completion credentials = provider.get_credentials_blocking();
    const SignedRequest by_hand = sign(credentials, put());
    REQUIRE(header(by_hand, "x-amz-security-token") == credentials.credentials()->session_token);
    REQUIRE(!by_hand.ends_at.has_value());

    SigningOptions presigned = put();
    presigned.expires = 7 * 24h;
    REQUIRE(sign(credentials, presigned).ends_at == credentials.credentials()->expiration);

    SigningOptions wrong = put();
    wrong.url = "saves/slot1";
    wrong.region = "eu-west-1";
    wrong.service = "s3";
    try {
        static_cast<void>(sign(credentials, wrong));
        REQUIRE(false);
    } catch (const Error &error) {
        REQUIRE(error.code() == COGNITO_ERROR_INVALID_OPTIONS);
        REQUIRE(error.field() == "url");
    }
    return 0;
}
