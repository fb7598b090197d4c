//! Freshness: who is served from memory, who waits, and what a failed refresh does.

use proptest::prelude::*;

use super::super::{Admission, Input, WaiterId};
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::refresh::WindowOptions;
use crate::provider::snapshot::Phase;
use crate::queue::EventKind;

#[test]
fn valid_credentials_are_served_from_memory() {
    let (mut world, key) = World::with_guest(config());
    world.advance_until_left(15 * MINUTE_MS + 1);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key);
    assert_eq!(world.sent, 0);
}

#[test]
fn in_the_advisory_window_everybody_is_served_and_one_refresh_runs() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(15 * MINUTE_MS);
    world.said.clear();
    for _ in 0..3 {
        let waiter = world.get(Creds);
        assert_eq!(world.key(waiter), old);
    }
    assert_eq!(world.said[..2], ["complete 2 Ok", "send GetCredentialsForIdentity"], "served first");
    assert_eq!(world.snapshot().phase, Phase::Refreshing);
    let new = world.answer_credentials(HOUR_MS);
    let later = world.get(Creds);
    assert_eq!((world.key(later), world.sent), (new, 1));
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
}

#[test]
fn a_stalled_server_costs_nobody_anything_while_there_is_life_left() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(200_000);
    while world.expires_mono_ms() - world.mono_ms() > MINUTE_MS {
        let waiter = world.get(Creds);
        assert_eq!(world.key(waiter), old);
        world.advance(1_000);
    }
    assert_eq!(world.sent, 1);
}

#[test]
fn a_refresh_in_the_background_ends_with_the_logins_it_was_for() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.set_login(FACEBOOK, "f1");
    world.answer_credentials(HOUR_MS);
    assert_eq!((world.cached(), world.sent), ((None, None), 1), "a login change does no network");
}

#[test]
fn in_the_mandatory_window_all_wait_for_one_flight() {
    for left_ms in [MINUTE_MS, 1] {
        let (mut world, _) = World::with_guest(config());
        world.advance_until_left(left_ms);
        let waiters = [world.get(Creds), world.get(Creds), world.get(Fresh)];
        assert!(waiters.iter().all(|waiter| world.is_waiting(*waiter)));
        let new = world.answer_credentials(HOUR_MS);
        assert!(waiters.iter().all(|waiter| world.key(*waiter) == new));
        assert_eq!(world.sent, 1);
    }
}

#[test]
fn those_served_in_the_advisory_window_wait_once_it_has_become_mandatory() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(2 * MINUTE_MS);
    let first = world.get(Creds);
    world.advance_until_left(MINUTE_MS);
    let second = world.get(Creds);
    assert!(!world.is_waiting(first) && world.is_waiting(second));
    assert_eq!(world.sent, 1, "the same flight");
}

#[test]
fn the_windows_follow_the_lifetime_of_each_fetch_and_the_options() {
    let cases = [
        (10 * MINUTE_MS, None, None, 5 * MINUTE_MS),
        (HOUR_MS, None, None, 15 * MINUTE_MS),
        (12 * HOUR_MS, None, None, 60 * MINUTE_MS),
        (HOUR_MS, Some(2 * MINUTE_MS), None, 2 * MINUTE_MS),
        (HOUR_MS, Some(MINUTE_MS), Some(5 * MINUTE_MS), 5 * MINUTE_MS),
    ];
    for (lifetime_ms, advisory_ms, mandatory_ms, advisory_left_ms) in cases {
        let windows = WindowOptions { advisory_ms, mandatory_ms };
        let (mut world, key) = World::with_guest_for(Config { windows, ..config() }, lifetime_ms);
        world.advance_until_left(advisory_left_ms + 1);
        let waiter = world.get(Creds);
        assert_eq!(world.key(waiter), key, "{lifetime_ms}");
        world.advance(1);
        assert_eq!(world.sent, 0);
        world.get(Creds);
        assert_eq!(world.sent, 1, "{lifetime_ms}");
    }
}

#[test]
fn fresh_credentials_are_fetched_whatever_is_cached_while_others_are_served() {
    let (mut world, old) = World::with_guest(config());
    let fresh = world.get(Fresh);
    let other = world.get(Creds);
    assert_eq!(world.key(other), old);
    assert_eq!(world.snapshot().phase, Phase::Refreshing);
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(fresh), new);
}

#[test]
fn a_failed_refresh_serves_what_is_cached_tells_and_backs_off_5_to_10_minutes() {
    for seed in 0..50 {
        let mut world = World::with_seed(config(), seed);
        world.get(Creds);
        world.answer_get_id(ID_A);
        let old = world.answer_credentials(HOUR_MS);
        world.take_events();
        world.advance_until_left(14 * MINUTE_MS);
        let waiter = world.get(Creds);
        world.break_every_attempt();
        assert_eq!(world.key(waiter), old);
        let failed_mono_ms = world.mono_ms();
        let events = world.take_full_events();
        assert_eq!(events.len(), 1);
        let event = events[0].event.clone().unwrap();
        assert_eq!((event.kind, events[0].result), (EventKind::RefreshFailed, ResultCode::Network));
        assert_eq!(id_of(&events[0]), owned(ID_A));
        let pause_ms = event.next_attempt_unix_ms.unwrap() - world.service_unix_ms();
        assert!((290_000..=602_000).contains(&pause_ms), "{pause_ms}");
        assert_eq!(world.snapshot().phase, Phase::BackingOff);
        assert_eq!(world.snapshot().next_refresh_unix_ms, event.next_attempt_unix_ms);
        let sent = world.sent;
        world.advance(299_000 - (world.mono_ms() - failed_mono_ms));
        let during = world.get(Creds);
        assert_eq!((world.key(during), world.sent), (old.clone(), sent));
        world.advance(302_000);
        let after = world.get(Creds);
        assert_eq!((world.key(after), world.sent), (old, sent + 1), "the pause is over after 10 minutes");
    }
}

