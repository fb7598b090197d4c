/*
 * A player's game, as a list of steps: signs in, asks, signs out, as a host would, on one thread that waits and
 * dispatches. Prints the answer to each question as a line of JSON; the tests beside it read these lines.
 *
 * usage: client POOL_ID ENDPOINT STORAGE_DIRECTORY [OPTION | STEP]...
 * options: --ca FILE, --sts URL, --auth-role ARN, --unauth-role ARN, --custom-role ARN, --session-name NAME,
 *          --session-policy JSON, --policy-arn ARN, --duration SECONDS
 * steps, in their order:
 *          --login NAME TOKEN       sets a login
 *          --login-source NAME TOKEN, --developer IDENTITY_ID TOKEN
 *                                   sets a login source that answers with this, from now on
 *          --identity, --credentials, --open-id-token, --unlink NAME
 *                                   asks, and prints the answer
 *          --pause                  waits for a line on standard input
 *          --sign-out
 * exit code: 0 the last answer was a good one; 1 it was an error; 2 wrong usage; 3 a broken promise.
 */

#include "ask.h"
#include "print.h"
#include "promise.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

static const char *ca_file;
static const char *duration;
static const char *policy_arn;

/* What the login source answers, and how often it was asked. */
struct source {
    const char *name;
    const char *identity_id;
    const char *token;
    pthread_t dispatched_by;
    int asked;
};

struct game {
    cognito_provider *provider;
    cognito_queue *queue;
    struct source source;
    cognito_result last;
};

static _Noreturn void wrong_usage(const char *what) {
    fprintf(stderr, "client: %s; the usage is told at the top of client.c\n", what);
    exit(EXIT_USAGE);
}

static void give_logins(void *user_data, cognito_login_request *request) {
    struct source *source = user_data;
    if (!pthread_equal(source->dispatched_by, pthread_self())) {
        broken_promise("the login source was asked on a thread that did not dispatch", COGNITO_OK);
    }
    source->asked++;
    if (source->identity_id != NULL) {
        must(cognito_login_request_set_developer_identity(request, source->identity_id, source->token),
             "the developer identity was refused");
    } else {
        must(cognito_login_request_add(request, source->name, source->token), "the login was refused");
    }
    must(cognito_login_request_complete(request), "the answer was refused");
}

static void set_source(struct game *game, const char *name, const char *identity_id, const char *token) {
    game->source = (struct source){name, identity_id, token, pthread_self(), game->source.asked};
    must(cognito_provider_set_login_source(game->provider, give_logins, &game->source, NULL), "the source was refused");
}

/* Prints the answer, frees it, and remembers how it ended. */
static void tell(struct game *game, const cognito_completion *answer) {
    game->last = cognito_completion_result(answer);
    print(answer, game->provider, game->source.asked);
    cognito_completion_free(answer);
}

static void ask_and_tell(struct game *game, begin_fn begin) {
    tell(game, ask(begin, game->provider, game->queue));
}

static void login(struct game *game, char **words) {
    must(cognito_provider_set_login(game->provider, words[0], words[1]), "the login was refused");
}

static void login_source(struct game *game, char **words) {
    set_source(game, words[0], NULL, words[1]);
}

static void developer(struct game *game, char **words) {
    set_source(game, NULL, words[0], words[1]);
}

static void identity(struct game *game, char **words) {
    (void)words;
    ask_and_tell(game, cognito_provider_get_identity_id);
}

static void credentials(struct game *game, char **words) {
    (void)words;
    ask_and_tell(game, cognito_provider_get_credentials);
}

static void open_id_token(struct game *game, char **words) {
    (void)words;
    ask_and_tell(game, cognito_provider_get_open_id_token);
}

static void unlink_login(struct game *game, char **words) {
    tell(game, ask_to_unlink(words[0], game->provider, game->queue));
}

static void pause_here(struct game *game, char **words) {
    (void)game;
    (void)words;
    if (getchar() == EOF) {
        wrong_usage("nobody ended the pause");
    }
}

static void sign_out(struct game *game, char **words) {
    (void)words;
    must(cognito_provider_sign_out(game->provider), "the player could not sign out");
}

