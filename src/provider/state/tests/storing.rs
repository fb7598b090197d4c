//! Stored before told: nobody learns of a new identity before it is stored, or the store failed, or took too long.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::{EventKind, IdentityChange};
use crate::store::StoreError;

fn slow_disk() -> World {
    let mut world = World::new(config());
    world.disk_works = false;
    world
}

#[test]
fn those_who_want_the_identity_are_answered_after_the_save() {
    let mut world = slow_disk();
    let early = world.get(Id);
    world.answer_get_id(ID_A);
    let late = world.get(Id);
    assert!(world.is_waiting(early) && world.is_waiting(late));
    assert!(world.take_events().is_empty());
    assert_eq!(world.cached(), (None, None));
    world.save();
    assert_eq!((world.id(early), world.id(late)), (owned(ID_A), owned(ID_A)));
    assert_eq!(world.cached(), (owned(ID_A), None));
    assert_eq!(world.take_events(), [EventKind::IdentityChanged]);
    assert!(world.calls.is_empty());
}

#[test]
fn those_who_want_credentials_are_answered_after_the_save_too() {
    let mut world = slow_disk();
    let early = world.get(Creds);
    world.answer_get_id(ID_A);
    assert_eq!(world.operation(), "GetCredentialsForIdentity", "the network does not wait for the disk");
    let key = world.answer_credentials(HOUR_MS);
    let late = world.get(Creds);
    assert!(world.is_waiting(early) && world.is_waiting(late));
    world.said.clear();
    world.save();
    assert_eq!((world.key(early), world.key(late)), (key.clone(), key));
    let told: Vec<_> = world.said.iter().filter(|word| *word != "publish").collect();
    assert_eq!(
        told,
        ["tell IdentityChanged", "tell CredentialsRefreshed", "complete 1 Ok", "complete 2 Ok", "wake"]
    );
    assert_eq!(world.sent, 2);
}

#[test]
fn who_asks_for_credentials_while_the_identity_is_stored_gets_them() {
    let mut world = slow_disk();
    world.get(Id);
    world.answer_get_id(ID_A);
    let waiter = world.get(Creds);
    world.save();
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
}

#[test]
fn an_error_after_a_new_identity_waits_for_the_save_and_carries_the_id() {
    let mut world = slow_disk();
    let (identity, credentials) = (world.get(Id), world.get(Creds));
    world.answer_get_id(ID_A);
    world.answer_error("ResourceConflictException", "no", 400);
    assert!(world.is_waiting(credentials));
    world.save();
    assert_eq!(world.result(identity), ResultCode::Ok);
    assert_eq!(
        (world.result(credentials), world.id(credentials)),
        (ResultCode::ResourceConflict, owned(ID_A))
    );
}

#[test]
fn a_deadline_in_the_meantime_does_not_give_the_id_away() {
    let mut world = slow_disk();
    let waiter = world.get_within(Creds, 100);
    world.answer_get_id(ID_A);
    world.advance(100);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::DeadlineExceeded, None));
}

#[test]
fn a_store_that_fails_holds_up_nobody_and_is_told_once() {
    let mut world = slow_disk();
    let waiter = world.get(Id);
    world.answer_get_id(ID_A);
    world.fail_save();
    assert_eq!(world.id(waiter), owned(ID_A));
    let events = world.take_full_events();
    let kinds: Vec<_> = events.iter().map(|event| event.event.as_ref().unwrap().kind).collect();
    assert_eq!(kinds, [EventKind::StoreDegraded, EventKind::IdentityChanged]);
    assert_eq!(events[0].result, ResultCode::Storage);
    assert!(events[0].failure.as_ref().unwrap().failure.message.contains("no space left"));
    assert!(world.snapshot().store_degraded);
    // Failing again: told already.
    world.get(Fresh);
    world.answer_credentials_of(ID_B, HOUR_MS);
    world.fail_save();
    assert_eq!(world.take_events(), [EventKind::IdentityChanged, EventKind::CredentialsRefreshed]);
    // Working, and failing once more: told again.
    world.get(Fresh);
    world.answer_credentials_of(ID_C, HOUR_MS);
    world.save();
    assert!(!world.snapshot().store_degraded);
    world.take_events();
    world.feed(Input::ClearIdentity);
    world.fail_save();
    assert_eq!(world.take_events(), [EventKind::IdentityChanged, EventKind::StoreDegraded]);
}

#[test]
fn a_store_that_could_not_be_read_is_told_at_creation() {
    let mut world = World::new(config());
    world.feed(Input::StoreUnreadable(disk_full()));
    world.feed(Input::StoreUnreadable(disk_full()));
    assert_eq!(world.take_events(), [EventKind::StoreDegraded]);
}