#[test]
fn a_back_off_holds_in_the_mandatory_window_too_but_not_beyond_the_expiry() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(4 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    let next_unix_ms = world.take_full_events()[0].event.as_ref().unwrap().next_attempt_unix_ms;
    let left_ms = i64::try_from(world.expires_mono_ms() - world.mono_ms()).unwrap();
    assert!(next_unix_ms.unwrap().abs_diff(world.service_unix_ms() + left_ms) <= 1_100);
    world.advance_until_left(1);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), old);
    world.advance(1);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter), "expired: the back-off no longer counts");
}

#[test]
fn a_success_clears_the_back_off() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    world.get(Fresh);
    let new = world.answer_credentials(5 * MINUTE_MS);
    assert_eq!(world.snapshot().phase, Phase::Valid);
    world.advance_until_left(MINUTE_MS);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter), "{new} would be served in a back-off");
}

#[test]
fn fresh_credentials_that_cannot_be_had_are_an_error_to_who_asked_for_fresh_ones() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    let (credentials, fresh) = (world.get(Creds), world.get(Fresh));
    world.break_every_attempt();
    assert_eq!(world.key(credentials), old);
    assert_eq!(world.result(fresh), ResultCode::Network);
}

proptest! {
    #[test]
    fn nobody_is_served_expired_credentials_without_having_asked_for_it(
        steps in prop::collection::vec((0..20 * MINUTE_MS, any::<bool>()), 1..30), seed: u64
    ) {
        let mut world = World::with_seed(config(), seed);
        for (pause_ms, works) in steps {
            let waiter = world.get(Creds);
            while !world.calls.is_empty() {
                if !works {
                    world.break_every_attempt();
                } else if world.operation() == "GetId" {
                    world.answer_get_id(ID_A);
                } else {
                    world.answer_credentials(HOUR_MS);
                }
            }
            let answer = &world.answers[&waiter];
            if answer.result == ResultCode::Ok {
                prop_assert!(answer.expires_mono_ms > world.mono_ms());
            }
            world.advance(pause_ms);
        }
    }
}

#[test]
fn a_refusal_by_something_in_between_is_a_failed_refresh_like_any_other() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    let (credentials, fresh) = (world.get(Creds), world.get(Fresh));
    assert_eq!(world.sent, 1);
    for _ in 0..3 {
        world.answer_page(403, "<html>please sign in to the hotel's network</html>");
        world.advance(200);
    }
    assert_eq!(world.key(credentials), old);
    assert_eq!(world.result(fresh), ResultCode::InvalidResponse);
    let failure = world.failure(fresh);
    assert!(failure.is_retryable && failure.hint.contains("captive portal"), "{failure:?}");
    assert_eq!((failure.http_status, failure.attempts, world.id(fresh)), (403, 3, owned(ID_A)));
    assert_eq!(world.snapshot().phase, Phase::BackingOff);
}

/// `ms` of life at least: a long upload should not outlive its credentials.
fn get_with_left(world: &mut World, min_remaining_ms: u64) -> WaiterId {
    world.last_waiter += 1;
    let waiter = world.last_waiter;
    world.feed(Input::Get(waiter, Admission { min_remaining_ms, ..Admission::of(Creds) }));
    waiter
}

#[test]
fn who_needs_credentials_for_longer_than_they_live_gets_new_ones() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(40 * MINUTE_MS);
    let waiter = get_with_left(&mut world, 40 * MINUTE_MS);
    assert_eq!((world.key(waiter), world.sent), (old.clone(), 0), "they live just long enough");
    let waiter = get_with_left(&mut world, 40 * MINUTE_MS + 1);
    let other = world.get(Creds);
    assert_eq!((world.key(other), world.sent), (old, 1), "others are served meanwhile");
    let new = world.answer_credentials(30 * MINUTE_MS);
    assert_eq!(world.key(waiter), new, "even if they live shorter than was asked for");
}

#[test]
fn in_an_outage_who_needs_them_for_longer_is_told_its_error_and_asks_nobody() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(40 * MINUTE_MS);
    let waiter = get_with_left(&mut world, HOUR_MS);
    world.break_every_attempt();
    assert_eq!(world.result(waiter), ResultCode::Network);
    let sent = world.sent;
    let waiter = get_with_left(&mut world, HOUR_MS);
    assert_eq!((world.result(waiter), world.sent), (ResultCode::Network, sent));
    let other = world.get(Creds);
    assert_eq!(world.key(other), old);
}

#[test]
fn the_answer_itself_knows_when_it_is_to_be_refreshed() {
    let (mut world, _) = World::with_guest(config());
    let waiter = world.get(Creds);
    let refresh_mono_ms = world.answers[&waiter].refresh_mono_ms;
    assert_eq!(world.expires_mono_ms() - refresh_mono_ms, 15 * MINUTE_MS);
}
