//! A disk that hangs, in whichever operation, and a process beside this one that was stopped: nobody waits for long, and
//! in the end there is one identity, the one that is stored.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::{EventKind, IdentityChange};

fn hanging_lock() -> World {
    let mut world = World::new(config());
    world.lock_works = false;
    world
}

#[test]
fn a_lock_that_never_answers_is_waited_for_2_seconds_once() {
    let mut world = hanging_lock();
    let waiter = world.get(Creds);
    world.advance(1_999);
    assert_eq!(world.sent, 0);
    world.advance(1);
    assert_eq!(world.operation(), "GetId");
    assert_eq!(world.take_events(), [EventKind::StoreDegraded]);
    world.disk_works = false; // it comes after the lock
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.advance(0);
    assert_eq!((world.result(waiter), world.locks.len()), (ResultCode::Ok, 1));
    world.feed(Input::ClearCredentials);
    world.feed(Input::ClearIdentity);
    let waiter = world.get(Id);
    assert_eq!((world.operation(), world.locks.len()), ("GetId", 1), "not asked again while it hangs");
    world.answer_get_id(ID_B);
    world.advance(0);
    assert_eq!(world.id(waiter), owned(ID_B));
    // The disk is back.
    world.lock(LockAnswer::Free);
    assert!(!world.lock_held);
    world.disk_works = true;
    world.feed(Input::Tick);
    assert_eq!(world.disk, Some(record(ID_B)));
    assert!(!world.snapshot().store_degraded);
}

#[test]
fn a_flight_waits_for_the_attempt_at_the_lock_that_is_under_way() {
    let mut world = hanging_lock();
    let waiter = world.get(Id);
    for _ in 0..5 {
        world.feed(Input::ClearCredentials);
    }
    assert_eq!(world.locks.len(), 1);
    world.lock(LockAnswer::Free);
    world.answer_get_id(ID_A);
    assert_eq!(world.id(waiter), owned(ID_A));
}

#[test]
fn a_device_that_sleeps_does_not_make_the_disk_silent() {
    let mut world = hanging_lock();
    world.get(Id);
    world.sleep(HOUR_MS);
    world.feed(Input::Tick);
    assert_eq!((world.sent, world.take_events()), (0, vec![]));
    world.lock(LockAnswer::Free);
    assert_eq!(world.operation(), "GetId");
}

#[test]
fn who_was_stopped_takes_over_the_identity_that_was_stored_meanwhile() {
    let mut world = World::new(config());
    world.disk_works = false;
    let (identity, credentials) = (world.get(Id), world.get(Creds));
    world.disk = Some(record(ID_B));
    world.answer_get_id(ID_A);
    world.save();
    assert_eq!(world.id(identity), owned(ID_B));
    world.answer_credentials_of(ID_A, HOUR_MS); // of the call that was under way
    assert!(world.is_waiting(credentials));
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!((world.key(credentials), world.id(credentials)), (key, owned(ID_B)));
    assert_eq!((world.disk.clone(), world.cached().0), (Some(record(ID_B)), owned(ID_B)));
}

#[test]
fn an_identity_that_was_told_gives_way_to_the_stored_one_and_the_change_is_told() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    world.disk_works = false;
    world.get(Fresh);
    world.answer_credentials_of(ID_C, HOUR_MS);
    world.advance(2_000);
    world.take_events();
    world.disk = Some(record(ID_B)); // another process's
    world.save();
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_C), owned(ID_B), IdentityChange::Merged));
    assert_eq!(world.cached(), (owned(ID_B), None));
    assert_eq!(world.asked_identity_id(), ID_B, "kept fresh");
}

#[test]
fn whose_identity_it_is_with_logins_the_service_says() {
    let mut world = World::new(config());
    world.set_login(FACEBOOK, "f1");
    let waiter = world.get(Id);
    world.disk = Some(record(ID_B));
    world.answer_get_id(ID_A);
    assert_eq!((world.id(waiter), world.disk), (owned(ID_A), Some(record(ID_A))));
}

fn silent_at_creation() -> World {
    let mut world = World::new(config());
    world.feed(Input::StoreSilent);
    assert_eq!(world.take_events(), [EventKind::StoreDegraded]);
    let waiter = world.get(Creds);
    assert!(world.locks.is_empty());
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.advance(0);
    assert_eq!((world.id(waiter), world.disk.clone()), (owned(ID_A), None), "in memory only");
    world.take_events();
    world
}

#[test]
fn what_a_silent_store_holds_after_all_is_taken_over() {
    let mut world = silent_at_creation();
    world.disk = Some(record(ID_B));
    world.feed(Input::Read(Ok(Some(record(ID_B)))));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Merged));
    assert!(!world.snapshot().store_degraded);
    assert_eq!(world.disk, Some(record(ID_B)));
}

