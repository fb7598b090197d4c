//! Getting an identity id: where it comes from, and how two processes never make two guests.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::{EventKind, IdentityChange};

#[test]
fn an_identity_id_in_the_options_is_used_as_is_and_without_network() {
    let mut world = World::new(Config { identity_id: owned(ID_A), ..config() });
    assert_eq!(world.cached(), (owned(ID_A), None));
    let waiter = world.get(Id);
    assert_eq!(world.id(waiter), owned(ID_A));
    let waiter = world.get(Creds);
    assert_eq!(world.asked_identity_id(), ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_A));
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed], "it did not change");
}

#[test]
fn an_identity_id_in_the_options_goes_before_a_stored_one() {
    let mut world = World::with_record(Config { identity_id: owned(ID_A), ..config() }, Some(record(ID_B)));
    world.get(Creds);
    assert_eq!(world.asked_identity_id(), ID_A);
}

#[test]
fn a_stored_identity_id_is_a_hint_that_saves_get_id() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    assert_eq!(world.cached(), (owned(ID_A), None));
    let waiter = world.get(Id);
    assert_eq!(world.id(waiter), owned(ID_A));
    assert_eq!(world.sent, 0);
    world.get(Creds);
    assert_eq!((world.operation(), world.asked_identity_id().as_str()), ("GetCredentialsForIdentity", ID_A));
    world.answer_credentials(HOUR_MS);
    assert!(!world.said.iter().any(|word| word == "try lock" || word == "store"), "{:?}", world.said);
}

