//! `serve_expired`: a game that can live with old credentials in an outage gets them at once, marked as stale.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::EventKind;

fn serve_expired() -> Config {
    Config { serve_expired: true, ..config() }
}

fn expired(config: Config) -> (World, String) {
    let (mut world, key) = World::with_guest(config);
    world.advance_until_left(0);
    (world, key)
}

#[test]
fn after_a_failed_refresh_the_back_off_holds_and_each_failure_is_told() {
    let (mut world, old) = expired(serve_expired());
    for round in 1..=3 {
        let waiter = world.get(Creds);
        assert!(world.is_waiting(waiter), "a refresh is tried first");
        world.break_every_attempt();
        assert_eq!((world.key(waiter), world.answers[&waiter].is_stale), (old.clone(), true));
        let events = world.take_full_events();
        assert_eq!(events.len(), 1);
        let event = events[0].event.clone().unwrap();
        assert_eq!((event.kind, events[0].result), (EventKind::RefreshFailed, ResultCode::Network));
        let pause_ms = event.next_attempt_unix_ms.unwrap() - world.service_unix_ms();
        assert!((298_000..=602_000).contains(&pause_ms), "{pause_ms}");
        for _ in 0..100 {
            let during = world.get(Creds);
            assert_eq!((world.key(during), world.answers[&during].is_stale), (old.clone(), true));
            world.advance(2_900);
        }
        assert_eq!(world.sent, 3 * round, "no network");
        assert_eq!(world.cached().1.as_ref(), Some(&old), "the getters look at the clock themselves");
        world.advance(310_000);
    }
    let waiter = world.get(Creds);
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!((world.key(waiter), world.answers[&waiter].is_stale), (new, false));
}

#[test]
fn a_back_off_from_when_they_were_valid_holds_too() {
    let (mut world, old) = World::with_guest(serve_expired());
    world.advance_until_left(2 * MINUTE_MS);
    let valid = world.get(Creds);
    world.break_every_attempt();
    assert!(!world.answers[&valid].is_stale);
    world.advance_until_left(0);
    let waiter = world.get(Creds);
    assert_eq!((world.key(waiter), world.answers[&waiter].is_stale, world.sent), (old, true, 3));
}

#[test]
fn a_deadline_that_runs_out_is_answered_with_them() {
    let (mut world, old) = expired(serve_expired());
    let (waiter, fresh) = (world.get_within(Creds, 500), world.get_within(Fresh, 500));
    world.advance(500);
    assert_eq!((world.key(waiter), world.answers[&waiter].is_stale), (old, true));
    assert_eq!(world.result(fresh), ResultCode::DeadlineExceeded, "it asked for others");
    world.break_every_attempt();
    assert_eq!(world.take_events(), [EventKind::RefreshFailed], "and the failure is told");

    let (mut world, _) = expired(config());
    let waiter = world.get_within(Creds, 500);
    world.advance(500);
    assert_eq!(world.result(waiter), ResultCode::DeadlineExceeded, "only who wants them");
}

#[test]
fn a_deadline_never_brings_what_the_host_found_refused() {
    let (mut world, _) = World::with_guest(serve_expired());
    world.feed(Input::Invalidate(None));
    world.advance_until_left(0);
    let waiter = world.get_within(Creds, 500);
    world.advance(500);
    assert_eq!(world.result(waiter), ResultCode::DeadlineExceeded);
}

#[test]
fn every_passing_failure_serves_them_and_no_other() {
    type Fault = fn(&mut World);
    let passing: [Fault; 5] = [
        World::break_every_attempt,
        |world| {
            while !world.calls.is_empty() {
                world.answer_error("InternalErrorException", "oops", 500);
                world.advance(10_000);
            }
        },
        |world| {
            while !world.calls.is_empty() {
                world.answer_error("TooManyRequestsException", "slow", 400);
                world.advance(10_000);
            }
        },
        |world| {
            while !world.calls.is_empty() {
                world.answer_page(200, "<html>sign in</html>");
                world.advance(10_000);
            }
        },
        |world| {
            while !world.calls.is_empty() {
                world.answer_page(403, "<html>not from here</html>");
                world.advance(10_000);
            }
        },
    ];
    for fault in passing {
        let (mut world, old) = expired(serve_expired());
        let waiter = world.get(Creds);
        fault(&mut world);
        assert_eq!((world.key(waiter), world.answers[&waiter].is_stale), (old, true));
    }
    let (mut world, _) = expired(serve_expired());
    let waiter = world.get(Creds);
    world.answer_error("NotAuthorizedException", "Unauthenticated access is not supported", 400);
    assert_eq!(world.result(waiter), ResultCode::GuestAccessDisabled);
}

#[test]
fn with_keep_fresh_nobody_waits_and_the_first_success_ends_it() {
    let (mut world, old) = World::with_guest(Config { keep_fresh: true, ..serve_expired() });
    world.advance(47 * MINUTE_MS);
    while world.mono_ms() < 2 * HOUR_MS {
        while !world.calls.is_empty() {
            world.break_connection(crate::http::TransportErrorKind::Connect);
        }
        let waiter = world.get(Creds);
        let is_expired = world.mono_ms() >= world.expires_mono_ms();
        assert_eq!((world.key(waiter), world.answers[&waiter].is_stale), (old.clone(), is_expired));
        world.advance(700);
    }
    while world.calls.is_empty() {
        world.advance(1_000);
    }
    let new = world.answer_credentials(HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!((world.key(waiter), world.answers[&waiter].is_stale), (new, false));
}

#[test]
fn what_is_told_of_after_it_has_expired_is_marked_as_well() {
    let (mut world, _) = World::with_guest(config());
    world.feed(Input::Listening(true));
    world.sleep(3 * HOUR_MS);
    world.feed(Input::Look);
    let events = world.take_full_events();
    assert_eq!(events.len(), 1);
    assert!(events[0].is_stale);
}
