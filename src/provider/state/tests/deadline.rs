//! Deadlines: who set one is answered in time, and the flight goes on without.

use super::super::{Input, WaiterId};
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::host_state::{Network, Surroundings};
use crate::queue::EventKind;

#[test]
fn a_deadline_that_passes_is_told_with_the_id_if_it_is_known() {
    for (record, id) in [(None, None), (Some(record(ID_A)), owned(ID_A))] {
        let mut world = World::with_record(config(), record);
        let waiter = world.get_within(Creds, 500);
        let patient = world.get(Creds);
        world.advance(499);
        assert!(world.is_waiting(waiter));
        world.advance(1);
        assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::DeadlineExceeded, id));
        assert!(world.failure(waiter).is_retryable);
        assert!(world.is_waiting(patient));
    }
}

/// What happens before the deadline, and what is told then.
type Case = (fn(&mut World), &'static str);

#[test]
fn it_says_what_was_waited_for_and_of_whom() {
    let cases: [Case; 7] = [
        (|_| {}, "waited for the store's lock"),
        (|world| world.lock(LockAnswer::Busy), "waited for another process that is getting the identity"),
        (|world| world.lock(LockAnswer::Free), "waited for identity.example to answer GetId"),
        (
            |world| {
                world.lock(LockAnswer::Free);
                world.answer_get_id(ID_A);
                world.save();
            },
            "waited for identity.example to answer GetCredentialsForIdentity",
        ),
        (
            |world| {
                world.lock(LockAnswer::Free);
                world.answer_error("ThrottlingException", "no", 400);
            },
            "the next attempt at GetId at identity.example (failed so far: 1)",
        ),
        (
            |world| {
                world.lock(LockAnswer::Free);
                world.answer_get_id(ID_A);
                world.answer_credentials(HOUR_MS);
            },
            "waited for what was fetched to be stored",
        ),
        (
            |world| {
                let network = Network::Offline;
                world.feed(Input::Surroundings(Surroundings { network, ..Surroundings::default() }));
                world.lock(LockAnswer::Free);
            },
            "waited for the network",
        ),
    ];
    for (up_to, awaited) in cases {
        let mut world = World::new(config());
        (world.lock_works, world.disk_works) = (false, false);
        let waiter = world.get_within(Creds, 10);
        up_to(&mut world);
        check_awaited(&mut world, waiter, awaited);
    }
    let mut world = World::new(config());
    world.feed(Input::LoginSource(true));
    let waiter = world.get_within(Creds, 10);
    check_awaited(&mut world, waiter, "waited for the login source's answer");
}

fn check_awaited(world: &mut World, waiter: WaiterId, awaited: &str) {
    world.sleep(10);
    world.feed(Input::Tick);
    let failure = world.failure(waiter);
    assert!(failure.message.contains(awaited), "{awaited}: {}", failure.message);
    assert!(!failure.hint.contains("option"), "{}", failure.hint);
}

#[test]
fn its_hint_names_an_endpoint_of_the_hosts_own() {
    let own = Config { has_own_endpoint: true, ..config() };
    let mut world = World::with_record(own, Some(record(ID_A)));
    let waiter = world.get_within(Creds, 0);
    world.advance(0);
    let hint = world.failure(waiter).hint;
    assert!(hint.ends_with("Is the endpoint option right, which names identity.example?"), "{hint}");
}

#[test]
fn a_deadline_of_nothing_is_told_at_the_next_tick() {
    let mut world = World::new(config());
    let waiter = world.get_within(Creds, 0);
    assert_eq!(world.wake_at_mono_ms, Some(world.mono_ms()));
    world.advance(0);
    assert_eq!(world.result(waiter), ResultCode::DeadlineExceeded);
}

#[test]
fn what_needs_no_network_is_in_time_for_any_deadline() {
    let (mut world, key) = World::with_guest(config());
    let waiter = world.get_within(Creds, 0);
    assert_eq!(world.key(waiter), key);
    assert_eq!(world.wake_at_mono_ms, None);
}

#[test]
fn the_flight_goes_on_and_its_result_is_cached() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.get_within(Creds, 500);
    world.advance(500);
    let key = world.answer_credentials(HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key);
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
    assert_eq!(world.sent, 1);
}

#[test]
fn the_flight_goes_on_through_pauses() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.get_within(Creds, 1);
    world.answer_error("ThrottlingException", "no", 400);
    world.advance(1_000);
    let key = world.answer_credentials(HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key);
}

#[test]
fn the_nearest_of_all_that_is_due_is_the_next_wake_up() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.get_within(Creds, 5_000);
    world.get_within(Creds, 700);
    assert_eq!(world.wake_at_mono_ms, Some(world.mono_ms() + 700));
    world.advance(700);
    assert_eq!(world.wake_at_mono_ms, Some(world.mono_ms() + 4_300));
    world.feed(Input::Cancel(1));
    assert_eq!(world.wake_at_mono_ms, None);
}

#[test]
fn an_early_tick_harms_nothing() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    let waiter = world.get_within(Creds, 700);
    world.advance(300);
    world.feed(Input::Tick);
    assert_eq!(world.wake_at_mono_ms, Some(world.mono_ms() + 400));
    world.advance(400);
    assert_eq!(world.result(waiter), ResultCode::DeadlineExceeded);
}

#[test]
fn the_flight_goes_on_to_the_credentials_though_the_deadline_came_before_the_identity() {
    let mut world = World::new(config());
    let late = world.get_within(Creds, 500);
    world.advance(500);
    assert_eq!(world.result(late), ResultCode::DeadlineExceeded);
    world.answer_get_id(ID_A);
    let key = world.answer_credentials(HOUR_MS);
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key);
    assert_eq!(world.take_events(), [EventKind::IdentityChanged, EventKind::CredentialsRefreshed]);
    // Who wanted the identity only has no more to come.
    let mut world = World::new(config());
    world.get_within(Id, 500);
    world.advance(500);
    world.answer_get_id(ID_A);
    assert!(world.calls.is_empty());
}

#[test]
fn a_deadline_during_a_refresh_serves_what_is_still_good() {
    for left_ms in [10 * MINUTE_MS, MINUTE_MS / 2] {
        let (mut world, key) = World::with_guest(config());
        world.advance_until_left(left_ms);
        let waiter = world.get_within(Creds, 500);
        let refresh = world.get_within(Fresh, 500);
        world.advance(500);
        assert_eq!(world.key(waiter), key);
        assert_eq!(world.result(refresh), ResultCode::DeadlineExceeded, "it asked for others");
    }
}

#[test]
fn a_deadline_during_a_refresh_never_serves_what_was_refused_or_expired() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(200);
    let waiter = world.get_within(Creds, 500);
    world.advance(500);
    assert_eq!(world.result(waiter), ResultCode::DeadlineExceeded);

    let (mut world, _) = World::with_guest(config());
    world.feed(Input::Invalidate(None));
    let waiter = world.get_within(Creds, 500);
    world.advance(500);
    assert_eq!(world.result(waiter), ResultCode::DeadlineExceeded);
}
