//! Errors that cannot recover: told at once even with credentials cached, and remembered for 1–5 s, longer when they
//! come again and again, so that a loop of retries does not hammer the service.

use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::EventKind;

const GUESTS_OFF: (&str, &str) =
    ("NotAuthorizedException", "Unauthenticated access is not supported for this pool.");

#[test]
fn it_is_told_at_once_even_with_valid_credentials() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(MINUTE_MS);
    let waiter = world.get(Creds);
    world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::GuestAccessDisabled, owned(ID_A)));
    assert_eq!(world.sent, 1, "not retried");
    let events = world.take_full_events();
    assert_eq!(events.len(), 1);
    let event = events[0].event.clone().unwrap();
    assert_eq!((event.kind, event.next_attempt_unix_ms), (EventKind::RefreshFailed, None));
}

#[test]
fn it_is_remembered_for_1_to_5_seconds() {
    for seed in 0..50 {
        let mut world = World::with_seed(config(), seed);
        world.get(Creds);
        world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
        let first = world.mono_ms();
        for want in [Id, Creds, Token] {
            world.advance(333);
            let waiter = world.get(want);
            assert_eq!(world.result(waiter), ResultCode::GuestAccessDisabled);
            assert_eq!(world.failure(waiter).message, GUESTS_OFF.1);
        }
        assert_eq!(world.sent, 1);
        world.advance(first + 5_001 - world.mono_ms());
        let waiter = world.get(Creds);
        assert!(world.is_waiting(waiter));
    }
}

#[test]
fn found_in_the_background_it_is_told_to_the_next_callers() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    let first = world.get(Creds);
    world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
    assert_eq!((world.key(first), world.take_events()), (old, vec![EventKind::RefreshFailed]));
    let next = world.get(Creds);
    assert_eq!((world.result(next), world.sent), (ResultCode::GuestAccessDisabled, 1));
    // From now on it is the service's word that counts, not what is in memory.
    world.advance(5_001);
    let later = world.get(Creds);
    assert!(world.is_waiting(later));
    let new = world.answer_credentials(5 * MINUTE_MS);
    assert_eq!(world.key(later), new);
    world.advance_until_left(3 * MINUTE_MS);
    let served = world.get(Creds);
    assert_eq!(world.key(served), new, "it is over");
}

#[test]
fn found_during_a_back_off_it_is_told_all_the_same() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    world.get(Fresh);
    world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
    let next = world.get(Creds);
    assert_eq!(world.result(next), ResultCode::GuestAccessDisabled);
}

#[test]
fn a_refresh_goes_to_the_service_whatever_is_remembered() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    for sent in 1..=5 {
        let fresh = world.get(Fresh);
        world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
        assert_eq!((world.result(fresh), world.sent), (ResultCode::GuestAccessDisabled, sent));
    }
}

#[test]
fn a_host_that_asks_every_frame_is_answered_from_memory() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    for _ in 0..60 * 60 {
        let waiter = world.get(Creds);
        if !world.calls.is_empty() {
            world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
        }
        assert_eq!(world.result(waiter), ResultCode::GuestAccessDisabled);
        world.advance(16);
    }
    assert!((3..=6).contains(&world.sent), "{} requests in a minute", world.sent);
}

#[test]
fn it_does_not_hide_an_identity_or_credentials_that_need_no_fetch() {
    let (mut world, old) = World::with_guest(config());
    let fresh = world.get(Fresh);
    world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
    assert_eq!(world.result(fresh), ResultCode::GuestAccessDisabled);
    let (identity, credentials) = (world.get(Id), world.get(Creds));
    assert_eq!(world.id(identity), owned(ID_A));
    assert_eq!(world.key(credentials), old);
}

#[test]
fn it_is_forgotten_after_a_success_a_clear_or_a_login_change() {
    let forget: [fn(&mut World); 2] = [
        |world| world.feed(super::super::Input::ClearCredentials),
        |world| world.feed(super::super::Input::ClearIdentity),
    ];
    for forget in forget {
        let mut world = World::new(config());
        world.get(Creds);
        world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
        forget(&mut world);
        let waiter = world.get(Creds);
        assert!(world.is_waiting(waiter));
    }
    // A success, while it is remembered, of a fetch the library started itself.
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.get(Creds);
    world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
    world.feed(super::super::Input::Prefetch);
    let key = world.answer_credentials(HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key);
    let fresh = world.get(Fresh);
    assert!(world.is_waiting(fresh));
}

#[test]
fn it_starts_no_back_off() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    world.advance_until_left(20 * MINUTE_MS);
    while world.calls.is_empty() {
        world.advance(1_000);
    }
    world.answer_error(GUESTS_OFF.0, GUESTS_OFF.1, 400);
    assert_eq!(world.wake_at_mono_ms, None, "asking again by itself would not help");
    world.advance(5_001);
    world.advance_until_left(10 * MINUTE_MS);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
    assert_eq!(world.sent, 2);
}
