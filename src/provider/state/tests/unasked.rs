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
    assert_eq!(world.cached().1, Some(new));
    assert_eq!(world.snapshot().counters.fetches, 2);
}

#[test]
fn keep_fresh_tries_again_with_growing_pauses_and_always_once_more_before_the_expiry() {
    let (mut world, old) = World::with_guest(keep_fresh());
    world.advance(47 * MINUTE_MS);
    let mut waited = Vec::new();
    loop {
        world.break_every_attempt();
        assert_eq!(world.take_events(), [EventKind::RefreshFailed]);
        let served = world.get(Creds);
        assert_eq!(world.key(served), old, "the back-off of the callers goes on");
        let left_ms = world.expires_mono_ms() - world.mono_ms();
        let next_in_ms = world.wake_at_mono_ms.unwrap() - world.mono_ms();
        if left_ms <= 5_000 {
            break;
        }
        assert!((4_000..left_ms).contains(&next_in_ms), "{next_in_ms} of {left_ms}");
        waited.push(next_in_ms);
        world.advance(next_in_ms);
    }
    assert!(waited[0] >= 29_000 && waited[0] <= 45_000, "{waited:?}");
    assert!(waited[1] > waited[0] && waited[2] > waited[1], "{waited:?}");
    world.feed(Input::Tick);
    world.advance_until_left(0);
    while world.calls.is_empty() {
        world.advance(1_000);
    }
    world.answer_credentials(HOUR_MS);
    assert!(world.wake_at_mono_ms.unwrap() > world.mono_ms() + 40 * MINUTE_MS, "back to the usual pace");
}

#[test]
fn a_failure_long_before_the_advisory_window_does_not_bring_the_refresh_forward() {
    let (mut world, _) = World::with_guest(keep_fresh());
    let planned = world.wake_at_mono_ms;
    world.get(Fresh);
    world.break_every_attempt();
    assert_eq!(world.wake_at_mono_ms, planned);
}

#[test]
fn keep_fresh_fetches_for_an_identity_that_took_the_place_of_another() {
    let (mut world, _) = World::with_guest(keep_fresh());
    world.get(Token);
    world.answer_open_id_token_of(ID_B);
    assert_eq!((world.operation(), world.asked_identity_id().as_str()), ("GetCredentialsForIdentity", ID_B));
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.cached(), (owned(ID_B), Some(key)));
}

#[test]
fn keep_fresh_goes_on_when_somebody_waits_for_less() {
    let (mut world, _) = World::with_guest(keep_fresh());
    world.advance(40 * MINUTE_MS);
    let token = world.get(Token);
    world.advance(7 * MINUTE_MS);
    world.answer_open_id_token();
    assert_eq!(world.operation(), "GetCredentialsForIdentity");
    world.answer_credentials(HOUR_MS);
    assert!(!world.is_waiting(token));
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
    assert_eq!(event.kind, EventKind::RefreshFailed);
    let pause_ms = event.next_attempt_unix_ms.unwrap() - world.service_unix_ms();
    assert!((0..=2_200).contains(&pause_ms), "its error is remembered so long: {pause_ms}");
}

#[test]
fn keep_fresh_outlives_an_outage_longer_than_the_credentials() {
    let (mut world, _) = World::with_guest(keep_fresh());
    world.advance(47 * MINUTE_MS);
    let mut told = 0;
    while world.mono_ms() < 2 * HOUR_MS {
        world.break_every_attempt();
        let events = world.take_full_events();
        assert_eq!(events.len(), 1, "each failed attempt is told");
        told += 1;
        let next_unix_ms = events[0].event.as_ref().unwrap().next_attempt_unix_ms.unwrap();
        let pause_ms = world.wake_at_mono_ms.unwrap() - world.mono_ms();
        if world.mono_ms() >= world.expires_mono_ms() {
            assert!(pause_ms <= 30_000, "{pause_ms}");
        }
        let told_pause_ms = next_unix_ms - world.service_unix_ms();
        assert!(told_pause_ms.abs_diff(i64::try_from(pause_ms).unwrap()) <= 1_100);
        world.advance(pause_ms);
    }
    assert!(told > 10);
    let key = world.answer_credentials(HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key, "the network is back: nobody waits");
}

#[test]
fn whoever_asks_all_the_time_adds_nothing_to_what_keep_fresh_asks() {
    let (mut world, _) = World::with_guest(keep_fresh());
    world.advance_until_left(0);
    let since_ms = world.mono_ms() + 2 * MINUTE_MS;
    let mut flights = 0;
    while world.mono_ms() < since_ms + 10 * MINUTE_MS {
        if !world.calls.is_empty() {
            world.break_every_attempt();
            flights += u32::from(world.mono_ms() >= since_ms);
        }
        world.get(Creds);
        world.advance(100);
    }
    assert!((20..=30).contains(&flights), "{flights} in ten minutes");
}

#[test]
fn keep_fresh_gets_the_first_credentials_that_prefetch_could_not() {
    let mut world = World::with_record(Config { prefetch: true, ..keep_fresh() }, Some(record(ID_A)));
    world.feed(Input::Prefetch);
    world.break_every_attempt();
    let pause_ms = world.wake_at_mono_ms.unwrap() - world.mono_ms();
    assert!(pause_ms <= 1_000, "{pause_ms}");
    world.advance(pause_ms);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.cached().1, Some(key));
}

#[test]
fn nothing_is_prefetched_that_is_there_already() {
    let (world, key) = World::with_guest(Config { persist_credentials: true, prefetch: true, ..config() });
    let mut world = world.restart(10 * MINUTE_MS);
    world.feed(Input::Prefetch);
    assert_eq!((world.sent, world.cached().1), (0, Some(key)));
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
    assert_eq!((world.id(identity), world.cached()), (owned(ID_A), (owned(ID_A), Some(key))));
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

#[test]
fn a_prefetch_that_starts_again_under_other_logins_is_still_nobodys_request() {
    let mut world = World::new(Config { prefetch: true, ..config() });
    world.feed(Input::Prefetch);
    world.get(Id);
    world.set_login(GOOGLE, "token");
    world.break_every_attempt();
    assert_eq!(world.take_events(), [EventKind::RefreshFailed]);
}
