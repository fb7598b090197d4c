/* What tests/memory.rs looks at: a host that fetches everything there is to fetch and lets go of it, first while another
 * provider shares its connections, then altogether. It never copies a secret itself: the login token is read by one
 * system call, straight into memory that is wiped. */
#include "../abi/process.h"

#include <fcntl.h>

#define TOKEN_BYTES 8192

/* volatile, so that the wiping stays. */
static volatile char token[TOKEN_BYTES];

static void set_login(cognito_provider *provider)
{
    int file = open(surroundings("COGNITO_TEST_LOGIN"), O_RDONLY);
    CHECK(file >= 0 && read(file, (char *)token, TOKEN_BYTES - 1) > 0);
    close(file);
    CHECK_OK(cognito_provider_set_login(provider, "accounts.google.com", (const char *)token));
    for (int i = 0; i < TOKEN_BYTES; i++) {
        token[i] = 0;
    }
}

static void ask(cognito_result (*begin)(cognito_provider *, const cognito_request_options *, cognito_completion_fn,
                                        void *, cognito_request **),
                cognito_provider *provider, cognito_queue *queue)
{
    answer noted = {0};
    CHECK_OK(begin(provider, NULL, note_answer, &noted, NULL));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_OK(noted.result);
}

static void use(const cognito_provider_options *options)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = provider_with(options, queue);
    cognito_completion *cached = NULL;
    set_login(provider);
    ask(cognito_provider_get_credentials, provider, queue);
    for (int i = 0; i < 3; i++) {
        ask(cognito_provider_refresh, provider, queue);
    }
    ask(cognito_provider_get_open_id_token, provider, queue);
    CHECK_OK(cognito_provider_cached_credentials(provider, &cached));
    CHECK_OK(cognito_completion_free(cached));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
}

/* Here the test looks. */
static void let_go(void)
{
    puts("let go");
    fflush(stdout);
    getchar();
}

int main(void)
{
    int threads_before = threads();
    char *ca_pem = file_text(surroundings("COGNITO_TEST_CA_PEM"));
    cognito_provider_options options = guest_options();
    options.ca_pem = ca_pem;
    cognito_queue *queue = new_queue();
    cognito_provider *bystander = provider_with(&options, queue);
    ask(cognito_provider_get_identity_id, bystander, queue);
    use(&options);

    options.auth_role_arn = "arn:aws:iam::123456789012:role/player";
    options.sts_endpoint = options.endpoint;
    use(&options);

    /* Stored, and then read by the next one. */
    options.storage_directory = surroundings("COGNITO_TEST_DIRECTORY");
    options.persist_credentials = 1;
    use(&options);
    use(&options);

    let_go();
    CHECK_OK(cognito_provider_free(bystander));
    CHECK_OK(cognito_queue_free(queue));
    free(ca_pem);
    until_down_to(threads, threads_before);
    let_go();
    return 0;
}