static const struct step {
    const char *flag;
    int words;
    void (*run)(struct game *game, char **words);
} STEPS[] = {
    {"--login", 2, login},         {"--login-source", 2, login_source}, {"--developer", 2, developer},
    {"--identity", 0, identity},   {"--credentials", 0, credentials},   {"--open-id-token", 0, open_id_token},
    {"--unlink", 1, unlink_login}, {"--pause", 0, pause_here},          {"--sign-out", 0, sign_out},
};

static const struct step *find_step(const char *flag) {
    for (size_t at = 0; at < sizeof STEPS / sizeof *STEPS; at++) {
        if (strcmp(STEPS[at].flag, flag) == 0) {
            return &STEPS[at];
        }
    }
    return NULL;
}

/* Where the word behind an option goes; NULL when there is no such option. */
static const char **find_option(cognito_provider_options *options, const char *flag) {
    const struct {
        const char *flag;
        const char **place;
    } known[] = {
        {"--ca", &ca_file},
        {"--sts", &options->sts_endpoint},
        {"--auth-role", &options->auth_role_arn},
        {"--unauth-role", &options->unauth_role_arn},
        {"--custom-role", &options->custom_role_arn},
        {"--session-name", &options->role_session_name},
        {"--session-policy", &options->session_policy},
        {"--policy-arn", &policy_arn},
        {"--duration", &duration},
    };
    for (size_t at = 0; at < sizeof known / sizeof *known; at++) {
        if (strcmp(known[at].flag, flag) == 0) {
            return known[at].place;
        }
    }
    return NULL;
}

/* Takes the options; checks that the steps are known and complete, before anything is sent. */
static void read_options(cognito_provider_options *options, char **words, int count) {
    for (int at = 0; at < count;) {
        const struct step *step = find_step(words[at]);
        const char **place = step == NULL ? find_option(options, words[at]) : NULL;
        if (step == NULL && place == NULL) {
            wrong_usage(words[at]);
        }
        int behind = step == NULL ? 1 : step->words;
        if (count - at <= behind) {
            wrong_usage("the last word is missing");
        }
        if (place != NULL) {
            *place = words[at + 1];
        }
        at += 1 + behind;
    }
}

static void run_steps(struct game *game, char **words, int count) {
    for (int at = 0; at < count;) {
        const struct step *step = find_step(words[at]);
        if (step != NULL) {
            step->run(game, &words[at + 1]);
        }
        at += 1 + (step == NULL ? 1 : step->words);
    }
}

/* The whole file with a NUL behind it, for free(). */
static char *read_file(const char *path) {
    enum { LIMIT_BYTES = 65536 };
    FILE *file = fopen(path, "rb");
    char *text = file == NULL ? NULL : calloc(1, LIMIT_BYTES);
    size_t length = text == NULL ? 0 : fread(text, 1, LIMIT_BYTES, file);
    if (length == 0 || length == LIMIT_BYTES) {
        wrong_usage("the file of the authority cannot be read");
    }
    fclose(file);
    return text;
}

static cognito_provider *new_provider(const cognito_provider_options *options, cognito_queue *queue) {
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    cognito_result result = cognito_provider_new(options, queue, &provider, &error);
    const char *message = error == NULL ? NULL : cognito_completion_error_message(error);
    must(result, message == NULL ? "the options were refused" : message);
    return provider;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        wrong_usage("there are too few words");
    }
    cognito_provider_options options = {
        .struct_size = sizeof options,
        .identity_pool_id = argv[1],
        .endpoint = argv[2],
        .storage_directory = argv[3],
    };
    char **words = argv + 4;
    int count = argc - 4;
    read_options(&options, words, count);
    char *ca_pem = ca_file == NULL ? NULL : read_file(ca_file);
    options.ca_pem = ca_pem;
    options.policy_arns = policy_arn == NULL ? NULL : &policy_arn;
    options.policy_arn_count = policy_arn != NULL;
    options.session_duration_s = duration == NULL ? 0 : (uint32_t)strtoul(duration, NULL, 10);

    struct game game = {.last = COGNITO_OK};
    must(cognito_queue_new(&game.queue), "no queue could be made");
    game.provider = new_provider(&options, game.queue);
    free(ca_pem);

    run_steps(&game, words, count);

    must(cognito_provider_free(game.provider), "the provider could not be freed");
    must(cognito_queue_free(game.queue), "the queue could not be freed");
    return game.last == COGNITO_OK ? EXIT_SUCCESS : EXIT_REFUSED;
}
