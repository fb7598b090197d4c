//! Developer-authenticated identities: the game's own backend names the identity and gives a token for it, so `GetId`
//! is never asked.

use super::super::{Input, LoginReason, developer_login_name};
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::config::Roles;
use crate::queue::{EventKind, IdentityChange};

const ROLE: &str = "arn:aws:iam::123456789012:role/player";

fn classic() -> Config {
    Config { roles: Roles { authenticated: owned(ROLE), ..Roles::default() }, ..config() }
}

#[test]
fn enhanced_the_token_goes_under_the_developer_key_and_get_id_is_not_asked() {
    let mut world = World::with_source(config());
    let (waiter, identity) = (world.get(Creds), world.get(Id));
    world.answer_developer(ID_A, "d1");
    assert_eq!(
        world.body(),
        format!(r#"{{"IdentityId":"{ID_A}","Logins":{{"cognito-identity.amazonaws.com":"d1"}}}}"#)
    );
    assert_eq!((world.id(identity), world.locks.len()), (owned(ID_A), 0));
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!((world.key(waiter), world.sent), (key, 1));
    assert_eq!(world.disk, Some(record(ID_A)));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (None, owned(ID_A), IdentityChange::Developer));
}

#[test]
fn classic_the_token_goes_straight_to_sts() {
    let mut world = World::with_source(classic());
    let waiter = world.get(Creds);
    let token = token_for(ID_A);
    world.answer_developer(ID_A, &token);
    assert_eq!(
        (world.operation(), world.sent_field("WebIdentityToken")),
        ("AssumeRoleWithWebIdentity", token)
    );
    let key = world.answer_sts(HOUR_MS);
    assert_eq!((world.key(waiter), world.id(waiter), world.sent), (key, owned(ID_A), 1));
    // A token that expired is asked for again, once.
    let waiter = world.get(Fresh);
    world.answer_sts_error("ExpiredTokenException", "Token expired: current date/time must be before");
    let renewed = format!("{}.2", token_for(ID_A));
    world.answer_developer(ID_A, &renewed);
    assert_eq!(world.sent_field("WebIdentityToken"), renewed);
    world.answer_sts_error("ExpiredTokenException", "Token expired: current date/time must be before");
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::LoginExpired, owned(ID_A)));
}

#[test]
fn the_key_is_another_one_in_china() {
    assert_eq!(developer_login_name("us-east-1"), c"cognito-identity.amazonaws.com");
    assert_eq!(developer_login_name("us-gov-west-1"), c"cognito-identity.amazonaws.com");
    assert_eq!(developer_login_name("cn-north-1"), c"cognito-identity.cn-north-1.amazonaws.com.cn");
}

#[test]
fn another_identity_of_the_backends_replaces_the_one_of_before() {
    let mut world = World::with_source(config());
    world.get(Creds);
    world.answer_developer(ID_A, "d1");
    world.answer_credentials(HOUR_MS);
    world.take_events();
    for (token, id) in [("d2", ID_B), ("d2", ID_C)] {
        let waiter = world.get(Fresh);
        world.answer_error("NotAuthorizedException", "Invalid login token. Token expired: 2 >= 1", 400);
        world.disk_works = false;
        world.answer_developer(id, token);
        assert_eq!(world.cached().1, None, "the other identity's credentials");
        world.disk_works = true;
        world.save();
        assert_eq!(world.asked_identity_id(), id);
        world.answer_credentials(HOUR_MS);
        assert_eq!((world.id(waiter), world.disk.clone()), (owned(id), Some(record(id))));
        let events = world.take_full_events();
        let (_, after, cause) = change_of(&events[0]);
        assert_eq!((after, cause, events.len()), (owned(id), IdentityChange::Developer, 2));
    }
}

#[test]
fn a_guest_that_becomes_a_developers_player_is_told_so() {
    let (mut world, _) = World::with_guest(config());
    world.feed(Input::LoginSource(true));
    let waiter = world.get(Fresh);
    world.answer_developer(ID_B, "d1");
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Developer));
}

