//! Recovery with logins: what each thing the service says does to a player who is signed in.

use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::Input;
use crate::queue::{EventKind, IdentityChange, c_text};

const REFUSALS: [&str; 2] = [
    "Access to Identity 'us-east-1:aaaaaaaa-0000-0000-0000-00000000000a' is forbidden.",
    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
];

/// A device that has another player's identity, or that of a guest that was disabled; the player who signs in now.
fn on_anothers_device(config: Config) -> World {
    let mut world = World::with_record(config, Some(record(ID_A)));
    world.set_login(GOOGLE, "g1");
    world
}

fn refuse(world: &mut World, message: &str) {
    world.answer_error("NotAuthorizedException", message, 400);
}

#[test]
fn somebody_elses_stored_identity_is_left_for_that_of_the_logins() {
    for message in REFUSALS {
        for want in [Creds, Id, Token] {
            let mut world = on_anothers_device(config());
            let waiter = world.get(want);
            assert_eq!(world.asked_identity_id(), ID_A);
            refuse(&mut world, message);
            assert_eq!(
                (world.operation(), world.sent_logins().as_str()),
                ("GetId", r#""accounts.google.com":"g1""#)
            );
            assert_eq!(world.cached(), (None, None), "nothing of the other player is shown");
            world.answer_get_id(ID_B);
            match want {
                Creds => assert_eq!(world.answer_credentials(HOUR_MS), world.key(waiter)),
                Token => assert!(!world.answer_open_id_token().is_empty()),
                _ => assert_eq!(world.calls.len(), 0, "GetId itself says whose it is"),
            }
            assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::Ok, owned(ID_B)));
            assert_eq!(world.disk, Some(record(ID_B)));
            let events = world.take_full_events();
            assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Recovered));
            assert!(
                events.iter().all(|event| event.event.as_ref().unwrap().kind != EventKind::LoginRequired)
            );
        }
    }
}

/// Another process stores a third player's meanwhile.
#[test]
fn what_is_stored_meanwhile_does_not_stand_in_for_the_identity_of_the_logins() {
    let gone = format!("Identity '{ID_A}' not found.");
    for (code, message) in [("NotAuthorizedException", REFUSALS[1]), ("ResourceNotFoundException", &gone)] {
        let mut world = on_anothers_device(config());
        let waiter = world.get(Creds);
        world.disk = Some(record(ID_C));
        world.answer_error(code, message, 400);
        assert_eq!(world.operation(), "GetId", "{message}");
        world.answer_get_id(ID_B);
        let key = world.answer_credentials(HOUR_MS);
        assert_eq!((world.id(waiter), world.key(waiter)), (owned(ID_B), key));
    }
}

#[test]
fn an_identity_that_is_refused_again_is_told_with_what_to_do() {
    for message in REFUSALS {
        let mut world = on_anothers_device(config());
        let waiter = world.get(Creds);
        refuse(&mut world, message);
        world.answer_get_id(ID_B);
        refuse(&mut world, message);
        assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::LoginRequired, owned(ID_B)));
        assert_eq!((world.calls.len(), world.failure(waiter).message), (0, message.to_owned()));
        assert!(world.take_events().contains(&EventKind::LoginRequired));
        assert!(!world.failure(waiter).hint.is_empty());
    }
}

#[test]
fn an_identity_that_the_host_or_its_backend_named_is_used_as_it_is() {
    let mut given = World::new(Config { identity_id: owned(ID_A), ..config() });
    given.set_login(GOOGLE, "g1");
    let mut developer = World::with_source(config());
    for (world, logins) in [(&mut given, None), (&mut developer, Some("d1"))] {
        let waiter = world.get(Creds);
        if let Some(token) = logins {
            world.answer_developer(ID_A, token);
        }
        refuse(world, REFUSALS[0]);
        assert_eq!((world.result(waiter), world.sent), (ResultCode::LoginRequired, 1));
        assert_eq!(world.state.identity.id().as_deref(), Some(&*c_text(ID_A)));
    }
}