#[test]
fn when_a_silent_store_was_empty_the_identity_is_stored() {
    let mut world = silent_at_creation();
    world.feed(Input::Read(Ok(None)));
    assert_eq!(world.disk, Some(record(ID_A)));
    assert!(world.take_events().is_empty());
    assert!(!world.snapshot().store_degraded);
}

#[test]
fn what_a_silent_store_held_is_of_no_interest_after_a_sign_out() {
    let mut world = silent_at_creation();
    world.feed(Input::SignOut);
    world.feed(Input::Read(Ok(Some(record(ID_B)))));
    assert_eq!((world.cached(), world.disk), ((None, None), None));
}

#[test]
fn a_silent_store_that_fails_in_the_end_is_read_by_the_next_lock() {
    let mut world = silent_at_creation();
    world.feed(Input::Read(Err(disk_full())));
    assert!(world.snapshot().store_degraded);
    assert_eq!(world.disk, None);
}

#[test]
fn a_sign_out_that_could_not_be_stored_is_told_as_that_and_tried_until_it_is() {
    let (mut world, _) = World::with_guest(config());
    world.disk_works = false;
    world.feed(Input::SignOut);
    assert!(world.state.owes_removal());
    world.fail_save();
    let events = world.take_full_events();
    let failure = &events[1].failure.as_ref().unwrap().failure;
    assert!(failure.message.contains("sign-out") && failure.message.contains("no space left"), "{failure}");
    for pause_ms in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
        world.advance(pause_ms - 1);
        assert!(world.saves.is_empty());
        world.advance(1);
        world.fail_save();
    }
    assert!(world.take_events().is_empty() && world.snapshot().store_degraded);
    world.advance(60_000);
    world.save();
    assert!(!world.state.owes_removal() && !world.snapshot().store_degraded);
    assert_eq!((world.disk, world.wake_at_mono_ms), (None, None));
}

#[test]
fn a_sign_out_that_is_told_late_is_told_although_the_store_failed_before() {
    let (mut world, _) = World::with_guest(config());
    world.disk_works = false;
    world.get(Fresh);
    world.answer_credentials_of(ID_B, HOUR_MS);
    world.fail_save();
    world.take_events();
    world.feed(Input::SignOut);
    world.fail_save();
    assert_eq!(world.take_events(), [EventKind::IdentityChanged, EventKind::StoreDegraded]);
}

#[test]
fn a_sign_out_that_is_tried_again_leaves_another_process_its_identity() {
    let (mut world, _) = World::with_guest(config());
    world.disk_works = false;
    world.feed(Input::SignOut);
    world.fail_save();
    world.disk = Some(record(ID_C)); // made by another process meanwhile
    world.advance(1_000);
    world.save();
    assert!(!world.state.owes_removal());
    assert_eq!(world.disk, Some(record(ID_C)));
}

#[test]
fn the_end_of_the_provider_is_the_last_chance_for_a_sign_out() {
    let (mut world, _) = World::with_guest(config());
    world.disk_works = false;
    world.feed(Input::SignOut);
    world.fail_save();
    world.feed(Input::Close);
    assert_eq!(world.saves.pop_front().map(|(_, record)| record), Some(None));
}

#[test]
fn credentials_that_were_taken_back_are_owed_until_the_store_is_without_them() {
    let take_backs: [fn() -> Input; 2] = [|| Input::ClearCredentials, || Input::Invalidate(None)];
    for take_back in take_backs {
        let (mut world, _) = World::with_guest(Config { persist_credentials: true, ..config() });
        world.disk_works = false;
        world.feed(take_back());
        assert!(world.state.owes_removal());
        world.fail_save();
        let events = world.take_full_events();
        let failure = &events.last().unwrap().failure.as_ref().unwrap().failure;
        assert!(failure.message.contains("clearing of the credentials"), "{failure}");
        world.disk_works = true;
        world.said.clear();
        world.advance(1_000);
        assert!(world.said.contains(&"store".to_owned()), "an update may be left undone: {:?}", world.said);
        assert!(!world.state.owes_removal());
        assert_eq!(world.disk, Some(record(ID_A)));
    }
}

#[test]
fn an_identity_that_could_not_be_stored_is_stored_when_the_disk_works_again() {
    let mut world = World::new(config());
    world.disk_works = false;
    world.get(Id);
    world.answer_get_id(ID_A);
    world.fail_save();
    world.disk_works = true;
    world.advance(1_000);
    assert_eq!(world.disk, Some(record(ID_A)));
    assert!(!world.snapshot().store_degraded);
}
