//! A device that slept: whoever is first to do anything sees true ages, and what was due is done.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::EventKind;

#[test]
fn the_first_get_after_a_sleep_does_what_was_due() {
    let (mut world, _) = World::with_guest(config());
    let late = world.get_within(Fresh, 500);
    world.sleep(2 * HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!(world.result(late), ResultCode::DeadlineExceeded);
    assert!(world.is_waiting(waiter), "nothing expired is served");
    world.break_connection(crate::http::TransportErrorKind::Closed);
    world.advance(100);
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), new);
}

#[test]
fn whoever_looks_wakes_keep_fresh() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    world.feed(Input::Look);
    assert_eq!(world.sent, 0, "nothing is due");
    world.sleep(2 * HOUR_MS);
    world.feed(Input::Look);
    assert_eq!(world.sent, 1);
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!(world.cached().1, Some(new));
}

#[test]
fn a_sleep_during_an_outage_does_not_put_off_the_next_attempt() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    world.advance(47 * MINUTE_MS);
    world.break_every_attempt();
    world.take_events();
    let sent = world.sent;
    world.sleep(2 * HOUR_MS);
    world.feed(Input::Look);
    assert_eq!(world.sent, sent + 1);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
}

#[test]
fn a_look_that_finds_nothing_says_nothing() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    world.said.clear();
    for _ in 0..10 {
        world.advance(1_000);
        world.feed(Input::Look);
    }
    assert!(world.said.is_empty(), "{:?}", world.said);
    // Nor over and over when there is something that nobody asked to be refreshed.
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(0);
    world.said.clear();
    world.feed(Input::Look);
    world.feed(Input::Look);
    assert!(world.said.is_empty(), "{:?}", world.said);
}

#[test]
fn a_device_that_sleeps_in_a_cool_down_asks_again_at_once() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    for _ in 0..8 {
        world.get(Fresh);
        world.break_every_attempt();
    }
    world.sleep(MINUTE_MS);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
}
