//! What the host says of the device: no network, a suspended application.

use super::super::{Admission, Input, LoginChange, Want};
use super::world::*;
use crate::error::ResultCode;
use crate::http::TransportErrorKind;
use crate::provider::Config;
use crate::provider::host_state::{Network, Surroundings};
use crate::queue::EventKind;

const RESUMED_MS: u64 = 500;
const CAUGHT_UP_MS: u64 = 5_000;

fn says(world: &mut World, network: Network) {
    world.feed(Input::Surroundings(Surroundings { network, ..Surroundings::default() }));
}

fn suspended(world: &mut World, is_suspended: bool) {
    world.feed(Input::Surroundings(Surroundings { is_suspended, ..Surroundings::default() }));
}

fn get_or_fail(world: &mut World, want: Want) -> u64 {
    world.last_waiter += 1;
    let waiter = world.last_waiter;
    world.feed(Input::Get(waiter, Admission { fails_offline: true, ..Admission::of(want) }));
    waiter
}

#[test]
fn offline_nothing_is_sent_and_a_request_waits_for_the_network() {
    let mut world = World::new(config());
    says(&mut world, Network::Offline);
    let waiter = world.get(Creds);
    world.advance(10 * HOUR_MS);
    assert!(world.sent == 0 && world.locks.is_empty() && world.is_waiting(waiter));
    says(&mut world, Network::Online);
    world.advance(RESUMED_MS);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.answers[&waiter].result, ResultCode::Ok);
}

#[test]
fn offline_a_deadline_holds() {
    let mut world = World::new(config());
    says(&mut world, Network::Offline);
    let waiter = world.get_within(Creds, 3_000);
    world.advance(2_999);
    assert!(world.is_waiting(waiter));
    world.advance(1);
    assert_eq!(world.answers[&waiter].result, ResultCode::DeadlineExceeded);
}

#[test]
fn whoever_asked_not_to_wait_is_told_at_once() {
    let mut world = World::new(config());
    says(&mut world, Network::Offline);
    let waits = world.get(Creds);
    for want in [Id, Creds, Fresh, Token] {
        let waiter = get_or_fail(&mut world, want);
        let answer = &world.answers[&waiter];
        assert_eq!(answer.result, ResultCode::Offline);
        assert!(answer.failure.as_ref().unwrap().failure.is_retryable);
    }
    assert!(world.is_waiting(waits), "the others wait on");
}

#[test]
fn whoever_asked_not_to_wait_is_told_when_the_network_goes() {
    let mut world = World::new(config());
    let waiter = get_or_fail(&mut world, Creds);
    says(&mut world, Network::Offline);
    assert!(world.is_waiting(waiter), "its call may get through yet");
    world.break_connection(TransportErrorKind::Connect);
    assert_eq!(world.answers[&waiter].result, ResultCode::Offline);
}

#[test]
fn a_call_that_breaks_offline_is_made_again_with_the_network_and_fails_nobody() {
    let mut world = World::new(Config { max_attempts: 1, ..config() });
    let waiter = world.get(Creds);
    says(&mut world, Network::Offline);
    world.break_connection(TransportErrorKind::Connect);
    assert!(world.is_waiting(waiter) && !world.lock_held, "another process gets the lock");
    world.advance(HOUR_MS);
    says(&mut world, Network::Unknown);
    world.advance(RESUMED_MS);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.answers[&waiter].result, ResultCode::Ok);
}

#[test]
fn a_pause_between_attempts_ends_in_waiting_for_the_network() {
    let mut world = World::new(config());
    let waiter = world.get(Creds);
    world.break_connection(TransportErrorKind::Connect);
    says(&mut world, Network::Offline);
    world.advance(HOUR_MS);
    assert!(world.sent == 1 && world.is_waiting(waiter));
    says(&mut world, Network::Online);
    world.advance(RESUMED_MS);
    assert_eq!(world.sent, 2);
}

#[test]
fn offline_an_attempt_that_is_overdue_is_not_made() {
    let mut world = World::new(config());
    let waiter = world.get(Creds);
    world.break_connection(TransportErrorKind::Connect);
    world.sleep(1_000);
    says(&mut world, Network::Offline);
    assert!(world.sent == 1 && world.is_waiting(waiter));
}

#[test]
fn offline_what_is_valid_is_served_to_its_last_moment() {
    let (mut world, key) = World::with_guest(config());
    says(&mut world, Network::Offline);
    for left_ms in [10 * MINUTE_MS, 30_000, 1] {
        world.advance_until_left(left_ms);
        let waiter = world.get(Creds);
        assert_eq!(key_of(&world.answers[&waiter]), Some(key.clone()));
    }
    world.advance(1);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter) && world.calls.is_empty());
}

#[test]
fn offline_what_has_expired_is_served_marked_if_the_host_wants_it() {
    let (mut world, key) = World::with_guest(Config { serve_expired: true, ..config() });
    says(&mut world, Network::Offline);
    world.advance_until_left(0);
    let waiter = world.get(Creds);
    assert!(world.answers[&waiter].is_stale && key_of(&world.answers[&waiter]) == Some(key));
}

#[test]
fn offline_the_login_source_is_not_asked() {
    let mut world = World::new(config());
    world.feed(Input::LoginSource(true));
    says(&mut world, Network::Offline);
    world.get(Creds);
    assert!(world.asks.is_empty());
    says(&mut world, Network::Online);
    world.advance(RESUMED_MS);
    assert_eq!(world.asks.len(), 1);
}

