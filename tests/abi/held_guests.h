/* For programs that want many threads of the library at once: guests whose first request each is held by the emulator. */
#ifndef HELD_GUESTS_H
#define HELD_GUESTS_H

#include "control.h"

#define GUESTS 20

typedef struct held_guests {
    cognito_queue *queue;
    cognito_provider *providers[GUESTS];
    answer noted[GUESTS];
} held_guests;

/* They ask, and have no answer yet. */
static inline void hold_guests(held_guests *guests)
{
    *guests = (held_guests){.queue = new_queue()};
    inject("hold", "GetId", "\"forever\"");
    for (int i = 0; i < GUESTS; i++) {
        guests->providers[i] = new_guest(guests->queue);
        CHECK_OK(cognito_provider_get_credentials(guests->providers[i], NULL, note_answer, &guests->noted[i], NULL));
    }
    wait_for_requests("GetId", GUESTS);
}

/* They have their answers, and are freed. */
static inline void release_guests(held_guests *guests)
{
    clear_faults();
    release_held();
    for (int i = 0; i < GUESTS; i++) {
        dispatch_until(guests->queue, &guests->noted[i].calls, 1);
        CHECK_OK(guests->noted[i].result);
        CHECK_OK(cognito_provider_free(guests->providers[i]));
    }
    CHECK_OK(cognito_queue_free(guests->queue));
}

#endif
