/* Contract: an answer that is ready and not dispatched yet is in progress still. A sign-out, a clear and a login change
 * count for it too: nobody is handed the credentials, the token or the identity of the player who left. */
#include "control.h"

static const char POOL[] = "us-east-1:66666666-6666-4666-8666-666666666666";

typedef struct player {
    answer noted;
    char open_id_token[2048];
} player;

typedef cognito_result (*ask_fn)(cognito_provider *, const cognito_request_options *, cognito_completion_fn, void *,
                                 cognito_request **);
typedef cognito_result (*leave_fn)(cognito_provider *);

static void note_player(void *user_data, const cognito_completion *completion)
{
    player *seen = user_data;
    note_answer(&seen->noted, completion);
    copy_text(seen->open_id_token, sizeof seen->open_id_token, cognito_completion_open_id_token(completion));
}

static cognito_result sign_bob_in(cognito_provider *provider)
{
    return cognito_provider_set_login(provider, "accounts.example", "bob");
}

static const ask_fn asks[] = {cognito_provider_get_identity_id, cognito_provider_get_credentials,
                              cognito_provider_refresh, cognito_provider_get_open_id_token};
static const leave_fn leaves[] = {cognito_provider_sign_out, sign_bob_in, cognito_provider_clear_identity,
                                  cognito_provider_clear_credentials};

static cognito_provider *ann(cognito_queue *queue)
{
    cognito_provider_options options = guest_options();
    options.identity_pool_id = POOL;
    cognito_provider *provider = provider_with(&options, queue);
    CHECK_OK(cognito_provider_set_login(provider, "accounts.example", "ann"));
    return provider;
}

static void until_ready(cognito_queue *queue)
{
    CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS));
}

static void check(ask_fn ask, leave_fn leave, int is_cached, int by_next)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = ann(queue);
    player before = {0}, after = {0};
    CHECK_OK(ask(provider, NULL, note_player, &before, NULL));
    dispatch_until(queue, &before.noted.calls, 1);
    CHECK_OK(before.noted.result);
    if (!is_cached) {
        CHECK_OK(cognito_provider_clear_credentials(provider));
    }
    CHECK_OK(ask(provider, NULL, by_next ? NULL : note_player, &after, NULL));
    until_ready(queue);
    CHECK_OK(leave(provider));
    while (after.noted.calls == 0) {
        cognito_queue_item item = {.struct_size = sizeof item};
        CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
        if (by_next) {
            CHECK_OK(cognito_queue_next(queue, &item));
        }
        if (item.kind == COGNITO_ITEM_ANSWER) {
            note_player(item.user_data, item.completion);
            CHECK_OK(cognito_completion_free(item.completion));
        } else if (after.noted.calls == 0) {
            until_ready(queue);
        }
    }
    CHECK_OK(after.noted.result);
    CHECK_NUMBER(after.noted.calls, 1);
    if (leave == cognito_provider_sign_out) {
        CHECK(strcmp(before.noted.identity_id, after.noted.identity_id) != 0);
        CHECK(after.open_id_token[0] == '\0' || strcmp(before.open_id_token, after.open_id_token) != 0);
    }
    CHECK(after.noted.access_key_id[0] == '\0' || strcmp(before.noted.access_key_id, after.noted.access_key_id) != 0);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
}

/* There is nobody left to ask for the next player. */
static void check_free(int signs_out)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = ann(queue);
    player after = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_player, &after, NULL));
    until_ready(queue);
    if (signs_out) {
        CHECK_OK(cognito_provider_sign_out(provider));
    }
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(after.noted.calls, 1);
    CHECK_RESULT(after.noted.result, signs_out ? COGNITO_ERROR_CANCELLED : COGNITO_OK);
    CHECK((after.noted.access_key_id[0] == '\0') == signs_out);
    CHECK_OK(cognito_queue_free(queue));
}

int main(void)
{
    char command[256];
    snprintf(command, sizeof command,
             "{\"command\":\"add-pool\",\"id\":\"%s\",\"login_providers\":[\"accounts.example\"]}", POOL);
    control(command);
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
        for (size_t j = 0; j < sizeof leaves / sizeof leaves[0]; j++) {
            for (int how = 0; how < 4; how++) {
#ifdef CURL_ASKS
                if (how >> 1) {
                    continue; /* whoever asks for exchanges has taken the answer, too */
                }
#endif
                if (!is_slow() || how == (int)(i + j) % 4) {
                    check(asks[i], leaves[j], how & 1, how >> 1);
                }
            }
        }
    }
    check_free(0);
    check_free(1);
    return 0;
}