#[test]
fn the_cause_is_not_that_of_an_identity_that_was_never_told() {
    let mut world = World::with_source(config());
    world.disk_works = false;
    world.get(Creds);
    world.answer_developer(ID_A, "d1");
    world.disk_works = true;
    world.feed(Input::SignOut);
    world.answer_logins(&[]);
    world.feed(Input::LoginSource(false));
    while !world.saves.is_empty() {
        world.save();
    }
    if world.operation() == "GetCredentialsForIdentity" {
        world.answer_credentials(HOUR_MS);
    }
    if !world.asks.is_empty() {
        world.answer_logins(&[]);
    }
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (None, owned(ID_B), IdentityChange::Created));
}

#[test]
fn one_that_does_not_exist_fails_and_get_id_is_never_asked() {
    for (code, message, expected) in [
        ("ResourceNotFoundException", format!("Identity '{ID_A}' not found."), ResultCode::IdentityNotFound),
        ("ValidationException", "Value 'x' at 'identityId' failed".to_owned(), ResultCode::InvalidParameter),
    ] {
        let mut world = World::with_source(config());
        let waiter = world.get(Creds);
        world.answer_developer(ID_A, "d1");
        world.answer_error(code, &message, 400);
        assert!(world.calls.is_empty(), "{message}");
        assert_eq!(world.id(waiter), owned(ID_A));
        let code = world.result(waiter);
        assert!(code == expected || code == ResultCode::IdentityNotFound, "{code:?}");
    }
}

#[test]
fn a_developers_token_without_its_identity_asks_the_source_or_fails_but_never_get_id() {
    let mut world = World::new(config());
    world.set_login(DEVELOPER, "d1");
    let waiter = world.get(Creds);
    assert_eq!((world.result(waiter), world.sent), (ResultCode::LoginRequired, 0));
    assert!(world.failure(waiter).hint.contains("identity"), "{}", world.failure(waiter).hint);
    // With a source it is asked: also after a clear, which leaves the token.
    let mut world = World::with_source(config());
    world.get(Creds);
    world.answer_developer(ID_A, "d1");
    world.answer_credentials(HOUR_MS);
    world.feed(Input::ClearIdentity);
    let waiter = world.get(Creds);
    assert_eq!((world.asks.len(), world.calls.len()), (1, 0));
    assert_eq!(world.last_question.as_ref().map(|question| question.reason), Some(LoginReason::Missing));
    world.answer_developer(ID_A, "d1");
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(waiter), ResultCode::Ok);
    // With the identity in the options all is there.
    let mut world = World::new(Config { identity_id: owned(ID_A), ..config() });
    world.set_login(DEVELOPER, "d1");
    let waiter = world.get(Creds);
    assert_eq!(world.asked_identity_id(), ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_A));
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
}

#[test]
fn in_china_the_token_under_the_chinese_key_is_the_developers() {
    let pool = crate::cognito::PoolId::parse("cn-north-1:00000000-0000-0000-0000-000000000001").unwrap();
    let mut world = World::new(Config { pool, identity_id: owned(ID_A), ..classic() });
    world.set_login(DEVELOPER, "d1");
    world.get(Creds);
    assert_eq!(world.operation(), "GetOpenIdToken", "the other key is any login's");
    world.feed(Input::SignOut);
    world.calls.clear();
    world.set_login("cognito-identity.cn-north-1.amazonaws.com.cn", "d1");
    let waiter = world.get(Creds);
    assert_eq!((world.result(waiter), world.calls.len()), (ResultCode::LoginRequired, 0), "no GetId");
}

#[test]
fn another_identity_that_sts_finds_in_the_token_is_the_developers_too() {
    let mut world = World::with_record(classic(), Some(record(ID_A)));
    world.set_login(DEVELOPER, &token_for(ID_B));
    let waiter = world.get(Creds);
    world.answer_sts(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Developer));
}

#[test]
fn while_the_identity_of_the_backend_is_stored_the_one_of_before_is_not_seen() {
    let (mut world, _) = World::with_guest(config());
    world.disk_works = false;
    world.feed(Input::LoginSource(true));
    world.get(Fresh);
    world.answer_developer(ID_B, "d1");
    let waiter = world.get(Id);
    assert!(world.is_waiting(waiter));
    assert_eq!(world.cached(), (None, None));
    while world.is_waiting(waiter) {
        world.save();
    }
    assert_eq!((world.id(waiter), world.cached().0), (owned(ID_B), owned(ID_B)));
}