#[test]
fn a_store_that_never_answers_holds_up_the_player_for_2_seconds() {
    let mut world = slow_disk();
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    let key = world.answer_credentials(HOUR_MS);
    world.advance(1_999);
    assert!(world.is_waiting(waiter));
    world.advance(1);
    assert_eq!(world.key(waiter), key);
    let events = world.take_full_events();
    let kinds: Vec<_> = events.iter().map(|event| event.event.as_ref().unwrap().kind).collect();
    assert_eq!(
        kinds,
        [EventKind::IdentityChanged, EventKind::CredentialsRefreshed, EventKind::StoreDegraded]
    );
    assert!(events[2].failure.as_ref().unwrap().failure.hint.contains("The disk hangs"));
    assert!(world.snapshot().store_degraded);
    // The next one does not wait at all.
    let waiter = world.get(Fresh);
    world.answer_credentials_of(ID_B, HOUR_MS);
    world.advance(0);
    assert_eq!(world.id(waiter), owned(ID_B));
    world.take_events();
    world.save();
    assert!(world.snapshot().store_degraded, "the newest is still on its way");
    world.save();
    assert!(world.take_events().is_empty());
    assert!(!world.snapshot().store_degraded);
    assert_eq!((world.disk, world.wake_at_mono_ms), (Some(record(ID_B)), None));
}

#[test]
fn an_identity_that_changes_while_it_is_stored_is_told_as_one_change() {
    let mut world = slow_disk();
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_credentials_of(ID_B, HOUR_MS);
    world.save();
    assert!(world.is_waiting(waiter), "the first save is not the one that counts");
    world.save();
    assert_eq!(world.id(waiter), owned(ID_B));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (None, owned(ID_B), IdentityChange::Created));
    assert_eq!(world.disk, Some(record(ID_B)));
}

#[test]
fn an_identity_that_vanishes_while_it_is_stored_was_never_told() {
    let mut world = slow_disk();
    let waiters = [world.get(Id), world.get(Creds)];
    world.answer_get_id(ID_A);
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    world.save();
    assert!(world.take_events().is_empty(), "that save is of no interest any more");
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    world.save();
    assert!(waiters.iter().all(|waiter| world.id(*waiter) == owned(ID_B)));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (None, owned(ID_B), IdentityChange::Created));
}

#[test]
fn an_identity_that_was_never_told_is_cleared_without_a_word() {
    let mut world = slow_disk();
    world.get(Id);
    world.answer_get_id(ID_A);
    world.feed(Input::ClearIdentity);
    assert!(world.take_events().is_empty());
    world.answer_get_id(ID_B);
    world.save();
    world.save();
    world.save();
    let events = world.take_full_events();
    assert_eq!(events.len(), 1);
    assert_eq!(change_of(&events[0]), (None, owned(ID_B), IdentityChange::Created));
}

#[test]
fn while_an_identity_is_stored_nothing_of_it_and_nothing_taken_back_is_cached() {
    type TakeBack = fn() -> Input;
    let takes: [(TakeBack, Option<String>); 3] = [
        (|| Input::ClearCredentials, owned(ID_A)),
        (|| Input::Invalidate(None), owned(ID_A)),
        (|| Input::Close, None),
    ];
    for (take_back, id) in takes {
        let (mut world, key) = World::with_guest(config());
        world.disk_works = false;
        world.get(Fresh);
        world.answer_credentials_of(ID_B, HOUR_MS);
        assert_eq!(world.cached(), (owned(ID_A), Some(key)), "until the new ones are stored");
        world.feed(take_back());
        assert_eq!(world.cached(), (id, None));
    }
}

#[test]
fn an_identity_that_is_known_is_told_while_its_credentials_are_stored() {
    let (mut world, old) = World::with_guest(Config { persist_credentials: true, ..config() });
    world.disk_works = false;
    let fresh = world.get(Fresh);
    let new = world.answer_credentials(HOUR_MS);
    assert!(world.is_waiting(fresh));
    assert_eq!(world.cached(), (owned(ID_A), Some(old)));
    let (identity, late) = (world.get(Id), world.get_within(Fresh, 100));
    assert_eq!(world.id(identity), owned(ID_A));
    world.advance(100);
    assert_eq!((world.result(late), world.id(late)), (ResultCode::DeadlineExceeded, owned(ID_A)));
    world.save();
    assert_eq!(world.key(fresh), new);
    assert_eq!(world.cached(), (owned(ID_A), Some(new)));
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
}

#[test]
fn a_request_cancelled_by_clears_does_not_give_the_id_away() {
    let mut world = slow_disk();
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    for _ in 0..9 {
        world.feed(Input::ClearCredentials);
    }
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::LimitExceeded, None));
}

#[test]
fn credentials_that_expire_while_they_are_stored_are_fetched_again() {
    let mut world = slow_disk();
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.wake_at_mono_ms = None; // the device sleeps, and so do its timers
    world.advance(2 * HOUR_MS);
    world.save();
    assert!(world.is_waiting(waiter));
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
}

