//! An outage never makes a loop: with nothing to serve, the error of a failed fetch answers for 1, 2, 4 … 30 s.

use super::super::{Input, Want};
use super::world::*;
use crate::error::ResultCode;
use crate::provider::snapshot::Phase;
use crate::provider::{Config, LoginChange};

fn stored_guest() -> World {
    World::with_record(config(), Some(record(ID_A)))
}

/// What answers the call under way badly.
type Fault = fn(&mut World);

fn broken(world: &mut World) {
    world.break_connection(crate::http::TransportErrorKind::Connect);
}

/// A minute of a host that asks again in the frame after each error.
fn a_minute_of_frames(world: &mut World, want: Want, fault: Fault) {
    let until_mono_ms = world.mono_ms() + MINUTE_MS;
    let mut waiter = world.get(want);
    while world.mono_ms() < until_mono_ms {
        while !world.calls.is_empty() {
            fault(world);
        }
        if !world.is_waiting(waiter) {
            waiter = world.get(want);
        }
        world.advance(16);
    }
}

#[test]
fn with_nothing_cached_the_error_is_told_and_remembered_longer_each_time() {
    let mut world = stored_guest();
    for (round, least_ms) in [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].into_iter().enumerate() {
        let waiter = world.get(Creds);
        assert_eq!(world.operation(), "GetCredentialsForIdentity");
        world.break_every_attempt();
        assert_eq!((world.result(waiter), world.sent), (ResultCode::Network, 3 * (round + 1)));
        world.advance(least_ms - 1);
        let during = [world.get(Creds), world.get(Token)];
        for waiter in during {
            assert_eq!((world.result(waiter), world.failure(waiter).attempts), (ResultCode::Network, 3));
        }
        assert_eq!((world.sent, world.snapshot().phase), (3 * (round + 1), Phase::Empty));
        world.advance(least_ms / 5 + 2);
    }
    assert!(world.take_events().is_empty(), "who asked was told");
    assert_eq!(world.wake_at_mono_ms, None, "nothing runs by itself");
}

#[test]
fn a_game_that_asks_every_frame_sends_a_few_requests_a_minute() {
    let faults: [(Fault, ResultCode); 4] = [
        (|world| world.answer_error("InternalErrorException", "oops", 500), ResultCode::ServiceUnavailable),
        (|world| world.answer_error("TooManyRequestsException", "slow", 400), ResultCode::Throttled),
        (|world| world.answer_page(200, "<html>sign in</html>"), ResultCode::InvalidResponse),
        (broken, ResultCode::Network),
    ];
    for (fault, code) in faults {
        for want in [Creds, Id, Token] {
            let mut world = if want == Id { World::new(config()) } else { stored_guest() };
            a_minute_of_frames(&mut world, want, fault);
            assert!((6..=20).contains(&world.sent), "{want:?} {code:?}: {} requests", world.sent);
            let last = world.get(want);
            assert_eq!(world.result(last), code);
        }
    }
}

#[test]
fn a_token_that_cannot_be_had_is_remembered_for_those_who_want_one() {
    let (mut world, key) = World::with_guest(config());
    a_minute_of_frames(&mut world, Token, broken);
    assert!((6..=20).contains(&world.sent), "{}", world.sent);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key);
    // Whatever else is wanted is tried.
    let sent = world.sent;
    world.feed(Input::ClearCredentials);
    world.get(Creds);
    assert_eq!(world.sent, sent + 1);
}

#[test]
fn once_it_works_again_the_next_outage_begins_from_the_start() {
    let mut world = stored_guest();
    for _ in 0..4 {
        world.get(Fresh);
        world.break_every_attempt();
    }
    world.get(Fresh);
    world.answer_credentials(HOUR_MS);
    world.advance_until_left(0);
    world.get(Creds);
    world.break_every_attempt();
    world.advance(1_202);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
}

#[test]
fn a_refresh_always_goes_to_the_network() {
    let mut world = stored_guest();
    for round in 1..=5 {
        let fresh = world.get(Fresh);
        world.break_every_attempt();
        assert_eq!((world.result(fresh), world.sent), (ResultCode::Network, 3 * round));
    }
    let fresh = world.get(Fresh);
    let joined = world.get(Creds);
    assert!(world.is_waiting(joined), "what is under way may bring more than what is remembered");
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!((world.key(fresh), world.key(joined)), (key.clone(), key));
}

