//! Logins: a change counts at once and does no network; nothing of the old logins is served, told or stored after it;
//! the identity id is a hint until the service has answered for the new ones.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::snapshot::Phase;
use crate::queue::{EventKind, IdentityChange};

#[test]
fn a_change_counts_at_once_and_does_no_network() {
    let changes: [fn(&mut World); 4] = [
        |world| world.set_login(FACEBOOK, "f2"),
        |world| world.set_login(GOOGLE, "g1"),
        |world| world.remove_login(FACEBOOK),
        |world| world.replace_logins(&[(GOOGLE, "g1")]),
    ];
    for change in changes {
        let (mut world, _) = World::with_player(config());
        let generation = world.snapshot().generation;
        change(&mut world);
        assert_eq!((world.sent, world.snapshot().generation), (0, generation + 1));
        assert_eq!(world.cached().1, None, "the old credentials");
        assert_eq!((world.snapshot().phase, world.wake_at_mono_ms), (Phase::Empty, None));
        assert!(world.take_events().is_empty());
        let logins = world.logins();
        let waiter = world.get(Creds);
        assert!(world.is_waiting(waiter), "fetched anew");
        assert_eq!(world.asked_identity_id(), ID_A);
        let key = world.answer_credentials(HOUR_MS);
        assert_eq!((world.key(waiter), world.logins()), (key, logins));
    }
}

#[test]
fn the_same_logins_again_are_no_change() {
    let (mut world, key) = World::with_player(config());
    let generation = world.snapshot().generation;
    world.set_login(FACEBOOK, "f1");
    world.remove_login(GOOGLE);
    world.replace_logins(&[(FACEBOOK, "f1")]);
    assert!(world.said.is_empty(), "{:?}", world.said);
    assert_eq!((world.snapshot().generation, world.cached()), (generation, (owned(ID_A), Some(key.clone()))));
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), key);
    // Their order is no difference either.
    world.replace_logins(&[(GOOGLE, "g1"), (FACEBOOK, "f1")]);
    world.said.clear();
    world.replace_logins(&[(FACEBOOK, "f1"), (GOOGLE, "g1")]);
    assert!(world.said.is_empty());
}

#[test]
fn another_token_for_the_same_login_keeps_the_identity() {
    let (mut world, _) = World::with_player(config());
    world.set_login(FACEBOOK, "f2");
    assert_eq!(world.cached(), (owned(ID_A), None));
    let identity = world.get(Id);
    assert_eq!(world.id(identity), owned(ID_A));
    assert_eq!(world.sent, 0);
}

#[test]
fn another_set_of_logins_makes_the_identity_a_hint_for_the_service() {
    let changes: [fn(&mut World); 3] = [
        |world| world.set_login(GOOGLE, "g1"),
        |world| world.remove_login(FACEBOOK),
        |world| world.replace_logins(&[(GOOGLE, "g1")]),
    ];
    for change in changes {
        let (mut world, _) = World::with_player(config());
        change(&mut world);
        assert_eq!(world.cached(), (None, None));
        assert!(!world.snapshot().has_identity_id);
        let identity = world.get(Id);
        assert!(world.is_waiting(identity));
        assert_eq!(
            (world.operation(), world.asked_identity_id().as_str()),
            ("GetCredentialsForIdentity", ID_A)
        );
        let key = world.answer_credentials_of(ID_B, HOUR_MS);
        assert_eq!(world.id(identity), owned(ID_B));
        assert_eq!((world.cached(), world.disk.clone()), ((owned(ID_B), Some(key)), Some(record(ID_B))));
        let events = world.take_full_events();
        assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Merged));
        assert_eq!((events.len(), world.sent), (2, 1));
    }
}

