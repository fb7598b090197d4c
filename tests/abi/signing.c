/* Contract: a request is signed with the credentials of a completion, with keys, or by a provider as soon as it has
 * credentials; with headers or as a presigned URL, which never outlives the credentials. Whatever is wrong with the request
 * is told by the name of its field, by the provider without any network. The time is the service's. */
#include "control.h"

#define URL "https://saves.s3.us-east-1.amazonaws.com/slot1"

static cognito_signing_options put_request(void)
{
    static const uint8_t body[] = "level 7";
    cognito_signing_options options = {0};
    options.struct_size = sizeof options;
    options.method = "PUT";
    options.url = URL;
    options.body = body;
    options.body_size = sizeof body - 1;
    return options;
}

static const char *header(const cognito_signed_request *signed_request, const char *name)
{
    for (uint32_t index = 0; index < cognito_signed_request_header_count(signed_request); index++) {
        if (strcmp(cognito_signed_request_header_name(signed_request, index), name) == 0) {
            return cognito_signed_request_header_value(signed_request, index);
        }
    }
    return NULL;
}

/* The example of Amazon S3's documentation for presigned URLs. */
static void check_the_documented_url(void)
{
    cognito_signing_options options = {0};
    options.struct_size = sizeof options;
    options.method = "GET";
    options.url = "https://examplebucket.s3.amazonaws.com/test.txt";
    options.signed_at_unix_ms = 1369353600000;
    options.expires_s = 86400;
    cognito_signed_request *signed_request = NULL;
    CHECK_OK(cognito_sign_with_keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", NULL, 0, &options,
                                    &signed_request, NULL));
    CHECK(strstr(cognito_signed_request_url(signed_request),
                 "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404") != NULL);
    CHECK_NUMBER(cognito_signed_request_header_count(signed_request), 0);
    CHECK_NUMBER(cognito_signed_request_signed_at_unix_ms(signed_request), options.signed_at_unix_ms);
    CHECK_NUMBER(cognito_signed_request_ends_at_unix_ms(signed_request), options.signed_at_unix_ms + 86400000);
    CHECK_OK(cognito_signed_request_free(signed_request));
    CHECK_RESULT(cognito_signed_request_free(signed_request), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(cognito_signed_request_url(signed_request) == NULL);
    CHECK_OK(cognito_signed_request_free(NULL));
}

/* Credentials with five minutes left, and a URL that is asked for an hour. */
static void check_a_url_ends_with_its_credentials(void)
{
    cognito_signing_options options = put_request();
    cognito_signed_request *signed_request = NULL;
    options.signed_at_unix_ms = 1369353600000;
    options.expires_s = 3600;
    CHECK_OK(cognito_sign_with_keys("ASIAIOSFODNN7EXAMPLE", "secret", "token", options.signed_at_unix_ms + 300000, &options,
                                    &signed_request, NULL));
    CHECK_NUMBER(cognito_signed_request_ends_at_unix_ms(signed_request), options.signed_at_unix_ms + 300000);
    CHECK_OK(cognito_signed_request_free(signed_request));
}

static void check_refusal(const cognito_completion *credentials, cognito_signing_options options, cognito_result code,
                          const char *field)
{
    cognito_signed_request *signed_request = NULL;
    cognito_completion *error = NULL;
    CHECK_RESULT(cognito_sign(credentials, &options, &signed_request, &error), code);
    CHECK(signed_request == NULL);
    CHECK(strncmp(cognito_completion_error_message(error), field, strlen(field)) == 0);
    if (code != COGNITO_ERROR_INVALID_HANDLE) {
        CHECK_TEXT(cognito_completion_error_field(error), field);
    }
    CHECK_OK(cognito_completion_free(error));
}

static void check_credentials_of_a_completion(const cognito_completion *credentials)
{
    cognito_signing_options options = put_request();
    cognito_signed_request *signed_request = NULL;
    CHECK_OK(cognito_sign(credentials, &options, &signed_request, NULL));
    CHECK_TEXT(cognito_signed_request_url(signed_request), URL);
    CHECK_TEXT(header(signed_request, "x-amz-security-token"), cognito_completion_session_token(credentials));
    const char *authorization = header(signed_request, "authorization");
    CHECK(authorization != NULL && strstr(authorization, cognito_completion_access_key_id(credentials)) != NULL);
    CHECK(strstr(authorization, "/us-east-1/s3/aws4_request") != NULL);
    CHECK_NUMBER(cognito_signed_request_ends_at_unix_ms(signed_request), 0);
    /* The emulator's clock is this machine's. */
    int64_t off_ms = cognito_signed_request_signed_at_unix_ms(signed_request) - (int64_t)time(NULL) * 1000;
    CHECK(off_ms > -5000 && off_ms < 5000);
    CHECK_OK(cognito_signed_request_free(signed_request));

    options.expires_s = 604800;
    CHECK_OK(cognito_sign(credentials, &options, &signed_request, NULL));
    CHECK_NUMBER(cognito_signed_request_ends_at_unix_ms(signed_request),
                 cognito_completion_expiration_unix_ms(credentials));
    CHECK_OK(cognito_signed_request_free(signed_request));
}