#[test]
fn only_a_new_identity_replaces_what_the_store_holds() {
    let mut world = World::new(Config { persist_credentials: true, ..config() });
    world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    let saves = |world: &World| -> Vec<String> {
        world.said.iter().filter(|word| ["store", "update"].contains(&word.as_str())).cloned().collect()
    };
    assert_eq!(saves(&world), ["store", "update"], "another process may have replaced it before the second");
    world.said.clear();
    world.feed(Input::ClearCredentials);
    assert_eq!(saves(&world), ["update"]);
    world.get(Creds);
    world.answer_credentials_of(ID_B, HOUR_MS);
    assert_eq!(saves(&world), ["update", "store", "store"], "both of the new identity");
}

#[test]
fn an_identity_that_could_not_be_read_is_not_written_over() {
    let mut world = World::with_record(config(), None);
    world.disk = Some(record(ID_B)); // it is there, but the disk fails for a moment
    world.lock_works = false;
    world.feed(Input::StoreUnreadable(disk_full()));
    let waiter = world.get(Creds);
    world.lock(LockAnswer::Unavailable);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.advance(0);
    assert_eq!(world.id(waiter), owned(ID_A), "the player plays on");
    assert_eq!(world.disk, Some(record(ID_B)), "and is the old one again at the next start");

    world.feed(Input::ClearIdentity);
    assert_eq!(world.disk, None, "until the host gives it up");
    world.get(Id);
    world.lock(LockAnswer::Free);
    world.answer_get_id(ID_C);
    assert_eq!(world.disk, Some(record(ID_C)));
}

#[test]
fn an_identity_that_the_lock_finds_after_all_is_used() {
    let mut world = World::with_record(config(), None);
    world.disk = Some(record(ID_B));
    world.feed(Input::StoreUnreadable(disk_full()));
    let waiter = world.get(Id);
    assert_eq!(world.id(waiter), owned(ID_B));
    world.feed(Input::ClearIdentity);
    assert_eq!(world.disk, None, "a removal is made all the same");
}

#[test]
fn that_another_player_has_the_record_is_told_once_and_the_identity_is_in_memory() {
    let mut world = World::new(config());
    world.disk_works = false;
    let claimed = || StoreError::Claimed { profile: "default".to_owned() };
    let mut degraded = 0;
    for (token, id) in [("b1", ID_A), ("b2", ID_B)] {
        world.set_login(GOOGLE, token);
        let waiter = world.get(Creds);
        world.answer_get_id(id);
        world.answer_credentials(HOUR_MS);
        let (number, _) = world.saves.pop_front().unwrap();
        world.feed(Input::Stored(number, Err(claimed())));
        assert_eq!((world.id(waiter), world.snapshot().store_degraded), (owned(id), true));
        degraded += world.take_events().iter().filter(|kind| **kind == EventKind::StoreDegraded).count();
        world.feed(Input::SignOut);
        let (number, record) = world.saves.pop_front().unwrap();
        assert!(record.is_none());
        world.feed(Input::Stored(number, Ok(()))); // nothing of this player's was there
    }
    assert_eq!(degraded, 1);
}

#[test]
fn closing_writes_what_is_owed_and_nothing_else() {
    let (mut healthy, _) = World::with_guest(config());
    healthy.disk_works = false;
    healthy.feed(Input::Close);
    assert!(healthy.saves.is_empty());

    let with_a_new_guest = || {
        let mut world = World::new(config());
        world.disk_works = false;
        world.get(Id);
        world.answer_get_id(ID_A);
        world
    };
    let mut writing = with_a_new_guest();
    writing.feed(Input::Close);
    assert_eq!(writing.saves.len(), 1, "it is being written");
    let mut failing = with_a_new_guest();
    failing.fail_save();
    failing.feed(Input::Close);
    assert_eq!(failing.saves.len(), 1, "once more");
}

#[test]
fn an_identity_that_is_no_more_is_not_seen_while_the_one_in_its_place_is_stored() {
    let (mut world, _) = World::with_guest(config());
    world.disk_works = false;
    world.get(Fresh);
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    world.answer_get_id(ID_B);
    assert_eq!(world.cached().0, None);
    world.save();
    assert_eq!(world.cached().0, owned(ID_B));
}

#[test]
fn a_failure_to_store_what_nobody_took_back_does_not_speak_of_a_clearing() {
    let mut world = slow_disk();
    world.get(Id);
    world.answer_get_id(ID_A);
    assert!(!world.state.owes_removal());
    world.fail_save();
    let events = world.take_full_events();
    let failure = &events[0].failure.as_ref().unwrap().failure;
    assert!(!failure.message.contains("clearing"), "{failure}");
}