#[test]
fn unlinking_is_a_deed_of_the_player_and_goes_to_the_network_too() {
    let (mut world, _) = World::with_player(config());
    world.feed(Input::ClearCredentials);
    world.get(Creds);
    world.break_every_attempt();
    let waiter = world.unlink(FACEBOOK);
    assert!(world.is_waiting(waiter));
    assert_eq!(world.operation(), "UnlinkIdentity");
}

#[test]
fn a_login_change_or_a_clear_resets_it() {
    let changes: [fn(&mut World); 5] = [
        |world| world.set_login(FACEBOOK, "f1"),
        |world| world.feed(Input::ClearCredentials),
        |world| world.feed(Input::ClearIdentity),
        |world| world.feed(Input::SignOut),
        |world| world.feed(Input::LoginSource(true)),
    ];
    for change in changes {
        let mut world = stored_guest();
        for _ in 0..5 {
            world.get(Fresh);
            world.break_every_attempt();
        }
        change(&mut world);
        for _ in 0..2 {
            let waiter = world.get(Creds);
            assert!(world.is_waiting(waiter));
            if let Some(ask) = world.asks.pop_front() {
                let logins = vec![login(FACEBOOK, "f1")];
                let answer = crate::provider::LoginAnswer { logins, developer_identity_id: None };
                world.feed(Input::LoginAnswer(ask, Ok(answer)));
            }
            world.break_every_attempt();
            world.advance(2_402);
        }
    }
    let mut world = stored_guest();
    world.get(Creds);
    world.break_every_attempt();
    world.feed(Input::Logins(LoginChange::Remove(FACEBOOK.to_owned())));
    let waiter = world.get(Creds);
    assert!(!world.is_waiting(waiter), "no change");
}

#[test]
fn a_login_source_that_says_no_may_be_asked_again_at_once() {
    let mut world = World::with_source(config());
    for _ in 0..3 {
        let waiter = world.get(Creds);
        world.fail_logins("the player closed the window");
        assert_eq!(world.result(waiter), ResultCode::LoginRequired);
    }
}

#[test]
fn what_the_device_itself_refused_may_be_asked_for_again_at_once() {
    let mut world = World::with_record(Config { max_attempts: 1, ..config() }, Some(record(ID_A)));
    for want in [Creds, Id, Token, Creds] {
        let waiter = world.get(want);
        if want != Id {
            world.break_connection(crate::http::TransportErrorKind::Refused);
            assert_eq!(world.result(waiter), ResultCode::LimitExceeded);
            assert!(world.failure(waiter).hint.contains("ulimit -u"));
        }
    }
}

#[test]
fn a_fresh_token_from_the_login_source_is_no_new_beginning() {
    let mut world = World::with_source(config());
    let mut pauses_ms = Vec::new();
    for round in 0..5 {
        let began = world.mono_ms();
        while world.asks.is_empty() && world.calls.is_empty() {
            world.get(Creds);
            world.advance(10);
        }
        pauses_ms.push(world.mono_ms() - began);
        if !world.asks.is_empty() {
            world.answer_logins(&[(FACEBOOK, &format!("token {round}"))]);
        }
        world.answer_error("NotAuthorizedException", "Invalid login token. Token expired: 2 >= 1", 400);
        world.answer_logins(&[(FACEBOOK, &format!("token {round}, again"))]);
        world.answer_error("NotAuthorizedException", "Invalid login token. Token expired: 2 >= 1", 400);
    }
    assert!(pauses_ms[4] >= 8_000, "{pauses_ms:?}");
}

#[test]
fn the_snapshot_says_when_it_is_over() {
    let mut world = stored_guest();
    world.get(Creds);
    world.break_every_attempt();
    let left_ms = world.snapshot().next_refresh_unix_ms.unwrap() - world.service_unix_ms();
    assert!((900..=1_300).contains(&left_ms), "{left_ms}");
    world.advance(2_000);
    assert_eq!(world.snapshot().next_refresh_unix_ms, None);
}

#[test]
fn whoever_joins_is_answered_once_however_often_it_fails() {
    let mut world = World::new(Config { max_attempts: 1, ..config() });
    for _ in 0..10 {
        let waiters = [world.get(Creds), world.get(Id), world.get(Fresh)];
        world.break_every_attempt();
        assert!(waiters.iter().all(|waiter| world.result(*waiter) == ResultCode::Network));
        world.advance(40_000);
    }
}
