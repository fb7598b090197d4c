//! An identity that another SDK kept: taken once, when nothing was ever stored, and never again once it is cleared.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::IdentityChange;
use crate::store::Record;

fn with_initial() -> Config {
    Config { initial_identity_id: owned(ID_A), remembers_clear: true, ..config() }
}

/// The whole way to an identity, for one that has none.
fn fetch_new(world: &mut World, identity_id: &str) {
    let waiter = world.get(Id);
    world.answer_get_id(identity_id);
    assert_eq!(world.id(waiter), owned(identity_id));
}

#[test]
fn it_is_there_at_once_and_stored_when_nothing_ever_was() {
    let mut world = World::new(with_initial());
    assert_eq!((world.cached().0, world.disk.clone()), (owned(ID_A), Some(record(ID_A))));
    let waiter = world.get(Creds);
    assert_eq!(world.asked_identity_id(), ID_A, "without GetId");
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
    assert!(world.take_full_events().iter().all(|event| event.event.as_ref().unwrap().cause.is_none()));
}

#[test]
fn what_is_stored_goes_before_it() {
    let world = World::with_record(with_initial(), Some(record(ID_B)));
    assert_eq!((world.cached().0, world.disk), (owned(ID_B), Some(record(ID_B))));
}

#[test]
fn what_the_host_uses_in_any_case_goes_before_it_and_is_not_stored_for_it() {
    let world = World::new(Config { identity_id: owned(ID_B), ..with_initial() });
    assert_eq!((world.cached().0, world.disk), (owned(ID_B), None));
}

#[test]
fn one_that_was_cleared_or_signed_out_is_not_taken_again() {
    let ends: [fn() -> Input; 2] = [|| Input::ClearIdentity, || Input::SignOut];
    for end in ends {
        let mut world = World::new(with_initial());
        world.feed(end());
        assert_eq!(world.disk, Some(Record::default()));
        let mut world = world.restart(HOUR_MS);
        assert_eq!(world.cached(), (None, None));
        fetch_new(&mut world, ID_B);
        assert_eq!(world.disk, Some(record(ID_B)));
        let world = world.restart(HOUR_MS);
        assert_eq!(world.cached().0, owned(ID_B));
    }
}

#[test]
fn another_identity_that_was_cleared_does_not_bring_it_back_either() {
    let mut world = World::with_record(with_initial(), Some(record(ID_B)));
    world.feed(Input::SignOut);
    assert_eq!(world.restart(HOUR_MS).cached(), (None, None));
}

#[test]
fn without_another_sdk_a_clear_leaves_nothing_behind() {
    let mut world = World::with_record(config(), Some(record(ID_B)));
    world.feed(Input::SignOut);
    assert_eq!(world.disk, None);
}

#[test]
fn one_that_the_service_does_not_know_is_recovered_from_like_a_stored_one() {
    let mut world = World::new(with_initial());
    let waiter = world.get(Creds);
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(waiter), ResultCode::Ok);
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Recovered));
    assert_eq!(world.disk, Some(record(ID_B)));
}

#[test]
fn a_disk_that_is_slow_to_keep_it_holds_nobody_up() {
    let mut world = World::new(with_initial());
    world.disk_works = false;
    let waiter = world.get(Id);
    assert_eq!(world.id(waiter), owned(ID_A));
}