#[test]
fn offline_a_login_change_moves_those_who_wait() {
    let mut world = World::new(config());
    says(&mut world, Network::Offline);
    let waiter = world.get(Creds);
    world.feed(Input::Logins(LoginChange::Set(login(GOOGLE, "token"))));
    says(&mut world, Network::Online);
    world.advance(RESUMED_MS);
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    assert_eq!(id_of(&world.answers[&waiter]), owned(ID_B));
}

#[test]
fn what_was_said_again_starts_nothing() {
    let mut world = World::new(config());
    world.get(Creds);
    world.break_every_attempt();
    says(&mut world, Network::Online);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter), "the error of before the network is forgotten");
    world.break_every_attempt();
    says(&mut world, Network::Online);
    let waiter = world.get(Creds);
    assert_eq!(world.answers[&waiter].result, ResultCode::Network, "and the next one is not");
}

#[test]
fn with_the_network_back_a_failed_refresh_is_made_once_at_a_moment_of_its_own() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    says(&mut world, Network::Offline);
    world.advance_until_left(5 * MINUTE_MS);
    assert!(world.calls.is_empty(), "nothing is attempted");
    says(&mut world, Network::Online);
    world.advance(CAUGHT_UP_MS);
    assert_eq!(world.calls.len(), 1);
    world.answer_credentials(HOUR_MS);
    world.advance(CAUGHT_UP_MS);
    assert!(world.calls.is_empty(), "once");
}

#[test]
fn offline_expiring_credentials_are_told_though_somebody_waits_for_others() {
    let (mut world, _) = World::with_guest(config());
    world.feed(Input::Listening(true));
    says(&mut world, Network::Offline);
    world.get(Fresh);
    world.advance_until_left(0);
    assert!(world.events.iter().any(|event| {
        event.event.as_ref().is_some_and(|event| event.kind == EventKind::CredentialsExpiring)
    }));
}

#[test]
fn suspended_nothing_starts_unasked_and_requests_are_served() {
    let (mut world, key) = World::with_guest(Config { keep_fresh: true, ..config() });
    suspended(&mut world, true);
    world.advance_until_left(5 * MINUTE_MS);
    assert!(world.calls.is_empty());
    let waiter = world.get(Fresh);
    world.answer_credentials(HOUR_MS);
    assert_ne!(key_of(&world.answers[&waiter]), Some(key));
}

#[test]
fn suspended_a_wall_clock_that_jumps_starts_nothing_before_somebody_asks() {
    let (mut world, _) = World::with_guest(config());
    suspended(&mut world, true);
    world.wall_ahead_ms += 2 * 3_600_000;
    world.feed(Input::Look);
    assert!(world.calls.is_empty());
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter) && world.calls.len() == 1);
}

#[test]
fn active_again_what_came_due_runs_once() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    suspended(&mut world, true);
    world.sleep(2 * HOUR_MS);
    suspended(&mut world, false);
    world.advance(CAUGHT_UP_MS);
    assert_eq!(world.calls.len(), 1);
    world.answer_credentials(HOUR_MS);
    world.advance(CAUGHT_UP_MS);
    assert!(world.calls.is_empty());
}

#[test]
fn a_prefetch_that_was_due_without_a_network_is_made_once_with_it() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    says(&mut world, Network::Offline);
    world.feed(Input::Prefetch);
    assert!(world.calls.is_empty());
    says(&mut world, Network::Online);
    world.advance(CAUGHT_UP_MS);
    assert_eq!(world.calls.len(), 1);
}

#[test]
fn a_sign_out_leaves_nothing_to_catch_up_with() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    suspended(&mut world, true);
    world.advance_until_left(5 * MINUTE_MS);
    world.feed(Input::SignOut);
    suspended(&mut world, false);
    world.advance(CAUGHT_UP_MS);
    assert!(world.calls.is_empty(), "nobody asked for a new guest");
}

#[test]
fn with_the_network_only_what_is_old_is_refreshed_and_only_where_it_is_kept_fresh() {
    for (keep_fresh, left_ms, calls) in
        [(true, 30 * MINUTE_MS, 0), (false, 10 * MINUTE_MS, 0), (true, 10 * MINUTE_MS, 1)]
    {
        let (mut world, _) = World::with_guest(Config { keep_fresh, ..config() });
        says(&mut world, Network::Offline);
        world.advance_until_left(left_ms);
        says(&mut world, Network::Online);
        world.advance(CAUGHT_UP_MS);
        assert_eq!(world.calls.len(), calls, "keep_fresh {keep_fresh}, {left_ms} ms left");
    }
}

#[test]
fn with_the_network_not_all_providers_go_on_in_the_same_moment() {
    let mut world = World::new(config());
    says(&mut world, Network::Offline);
    world.get(Creds);
    says(&mut world, Network::Online);
    assert_eq!(world.sent, 0);
    world.feed(Input::Tick);
    assert_eq!(world.sent, 0);
    world.advance(RESUMED_MS);
    assert_eq!(world.sent, 1);
}

#[test]
fn who_joins_a_call_that_was_under_way_when_the_network_went_waits_for_it() {
    let mut world = World::new(config());
    world.get(Creds);
    says(&mut world, Network::Offline);
    let waiter = get_or_fail(&mut world, Creds);
    assert!(world.is_waiting(waiter));
    world.answer_get_id(ID_A);
}