#[test]
fn without_one_get_id_asks_with_the_pool_and_the_account_only_when_given() {
    let bodies = [
        (None, format!(r#"{{"IdentityPoolId":"{POOL}"}}"#)),
        (owned("123456789012"), format!(r#"{{"AccountId":"123456789012","IdentityPoolId":"{POOL}"}}"#)),
    ];
    for (account_id, body) in bodies {
        let mut world = World::new(Config { account_id, ..config() });
        let waiter = world.get(Id);
        assert_eq!((world.operation(), world.body()), ("GetId", body));
        world.answer_get_id(ID_A);
        assert_eq!(world.id(waiter), owned(ID_A));
        assert!(world.calls.is_empty(), "nobody asked for credentials");
        assert_eq!(world.disk, Some(record(ID_A)));
    }
}

#[test]
fn a_new_identity_is_told_once_as_created() {
    let mut world = World::new(config());
    world.get(Id);
    world.answer_get_id(ID_A);
    let events = world.take_full_events();
    assert_eq!(events.len(), 1);
    assert_eq!(change_of(&events[0]), (None, owned(ID_A), IdentityChange::Created));
}

#[test]
fn an_identity_id_in_the_credentials_answer_that_differs_is_adopted_stored_and_told() {
    let (mut world, _) = World::with_guest(config());
    let waiter = world.get(Fresh);
    let key = world.answer_credentials_of(ID_B, HOUR_MS);
    assert_eq!((world.id(waiter), world.key(waiter)), (owned(ID_B), key.clone()));
    assert_eq!(world.disk, Some(record(ID_B)));
    assert_eq!(world.cached(), (owned(ID_B), Some(key)));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Merged));
    assert_eq!(events.len(), 2, "and the refresh");
}

#[test]
fn get_id_waits_for_the_lock_and_the_lock_for_the_save() {
    let mut world = World::new(config());
    world.lock_works = false;
    world.disk_works = false;
    world.get(Creds);
    assert!(world.said.contains(&"try lock".to_owned()));
    assert_eq!(world.sent, 0);
    world.lock(LockAnswer::Free);
    assert_eq!(world.operation(), "GetId");
    assert!(world.lock_held);
    world.said.clear();
    world.answer_get_id(ID_A);
    assert!(!world.lock_held);
    assert_eq!(world.said[..3], ["store", "unlock", "send GetCredentialsForIdentity"]);
}

#[test]
fn another_processes_identity_found_under_the_lock_saves_get_id() {
    let mut world = World::new(config());
    world.lock_works = false;
    let waiter = world.get(Creds);
    world.disk = Some(record(ID_B));
    world.lock(LockAnswer::Free);
    assert!(!world.lock_held, "let go at once");
    assert_eq!(world.asked_identity_id(), ID_B);
    assert_eq!(world.cached(), (owned(ID_B), None));
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
    assert!(world.saves.is_empty() && world.disk == Some(record(ID_B)));
}

#[test]
fn a_busy_lock_is_polled_until_the_other_process_is_done() {
    let mut world = World::new(config());
    world.lock_works = false;
    world.get(Creds);
    for _ in 0..10 {
        world.lock(LockAnswer::Busy);
        assert_eq!((world.locks.len(), world.sent), (0, 0));
        let at = world.wake_at_mono_ms.unwrap();
        assert!((1..=1_000).contains(&(at - world.mono_ms())), "polls, and does not spin");
        world.advance(at - world.mono_ms());
    }
    world.disk = Some(record(ID_B));
    world.lock(LockAnswer::Free);
    assert_eq!(world.asked_identity_id(), ID_B);
}

#[test]
fn a_lock_that_stays_busy_is_done_without_after_5_seconds() {
    let mut world = World::new(config());
    world.lock_works = false;
    world.get(Creds);
    world.lock(LockAnswer::Busy);
    // The device sleeps, and so does the other process: that is no patience spent.
    world.sleep(HOUR_MS);
    world.feed(Input::Tick);
    let start_mono_ms = world.mono_ms();
    while world.sent == 0 {
        world.lock(LockAnswer::Busy);
        let pause_ms = world.wake_at_mono_ms.map_or(0, |at| at - world.mono_ms());
        world.advance(pause_ms.min(50));
    }
    assert!((4_900..=5_100).contains(&(world.mono_ms() - start_mono_ms)), "{}", world.mono_ms());
    assert_eq!(world.operation(), "GetId");
    world.answer_get_id(ID_A);
    assert!(!world.said.contains(&"unlock".to_owned()), "it never held the lock");
}

#[test]
fn a_store_that_cannot_lock_is_done_without() {
    let mut world = World::new(config());
    world.lock_works = false;
    world.get(Creds);
    world.lock(LockAnswer::Unavailable);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(1), ResultCode::Ok);
    assert_eq!(world.disk, Some(record(ID_A)));
}

#[test]
fn a_failed_get_id_lets_go_of_the_lock_and_tells_the_error_without_an_id() {
    let mut world = World::new(config());
    let waiter = world.get(Id);
    world.answer_error("InternalErrorException", "sorry", 500);
    assert!(world.lock_held, "kept through the pauses");
    world.advance(100);
    world.answer_error("InternalErrorException", "sorry", 500);
    world.advance(100);
    world.answer_error("InternalErrorException", "sorry", 500);
    assert!(!world.lock_held);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::ServiceUnavailable, None));
    assert_eq!(world.disk, None);
}

#[test]
fn guests_that_are_not_allowed_need_no_network_to_be_told() {
    let mut world = World::new(Config { disable_guest_access: true, ..config() });
    for want in [Id, Creds, Fresh] {
        let waiter = world.get(want);
        assert_eq!(world.result(waiter), ResultCode::LoginRequired, "{want:?}");
        assert!(!world.failure(waiter).hint.is_empty());
    }
    assert_eq!(
        world.said.iter().filter(|word| !word.starts_with("complete")).collect::<Vec<_>>(),
        ["publish"]
    );
}

#[test]
fn who_wants_the_identity_alone_has_it_as_soon_as_it_is_found_under_the_lock() {
    let mut world = World::new(config());
    world.lock_works = false;
    let (identity, credentials) = (world.get(Id), world.get(Creds));
    world.disk = Some(record(ID_B));
    world.lock(LockAnswer::Free);
    assert_eq!(world.id(identity), owned(ID_B));
    assert_eq!(world.result(identity), ResultCode::Ok, "whatever becomes of the credentials");
    assert!(world.is_waiting(credentials));
}
