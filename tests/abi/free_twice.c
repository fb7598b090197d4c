/* Contract: freeing NULL is fine, and freeing twice (or ten times) is harmless: INVALID_HANDLE, also when other
 * objects of the same kind were made in between. */
#include "contract.h"

#define ROUNDS 200 /* more than there are handles before a slot is used again */

int main(void)
{
    CHECK_OK(cognito_queue_free(NULL));
    CHECK_OK(cognito_provider_free(NULL));
    CHECK_OK(cognito_request_free(NULL));
    CHECK_OK(cognito_completion_free(NULL));

    cognito_queue *queue = new_queue();
    CHECK_OK(cognito_queue_free(queue));
    cognito_queue *others[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        CHECK_RESULT(cognito_queue_free(queue), COGNITO_ERROR_INVALID_HANDLE);
        others[round] = new_queue();
        CHECK(others[round] != queue);
        if (round % 2 == 0) {
            CHECK_OK(cognito_queue_free(others[round]));
        }
    }
    for (int round = 0; round < ROUNDS; round++) {
        CHECK_RESULT(cognito_queue_free(others[round]), round % 2 == 0 ? COGNITO_ERROR_INVALID_HANDLE : COGNITO_OK);
    }

    queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    answer noted = {0};
    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &noted, &request));
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_get_identity_id_blocking(provider, 0, &completion));
    CHECK_OK(cognito_completion_free(completion));
    /* Freeing what a getter handed out does not take it from the next caller. */
    for (int round = 0; round < 3; round++) {
        cognito_completion *cached = NULL;
        CHECK_OK(cognito_provider_cached_identity_id(provider, &cached));
        CHECK(cognito_completion_identity_id(cached) != NULL);
        CHECK_OK(cognito_completion_free(cached));
        CHECK_RESULT(cognito_completion_free(cached), COGNITO_ERROR_INVALID_HANDLE);
        CHECK(cognito_completion_identity_id(cached) == NULL);
    }
    CHECK_OK(cognito_request_free(request));
    CHECK_OK(cognito_provider_free(provider));
    for (int round = 0; round < 10; round++) {
        CHECK_RESULT(cognito_completion_free(completion), COGNITO_ERROR_INVALID_HANDLE);
        CHECK_RESULT(cognito_request_free(request), COGNITO_ERROR_INVALID_HANDLE);
        CHECK_RESULT(cognito_provider_free(provider), COGNITO_ERROR_INVALID_HANDLE);
    }
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(noted.calls, 1);
    return 0;
}
