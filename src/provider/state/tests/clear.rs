//! Clearing and closing: what a flight of before still brings is dropped, and who waits moves to a new one.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::{EventKind, IdentityChange};

#[test]
fn clear_credentials_keeps_the_identity() {
    let (mut world, _) = World::with_guest(config());
    world.feed(Input::ClearCredentials);
    assert_eq!(world.cached(), (owned(ID_A), None));
    assert_eq!(world.disk, Some(record(ID_A)));
    assert!(world.take_events().is_empty());
    let waiter = world.get(Creds);
    assert_eq!(world.asked_identity_id(), ID_A);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
}

#[test]
fn clear_identity_forgets_everything_in_the_store_too_and_tells() {
    let (mut world, _) = World::with_guest(config());
    world.feed(Input::ClearIdentity);
    assert_eq!(world.cached(), (None, None));
    assert_eq!(world.disk, None);
    let events = world.take_full_events();
    assert_eq!(events.len(), 1);
    assert_eq!(change_of(&events[0]), (owned(ID_A), None, IdentityChange::Host));
    let waiter = world.get(Creds);
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (None, owned(ID_B), IdentityChange::Created));
}

#[test]
fn clear_identity_of_nobody_tells_nothing() {
    let mut world = World::new(config());
    world.feed(Input::ClearIdentity);
    assert!(world.take_events().is_empty());
}

#[test]
fn a_clear_clears_the_back_off() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    world.feed(Input::ClearCredentials);
    assert_eq!(world.snapshot().next_refresh_unix_ms, None);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
}

#[test]
fn stale_answers_are_dropped_and_their_waiters_move() {
    let clears: [fn() -> Input; 2] = [|| Input::ClearCredentials, || Input::ClearIdentity];
    for clear in clears {
        let mut world = World::with_record(config(), Some(record(ID_A)));
        let waiter = world.get(Creds);
        world.feed(clear());
        assert_eq!(world.calls.len(), 2, "the old flight's call, and the new one's");
        world.answer_credentials_of(ID_C, HOUR_MS);
        assert!(world.is_waiting(waiter));
        assert_eq!(world.snapshot().counters.stale_answers, 1);
        if world.operation() == "GetId" {
            world.answer_get_id(ID_B);
        }
        let key = world.answer_credentials(HOUR_MS);
        assert_eq!(world.key(waiter), key);
        assert_ne!(world.id(waiter), owned(ID_C));
        assert_ne!(world.disk, Some(record(ID_C)));
        assert_eq!(world.snapshot().generation, 1);
    }
}

#[test]
fn a_stale_identity_is_dropped_and_the_lock_is_free_for_the_new_flight() {
    let mut world = World::new(config());
    let waiter = world.get(Id);
    world.feed(Input::ClearIdentity);
    assert!(world.lock_held, "by the new flight");
    world.answer_get_id(ID_A);
    assert!(world.is_waiting(waiter));
    world.answer_get_id(ID_B);
    assert_eq!(world.id(waiter), owned(ID_B));
    assert_eq!(world.disk, Some(record(ID_B)));
    assert_eq!(world.said.iter().filter(|word| *word == "unlock").count(), 2);
}

#[test]
fn a_request_is_moved_8_times_at_most() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    let tired = world.get(Creds);
    for _ in 0..4 {
        world.feed(Input::ClearCredentials);
    }
    let fresh = world.get(Creds);
    for _ in 0..4 {
        world.feed(Input::ClearCredentials);
        assert!(world.is_waiting(tired));
    }
    world.feed(Input::ClearCredentials);
    assert_eq!((world.result(tired), world.id(tired)), (ResultCode::LimitExceeded, owned(ID_A)));
    assert!(world.is_waiting(fresh));
    for _ in 0..9 {
        world.break_connection(crate::http::TransportErrorKind::Closed);
    }
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(fresh), ResultCode::Ok);
}

#[test]
fn a_clear_with_nobody_waiting_starts_nothing() {
    let mut world = World::with_record(Config { keep_fresh: true, ..config() }, Some(record(ID_A)));
    world.feed(Input::Prefetch);
    world.feed(Input::ClearCredentials);
    assert_eq!(world.sent, 1);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.cached(), (owned(ID_A), None));
    assert!(world.take_events().is_empty());
}

#[test]
fn close_answers_everybody_frees_the_lock_and_is_the_end() {
    let mut world = World::new(config());
    let waiters = [world.get(Creds), world.get(Id), world.get_within(Fresh, 500)];
    assert!(world.lock_held);
    world.feed(Input::Close);
    assert!(waiters.iter().all(|waiter| world.result(*waiter) == ResultCode::Cancelled));
    assert!(!world.lock_held);
    assert_eq!((world.cached(), world.wake_at_mono_ms), ((None, None), None));
    world.said.clear();
    world.answer_get_id(ID_A);
    for input in [Input::Tick, Input::Close, Input::ClearIdentity, Input::Prefetch, Input::Invalidate(None)] {
        world.feed(input);
    }
    world.get(Creds);
    assert!(world.said.is_empty(), "{:?}", world.said);
    assert_eq!(world.disk, None);
}

#[test]
fn close_takes_the_credentials_out_of_the_cache() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    world.feed(Input::Close);
    assert_eq!((world.cached(), world.wake_at_mono_ms), ((None, None), None));
    assert_eq!(world.disk, Some(record(ID_A)), "the identity is there in the next run");
    assert_ne!(world.take_events(), [EventKind::IdentityChanged]);
}

#[test]
fn a_cleared_identity_does_not_come_back_from_a_store_that_failed_to_remove_it() {
    let (mut world, _) = World::with_guest(config());
    world.disk_works = false;
    world.feed(Input::ClearIdentity);
    world.fail_save();
    assert_eq!(world.disk, Some(record(ID_A)));
    world.get(Id);
    assert_eq!(world.operation(), "GetId", "the host signed that player out");
    world.answer_get_id(ID_B);
    world.save();
    assert_eq!(world.disk, Some(record(ID_B)));
}

#[test]
fn every_answer_knows_that_it_is_over_when_another_may_be_the_player() {
    let changes: [fn(&mut World); 4] = [
        |world| world.feed(Input::SignOut),
        |world| world.feed(Input::ClearIdentity),
        |world| world.feed(Input::ClearCredentials),
        |world| world.set_login(FACEBOOK, "f1"),
    ];
    for change in changes {
        let (mut world, _) = World::with_guest(config());
        let waiters = [world.get(Id), world.get(Creds), world.get(Token)];
        world.answer_open_id_token();
        world.get(Fresh);
        world.answer_credentials(HOUR_MS);
        let is_over = |world: &World, waiter| world.answers[&waiter].epoch.as_ref().unwrap().is_over();
        assert!(!waiters.iter().any(|waiter| is_over(&world, *waiter)), "a refresh changes no player");
        change(&mut world);
        assert!(waiters.iter().all(|waiter| is_over(&world, *waiter)));
        let later = world.get(Creds);
        if world.operation() == "GetId" {
            world.answer_get_id(ID_B);
        }
        world.answer_credentials(HOUR_MS);
        assert!(!is_over(&world, later));
    }
}
