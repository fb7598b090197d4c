//! Another process on the same record, and a store that has its own opinion of whose it is.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::http::Response;
use crate::provider::Config;
use crate::queue::{EventKind, IdentityChange};
use crate::store::{Record, StoreError};

#[test]
fn an_identity_that_the_host_gave_does_not_give_way_to_a_stored_one() {
    let given = Config { identity_id: Some(ID_A.to_owned()), persist_credentials: true, ..config() };
    let mut world = World::with_record(given, Some(record(ID_A)));
    let waiter = world.get(Creds);
    world.disk = Some(record(ID_B)); // by another process
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_A));
    assert_eq!(world.cached().0, owned(ID_A));
    assert!(world.calls.is_empty());
}

#[test]
fn a_write_that_found_its_own_identity_there_is_as_good_as_made() {
    let mut world = World::new(config());
    world.disk_works = false;
    let waiter = world.get(Id);
    world.answer_get_id(ID_A);
    assert!(world.is_waiting(waiter));
    let (number, _) = world.saves.pop_front().unwrap();
    world.feed(Input::OtherStored(number, record(ID_A)));
    assert_eq!(world.id(waiter), owned(ID_A));
}

#[test]
fn a_record_that_is_another_players_is_not_asked_for_again() {
    let mut world = World::new(config());
    world.disk_works = false;
    world.set_login(GOOGLE, "token");
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    let (number, _) = world.saves.pop_front().unwrap();
    world.feed(Input::Stored(number, Err(StoreError::Claimed { profile: "default".to_owned() })));
    world.answer_credentials(HOUR_MS);
    world.advance(10 * MINUTE_MS);
    assert_eq!((world.result(waiter), world.saves.len()), (ResultCode::Ok, 0));
}

#[test]
fn whether_the_store_answers_is_known() {
    let mut world = World::new(config());
    assert!(!world.state.is_store_silent());
    world.feed(Input::StoreSilent);
    assert!(world.state.is_store_silent());
    world.feed(Input::Read(Ok(None)));
    assert!(!world.state.is_store_silent());
}

#[test]
fn an_answer_that_is_void_shows_no_token_that_was_sent() {
    let token = "correct-horse-battery-staple";
    let mut world = World::new(Config { max_attempts: 1, ..config() });
    world.set_login(GOOGLE, token);
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    let (call, _) = world.calls.pop_front().unwrap();
    let expired = r#"{"Credentials":{"AccessKeyId":"k","SecretKey":"s","SessionToken":"t","Expiration":1}}"#;
    let response = Response {
        status: 200,
        headers: vec![("x-amzn-requestid".to_owned(), token.to_owned())],
        body: expired.as_bytes().to_vec().into(),
    };
    world.feed(Input::Answer(call, Ok(response)));
    let failure = world.failure(waiter);
    assert_eq!(failure.code, ResultCode::InvalidResponse);
    assert!(!format!("{failure:?}").contains(token), "{failure:?}");
}

#[test]
fn what_another_process_got_first_counts_as_there_from_the_beginning() {
    let mut world = World::new(config());
    world.lock_works = false;
    world.get(Creds);
    world.disk = Some(record(ID_A)); // by the process that had the lock
    world.lock(LockAnswer::Free);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
    world.feed(Input::ClearIdentity);
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), None, IdentityChange::Host));
}

#[test]
fn an_identity_taken_over_is_no_change_of_the_hosts() {
    let mut world = World::new(config());
    world.disk_works = false;
    world.get(Creds);
    world.answer_get_id(ID_A);
    let (number, _) = world.saves.pop_front().unwrap();
    world.feed(Input::OtherStored(number, record(ID_B)));
    assert_eq!(world.snapshot().generation, 0);
}

#[test]
fn a_players_identity_takes_the_place_of_whichever_is_stored() {
    let mut world = World::new(config());
    world.disk_works = false;
    world.set_login(GOOGLE, "token");
    world.get(Creds);
    world.answer_get_id(ID_A);
    world.disk = Some(record(ID_B)); // by another process
    world.save();
    assert_eq!(world.disk, Some(record(ID_A)));
}

#[test]
fn what_the_lock_finds_is_the_players_once_the_service_has_said_so() {
    let mut world = World::new(config());
    world.lock_works = false;
    world.set_login(GOOGLE, "token");
    let waiter = world.get(Id);
    world.disk = Some(record(ID_B)); // by another process
    world.lock(LockAnswer::Free);
    assert!(world.is_waiting(waiter));
    assert_eq!(world.asked_identity_id(), ID_B);
    world.answer_credentials_of(ID_A, HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_A));
}

/// A guest whose new identity gave way to another process's, which stored its credentials too.
fn given_way() -> World {
    let mut other = World::with_guest(Config { persist_credentials: true, ..config() }).0;
    let stored = other.disk.take().unwrap();
    let mut world = World::new(Config { persist_credentials: true, ..config() });
    world.disk_works = false;
    world.get(Creds);
    world.disk = Some(Record { identity_id: owned(ID_B), ..stored });
    world.answer_get_id(ID_A);
    world.save();
    world
}

#[test]
fn the_identity_that_was_taken_over_counts_as_stored() {
    let mut world = given_way();
    world.calls.pop_front(); // of before
    world.said.clear();
    world.answer_credentials(HOUR_MS);
    assert!(world.said.contains(&"update".to_owned()), "{:?}", world.said);
}

#[test]
fn credentials_that_another_process_stored_are_taken_back_too() {
    let mut world = given_way();
    world.feed(Input::ClearCredentials);
    assert!(world.state.owes_removal());
}

#[test]
fn what_an_older_write_finds_counts_only_when_the_newest_finds_it_too() {
    let mut world = World::new(config());
    world.disk_works = false;
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_credentials_of(ID_C, HOUR_MS);
    let (older, _) = world.saves.pop_front().unwrap();
    world.feed(Input::OtherStored(older, record(ID_B)));
    assert!(world.is_waiting(waiter) && world.calls.is_empty());
    world.feed(Input::OtherStored(older, record(ID_C)));
    assert!(
        world.is_waiting(waiter),
        "its own identity, by another process; but the newest is not there yet"
    );
    world.save();
    assert_eq!((world.id(waiter), world.disk), (owned(ID_C), Some(record(ID_C))));
}

#[test]
fn an_identity_that_is_somebody_elses_is_not_tried_again_when_it_is_stored_again() {
    let mut world = World::with_record(config(), Some(record(ID_B)));
    world.set_login(GOOGLE, "token");
    world.get(Creds);
    world.answer_error("NotAuthorizedException", &format!("Access to Identity '{ID_B}' is forbidden."), 400);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.feed(Input::ClearIdentity);
    world.disk = Some(record(ID_B)); // by the process of that other player
    world.get(Creds);
    assert_eq!(world.operation(), "GetId");
}
