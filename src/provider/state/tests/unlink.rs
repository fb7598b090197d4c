//! `UnlinkIdentity` as a request of its own: the login goes from the identity and, with the service's yes, from us.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::snapshot::Phase;

/// Signed in with Facebook and Google.
fn twice_signed_in() -> World {
    let mut world = World::new(config());
    world.replace_logins(&[(FACEBOOK, "f1"), (GOOGLE, "g1")]);
    world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.take_events();
    world.sent = 0;
    world
}

fn to_remove(world: &World) -> String {
    assert_eq!(world.operation(), "UnlinkIdentity");
    let body = world.body();
    body.split_once(r#""LoginsToRemove":["#).unwrap().1.trim_end_matches("]}").replace('"', "")
}

#[test]
fn the_login_is_removed_here_once_the_service_has_removed_it() {
    let mut world = twice_signed_in();
    let waiter = world.unlink(GOOGLE);
    assert_eq!(to_remove(&world), GOOGLE);
    assert_eq!(world.asked_identity_id(), ID_A);
    assert!(world.logins().contains(GOOGLE) && world.cached().1.is_some());
    let generation = world.snapshot().generation;
    world.answer_unlink();
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::Ok, owned(ID_A)));
    assert_eq!(world.logins(), "graph.facebook.com=f1");
    assert_eq!((world.snapshot().generation, world.cached().1), (generation + 1, None));
    assert_eq!((world.sent, world.calls.len()), (1, 0), "nobody asked for more");
    assert_eq!(world.snapshot().phase, Phase::Empty);
}

#[test]
fn the_last_login_can_go_too() {
    let (mut world, _) = World::with_player(config());
    let waiter = world.unlink(FACEBOOK);
    world.answer_unlink();
    assert_eq!((world.result(waiter), world.logins(), world.calls.len()), (ResultCode::Ok, String::new(), 0));
    assert!(world.take_events().is_empty());
}

#[test]
fn others_who_wait_are_served_under_what_is_left() {
    let mut world = twice_signed_in();
    let (unlink, fresh, token, identity) =
        (world.unlink(GOOGLE), world.get(Fresh), world.get(Token), world.get(Id));
    assert_eq!(world.id(identity), owned(ID_A));
    world.answer_unlink();
    assert_eq!(world.result(unlink), ResultCode::Ok);
    assert_eq!(world.sent_logins(), r#""graph.facebook.com":"f1""#);
    let key = world.answer_credentials(HOUR_MS);
    world.answer_open_id_token();
    assert_eq!((world.key(fresh), world.result(token)), (key, ResultCode::Ok));
    assert_eq!(world.sent, 3);
}

#[test]
fn its_failure_reaches_only_those_who_want_the_same() {
    let mut world = twice_signed_in();
    let (google, facebook, again, fresh) =
        (world.unlink(GOOGLE), world.unlink(FACEBOOK), world.unlink(GOOGLE), world.get(Fresh));
    assert_eq!(to_remove(&world), GOOGLE);
    world.answer_error("ResourceConflictException", "no", 400);
    assert_eq!(
        (world.result(google), world.result(again)),
        (ResultCode::ResourceConflict, ResultCode::ResourceConflict)
    );
    assert!(world.is_waiting(facebook) && world.is_waiting(fresh));
    assert_eq!(to_remove(&world), FACEBOOK);
    world.answer_unlink();
    assert_eq!((world.result(facebook), world.logins().as_str()), (ResultCode::Ok, "accounts.google.com=g1"));
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(fresh), ResultCode::Ok);
}

#[test]
fn the_answer_is_for_the_login_that_was_sent_though_who_asked_has_left() {
    for fails in [false, true] {
        let mut world = twice_signed_in();
        let (leaving, staying) = (world.unlink(GOOGLE), world.unlink(FACEBOOK));
        world.feed(Input::Cancel(leaving));
        if fails {
            world.answer_error("ResourceConflictException", "no", 400);
        } else {
            world.answer_unlink();
            assert_eq!(world.logins(), "graph.facebook.com=f1");
            if world.operation() != "UnlinkIdentity" {
                world.answer_credentials(HOUR_MS);
            }
        }
        assert!(world.is_waiting(staying));
        assert_eq!(to_remove(&world), FACEBOOK);
        world.answer_unlink();
        assert_eq!(world.result(staying), ResultCode::Ok);
    }
}

