//! A wrong device clock changes nothing, and one that jumps nothing but this: past the expiry it costs one refresh.

use proptest::prelude::*;

use super::world::*;
use crate::clock::{Now, WALL_CLOCK_SLACK_MS};
use crate::error::ResultCode;
use crate::http::TransportErrorKind;
use crate::provider::Input;
use crate::queue::signing;
use crate::signing::Order;

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
        assert_eq!(world.sent, 1);
        world.advance_until_left(15 * MINUTE_MS);
        world.get(Creds);
        assert_eq!(world.sent, 2);
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
fn a_certificate_out_of_its_time_is_put_down_to_the_clock_that_earlier_answers_show_to_be_wrong() {
    let cases = [
        (YEAR_MS, Date::Absent, "Set the device's clock: its date or time is probably wrong"),
        (-61 * YEAR_MS / 365, Date::True, "Set the device's clock: it is behind"),
        (YEAR_MS, Date::True, "Set the device's clock: it is ahead"),
        (60_000, Date::True, "The device's clock is right"),
    ];
    for (wall_ahead_ms, date, hint) in cases {
        let wall_unix_ms = SERVICE_START_UNIX_MS + 1_000 + wall_ahead_ms;
        let mut world = World::start(config(), None, Now { mono_ms: 1_000, wall_unix_ms }, 7);
        world.date = date;
        let waiter = world.get(Creds);
        world.answer_get_id(ID_A);
        for _ in 0..3 {
            world.break_connection(TransportErrorKind::Clock);
            world.advance(2_000);
        }
        assert_eq!(world.result(waiter), ResultCode::Tls);
        assert!(world.failure(waiter).hint.starts_with(hint), "{}", world.failure(waiter).hint);
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

/// A hotel's sign-in page knows nothing of the service's time: by its date, tokens and credentials would have expired.
#[test]
fn the_date_of_a_page_from_in_between_does_not_count() {
    for status in [200, 302, 403, 502, 503] {
        let mut world = device(0);
        world.get(Creds);
        world.answer_credentials(HOUR_MS);
        let before = world.snapshot().clock_offset_ms;
        world.get(Fresh);
        world.date = Date::Ahead(2 * 86_400_000);
        world.answer_page(status, "<html>sign in</html>");
        assert_eq!(world.snapshot().clock_offset_ms, before, "{status}");
    }
}

/// The device sleeps while its request is on the way to the service, or while the answer is.
#[test]
fn a_signature_is_dated_right_whenever_the_device_slept() {
    let order =
        Order { method: "GET", url: "https://saves.s3.us-east-1.amazonaws.com/slot1", ..Order::default() };
    let slept_ms = 30 * MINUTE_MS;
    for date in [Date::True, Date::Ahead(-slept_ms.cast_signed())] {
        let mut world = device(0);
        world.date = date;
        let waiter = world.get(Creds);
        world.sleep(slept_ms);
        world.answer_credentials(HOUR_MS);
        assert!(world.expires_mono_ms() <= world.mono_ms() + HOUR_MS - 1_000, "never too late");
        let signed = signing::sign(&order, &world.answers[&waiter], world.now()).unwrap();
        let off_ms = signed.signed_at_unix_ms - world.now().wall_unix_ms;
        assert!(off_ms.abs() <= 1_000, "{off_ms} ms off");
    }
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

/// An hour's credentials, and a wall clock that jumps past their expiry.
fn jumped() -> (World, String) {
    let (mut world, key) = World::with_guest(config());
    world.wall_ahead_ms = 2 * 3_600_000;
    (world, key)
}

#[test]
fn a_wall_clock_that_jumps_past_the_expiry_costs_one_refresh() {
    let (mut world, _) = jumped();
    let waiters = [world.get(Creds), world.get(Creds)];
    assert!(waiters.iter().all(|waiter| world.is_waiting(*waiter)));
    assert_eq!(world.cached(), (owned(ID_A), None), "the synchronous getters take part");
    let new = world.answer_credentials(HOUR_MS);
    assert!(waiters.iter().all(|waiter| world.key(*waiter) == new));
    let later = world.get(Creds);
    assert_eq!((world.key(later), world.sent), (new.clone(), 1));
    assert_eq!(world.cached().1, Some(new));
}

#[test]
fn when_that_refresh_fails_or_is_slow_the_monotonic_clock_is_believed() {
    let (mut world, old) = jumped();
    let waiter = world.get(Creds);
    world.break_every_attempt();
    assert_eq!((world.key(waiter), world.cached().1), (old.clone(), Some(old.clone())));
    let sent = world.sent;
    let later = world.get(Creds);
    assert_eq!((world.key(later), world.sent), (old, sent), "one refresh");

    let (mut world, old) = jumped();
    let waiter = world.get(Creds);
    world.advance(1_999);
    assert!(world.is_waiting(waiter));
    world.advance(1);
    assert_eq!((world.key(waiter), world.cached().1), (old.clone(), Some(old)));
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!(world.cached().1, Some(new), "it goes on for those who come later");
}

#[test]
fn a_host_that_only_reads_what_is_cached_gets_it_back_too() {
    let (mut world, old) = jumped();
    world.feed(Input::Look);
    assert_eq!((world.cached().1, world.sent), (None, 1));
    world.feed(Input::Look);
    world.advance(2_000);
    assert_eq!((world.cached().1, world.sent), (Some(old), 1));
}

#[test]
fn in_the_mandatory_window_the_refresh_is_waited_for_as_always() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(MINUTE_MS);
    world.wall_ahead_ms = 120_000;
    let waiter = world.get(Creds);
    world.advance(3_000);
    assert!(world.is_waiting(waiter));
}

#[test]
fn a_back_off_does_not_keep_a_restored_machine_from_its_one_refresh() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    world.wall_ahead_ms = 3_600_000;
    let waiter = world.get(Creds);
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), new);
}

#[test]
fn a_wall_clock_that_jumps_but_not_past_the_expiry_changes_nothing() {
    let (mut world, key) = World::with_guest(config());
    let left_ms = i64::try_from(world.expires_mono_ms() - world.mono_ms()).unwrap();
    let not_past_ms = left_ms + WALL_CLOCK_SLACK_MS - 1;
    for wall_ahead_ms in [not_past_ms, -10 * YEAR_MS, 0, not_past_ms] {
        world.wall_ahead_ms = wall_ahead_ms;
        let waiter = world.get(Creds);
        assert_eq!((world.key(waiter), world.sent), (key.clone(), 0), "{wall_ahead_ms}");
    }
}

#[test]
fn a_device_clock_that_was_always_years_ahead_is_no_jump() {
    let mut world = device(10 * YEAR_MS);
    world.get(Creds);
    let key = world.answer_credentials(HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!((world.key(waiter), world.sent), (key, 1));
}

proptest! {
    #[test]
    fn a_device_clock_that_jumps_back_changes_nothing(
        jumps in prop::collection::vec((0..10 * YEAR_MS, 0..10 * MINUTE_MS), 1..20), seed: u64
    ) {
        let mut steady = World::with_seed(config(), seed);
        let mut jumping = World::with_seed(config(), seed);
        for (back_ms, pause_ms) in jumps {
            jumping.wall_ahead_ms -= back_ms;
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
