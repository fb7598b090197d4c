//! The get that does not wait.

use super::super::{Input, LoginChange};
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::refresh::Age;

#[test]
fn the_first_poll_starts_a_fetch_and_the_others_watch_it() {
    let mut world = World::new(config());
    for _ in 0..3 {
        assert!(world.poll(Creds).is_none());
    }
    world.answer_get_id(ID_A);
    assert!(world.poll(Creds).is_none());
    world.answer_credentials(HOUR_MS);
    let answer = world.poll(Creds).unwrap();
    assert_eq!(id_of(&answer), owned(ID_A));
    assert!(answer.credentials.is_some() && !answer.is_stale);
    assert_eq!(world.sent, 2, "one fetch, whoever looked on");
}

#[test]
fn the_identity_is_fetched_without_credentials() {
    let mut world = World::new(config());
    assert!(world.poll(Id).is_none() && world.poll(Id).is_none());
    world.answer_get_id(ID_A);
    assert_eq!(id_of(&world.poll(Id).unwrap()), owned(ID_A));
    assert!(world.calls.is_empty(), "nobody asked for credentials");
}

#[test]
fn an_identity_in_doubt_is_confirmed_for_a_poll() {
    let (mut world, _) = World::with_guest(config());
    world.feed(Input::Logins(LoginChange::Set(login(GOOGLE, "token"))));
    assert!(world.poll(Id).is_none());
    assert_eq!(world.operation(), "GetCredentialsForIdentity");
    world.answer_credentials(HOUR_MS);
    assert_eq!(id_of(&world.poll(Id).unwrap()), owned(ID_A));
}

#[test]
fn what_is_valid_is_served_while_its_refresh_runs() {
    for left_ms in [10 * MINUTE_MS, 30_000] {
        let (mut world, key) = World::with_guest(config());
        world.advance_until_left(left_ms);
        for _ in 0..3 {
            assert_eq!(key_of(&world.poll(Creds).unwrap()), Some(key.clone()));
        }
        assert_eq!(world.calls.len(), 1, "one refresh, {left_ms} ms before the end");
        world.answer_credentials(HOUR_MS);
        assert_ne!(key_of(&world.poll(Creds).unwrap()), Some(key));
    }
}

#[test]
fn what_has_expired_is_not_served() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(0);
    assert!(world.poll(Creds).is_none() && world.poll(Creds).is_none());
    assert_eq!(world.calls.len(), 1);
}

#[test]
fn what_has_expired_is_served_marked_once_a_refresh_has_failed_if_the_host_wants_it() {
    let (mut world, key) = World::with_guest(Config { serve_expired: true, ..config() });
    world.advance_until_left(0);
    assert!(world.poll(Creds).is_none());
    world.break_every_attempt();
    let answer = world.poll(Creds).unwrap();
    assert!(answer.is_stale && key_of(&answer) == Some(key));
    assert!(world.calls.is_empty(), "the back-off holds");
}

#[test]
fn an_error_is_told_until_its_pause_ends_and_then_it_is_tried_again() {
    let mut world = World::new(config());
    world.poll(Creds);
    world.break_every_attempt();
    let sent = world.sent;
    for _ in 0..60 {
        let error = world.poll(Creds).unwrap();
        assert_eq!(error.result, ResultCode::Network);
        assert!(error.failure.is_some(), "with its details");
        world.advance(10);
    }
    assert_eq!(world.sent, sent);
    world.advance(1_000);
    assert!(world.poll(Creds).is_none());
    assert_eq!(world.sent, sent + 1);
}

#[test]
fn a_login_source_that_says_no_is_not_asked_every_frame() {
    let mut world = World::new(Config { disable_guest_access: true, ..config() });
    world.feed(Input::LoginSource(true));
    assert!(world.poll(Creds).is_none());
    world.fail_logins("the player has closed the dialog");
    for _ in 0..60 {
        assert_eq!(world.poll(Creds).unwrap().result, ResultCode::LoginRequired);
        world.advance(10);
    }
    assert!(world.asks.is_empty());
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter) && world.asks.len() == 1, "whoever waits is let through");
}

#[test]
fn new_logins_end_the_pause() {
    let mut world = World::new(Config { disable_guest_access: true, ..config() });
    assert_eq!(world.poll(Creds).unwrap().result, ResultCode::LoginRequired);
    world.feed(Input::LoginSource(true));
    assert!(world.poll(Creds).is_none());
    world.answer_logins(&[(GOOGLE, "token")]);
    assert!(world.poll(Creds).is_none());
    assert_eq!(world.operation(), "GetId");
}

#[test]
fn a_poll_after_a_clear_starts_anew() {
    let (mut world, key) = World::with_guest(config());
    world.feed(Input::ClearCredentials);
    assert!(world.poll(Creds).is_none());
    world.answer_credentials(HOUR_MS);
    assert_ne!(key_of(&world.poll(Creds).unwrap()), Some(key));
    assert_eq!(world.state.cache.credentials().map(|cached| cached.age(world.now())), Some(Age::Fresh));
}

#[test]
fn a_poll_for_the_identity_takes_part_in_a_flight_and_takes_nothing_from_it() {
    let mut world = World::new(config());
    world.lock_works = false;
    let leaving = world.get(Creds);
    assert!(world.poll(Id).is_none());
    world.feed(Input::Cancel(leaving));
    world.lock(LockAnswer::Free);
    world.answer_get_id(ID_A);
    assert_eq!((id_of(&world.poll(Id).unwrap()), world.calls.len()), (owned(ID_A), 0));

    let mut world = World::new(config());
    assert!(world.poll(Creds).is_none() && world.poll(Id).is_none());
    world.answer_get_id(ID_A);
    assert_eq!(world.operation(), "GetCredentialsForIdentity");
}

#[test]
fn a_poll_for_the_identity_refreshes_nothing() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    assert_eq!(id_of(&world.poll(Id).unwrap()), owned(ID_A));
    assert!(world.calls.is_empty());
}

#[test]
fn what_is_being_stored_is_told_to_no_poll() {
    let (mut world, _) = World::with_guest(Config { persist_credentials: true, ..config() });
    world.disk_works = false;
    world.advance_until_left(30_000);
    world.poll(Creds);
    let new = world.answer_credentials(HOUR_MS);
    assert!(world.poll(Creds).is_none());
    world.save();
    assert_eq!(key_of(&world.poll(Creds).unwrap()), Some(new));
}

#[test]
fn a_fetch_that_somebody_waits_for_beside_the_polls_fails_without_an_event() {
    let mut world = World::new(config());
    assert!(world.poll(Creds).is_none());
    let waiter = world.get(Creds);
    world.break_every_attempt();
    assert_eq!((world.result(waiter), world.take_events()), (ResultCode::Network, vec![]));
}

#[test]
fn a_poll_for_an_identity_in_doubt_has_it_confirmed_though_whoever_began_the_fetch_has_left() {
    let (mut world, _) = World::with_guest(config());
    let expired = jwt(world.service_unix_ms() - 1_000);
    world.set_login(GOOGLE, &expired);
    world.feed(Input::LoginSource(true));
    let leaving = world.get(Creds);
    assert!(world.asks.len() == 1 && world.poll(Id).is_none());
    world.feed(Input::Cancel(leaving));
    world.answer_logins(&[(GOOGLE, "token")]);
    assert_eq!(world.operation(), "GetCredentialsForIdentity");
}
