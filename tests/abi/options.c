/* Contract: every option is checked before anything starts. A bad one gives INVALID_OPTIONS and an error object whose
 * message names the field and the fix, but no password; no thread and no descriptor is there that was not before. */
#include "process.h"

static cognito_queue *queue;
static cognito_provider_options options;

static void check_refused(const char *field, const char *fix)
{
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    int threads_before = threads(), descriptors_before = descriptors();
    cognito_result result = cognito_provider_new(&options, queue, &provider, &error);
    if (result != COGNITO_ERROR_INVALID_OPTIONS) {
        fprintf(stderr, "%s: got %s\n", field, cognito_result_name(result));
        exit(1);
    }
    CHECK_NUMBER(threads(), threads_before);
    CHECK_NUMBER(descriptors(), descriptors_before);
    CHECK(provider == NULL && error != NULL);
    CHECK_RESULT(cognito_completion_result(error), COGNITO_ERROR_INVALID_OPTIONS);
    const char *message = cognito_completion_error_message(error);
    CHECK_TEXT(cognito_completion_error_field(error), field);
    size_t length = strlen(field);
    if (strncmp(message, field, length) != 0 || message[length] != ':' || strstr(message, fix) == NULL) {
        fprintf(stderr, "%s: the message should begin with the field and say \"%s\": %s\n", field, fix, message);
        exit(1);
    }
    CHECK(strstr(message, "hunter2") == NULL);
    CHECK_NUMBER(cognito_completion_is_retryable(error), 0);
    CHECK(cognito_completion_access_key_id(error) == NULL && cognito_completion_identity_id(error) == NULL);
    CHECK_OK(cognito_completion_free(error));
    options = guest_options();
}

#define REFUSED(field, value, fix) \
    do { \
        options.field = (value); \
        check_refused(#field, fix); \
    } while (0)

static void check_texts(void)
{
    REFUSED(identity_pool_id, NULL, "required");
    REFUSED(identity_pool_id, "", "us-east-1:");
    REFUSED(identity_pool_id, "us-east-1", "us-east-1:");
    REFUSED(identity_pool_id, "us-east-1_AbCdEfGhI", "us-east-1:"); /* a user pool's id */
    REFUSED(identity_pool_id, "us-east-1:not-a-guid", "us-east-1:");
    REFUSED(region, "", "us-east-1");
    REFUSED(region, "US EAST 1", "us-east-1");
    REFUSED(account_id, "", "digits");
    REFUSED(account_id, "12345678901x", "digits");
    REFUSED(account_id, "1234567890123456", "at most 15");
    REFUSED(identity_id, "", "us-east-1:");
    REFUSED(identity_id, "somebody", "us-east-1:");
    REFUSED(initial_identity_id, "", "us-east-1:");
    REFUSED(initial_identity_id, "somebody", "us-east-1:");
    options.identity_id = "us-east-1:12345678-1234-1234-1234-123456789abc";
    REFUSED(initial_identity_id, "us-east-1:12345678-1234-1234-1234-123456789abc", "identity_id");
    REFUSED(profile, "", "1 to 64");
    REFUSED(profile, "12345678901234567890123456789012345678901234567890123456789012345", "1 to 64");
    REFUSED(profile, "a\nb", "control");
    REFUSED(storage_directory, "/tmp/\x01", "control");
    REFUSED(user_agent_suffix, "caf\xc3\xa9", "ASCII");
}

static void check_urls_and_certificates(void)
{
    REFUSED(endpoint, "", "https");
    REFUSED(endpoint, "localhost:80", "https");
    REFUSED(endpoint, "ftp://127.0.0.1", "https");
    REFUSED(endpoint, "http://192.0.2.1:80", "https"); /* tokens in the clear on a network */
    REFUSED(endpoint, "http://localhost.example.com", "https");
    REFUSED(proxy_url, "", "http://");
    REFUSED(proxy_url, "http://127.0.0.1:99999", "http://");
    REFUSED(proxy_url, "ftp://player:hunter2@127.0.0.1", "http://");
    REFUSED(proxy_url, "http://player:hunter2@127.0.0.1:99999", "http://");
    REFUSED(endpoint, "https://player:hunter2@127.0.0.1", "remove it");
    REFUSED(proxy_url, "socks5://127.0.0.1:1080", "http://");
    REFUSED(proxy_url, "ftp://127.0.0.1:3128", "http://");
    REFUSED(ca_pem, "", "PEM");
    REFUSED(ca_pem, "not a certificate", "PEM");
    REFUSED(ca_pem, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "PEM");
}

static void check_numbers(void)
{
    REFUSED(max_attempts, 11, "1 to 10");
    REFUSED(max_attempts, 0xFFFFFFFFu, "1 to 10");
    REFUSED(disable_guest_access, 2, "0 or 1");
    REFUSED(recover_forbidden_guest, 2, "0 or 1");
    REFUSED(persist_credentials, 2, "0 or 1");
    REFUSED(serve_expired, 2, "0 or 1");
    REFUSED(keep_fresh, 0x01000000u, "0 or 1");
    REFUSED(prefetch, 0xFFFFFFFFu, "0 or 1");
    REFUSED(use_fips, 2, "0 or 1");
    REFUSED(use_dual_stack, 2, "0 or 1");
    REFUSED(proxy_from_environment, 2, "0 or 1");
    REFUSED(import_cpp_sdk_identity, 2, "0 or 1");
    REFUSED(bundled_roots_only, 2, "0 or 1");
    REFUSED(session_duration_s, 899, "900 to 43200");
    REFUSED(session_duration_s, 43201, "900 to 43200");
    REFUSED(policy_arn_count, 11, "at most 10");
}

int main(void)
{
    queue = new_queue();
    options = guest_options();
    check_texts();
    check_urls_and_certificates();
    check_numbers();
    CHECK_OK(cognito_provider_free(new_guest(queue)));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}
