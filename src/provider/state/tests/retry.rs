//! Retries: how often, how long apart, and when no more.

use proptest::prelude::*;

use super::world::*;
use crate::error::ResultCode;
use crate::http::TransportErrorKind;
use crate::provider::Config;

fn stored_guest(max_attempts: u32) -> World {
    World::with_record(Config { max_attempts, ..config() }, Some(record(ID_A)))
}

#[test]
fn each_operation_has_its_own_attempts_1_to_10() {
    for (max_attempts, expected) in [(0, 1), (1, 1), (3, 3), (10, 10), (99, 10)] {
        let mut world = World::new(Config { max_attempts, ..config() });
        let waiter = world.get(Creds);
        for _ in 1..expected {
            world.break_connection(TransportErrorKind::Closed);
            world.advance(20_000);
        }
        world.answer_get_id(ID_A);
        for attempt in 1..=expected {
            assert_eq!(world.header("amz-sdk-request"), format!("attempt={attempt}; max={expected}"));
            assert_eq!(world.snapshot().attempts, attempt);
            world.break_connection(TransportErrorKind::Closed);
            world.advance(20_000);
        }
        assert_eq!(world.failure(waiter).attempts, expected);
        let counters = world.snapshot().counters;
        assert_eq!(counters.http_requests, u64::from(2 * expected));
        assert_eq!(counters.retries, u64::from(2 * (expected - 1)));
        assert_eq!(counters.failed_fetches, 1);
    }
}

#[test]
fn the_attempts_of_an_operation_carry_one_invocation_id() {
    let mut world = World::new(config());
    world.get(Creds);
    let first = world.header("amz-sdk-invocation-id");
    world.break_connection(TransportErrorKind::Closed);
    world.advance(100);
    assert_eq!(world.header("amz-sdk-invocation-id"), first);
    world.answer_get_id(ID_A);
    assert_ne!(world.header("amz-sdk-invocation-id"), first);
}

#[test]
fn the_service_may_stretch_a_pause_by_5_seconds_at_most() {
    for (asked, at_least_ms, at_most_ms) in
        [("3000", 3_000, 3_000), ("0", 0, 1_000), ("3600000", 5_000, 6_000)]
    {
        let mut world = stored_guest(3);
        world.get(Creds);
        let headers = [("x-amz-retry-after", asked)];
        world.answer_error_with("TooManyRequestsException", "no", 429, &headers);
        let pause_ms = world.wake_at_mono_ms.unwrap() - world.mono_ms();
        assert!((at_least_ms..=at_most_ms).contains(&pause_ms), "{asked}: {pause_ms}");
    }
}

#[test]
fn an_error_that_cannot_recover_is_not_retried_whatever_the_service_asks_for() {
    let mut world = stored_guest(3);
    let waiter = world.get(Creds);
    let headers = [("x-amz-retry-after", "100")];
    world.answer_error_with("ResourceConflictException", "no", 409, &headers);
    assert_eq!(world.failure(waiter).attempts, 1);
}

#[test]
fn a_service_in_trouble_is_left_alone_once_the_bucket_is_empty() {
    let mut world = stored_guest(3);
    // 500 tokens pay for 35 retries at 14 each.
    let mut retries = 0;
    for _ in 0..30 {
        world.get(Fresh);
        let sent = world.sent;
        world.break_every_attempt();
        retries += world.sent - sent;
    }
    assert_eq!(retries, 35);
    let waiter = world.get(Fresh);
    world.break_every_attempt();
    assert_eq!((world.result(waiter), world.failure(waiter).attempts), (ResultCode::Network, 1));
}

#[test]
fn an_exchange_that_was_aborted_is_not_tried_again() {
    let mut world = stored_guest(3);
    let waiter = world.get(Creds);
    world.break_connection(TransportErrorKind::Aborted);
    assert_eq!(world.result(waiter), ResultCode::Cancelled);
}

proptest! {
    #[test]
    fn pauses_stay_below_their_ceilings(seed: u64, throttled: bool) {
        let mut world = World::with_seed(Config { max_attempts: 10, ..config() }, seed);
        world.get(Creds);
        let base_ms: u64 = if throttled { 1_000 } else { 50 };
        for retry in 0..9 {
            if throttled {
                world.answer_error("ThrottlingException", "no", 400);
            } else {
                world.break_connection(TransportErrorKind::Timeout);
            }
            let pause_ms = world.wake_at_mono_ms.unwrap() - world.mono_ms();
            prop_assert!(pause_ms <= (base_ms << retry).min(20_000));
            world.advance(pause_ms);
            prop_assert_eq!(world.calls.len(), 1);
        }
    }
}

#[test]
fn an_answer_that_is_no_http_is_said_to_be_somebody_elses() {
    let mut world = stored_guest(1);
    let waiter = world.get(Creds);
    world.break_connection(TransportErrorKind::Malformed);
    let failure = world.failure(waiter);
    assert_eq!(failure.code, ResultCode::InvalidResponse);
    assert!(failure.hint.contains("identity.example"), "{failure:?}");
}