#[test]
fn a_recovery_that_breaks_off_is_over_when_the_logins_change() {
    let mut world = on_anothers_device(config());
    let waiter = world.get(Creds);
    refuse(&mut world, REFUSALS[1]);
    world.break_every_attempt();
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::Network, None));
    assert_eq!(world.disk, Some(record(ID_A)), "it is another player's, and stays");
    world.advance(MINUTE_MS);
    world.get(Id);
    assert_eq!(world.operation(), "GetId", "the same logins do not try it again");

    // Its owner signs in: nothing was lost.
    world.replace_logins(&[(FACEBOOK, "f1")]);
    world.calls.pop_front();
    assert_eq!(world.asked_identity_id(), ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.cached().0, owned(ID_A));
    assert!(
        world
            .take_full_events()
            .iter()
            .all(|event| event.event.as_ref().unwrap().kind != EventKind::IdentityChanged)
    );
}

#[test]
fn without_the_logins_the_other_players_identity_is_a_hint_again() {
    let mut world = on_anothers_device(config());
    world.get(Creds);
    refuse(&mut world, REFUSALS[1]);
    world.break_every_attempt();
    world.remove_login(GOOGLE);
    let waiter = world.get(Id);
    assert_eq!(world.asked_identity_id(), ID_A);
    refuse(&mut world, REFUSALS[0]);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::LoginRequired, None));
    assert_eq!(world.disk, Some(record(ID_A)));
}

#[test]
fn who_signs_out_does_not_become_the_other_player() {
    let mut world = on_anothers_device(config());
    world.get(Creds);
    refuse(&mut world, REFUSALS[1]);
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    world.disk = Some(record(ID_A)); // another process has stored its player again
    world.disk_works = false;
    world.feed(Input::SignOut);
    world.disk_works = true;
    world.get(Creds);
    assert_eq!((world.operation(), world.sent_logins().as_str()), ("GetId", ""));
}

#[test]
fn an_identity_gone_under_logins_is_asked_for_with_them() {
    let (mut world, _) = World::with_player(config());
    let waiter = world.get(Fresh);
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    assert_eq!((world.operation(), world.sent_logins().as_str()), ("GetId", r#""graph.facebook.com":"f1""#));
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
}

#[test]
fn what_the_service_says_about_logins_is_told_with_its_words_and_keeps_the_identity() {
    let table = [
        ("Invalid login token. Token expired: 2 >= 1", ResultCode::LoginExpired),
        ("Invalid login token. Issuer doesn't match providerName", ResultCode::LoginRejected),
        ("Token is not from a supported provider of this identity pool.", ResultCode::LoginRejected),
        ("Invalid login token. Can't pass in a Cognito token.", ResultCode::LoginRejected),
        ("Invalid login token. Missing a required claim: aud", ResultCode::LoginRejected),
        ("Invalid login token. Couldn't verify signed token.", ResultCode::LoginRejected),
        ("The ambiguous role mapping rules denied assuming a role", ResultCode::RoleNotAllowed),
    ];
    let mut hints = Vec::new();
    for (message, expected) in table {
        // A guest may take a new identity.
        let (mut world, _) = World::with_player(Config { recover_forbidden_guest: true, ..config() });
        let waiter = world.get(Fresh);
        world.answer_error("NotAuthorizedException", message, 400);
        assert_eq!((world.result(waiter), world.id(waiter)), (expected, owned(ID_A)), "{message}");
        assert_eq!((world.failure(waiter).message.as_str(), world.sent), (message, 1));
        assert_eq!((world.cached().0, world.disk.clone()), (owned(ID_A), Some(record(ID_A))));
        let required = world.take_events().contains(&EventKind::LoginRequired);
        assert_eq!(required, expected == ResultCode::LoginRequired, "{message}");
        hints.push(world.failure(waiter).hint);
        let again = world.get(Token);
        assert_eq!((world.result(again), world.sent), (expected, 1), "remembered");
    }
    hints.sort();
    hints.dedup();
    assert!(hints.len() >= 7 && hints.iter().all(|hint| !hint.is_empty()), "{hints:?}");
}
