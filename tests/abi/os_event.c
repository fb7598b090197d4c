/* Contract: cognito_queue_os_event gives what an event loop can watch: ready exactly while the queue has something, from
 * whichever thread it came, until it was dispatched or taken. The same one each time; it goes with the queue. */
#include "control.h"
#include "process.h"

#ifndef _WIN32
#include <poll.h>
#endif

static intptr_t event_of(cognito_queue *queue)
{
    intptr_t event = -1;
    CHECK_OK(cognito_queue_os_event(queue, &event));
    CHECK(event != -1);
    return event;
}

static int is_ready(intptr_t event, int patience_ms)
{
#ifdef _WIN32
    return WaitForSingleObject((HANDLE)event, (DWORD)patience_ms) == WAIT_OBJECT_0;
#else
    struct pollfd watched = {.fd = (int)event, .events = POLLIN};
    CHECK(poll(&watched, 1, patience_ms) >= 0);
    CHECK((watched.revents & ~POLLIN) == 0);
    return watched.revents == POLLIN;
#endif
}

int main(void)
{
    int before = descriptors();
    cognito_queue *queue = new_queue();
    CHECK_NUMBER(descriptors(), before); /* nothing until it is asked for */
    CHECK_RESULT(cognito_queue_os_event(queue, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    intptr_t event = event_of(queue);
    CHECK(event_of(queue) == event);
    CHECK(!is_ready(event, 0));

    cognito_provider *provider = new_guest(queue);
    answer first = {0}, second = {0}, third = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &first, NULL));
    CHECK(is_ready(event, PATIENCE_MS)); /* from a thread of the library */
    CHECK(is_ready(event, 0)); /* until it is dispatched */
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(first.calls, 1);
    CHECK(!is_ready(event, 0));

    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &second, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &third, NULL));
    CHECK(is_ready(event, 0)); /* from this one */
    CHECK_OK(cognito_queue_dispatch(queue, 1, 0, NULL));
    CHECK(is_ready(event, 0)); /* one is left */
    CHECK_OK(cognito_queue_dispatch(queue, 1, 0, NULL));
    CHECK(!is_ready(event, 0));
    CHECK_NUMBER(second.calls + third.calls, 2);

    CHECK_OK(cognito_provider_get_credentials(provider, NULL, NULL, &first, NULL));
    CHECK(is_ready(event, 0));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK(is_ready(event, 0)); /* it is to be taken, not dispatched */
    cognito_queue_item item = {.struct_size = sizeof item};
    CHECK_OK(cognito_queue_next(queue, &item));
    CHECK(item.user_data == &first);
    CHECK_OK(cognito_completion_free(item.completion));
    CHECK(!is_ready(event, 0));

    /* Asked for when something waits already. */
    cognito_queue *late = new_queue();
    cognito_provider *another = new_guest(late);
    fetch(late, another);
    CHECK_OK(cognito_provider_get_credentials(another, NULL, note_answer, &first, NULL));
    CHECK(is_ready(event_of(late), 0));
    CHECK_OK(cognito_queue_free(late));
    CHECK_RESULT(cognito_queue_os_event(late, &event), COGNITO_ERROR_INVALID_HANDLE);

    CHECK_OK(cognito_provider_free(another));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    until_down_to(descriptors, before);
    return 0;
}
