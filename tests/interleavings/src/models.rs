//! What holds on every schedule. A model that waits for ever fails: shuttle sees that nobody can go on.

mod handles;
mod pool;
mod queue;

/// By name.
pub(crate) const ALL: &[(&str, fn())] = &[
    (
        "queue: completed, dropped and cancelled requests are answered once",
        queue::every_request_is_answered_once,
    ),
    ("queue: no answer is missed by who waits", queue::no_answer_is_missed_by_who_waits),
    ("queue: nothing runs after the close", queue::nothing_runs_after_the_close),
    ("handles: an object dies once, after its last use", handles::an_object_dies_once_after_its_last_use),
    ("handles: what is kept outlives the host's holds", handles::what_is_kept_outlives_the_hosts_holds),
    ("handles: no slot is given to two", handles::no_slot_is_given_to_two),
    ("pool: every job is called once", pool::every_job_is_called_once),
    ("pool: every job is called once, whatever thread is refused", pool::whatever_thread_is_refused),
    ("pool: every job is called once, whenever it is closed", pool::whenever_it_is_closed),
];
