//! Players who sign out, wholly or login by login; and what of a guest does not outlive a sign-in.

use super::super::{Input, LoginChange};
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::IdentityChange;

#[test]
fn with_all_logins_removed_the_player_is_a_guest_with_an_identity_that_may_be_forbidden() {
    let forbidden = format!("Access to Identity '{ID_A}' is forbidden.");
    let (mut world, _) = World::with_player(config());
    world.feed(Input::Logins(LoginChange::Replace(Vec::new())));
    let waiter = world.get(Creds);
    assert_eq!(world.body(), format!(r#"{{"IdentityId":"{ID_A}"}}"#));
    world.answer_error("NotAuthorizedException", &forbidden, 400);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::LoginRequired, None));
    assert_eq!(world.disk, Some(record(ID_A)));
    // Signed in again, it is the same player.
    world.set_login(FACEBOOK, "f1");
    let waiter = world.get(Id);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_A));

    let (mut world, _) = World::with_player(Config { recover_forbidden_guest: true, ..config() });
    world.remove_login(FACEBOOK);
    let waiter = world.get(Creds);
    world.answer_error("NotAuthorizedException", &forbidden, 400);
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Recovered));
}

#[test]
fn without_guests_nothing_is_sent_before_there_is_a_login() {
    let mut world = World::new(Config { disable_guest_access: true, ..config() });
    for want in [Id, Creds, Fresh, Token] {
        let waiter = world.get(want);
        assert_eq!(world.result(waiter), ResultCode::LoginRequired);
    }
    assert_eq!((world.sent, world.locks.len()), (0, 0));
    world.set_login(FACEBOOK, "f1");
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    // Who still waits when the last login goes is refused like anybody.
    world.remove_login(FACEBOOK);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::LoginRequired, None));
    assert_eq!(world.sent, 2);
    world.set_login(FACEBOOK, "f1");
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
}

#[test]
fn credentials_of_players_with_logins_are_never_stored_and_guests_are_wiped() {
    let persist = Config { persist_credentials: true, ..config() };
    let (world, _) = World::with_player(persist.clone());
    assert_eq!(world.disk, Some(record(ID_A)));
    let (mut world, _) = World::with_guest(persist.clone());
    assert!(world.disk.as_ref().unwrap().credentials.is_some());
    world.set_login(FACEBOOK, "f1");
    assert_eq!(world.disk, Some(record(ID_A)));
    // Those of an earlier run, restored or not.
    for config in [persist.clone(), config()] {
        let (guest, _) = World::with_guest(persist.clone());
        let mut world = World::with_record(config, guest.disk);
        world.set_login(FACEBOOK, "f1");
        assert_eq!((world.cached(), world.disk.clone()), ((None, None), Some(record(ID_A))));
        let waiter = world.get(Creds);
        assert!(world.is_waiting(waiter));
    }
}

#[test]
fn a_guests_credentials_are_not_restored_where_guests_are_not_allowed() {
    let persist = Config { persist_credentials: true, ..config() };
    let (guest, _) = World::with_guest(persist.clone());
    let mut world = World::with_record(Config { disable_guest_access: true, ..persist }, guest.disk);
    assert_eq!(world.cached().1, None);
    let waiter = world.get(Creds);
    assert_eq!(world.result(waiter), ResultCode::LoginRequired);
}

#[test]
fn a_sign_out_wipes_everything() {
    let persist = Config { persist_credentials: true, ..config() };
    for mut world in [World::with_player(persist.clone()).0, World::with_guest(persist).0] {
        world.feed(Input::SignOut);
        assert_eq!((world.cached(), world.logins(), world.disk.clone()), ((None, None), String::new(), None));
        let events = world.take_full_events();
        assert_eq!(change_of(&events[0]), (owned(ID_A), None, IdentityChange::Host));
        let waiter = world.get(Creds);
        assert_eq!((world.operation(), world.sent_logins()), ("GetId", String::new()));
        world.answer_get_id(ID_B);
        world.answer_credentials(HOUR_MS);
        assert_eq!(world.id(waiter), owned(ID_B));
        let events = world.take_full_events();
        assert_eq!(change_of(&events[0]), (None, owned(ID_B), IdentityChange::Created));
    }
}

#[test]
fn who_waits_through_a_sign_out_gets_a_guests_credentials() {
    let (mut world, _) = World::with_player(config());
    let waiter = world.get(Fresh);
    world.feed(Input::SignOut);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.snapshot().counters.stale_answers, 1);
    assert_eq!((world.operation(), world.sent_logins()), ("GetId", String::new()));
    world.answer_get_id(ID_B);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!((world.key(waiter), world.id(waiter)), (key, owned(ID_B)));
}