#[test]
fn another_attempt_is_for_the_same_login() {
    let mut world = twice_signed_in();
    let (leaving, staying) = (world.unlink(GOOGLE), world.unlink(FACEBOOK));
    world.answer_error("InternalErrorException", "no", 500);
    world.feed(Input::Cancel(leaving));
    world.advance(1_000);
    assert_eq!(to_remove(&world), GOOGLE);
    world.answer_unlink();
    assert!(world.is_waiting(staying));
}

#[test]
fn two_logins_can_go_one_after_the_other() {
    let mut world = twice_signed_in();
    let (google, facebook) = (world.unlink(GOOGLE), world.unlink(FACEBOOK));
    world.answer_unlink();
    assert_eq!(world.result(google), ResultCode::Ok);
    if world.operation() != "UnlinkIdentity" {
        world.answer_credentials(HOUR_MS);
    }
    assert_eq!(
        (to_remove(&world).as_str(), world.sent_logins().as_str()),
        (FACEBOOK, r#""graph.facebook.com":"f1""#)
    );
    world.answer_unlink();
    assert_eq!((world.result(facebook), world.logins()), (ResultCode::Ok, String::new()));
    assert!(world.calls.is_empty());
}

#[test]
fn a_login_removed_meanwhile_is_still_unlinked_by_those_that_are_left() {
    let mut world = twice_signed_in();
    let waiter = world.unlink(GOOGLE);
    world.remove_login(GOOGLE);
    world.answer_unlink();
    assert!(world.is_waiting(waiter), "the answer of another generation");
    while world.is_waiting(waiter) {
        if world.operation() == "UnlinkIdentity" {
            assert_eq!(
                (to_remove(&world).as_str(), world.sent_logins().as_str()),
                (GOOGLE, r#""graph.facebook.com":"f1""#)
            );
            world.answer_unlink();
        } else {
            world.answer_credentials(HOUR_MS);
        }
        assert!(world.sent <= 3, "it goes on without end");
    }
    assert_eq!((world.result(waiter), world.calls.len()), (ResultCode::Ok, 0));
}

#[test]
fn without_logins_there_is_nothing_to_prove_it_with() {
    let (mut world, _) = World::with_player(config());
    let waiter = world.unlink(FACEBOOK);
    world.remove_login(FACEBOOK);
    assert_eq!((world.result(waiter), world.sent), (ResultCode::LoginRequired, 1));
    let (mut world, key) = World::with_guest(config());
    let waiter = world.unlink(FACEBOOK);
    assert_eq!((world.result(waiter), world.sent), (ResultCode::LoginRequired, 0));
    let credentials = world.get(Creds);
    assert_eq!(world.key(credentials), key, "others do not suffer");
}

#[test]
fn an_unlink_under_other_logins_waits_until_the_identity_is_confirmed() {
    let (mut world, _) = World::with_guest(config());
    world.set_login(FACEBOOK, "f1");
    let waiter = world.unlink(FACEBOOK);
    world.answer_credentials_of(ID_B, HOUR_MS);
    assert_eq!((to_remove(&world).as_str(), world.asked_identity_id().as_str()), (FACEBOOK, ID_B));
    world.answer_unlink();
    assert_eq!(world.result(waiter), ResultCode::Ok);
}

#[test]
fn deadlines_cancels_and_the_end_reach_those_who_wait_for_it() {
    let mut world = twice_signed_in();
    let (late, staying) = (world.unlink_within(GOOGLE, 50), world.unlink(FACEBOOK));
    world.advance(50);
    assert_eq!(world.result(late), ResultCode::DeadlineExceeded);
    world.feed(Input::Close);
    assert_eq!(world.result(staying), ResultCode::Cancelled);
    let mut world = twice_signed_in();
    world.unlink_within(GOOGLE, 50);
    world.advance(50);
    world.answer_unlink();
    assert!(world.calls.is_empty() && !world.logins().contains(GOOGLE), "it was unlinked all the same");
}

#[test]
fn a_source_is_asked_before_an_expired_token_would_prove_nothing() {
    let mut world = World::with_source(Config { identity_id: owned(ID_A), ..config() });
    let token = jwt(world.service_unix_ms() - 1_000);
    world.set_login(FACEBOOK, &token);
    let waiter = world.unlink(FACEBOOK);
    assert_eq!((world.asks.len(), world.sent), (1, 0));
    world.answer_logins(&[(FACEBOOK, "f2")]);
    world.answer_credentials(HOUR_MS);
    world.answer_unlink();
    assert_eq!(world.result(waiter), ResultCode::Ok);
}
