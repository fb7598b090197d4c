//! What the library fetches without being asked: `keep_fresh` and `prefetch`.

use super::super::Input;
use super::world::*;
use crate::provider::Config;
use crate::queue::EventKind;

fn keep_fresh() -> Config {
    Config { keep_fresh: true, ..config() }
}

#[test]
fn keep_fresh_refreshes_a_little_before_the_advisory_point_with_jitter() {
    let mut times = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let mut world = World::with_seed(keep_fresh(), seed);
        world.get(Creds);
        world.answer_get_id(ID_A);
        world.answer_credentials(HOUR_MS);
        let at = world.wake_at_mono_ms.unwrap();
        let left_ms = world.expires_mono_ms() - at;
        assert!((15 * MINUTE_MS..=33 * MINUTE_MS / 2).contains(&left_ms), "{left_ms}");
        times.insert(at);
        world.advance(at - world.mono_ms());
        assert_eq!(world.operation(), "GetCredentialsForIdentity");
    }
    assert!(times.len() > 10, "players do not come all at once");
}

#[test]
fn with_keep_fresh_no_call_ever_waits() {
    let (mut world, _) = World::with_guest(keep_fresh());
    for _ in 0..500 {
        world.advance(7 * MINUTE_MS);
        if !world.calls.is_empty() {
            world.answer_credentials(HOUR_MS);
        }
        let waiter = world.get(Creds);
        assert!(!world.is_waiting(waiter));
    }
    assert!(world.sent > 50);
}

#[test]
fn a_refresh_by_keep_fresh_is_told_and_counted() {
    let (mut world, _) = World::with_guest(keep_fresh());
    world.advance(50 * MINUTE_MS);
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
    assert_eq!(world.shelf().1, Some(new));
    assert_eq!(world.snapshot().counters.fetches, 2);
}

#[test]
fn keep_fresh_tries_again_after_each_back_off() {
    let (mut world, old) = World::with_guest(keep_fresh());
    world.advance(47 * MINUTE_MS);
    world.break_every_attempt();
    assert_eq!(world.take_events(), [EventKind::RefreshFailed]);
    let pause_ms = world.wake_at_mono_ms.unwrap() - world.mono_ms();
    assert!((4 * MINUTE_MS..=10 * MINUTE_MS).contains(&pause_ms), "{pause_ms}");
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), old);
    world.advance(pause_ms);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
    assert!(world.wake_at_mono_ms.unwrap() > world.mono_ms() + 40 * MINUTE_MS, "back to the usual pace");
}

#[test]
fn keep_fresh_stops_with_the_credentials() {
    let clears: [fn() -> Input; 2] = [|| Input::ClearCredentials, || Input::ClearIdentity];
    for clear in clears {
        let (mut world, _) = World::with_guest(keep_fresh());
        world.feed(clear());
        assert_eq!(world.wake_at_mono_ms, None);
        world.advance(2 * HOUR_MS);
        assert_eq!(world.sent, 0);
    }
}

#[test]
fn prefetch_starts_the_first_fetch_and_later_callers_join_it() {
    let mut world = World::new(Config { prefetch: true, ..config() });
    world.feed(Input::Prefetch);
    assert_eq!(world.operation(), "GetId");
    world.answer_get_id(ID_A);
    assert_eq!(world.operation(), "GetCredentialsForIdentity", "all the way, though nobody waits");
    let waiter = world.get(Creds);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
    assert_eq!(world.take_events(), [EventKind::IdentityChanged, EventKind::CredentialsRefreshed]);
    assert_eq!(world.sent, 2);
}

#[test]
fn a_prefetch_that_fails_is_told_by_an_event_since_nobody_waits() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.feed(Input::Prefetch);
    world.break_every_attempt();
    let events = world.take_full_events();
    assert_eq!(events.len(), 1);
    let event = events[0].event.clone().unwrap();
    assert_eq!((event.kind, event.next_attempt_unix_ms), (EventKind::RefreshFailed, None));
}

#[test]
fn keep_fresh_outlives_an_outage_longer_than_the_credentials() {
    let (mut world, _) = World::with_guest(keep_fresh());
    world.advance(47 * MINUTE_MS);
    let mut told = 0;
    while world.mono_ms() < 3 * HOUR_MS {
        world.break_every_attempt();
        let events = world.take_full_events();
        assert_eq!(events.len(), 1, "each failed attempt is told");
        told += 1;
        let next_unix_ms = events[0].event.as_ref().unwrap().next_attempt_unix_ms.unwrap();
        let pause_ms = world.wake_at_mono_ms.unwrap() - world.mono_ms();
        assert!((4 * MINUTE_MS..=10 * MINUTE_MS).contains(&pause_ms), "{pause_ms}");
        let told_pause_ms = next_unix_ms - world.service_unix_ms();
        assert!(told_pause_ms.abs_diff(i64::try_from(pause_ms).unwrap()) <= 1_000);
        world.advance(pause_ms);
    }
    assert!(told > 10);
    let key = world.answer_credentials(HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key, "the network is back: nobody waits");
}

#[test]
fn an_outage_longer_than_the_credentials_gives_callers_no_back_off() {
    let (mut world, _) = World::with_guest(keep_fresh());
    world.advance_until_left(0);
    while !world.calls.is_empty() {
        world.break_every_attempt();
    }
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
}

#[test]
fn nothing_is_prefetched_that_is_there_already() {
    let (world, key) = World::with_guest(Config { persist_credentials: true, prefetch: true, ..config() });
    let mut world = world.restart(10 * MINUTE_MS);
    world.feed(Input::Prefetch);
    assert_eq!((world.sent, world.shelf().1), (0, Some(key)));
    world.advance_until_left(15 * MINUTE_MS);
    world.feed(Input::Prefetch);
    assert_eq!(world.sent, 1, "soon too old");
}

#[test]
fn nothing_is_fetched_unasked_for_a_guest_that_is_not_allowed() {
    let closed = Config { disable_guest_access: true, prefetch: true, ..keep_fresh() };
    let mut world = World::new(closed.clone());
    world.feed(Input::Prefetch);
    assert_eq!((world.sent, world.locks.len()), (0, 0));
    let (world, _) = World::with_guest(Config { persist_credentials: true, ..config() });
    let mut world = World::with_record(Config { persist_credentials: true, ..closed }, world.disk);
    world.advance(2 * HOUR_MS);
    assert_eq!((world.sent, world.wake_at_mono_ms), (0, None));
}

#[test]
fn what_the_library_fetches_unasked_goes_on_under_other_logins() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.feed(Input::Prefetch);
    world.set_login(FACEBOOK, "f1");
    world.answer_credentials(HOUR_MS); // the guest's: dropped
    assert_eq!(world.asked_identity_id(), ID_A);
    let identity = world.get(Id);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!((world.id(identity), world.shelf()), (owned(ID_A), (owned(ID_A), Some(key))));
    // Also to its end when somebody has joined who wants less, and its failure is told.
    let (mut world, _) = World::with_guest(keep_fresh());
    world.advance(47 * MINUTE_MS);
    world.set_login(FACEBOOK, "f1");
    world.calls.pop_front();
    world.break_every_attempt();
    assert_eq!(world.take_events(), [EventKind::RefreshFailed]);
}

#[test]
fn what_nobody_fetches_is_not_fetched_for_a_login_change() {
    let (mut world, _) = World::with_guest(keep_fresh());
    world.set_login(FACEBOOK, "f1");
    assert_eq!(world.sent, 0);
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.feed(Input::Prefetch);
    world.feed(Input::ClearCredentials);
    assert_eq!(world.sent, 1, "a clear ends it");
}
