// A request that the AWS Common Runtime signs with a player's credentials, through cognito_native_crt.hpp; and one that it
// cannot sign, because there are none.
//
// usage: sign POOL_ID ENDPOINT HOST PATH_AND_QUERY
// Prints the headers that the runtime added to a GET of S3, as NAME: VALUE.

#include <cognito_native_crt.hpp>

#include <aws/auth/signable.h>
#include <aws/auth/signing.h>
#include <aws/auth/signing_config.h>
#include <aws/auth/signing_result.h>
#include <aws/http/request_response.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace {

using cognito_native::Provider;
using cognito_native::ProviderOptions;
using cognito_native::Queue;

struct Signing {
    aws_http_message *request;
    std::atomic<bool> is_over{false};
    int error = 0;
};

void on_signed(aws_signing_result *result, int error, void *user_data) {
    auto *signing = static_cast<Signing *>(user_data);
    signing->error = error;
    if (error == 0 && aws_apply_signing_result_to_http_request(signing->request, aws_default_allocator(), result) != 0) {
        signing->error = aws_last_error();
    }
    signing->is_over = true;
}

// The runtime's error; 0 when the request is signed.
int sign(aws_http_message *request, aws_credentials_provider *credentials, Queue &queue) {
    aws_signing_config_aws config{};
    config.config_type = AWS_SIGNING_CONFIG_AWS;
    config.algorithm = AWS_SIGNING_ALGORITHM_V4;
    config.signature_type = AWS_ST_HTTP_REQUEST_HEADERS;
    config.region = aws_byte_cursor_from_c_str("us-east-1");
    config.service = aws_byte_cursor_from_c_str("s3");
    aws_date_time_init_now(&config.date);
    config.signed_body_header = AWS_SBHT_X_AMZ_CONTENT_SHA256;
    config.credentials_provider = credentials;

    Signing signing{request};
    aws_signable *signable = aws_signable_new_http_request(aws_default_allocator(), request);
    const auto *base = reinterpret_cast<const aws_signing_config_base *>(&config);
    if (aws_sign_request_aws(aws_default_allocator(), signable, base, on_signed, &signing) != 0) {
        signing.error = aws_last_error();
        signing.is_over = true;
    }
    while (!signing.is_over) {
        queue.wait(std::chrono::seconds(20));
        queue.dispatch();
    }
    aws_signable_destroy(signable);
    return signing.error;
}

aws_http_message *get(const char *host, const char *path) {
    aws_http_message *request = aws_http_message_new_request(aws_default_allocator());
    aws_http_message_set_request_method(request, aws_byte_cursor_from_c_str("GET"));
    aws_http_message_set_request_path(request, aws_byte_cursor_from_c_str(path));
    aws_http_header header{};
    header.name = aws_byte_cursor_from_c_str("Host");
    header.value = aws_byte_cursor_from_c_str(host);
    aws_http_message_add_header(request, header);
    return request;
}

void print_headers(const aws_http_message *request) {
    for (std::size_t index = 0; index < aws_http_message_get_header_count(request); ++index) {
        aws_http_header header{};
        aws_http_message_get_header(request, &header, index);
        std::printf("%.*s: %.*s\n", static_cast<int>(header.name.len), reinterpret_cast<const char *>(header.name.ptr),
                    static_cast<int>(header.value.len), reinterpret_cast<const char *>(header.value.ptr));
    }
}

} // namespace

int main(int, char **arguments) {
    aws_auth_library_init(aws_default_allocator());
    Queue queue;
    ProviderOptions options;
    options.identity_pool_id = arguments[1];
    options.endpoint = arguments[2];
    options.storage_directory = "";
    std::weak_ptr<Provider> lives;
    {
        const auto provider = std::make_shared<Provider>(options, queue);
        lives = provider;
        aws_credentials_provider *credentials = cognito_native::new_crt_credentials_provider(provider);
        // Fetched the first time, in memory the second time.
        for (int round = 0; round < 2; ++round) {
            aws_http_message *request = get(arguments[3], arguments[4]);
            if (sign(request, credentials, queue) != 0) {
                std::fprintf(stderr, "not signed in round %d\n", round);
                return EXIT_FAILURE;
            }
            if (round == 1) {
                print_headers(request);
            }
            aws_http_message_release(request);
        }
        if (provider->snapshot().fetches != 1) {
            return EXIT_FAILURE;
        }
        aws_credentials_provider_release(credentials);
    }
    if (!lives.expired()) {
        std::fprintf(stderr, "the runtime has let go of its provider, which still holds ours\n");
        return EXIT_FAILURE;
    }

    options.disable_guest_access = true;
    aws_credentials_provider *none =
        cognito_native::new_crt_credentials_provider(std::make_shared<Provider>(options, queue));
    aws_http_message *request = get(arguments[3], arguments[4]);
    const int error = sign(request, none, queue);
    aws_http_message_release(request);
    aws_credentials_provider_release(none);
    aws_auth_library_clean_up();
    return error == AWS_AUTH_SIGNING_NO_CREDENTIALS ? EXIT_SUCCESS : EXIT_FAILURE;
}
