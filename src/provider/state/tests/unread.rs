//! A store that could not be read when the provider was created, and what becomes of it later.

use super::super::Input;
use super::world::*;
use crate::provider::Config;
use crate::queue::EventKind;
use crate::store::StoreError;

fn garbage() -> StoreError {
    StoreError::Unreadable { reason: "it is no record".to_owned(), kept: "record.bad".into() }
}

fn refused_by_the_host() -> StoreError {
    StoreError::Host { action: "load", key: "key".to_owned(), code: -1 }
}

/// With a store that was silent at the creation.
fn silent(config: Config) -> World {
    let mut world = World::new(config);
    world.feed(Input::StoreSilent);
    world.take_events();
    world
}

/// The same, with a player who has got `ID_A` meanwhile.
fn silent_with_player(logins: &[(&str, &str)]) -> World {
    let mut world = silent(config());
    world.replace_logins(logins);
    world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.advance(0);
    world.take_events();
    world.said.clear();
    world
}

#[test]
fn garbage_that_a_silent_store_held_gives_its_place_to_the_identity() {
    let mut world = silent_with_player(&[]);
    world.feed(Input::Read(Err(garbage())));
    assert_eq!(world.disk, Some(record(ID_A)));
    assert!(!world.snapshot().store_degraded, "it works, and holds the player");
}

#[test]
fn without_an_identity_there_is_nothing_to_store_in_its_place() {
    for read in [Err(garbage()), Ok(None)] {
        let mut world = silent(config());
        world.said.clear();
        world.feed(Input::Read(read));
        assert!(!world.said.contains(&"remove".to_owned()), "{:?}", world.said);
    }
}

#[test]
fn only_another_guests_identity_takes_the_place_of_this_ones() {
    let mut same = silent_with_player(&[]);
    same.feed(Input::Read(Ok(Some(record(ID_A)))));
    assert!(same.cached().1.is_some() && same.take_events().is_empty());

    let mut player = silent_with_player(&[(GOOGLE, "token")]);
    player.feed(Input::Read(Ok(Some(record(ID_B)))));
    assert_eq!((player.cached().0, player.disk), (owned(ID_A), Some(record(ID_A))));

    let mut given = silent(Config { identity_id: owned(ID_A), ..config() });
    given.feed(Input::Read(Ok(Some(record(ID_B)))));
    assert_eq!(given.cached().0, owned(ID_A));
}

#[test]
fn the_lock_reads_what_the_creation_could_not_also_for_a_flight_that_did_not_wait() {
    for (is_unread, found) in [(true, ID_B), (false, ID_A)] {
        let mut world = World::new(config());
        world.lock_works = false;
        if is_unread {
            world.feed(Input::StoreUnreadable(disk_full()));
        }
        world.get(Id);
        world.advance(2_000);
        world.answer_get_id(ID_A);
        world.advance(0);
        world.disk = Some(record(ID_B)); // what was there, or another process's
        world.lock(LockAnswer::Free);
        assert_eq!(world.cached().0, owned(found));
    }
}

#[test]
fn the_lock_reads_a_disk_again_and_a_hosts_storage_never() {
    for (error, stored) in [(disk_full(), Some(record(ID_A))), (refused_by_the_host(), None)] {
        let mut world = World::new(config());
        world.feed(Input::StoreUnreadable(error));
        world.get(Id);
        world.answer_get_id(ID_A);
        world.advance(0);
        assert_eq!(world.disk, stored);
    }
}

#[test]
fn what_is_wrong_with_the_record_is_wrong_until_another_is_stored() {
    for (error, is_degraded) in [(garbage(), false), (StoreError::NoDirectory, true)] {
        let mut world = World::new(config());
        world.feed(Input::StoreUnreadable(error));
        world.feed(Input::Tick);
        assert!(world.snapshot().store_degraded);
        world.get(Id);
        world.answer_get_id(ID_A);
        assert_eq!(world.snapshot().store_degraded, is_degraded);
    }
}

#[test]
fn a_sign_out_that_a_silent_store_still_owes_is_told_although_its_silence_was() {
    let mut world = World::new(config());
    world.disk_works = false;
    world.get(Id);
    world.answer_get_id(ID_A);
    world.advance(2_000);
    assert!(world.take_events().contains(&EventKind::StoreDegraded));
    world.feed(Input::SignOut);
    let events = world.take_full_events();
    let failure = &events.last().unwrap().failure.as_ref().unwrap().failure;
    assert!(failure.message.contains("sign-out"), "{failure}");
}
