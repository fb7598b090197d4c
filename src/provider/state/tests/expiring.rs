//! The host is told that its credentials expire soon: once, and only when nothing else replaces them.

use super::super::Input;
use super::world::*;
use crate::provider::Config;
use crate::queue::EventKind::{self, CredentialsExpiring, CredentialsRefreshed, RefreshFailed};

fn keep_fresh() -> Config {
    Config { keep_fresh: true, ..config() }
}

/// A guest with an hour's credentials, and a host that hears events.
fn heard(config: Config) -> (World, String) {
    let (mut world, key) = World::with_guest(config);
    world.feed(Input::Listening(true));
    (world, key)
}

#[test]
fn it_is_told_once_when_the_advisory_window_begins() {
    let (mut world, key) = heard(config());
    world.advance_until_left(15 * MINUTE_MS + 1);
    assert_eq!(world.take_events(), []);
    world.advance(1);
    let events = world.take_full_events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].event.as_ref().unwrap().kind, CredentialsExpiring);
    assert_eq!((id_of(&events[0]), key_of(&events[0])), (owned(ID_A), Some(key)));
    world.advance(2 * HOUR_MS);
    assert_eq!((world.take_events(), world.sent), (vec![], 0), "once, and nothing is fetched for it");
    assert_eq!(world.wake_at_mono_ms, None, "nothing is left to wake for");
}

#[test]
fn with_keep_fresh_it_is_told_when_the_mandatory_window_begins_and_refreshing_has_not_worked() {
    let (mut world, old) = heard(keep_fresh());
    world.advance_until_left(10 * MINUTE_MS);
    while world.expires_mono_ms() - world.mono_ms() > MINUTE_MS {
        world.break_every_attempt();
        let kinds = world.take_events();
        if world.expires_mono_ms() - world.mono_ms() > MINUTE_MS {
            assert_eq!(kinds, [RefreshFailed]);
        }
        let next = world.wake_at_mono_ms.unwrap().min(world.expires_mono_ms() - MINUTE_MS);
        world.advance(next - world.mono_ms());
    }
    let events = world.take_full_events();
    let told: Vec<_> = events.iter().filter(|event| is(event, CredentialsExpiring)).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(key_of(told[0]), Some(old));
}

#[test]
fn with_keep_fresh_that_works_it_is_never_told() {
    let (mut world, _) = heard(keep_fresh());
    for _ in 0..500 {
        world.advance(7 * MINUTE_MS);
        if !world.calls.is_empty() {
            world.answer_credentials(HOUR_MS);
        }
    }
    assert!(world.take_events().iter().all(|kind| *kind == CredentialsRefreshed));
}

#[test]
fn it_is_not_told_while_a_refresh_is_under_way_nor_when_that_succeeds() {
    let (mut world, _) = heard(config());
    world.advance_until_left(15 * MINUTE_MS + 1);
    let waiter = world.get(Fresh);
    world.advance(10 * MINUTE_MS);
    assert_eq!(world.take_events(), []);
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), new);
    assert_eq!(world.take_events(), [CredentialsRefreshed]);
    world.advance_until_left(0);
    let events = world.take_full_events();
    assert_eq!((events.len(), key_of(&events[0])), (1, Some(new)), "the new ones, in their turn");
}

#[test]
fn it_is_told_when_the_refresh_under_way_has_failed() {
    let (mut world, _) = heard(config());
    world.advance_until_left(15 * MINUTE_MS + 1);
    world.get(Fresh);
    world.advance(MINUTE_MS);
    world.break_every_attempt();
    assert_eq!(world.take_events(), [RefreshFailed, CredentialsExpiring]);
}

#[test]
fn nothing_is_told_of_credentials_that_are_no_more() {
    let ends: [fn() -> Input; 5] = [
        || Input::ClearCredentials,
        || Input::ClearIdentity,
        || Input::SignOut,
        || Input::Logins(crate::provider::LoginChange::Set(login(GOOGLE, "token"))),
        || Input::Invalidate(None),
    ];
    for end in ends {
        let (mut world, _) = heard(config());
        world.feed(end());
        assert_eq!(world.wake_at_mono_ms, None);
        world.advance(2 * HOUR_MS);
        assert!(!world.take_events().contains(&CredentialsExpiring));
    }
}

#[test]
fn a_device_that_slept_past_it_is_told_late_rather_than_never() {
    let (mut world, _) = heard(config());
    world.sleep(3 * HOUR_MS);
    assert_eq!(world.take_events(), []);
    world.feed(Input::Tick);
    world.feed(Input::Tick);
    assert_eq!(world.take_events(), [CredentialsExpiring]);
}

#[test]
fn a_device_that_slept_past_it_refreshes_first_with_keep_fresh() {
    let (mut world, _) = heard(keep_fresh());
    world.sleep(3 * HOUR_MS);
    world.feed(Input::Tick);
    assert_eq!((world.take_events(), world.sent), (vec![], 1));
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.take_events(), [CredentialsRefreshed]);
}

#[test]
fn without_a_listener_no_timer_runs_and_a_late_listener_is_told_late() {
    let (mut world, _) = World::with_guest(config());
    assert_eq!(world.wake_at_mono_ms, None);
    world.advance_until_left(MINUTE_MS);
    world.feed(Input::Listening(true));
    assert_eq!(world.take_events(), [CredentialsExpiring]);
    world.feed(Input::Listening(false));
    world.feed(Input::Listening(true));
    assert_eq!(world.take_events(), [], "it was told to the one before");
}

#[test]
fn a_listener_that_leaves_takes_the_timer_along() {
    let (mut world, _) = heard(config());
    assert_eq!(world.wake_at_mono_ms, Some(world.expires_mono_ms() - 15 * MINUTE_MS));
    world.feed(Input::Listening(false));
    assert_eq!(world.wake_at_mono_ms, None);
}

#[test]
fn credentials_of_an_earlier_run_are_told_of_like_any_others() {
    let (world, key) = World::with_guest(Config { persist_credentials: true, ..config() });
    let mut world = world.restart(50 * MINUTE_MS);
    world.feed(Input::Listening(true));
    world.advance_until_left(0);
    let events = world.take_full_events();
    assert_eq!((events.len(), key_of(&events[0])), (1, Some(key)));
}

fn is(event: &crate::queue::Completion, kind: EventKind) -> bool {
    event.event.as_ref().unwrap().kind == kind
}