static void check_refusals(const cognito_completion *credentials)
{
    cognito_signing_options options = put_request();
    options.url = "http://127.0.0.1:9000/saves";
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "region");
    options = put_request();
    options.url = "saves/slot1";
    options.region = "us-east-1";
    options.service = "s3";
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "url");
    options = put_request();
    options.expires_s = 604801;
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "expires_s");
    options = put_request();
    options.body_sha256 = "00";
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "body_sha256");
    options = put_request();
    options.header_count = 1;
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "header_names");
    options = put_request();
    options.unsigned_body = 2;
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "unsigned_body");
    options = put_request();
    options.url = "saves/slot1"; /* before what it does not say */
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "url");
    options = put_request();
    options.body_size = SIZE_MAX;
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "body_size");
    options = put_request();
    options.reserved = 1;
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "reserved");
    options = put_request();
    options.method = NULL;
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_OPTIONS, "method");
    options = put_request();
    options.method = "P\xC3T";
    check_refusal(credentials, options, COGNITO_ERROR_INVALID_UTF8, "method");
    check_refusal(NULL, put_request(), COGNITO_ERROR_INVALID_HANDLE, "credentials");

    cognito_signed_request *signed_request = NULL;
    options = put_request();
    options.struct_size = 3;
    CHECK_RESULT(cognito_sign(credentials, &options, &signed_request, NULL), COGNITO_ERROR_INVALID_STRUCT_SIZE);
    CHECK_RESULT(cognito_sign(credentials, NULL, &signed_request, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    options = put_request();
    CHECK_RESULT(cognito_sign(credentials, &options, NULL, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_completion_signed_request(credentials, &signed_request), COGNITO_ERROR_NOT_CACHED);
}

typedef struct outcome {
    int calls;
    cognito_result result;
    cognito_signed_request *signed_request;
    char message[160];
} outcome;

static void note_signed(void *user_data, const cognito_completion *completion)
{
    outcome *noted = user_data;
    noted->calls++;
    noted->result = cognito_completion_result(completion);
    if (noted->result == COGNITO_OK) {
        CHECK_OK(cognito_completion_signed_request(completion, &noted->signed_request));
    } else {
        snprintf(noted->message, sizeof noted->message, "%s", cognito_completion_error_message(completion));
    }
}

static void check_a_provider_signs(cognito_queue *queue, cognito_provider *provider)
{
    outcome noted = {0};
    cognito_signing_options wrong = put_request();
    wrong.url = "saves/slot1";
    wrong.region = "us-east-1";
    wrong.service = "s3";
    CHECK_OK(cognito_provider_sign(provider, &wrong, NULL, note_signed, &noted, NULL));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_NUMBER(noted.result, COGNITO_ERROR_INVALID_OPTIONS);
    CHECK(strncmp(noted.message, "url", 3) == 0);
    wrong.method = NULL; /* told before it is known what is to be signed */
    CHECK_OK(cognito_provider_sign(provider, &wrong, NULL, note_signed, &noted, NULL));
    dispatch_until(queue, &noted.calls, 2);
    CHECK_NUMBER(noted.result, COGNITO_ERROR_INVALID_OPTIONS);
    CHECK(strncmp(noted.message, "method", 6) == 0);
    CHECK_RESULT(cognito_provider_sign(NULL, &wrong, NULL, note_signed, &noted, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_NUMBER(statistic("GetId"), 0);

    cognito_signing_options options = put_request();
    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_sign(provider, &options, NULL, note_signed, &noted, &request));
    dispatch_until(queue, &noted.calls, 3);
    CHECK_OK(noted.result);
    CHECK(header(noted.signed_request, "authorization") != NULL); /* its completion is gone */
    CHECK_OK(cognito_signed_request_free(noted.signed_request));
    CHECK_OK(cognito_request_free(request));

    CHECK_RESULT(cognito_provider_sign(NULL, &options, NULL, note_signed, &noted, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_RESULT(cognito_provider_sign(provider, NULL, NULL, note_signed, &noted, NULL),
                 COGNITO_ERROR_INVALID_ARGUMENT);
    inject("throttle", "GetCredentialsForIdentity", "\"forever\"");
    CHECK_OK(cognito_provider_clear_credentials(provider));
    CHECK_OK(cognito_provider_sign(provider, &options, NULL, note_signed, &noted, NULL));
    dispatch_until(queue, &noted.calls, 4);
    CHECK_NUMBER(noted.result, COGNITO_ERROR_THROTTLED);
    clear_faults();
    CHECK_OK(cognito_provider_clear_credentials(provider)); /* and with them the pause after a failure */
}

int main(void)
{
    check_the_documented_url();
    check_a_url_ends_with_its_credentials();
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    check_a_provider_signs(queue, provider);
    cognito_completion *credentials = NULL;
    fetch(queue, provider);
    CHECK_OK(cognito_provider_cached_credentials(provider, &credentials));
    CHECK_OK(cognito_completion_result(credentials));
    check_credentials_of_a_completion(credentials);
    check_refusals(credentials);
    CHECK_OK(cognito_completion_free(credentials));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}