#[test]
fn a_guest_who_signs_in_keeps_its_identity_when_the_service_links_it() {
    let (mut world, _) = World::with_guest(config());
    world.set_login(FACEBOOK, "f1");
    let waiter = world.get(Creds);
    assert_eq!(
        world.body(),
        format!(r#"{{"IdentityId":"{ID_A}","Logins":{{"graph.facebook.com":"f1"}}}}"#),
        "the guest's id is offered"
    );
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!((world.key(waiter), world.id(waiter)), (key.clone(), owned(ID_A)));
    assert_eq!(world.cached(), (owned(ID_A), Some(key)));
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
}

#[test]
fn logins_are_sent_as_they_were_set() {
    let expected = r#""accounts.google.com":"g1","graph.facebook.com":"f1""#;
    let mut world = World::new(config());
    world.set_login(FACEBOOK, "f1");
    world.set_login(GOOGLE, "g1");
    let (_creds, _token) = (world.get(Creds), world.get(Token));
    assert_eq!((world.operation(), world.sent_logins().as_str()), ("GetId", expected));
    world.answer_get_id(ID_A);
    assert_eq!((world.operation(), world.sent_logins().as_str()), ("GetCredentialsForIdentity", expected));
    world.answer_credentials(HOUR_MS);
    assert_eq!((world.operation(), world.sent_logins().as_str()), ("GetOpenIdToken", expected));
    world.answer_open_id_token();
    world.unlink(GOOGLE);
    assert_eq!((world.operation(), world.sent_logins().as_str()), ("UnlinkIdentity", expected));
    assert!(world.body().ends_with(r#""LoginsToRemove":["accounts.google.com"]}"#), "{}", world.body());
}

/// A flight stopped at each of its stages.
fn stages() -> Vec<(&'static str, World)> {
    let new = |slow_lock: bool, slow_disk: bool| {
        let mut world = World::new(config());
        (world.lock_works, world.disk_works) = (!slow_lock, !slow_disk);
        world.get(Creds);
        world
    };
    let locking = new(true, false);
    let mut lock_busy = new(true, false);
    lock_busy.lock(LockAnswer::Busy);
    let get_id = new(false, false);
    let mut credentials = new(false, false);
    credentials.answer_get_id(ID_A);
    let mut pausing = new(false, false);
    pausing.answer_error("InternalErrorException", "no", 500);
    let mut storing = new(false, true);
    storing.answer_get_id(ID_A);
    storing.answer_credentials(HOUR_MS);
    let mut asking = World::with_source(config());
    asking.get(Creds);
    vec![
        ("locking", locking),
        ("waiting for the lock", lock_busy),
        ("GetId", get_id),
        ("GetCredentialsForIdentity", credentials),
        ("pausing", pausing),
        ("storing", storing),
        ("asking", asking),
    ]
}

#[test]
fn who_waits_moves_to_a_flight_under_the_new_logins_at_every_stage() {
    for (stage, mut world) in stages() {
        let told = world.take_full_events().pop().map(|event| change_of(&event).1.unwrap());
        world.set_login(FACEBOOK, "f1");
        assert!(world.is_waiting(1), "{stage}");
        // What the old flight still brings counts no more.
        while world.calls.len() > 1 || world.calls.front().is_some_and(|(call, _)| call.generation == 0) {
            if world.operation() == "GetId" {
                world.answer_get_id(ID_C);
            } else {
                world.answer_credentials_of(ID_C, HOUR_MS);
            }
        }
        while !world.locks.is_empty() {
            world.lock(LockAnswer::Free);
        }
        while !world.saves.is_empty() {
            world.save();
        }
        if !world.asks.is_empty() {
            world.answer_logins(&[(GOOGLE, "of the old question")]);
        }
        assert!(world.is_waiting(1) && world.take_events().is_empty(), "{stage}");
        assert_eq!(world.logins(), "graph.facebook.com=f1", "{stage}");
        world.disk_works = true;
        if world.operation() == "GetId" {
            assert_eq!(world.sent_logins(), r#""graph.facebook.com":"f1""#, "{stage}");
            world.answer_get_id(ID_B);
        }
        assert_eq!(world.sent_logins(), r#""graph.facebook.com":"f1""#, "{stage}");
        let key = world.answer_credentials_of(ID_B, HOUR_MS);
        assert_eq!(
            (world.key(1), world.id(1), world.cached().1),
            (key.clone(), owned(ID_B), Some(key)),
            "{stage}"
        );
        assert!(!world.lock_held && world.disk == Some(record(ID_B)), "{stage}");
        let events = world.take_full_events();
        let cause = if told.is_some() { IdentityChange::Merged } else { IdentityChange::Created };
        assert_eq!(change_of(&events[0]), (told, owned(ID_B), cause), "{stage}");
    }
}

#[test]
fn a_failure_under_the_old_logins_is_nobodys() {
    let (mut world, _) = World::with_player(config());
    let waiter = world.get(Fresh);
    world.set_login(FACEBOOK, "f2");
    world.answer_error("NotAuthorizedException", "Invalid login token. Token expired: 2 >= 1", 400);
    assert!(world.is_waiting(waiter));
    assert_eq!(world.snapshot().counters.stale_answers, 1);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key);
}

#[test]
fn changes_without_end_do_not_keep_a_request_for_ever() {
    let mut world = World::new(config());
    let waiter = world.get(Creds);
    for number in 0..8 {
        world.set_login(FACEBOOK, &format!("f{number}"));
        assert!(world.is_waiting(waiter));
    }
    world.set_login(FACEBOOK, "f9");
    assert_eq!(world.result(waiter), ResultCode::LimitExceeded);
}

#[test]
fn the_error_of_the_old_logins_is_not_remembered_for_the_new_ones() {
    let (mut world, _) = World::with_player(config());
    world.get(Fresh);
    world.answer_error("NotAuthorizedException", "Invalid login token. Token expired: 2 >= 1", 400);
    world.set_login(FACEBOOK, "f2");
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
}

#[test]
fn an_identity_stored_while_the_logins_change_is_told_once_it_is_confirmed() {
    let mut world = World::new(config());
    world.disk_works = false;
    let waiter = world.get(Id);
    world.answer_get_id(ID_A);
    world.set_login(FACEBOOK, "f1");
    assert_eq!(world.cached(), (None, None));
    world.save();
    assert!(world.is_waiting(waiter));
    assert_eq!((world.cached(), world.take_events()), ((None, None), vec![]));
    world.answer_credentials(HOUR_MS);
    assert_eq!((world.id(waiter), world.cached().0), (owned(ID_A), owned(ID_A)));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (None, owned(ID_A), IdentityChange::Created));
    assert_eq!(events.len(), 2);
}

#[test]
fn the_identity_of_before_is_not_shown_while_its_successor_is_stored() {
    let (mut world, _) = World::with_guest(config());
    world.disk_works = false;
    world.set_login(FACEBOOK, "f1");
    let waiter = world.get(Creds);
    world.answer_credentials_of(ID_B, HOUR_MS);
    assert_eq!(world.cached(), (None, None));
    let identity = world.get(Id);
    world.feed(Input::Invalidate(None));
    world.feed(Input::ClearCredentials);
    assert_eq!(world.cached(), (None, None));
    assert!(world.is_waiting(identity) && world.is_waiting(waiter));
    world.save();
    assert_eq!((world.id(identity), world.cached().0), (owned(ID_B), owned(ID_B)));
}

#[test]
fn a_login_change_while_something_is_stored_takes_the_identity_out_of_the_cache() {
    let (mut world, _) = World::with_guest(Config { persist_credentials: true, ..config() });
    world.disk_works = false;
    world.get(Fresh);
    world.answer_credentials(HOUR_MS);
    assert!(!world.saves.is_empty());
    world.set_login(FACEBOOK, "f1");
    assert_eq!(world.cached(), (None, None));
    while !world.saves.is_empty() {
        world.save();
    }
    assert_eq!((world.cached(), world.disk.clone()), ((None, None), Some(record(ID_A))));
}

#[test]
fn nothing_that_is_told_names_an_unconfirmed_identity() {
    let (mut world, _) = World::with_guest(config());
    world.set_login(FACEBOOK, "f1");
    let (waiter, late) = (world.get(Creds), world.get_within(Creds, 100));
    world.advance(100);
    assert_eq!((world.result(late), world.id(late)), (ResultCode::DeadlineExceeded, None));
    world.break_every_attempt();
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::Network, None));
    world.feed(Input::StoreUnreadable(disk_full()));
    assert!(world.take_full_events().iter().all(|event| id_of(event).is_none()));
    assert_eq!(world.disk, Some(record(ID_A)), "and yet it is kept");
    world.get(Fresh);
    assert_eq!(world.asked_identity_id(), ID_A);
}

#[test]
fn with_logins_the_service_says_who_it_is_whatever_another_process_stored() {
    let (mut world, _) = World::with_guest(config());
    world.set_login(FACEBOOK, "f1");
    let waiter = world.get(Creds);
    world.disk = Some(record(ID_B));
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    assert_eq!(world.operation(), "GetId");
    assert_eq!((world.cached(), world.take_events()), ((None, None), vec![]));
    world.answer_get_id(ID_C);
    world.answer_credentials(HOUR_MS);
    assert_eq!((world.id(waiter), &world.disk), (owned(ID_C), &Some(record(ID_C))));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_C), IdentityChange::Recovered));
    assert_eq!(events.len(), 2);
}

#[test]
fn a_player_is_signed_in_once_the_service_has_said_as_whom() {
    let (mut world, _) = World::with_guest(config());
    assert_eq!(world.state.signed_in_as(), None, "a guest");
    world.set_login(GOOGLE, "token");
    assert_eq!(world.state.signed_in_as(), None, "the identity may be another player's");
    world.get(Creds);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.state.signed_in_as().unwrap().to_str(), Ok(ID_A));
}

#[test]
fn the_logins_are_told_by_name() {
    let mut world = World::new(config());
    world.replace_logins(&[(GOOGLE, "g1"), (FACEBOOK, "f1")]);
    assert_eq!(world.state.login_names().collect::<Vec<_>>(), [GOOGLE, FACEBOOK]);
}
