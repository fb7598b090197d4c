//! One flight for any number of callers, any of whom may leave; and jobs that get lost.

use super::super::{CallId, Input, LockOutcome};
use super::world::*;
use crate::error::ResultCode;
use crate::http::Response;
use crate::provider::snapshot::Phase;

#[test]
fn a_thousand_callers_share_one_flight() {
    let mut world = World::new(config());
    let waiters: Vec<_> = (0..1_000).map(|number| world.get([Creds, Id, Fresh][number % 3])).collect();
    assert_eq!(world.snapshot().waiting, 1_000);
    world.answer_get_id(ID_A);
    let key = world.answer_credentials(HOUR_MS);
    for (number, waiter) in waiters.iter().enumerate() {
        assert_eq!(world.id(*waiter), owned(ID_A));
        let expected = (number % 3 != 1).then(|| key.clone());
        assert_eq!(key_of(&world.answers[waiter]), expected);
    }
    assert_eq!(world.sent, 2);
}

#[test]
fn all_callers_of_a_failed_flight_get_the_same_error() {
    let mut world = World::new(config());
    let waiters = [world.get(Creds), world.get(Id), world.get(Fresh)];
    world.break_every_attempt();
    assert!(waiters.iter().all(|waiter| world.result(*waiter) == ResultCode::Network));
    assert_eq!(world.snapshot().counters.failed_fetches, 1);
}

#[test]
fn who_cancels_leaves_alone() {
    let mut world = World::new(config());
    let (leaving, staying) = (world.get(Creds), world.get(Creds));
    world.feed(Input::Cancel(leaving));
    assert_eq!(world.result(leaving), ResultCode::Cancelled);
    world.feed(Input::Cancel(leaving));
    world.answer_get_id(ID_A);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(staying), key);
    world.feed(Input::Cancel(staying));
    assert_eq!(world.key(staying), key, "too late to cancel");
}

#[test]
fn a_flight_that_all_have_left_still_brings_home_what_was_asked_of_the_service() {
    let (mut world, _) = World::with_guest(config());
    let waiter = world.get(Fresh);
    world.feed(Input::Cancel(waiter));
    let key = world.answer_credentials(HOUR_MS);
    let later = world.get(Creds);
    assert_eq!(world.key(later), key);
    // Before its answer, too, it can be joined.
    world.advance_until_left(0);
    let left = world.get(Creds);
    world.feed(Input::Cancel(left));
    let joining = world.get(Creds);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(joining), key);
    assert_eq!(world.sent, 2);
}

#[test]
fn with_the_last_who_wanted_credentials_gone_the_identity_is_enough() {
    let mut world = World::new(config());
    let (leaving, staying) = (world.get(Creds), world.get(Id));
    world.feed(Input::Cancel(leaving));
    world.answer_get_id(ID_A);
    assert_eq!(world.id(staying), owned(ID_A));
    assert!(world.calls.is_empty());
    assert_eq!(world.snapshot().phase, Phase::Empty);
}

#[test]
fn who_wants_credentials_may_join_a_flight_for_the_identity() {
    let mut world = World::new(config());
    world.get(Id);
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
}

#[test]
fn a_lost_call_ends_the_flight_with_an_error_that_passes() {
    let mut world = World::new(config());
    let waiter = world.get(Creds);
    let (call, _) = world.calls.pop_front().unwrap();
    world.feed(Input::Lost(call));
    assert_eq!(world.result(waiter), ResultCode::Internal);
    assert!(world.failure(waiter).is_retryable && !world.lock_held);
    world.feed(Input::Lost(call));
    let next = world.get(Fresh);
    world.feed(Input::Lost(call));
    assert!(world.is_waiting(next), "a loss told late is not the present call's");
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(next), ResultCode::Ok);
}

#[test]
fn a_lost_refresh_serves_what_is_cached() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    let waiter = world.get(Creds);
    let (call, _) = world.calls.pop_front().unwrap();
    world.feed(Input::Lost(call));
    assert_eq!(world.key(waiter), old);
}

#[test]
fn answers_nobody_waits_for_are_counted_and_change_nothing() {
    let (mut world, _) = World::with_guest(config());
    world.said.clear();
    let call = CallId { generation: 0, number: 1 };
    world.feed(Input::Answer(call, Ok(Response::default())));
    world.feed(Input::Lock(call, LockOutcome::Busy));
    world.feed(Input::Lock(call, LockOutcome::Unavailable));
    world.feed(Input::Stored(99, Ok(())));
    world.feed(Input::Tick);
    world.feed(Input::Cancel(99));
    assert!(world.said.is_empty(), "{:?}", world.said);
    assert_eq!(world.snapshot().counters.stale_answers, 1);
}

#[test]
fn a_lock_taken_for_a_flight_that_is_no_more_is_let_go() {
    let mut world = World::new(config());
    world.lock_works = false;
    let waiter = world.get(Creds);
    world.feed(Input::Cancel(waiter));
    world.feed(Input::ClearIdentity);
    world.lock(LockAnswer::Free);
    assert!(!world.lock_held);
    let waiter = world.get(Creds);
    assert_eq!(world.sent, 0);
    world.lock(LockAnswer::Free);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(waiter), ResultCode::Ok);
}
