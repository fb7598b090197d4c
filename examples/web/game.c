/* A player in a browser: an identity, credentials, and a game that is saved to S3 by a signed request. fetch sends, and
 * localStorage keeps the player: nothing of that has to be said.
 *
 * Built by bindings/web/build.sh. The page passes its query as arguments: POOL_ID [ENDPOINT [OBJECT_URL]]. */
#include <cognito_native.h>

#include <emscripten.h>
#include <stdio.h>
#include <string.h>

static cognito_queue *queue;
static cognito_provider *provider;
static const char *object_url; /* where the game is saved; NULL: nowhere */

/* Writes into the page's element of that name. */
EM_JS(void, show, (const char *element, const char *text), {
    document.getElementById(UTF8ToString(element)).textContent = UTF8ToString(text);
});

/* Sends what was signed. `headers`: lines of "name: value". */
EM_JS(void, save, (const char *url, const char *headers, const char *body), {
    var signedHeaders = {};
    UTF8ToString(headers).split("\n").forEach(function(line) {
        var colon = line.indexOf(": ");
        if (colon > 0) {
            signedHeaders[line.slice(0, colon)] = line.slice(colon + 2);
        }
    });
    var saved = document.getElementById("saved");
    fetch(UTF8ToString(url), {method: "PUT", headers: signedHeaders, body: UTF8ToString(body)}).then(
        function(response) { saved.textContent = "HTTP " + response.status; },
        function(error) { saved.textContent = String(error); });
});

static void show_error(const cognito_completion *answer)
{
    char text[1024];
    const char *message = cognito_completion_error_message(answer);
    const char *hint = cognito_completion_error_hint(answer);
    snprintf(text, sizeof text, "%s: %s %s", cognito_result_name(cognito_completion_result(answer)),
             message != NULL ? message : "", hint != NULL ? hint : "");
    show("error", text);
}

static void on_signed(void *user_data, const cognito_completion *answer)
{
    cognito_signed_request *request = NULL;
    char headers[8192] = "";
    size_t used = 0;

    if (cognito_completion_signed_request(answer, &request) != COGNITO_OK) {
        show_error(answer);
        return;
    }
    for (cognito_count i = 0; i < cognito_signed_request_header_count(request); i++) {
        int length = snprintf(headers + used, sizeof headers - used, "%s: %s\n",
                              cognito_signed_request_header_name(request, i),
                              cognito_signed_request_header_value(request, i));
        if (length < 0 || (size_t)length >= sizeof headers - used) {
            break; /* the service refuses what is not whole */
        }
        used += (size_t)length;
    }
    save(cognito_signed_request_url(request), headers, user_data);
    cognito_signed_request_free(request);
}

/* Puts a text where OBJECT_URL says, as the player. */
static void save_game(void)
{
    static char game[] = "level 7";
    cognito_signing_options options = {0};

    options.struct_size = sizeof options;
    options.method = "PUT";
    options.url = object_url;
    options.service = "s3"; /* AWS's own host names say these two */
    options.region = "us-east-1";
    options.body = (const uint8_t *)game;
    options.body_size = strlen(game);
    cognito_provider_sign(provider, &options, NULL, on_signed, game, NULL);
}

static void on_credentials(void *user_data, const cognito_completion *answer)
{
    (void)user_data;
    if (cognito_completion_result(answer) != COGNITO_OK) {
        show_error(answer);
        return;
    }
    show("error", "");
    show("identity", cognito_completion_identity_id(answer));
    show("key", cognito_completion_access_key_id(answer));
    if (object_url != NULL) {
        save_game();
    }
}

/* The page's button "Refresh". */
EMSCRIPTEN_KEEPALIVE void refresh(void)
{
    show("key", "...");
    cognito_provider_refresh(provider, NULL, on_credentials, NULL, NULL);
}

/* The browser's events `online` and `offline`: without them a request only learns it by failing. */
EMSCRIPTEN_KEEPALIVE void on_line(int is_on_line)
{
    cognito_set_network_state(is_on_line ? COGNITO_NETWORK_ONLINE : COGNITO_NETWORK_OFFLINE);
}

static void frame(void)
{
    cognito_queue_dispatch(queue, 0, 0, NULL);
}

int main(int argc, char **argv)
{
    cognito_provider_options options = {0};
    cognito_completion *error = NULL;

    options.struct_size = sizeof options;
    options.identity_pool_id = argc > 1 ? argv[1] : NULL;
    options.endpoint = argc > 2 && argv[2][0] != '\0' ? argv[2] : NULL; /* only to test against an emulator */
    object_url = argc > 3 ? argv[3] : NULL;
    if (cognito_queue_new(&queue) != COGNITO_OK ||
        cognito_provider_new(&options, queue, &provider, &error) != COGNITO_OK) {
        show_error(error);
        return 1;
    }
    cognito_provider_get_credentials(provider, NULL, on_credentials, NULL, NULL);
    emscripten_set_main_loop(frame, 0, 0);
    return 0;
}
