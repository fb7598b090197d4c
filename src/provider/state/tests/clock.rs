//! A wrong device clock, and one that jumps, change nothing.

use proptest::prelude::*;

use super::world::*;
use crate::clock::Now;

const YEAR_MS: i64 = 365 * 24 * 3_600_000;

fn device(wall_ahead_ms: i64) -> World {
    let wall_unix_ms = SERVICE_START_UNIX_MS + 1_000 + wall_ahead_ms;
    World::start(config(), Some(record(ID_A)), Now { mono_ms: 1_000, wall_unix_ms }, 7)
}

#[test]
fn a_device_clock_ten_years_off_changes_nothing() {
    for wall_ahead_ms in [-10 * YEAR_MS, -1, 0, 1, 10 * YEAR_MS] {
        let mut world = device(wall_ahead_ms);
        let waiter = world.get(Creds);
        let key = world.answer_credentials(HOUR_MS);
        assert_eq!(world.key(waiter), key, "{wall_ahead_ms}");
        assert_eq!(world.expires_mono_ms(), 1_000 + HOUR_MS - 1_000);
        assert_eq!(world.snapshot().clock_offset_ms, -wall_ahead_ms);
        world.advance_until_left(16 * MINUTE_MS);
        let waiter = world.get(Creds);
        assert_eq!(world.key(waiter), key);
        world.advance_until_left(15 * MINUTE_MS);
        let waiter = world.get(Creds);
        assert!(world.is_waiting(waiter));
    }
}

#[test]
fn without_a_usable_date_the_device_is_believed() {
    for date in [Date::Absent, Date::Garbage] {
        let mut world = device(0);
        world.date = date;
        let waiter = world.get(Creds);
        let key = world.answer_credentials(HOUR_MS);
        assert_eq!(world.key(waiter), key);
        assert_eq!(world.expires_mono_ms(), 1_000 + HOUR_MS);
        assert_eq!(world.snapshot().clock_offset_ms, 0);
    }
}

#[test]
fn a_date_seen_before_counts_when_later_answers_have_none() {
    let wall_unix_ms = SERVICE_START_UNIX_MS + 1_000 + 10 * YEAR_MS;
    let mut world = World::start(config(), None, Now { mono_ms: 1_000, wall_unix_ms }, 7);
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    world.date = Date::Absent;
    world.wall_ahead_ms = -10 * YEAR_MS;
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
}

#[test]
fn an_errors_date_counts_too() {
    let mut world = device(10 * YEAR_MS);
    let waiter = world.get(Creds);
    world.answer_error("TooManyRequestsException", "slow down", 429);
    world.date = Date::Absent;
    world.advance(1_000);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
}

#[test]
fn times_told_are_the_services() {
    let mut world = device(10 * YEAR_MS);
    world.get(Creds);
    world.answer_credentials(HOUR_MS);
    let snapshot = world.snapshot();
    let expiration = world.service_unix_ms() + 3_600_000;
    assert_eq!(snapshot.expiration_unix_ms, Some(expiration));
    assert_eq!(snapshot.next_refresh_unix_ms, Some(expiration - 900_000));
}

proptest! {
    #[test]
    fn a_device_clock_that_jumps_changes_nothing(
        jumps in prop::collection::vec((-10 * YEAR_MS..10 * YEAR_MS, 0..10 * MINUTE_MS), 1..20), seed: u64
    ) {
        let mut steady = World::with_seed(config(), seed);
        let mut jumping = World::with_seed(config(), seed);
        for (wall_ahead_ms, pause_ms) in jumps {
            jumping.wall_ahead_ms = wall_ahead_ms;
            for world in [&mut steady, &mut jumping] {
                world.get(Creds);
                if !world.calls.is_empty() && world.operation() == "GetId" {
                    world.answer_get_id(ID_A);
                }
                if !world.calls.is_empty() {
                    world.answer_credentials(HOUR_MS);
                }
                world.advance(pause_ms);
            }
            prop_assert_eq!(&steady.said, &jumping.said);
            prop_assert_eq!(steady.expires_mono_ms(), jumping.expires_mono_ms());
        }
    }
}
