//! `GetOpenIdToken` as a request of its own: the identity first, then a token that is delivered once and never cached.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::http::TransportErrorKind;
use crate::provider::Config;
use crate::provider::config::Roles;
use crate::queue::EventKind;

fn token_of(world: &World, waiter: u64) -> String {
    assert_eq!(world.result(waiter), ResultCode::Ok);
    world.answers[&waiter].open_id_token.as_ref().unwrap().expose().to_owned()
}

#[test]
fn it_needs_the_identity_first_and_no_credentials() {
    let mut world = World::new(config());
    let waiter = world.get(Token);
    world.answer_get_id(ID_A);
    assert_eq!(world.body(), format!(r#"{{"IdentityId":"{ID_A}"}}"#));
    let token = world.answer_open_id_token();
    assert_eq!((token_of(&world, waiter), world.id(waiter)), (token, owned(ID_A)));
    assert_eq!((world.calls.len(), world.sent), (0, 2));
    assert_eq!(world.take_events(), [EventKind::IdentityChanged]);
}

#[test]
fn it_is_never_cached_and_shared_only_by_those_who_wait_together() {
    let (mut world, key) = World::with_guest(config());
    let waiters = [world.get(Token), world.get(Token)];
    let token = world.answer_open_id_token();
    assert!(waiters.iter().all(|waiter| token_of(&world, *waiter) == token));
    let next = world.get(Token);
    assert!(world.is_waiting(next));
    world.answer_open_id_token();
    assert_eq!((world.sent, world.cached().1), (2, Some(key)), "the credentials stay as they are");
}

#[test]
fn its_failure_reaches_only_its_own_waiters() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    let (credentials, token) = (world.get(Creds), world.get(Token));
    world.answer_credentials(HOUR_MS);
    let joined = world.get(Fresh);
    world.answer_error("ResourceConflictException", "no", 400);
    assert_eq!((world.result(token), world.id(token)), (ResultCode::ResourceConflict, owned(ID_A)));
    assert_eq!((world.result(credentials), world.result(joined)), (ResultCode::Ok, ResultCode::Ok));
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
    // Of an identity that is not confirmed yet, too.
    world.set_login(FACEBOOK, "f1");
    let token = world.get(Token);
    let credentials = world.get(Creds);
    world.answer_error("ResourceConflictException", "no", 400);
    assert_eq!((world.result(token), world.id(token)), (ResultCode::ResourceConflict, None));
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(credentials), ResultCode::Ok);
}

#[test]
fn a_token_that_is_there_is_delivered_though_the_rest_fails() {
    let roles = Roles { unauthenticated: owned("arn:aws:iam::123456789012:role/guest"), ..Roles::default() };
    let mut world = World::with_record(Config { roles, ..config() }, Some(record(ID_A)));
    let (credentials, token) = (world.get(Creds), world.get(Token));
    let text = world.answer_open_id_token();
    world.answer_sts_error("AccessDenied", "no");
    assert_eq!(world.result(credentials), ResultCode::RoleNotAllowed);
    assert_eq!(token_of(&world, token), text);
}

#[test]
fn it_confirms_an_identity_and_adopts_another() {
    let (mut world, _) = World::with_guest(config());
    world.set_login(FACEBOOK, "f1");
    let token = world.get(Token);
    assert_eq!((world.operation(), world.asked_identity_id().as_str()), ("GetOpenIdToken", ID_A));
    world.answer_open_id_token_of(ID_B);
    assert_eq!((world.id(token), world.cached()), (owned(ID_B), (owned(ID_B), None)));
    assert_eq!((world.take_events(), world.calls.len()), (vec![EventKind::IdentityChanged], 0));
}

#[test]
fn it_confirms_an_identity_for_those_who_want_only_that() {
    let both_wait = || {
        let (mut world, _) = World::with_guest(config());
        world.set_login(FACEBOOK, "f1");
        let (token, identity) = (world.get(Token), world.get(Id));
        world.set_login(GOOGLE, "g1"); // a new flight for both
        world.calls.pop_front();
        (world, token, identity)
    };
    let (mut world, token, identity) = both_wait();
    let text = world.answer_open_id_token();
    assert_eq!((world.id(identity), token_of(&world, token)), (owned(ID_A), text));
    assert!(world.calls.is_empty(), "no credentials are fetched for it");
    // Should it fail, credentials confirm the identity all the same.
    let (mut world, token, identity) = both_wait();
    world.answer_error("ResourceConflictException", "no", 400);
    assert_eq!(world.result(token), ResultCode::ResourceConflict);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(identity), owned(ID_A));
}

#[test]
fn an_expired_login_is_renewed_for_it_too() {
    let mut world = World::with_source(config());
    let waiter = world.get(Token);
    world.answer_logins(&[(FACEBOOK, "f1")]);
    world.answer_get_id(ID_A);
    world.answer_error("NotAuthorizedException", "Invalid login token. Token expired: 2 >= 1", 400);
    world.answer_logins(&[(FACEBOOK, "f2")]);
    assert_eq!(
        (world.operation(), world.sent_logins().as_str()),
        ("GetOpenIdToken", r#""graph.facebook.com":"f2""#)
    );
    let token = world.answer_open_id_token();
    assert_eq!(token_of(&world, waiter), token);
}

#[test]
fn a_login_change_discards_it() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.disk_works = false;
    let waiter = world.get(Token);
    world.answer_open_id_token_of(ID_B);
    assert!(world.is_waiting(waiter), "until the identity is stored");
    world.set_login(FACEBOOK, "f1");
    world.save();
    assert!(world.is_waiting(waiter));
    let token = world.answer_open_id_token();
    world.disk_works = true;
    assert_eq!(token_of(&world, waiter), token);
}

#[test]
fn deadlines_cancels_and_the_end_reach_those_who_wait_for_it() {
    let (mut world, _) = World::with_guest(config());
    let (late, cancelled, staying) = (world.get_within(Token, 50), world.get(Token), world.get(Token));
    world.feed(Input::Cancel(cancelled));
    world.advance(50);
    assert_eq!(world.result(late), ResultCode::DeadlineExceeded);
    assert_eq!(world.result(cancelled), ResultCode::Cancelled);
    world.feed(Input::Close);
    assert_eq!(world.result(staying), ResultCode::Cancelled);
    // Nobody's deadline but a credentials caller's makes the flight fetch credentials.
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.get_within(Token, 50);
    world.advance(50);
    world.answer_open_id_token();
    assert!(world.calls.is_empty());
}

#[test]
fn a_token_is_never_told_with_another_identity() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    let token = world.get(Token);
    world.answer_open_id_token();
    assert_eq!(world.id(token), owned(ID_A));
    // While it waits for the store, the credentials that somebody else wanted bring another identity.
    world.disk_works = false;
    let token = world.get(Token);
    world.get(Fresh);
    world.answer_open_id_token_of(ID_B);
    world.answer_credentials_of(ID_C, HOUR_MS);
    while world.is_waiting(token) {
        if world.calls.is_empty() {
            world.save();
        } else {
            world.answer_open_id_token();
        }
    }
    let text = world.answers[&token].open_id_token.as_ref().unwrap().expose().to_owned();
    assert_eq!((text, world.id(token)), (token_for(ID_C), owned(ID_C)));
}

#[test]
fn it_does_not_outlive_the_identity_it_is_for() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    let token = world.get(Token);
    world.get(Fresh);
    world.answer_open_id_token();
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    world.answer_error("NotAuthorizedException", "Unauthenticated access is not supported", 400);
    assert_eq!(world.result(token), ResultCode::GuestAccessDisabled);
}

#[test]
fn a_token_that_came_ends_the_row_of_failures() {
    let (mut world, _) = World::with_guest(Config { max_attempts: 1, ..config() });
    let fail = |world: &mut World| {
        let waiter = world.get(Token);
        world.answer_error("InternalErrorException", "no", 500);
        assert_eq!(world.result(waiter), ResultCode::ServiceUnavailable);
        world.advance(1_201); // the first pause and its jitter
    };
    fail(&mut world);
    world.get(Token);
    world.answer_open_id_token();
    fail(&mut world);
    let waiter = world.get(Token);
    assert!(world.is_waiting(waiter), "the pause was a first one again");
}

#[test]
fn a_token_that_the_device_itself_could_not_ask_for_is_asked_for_again_at_once() {
    let (mut world, _) = World::with_guest(Config { max_attempts: 1, ..config() });
    let waiter = world.get(Token);
    world.break_connection(TransportErrorKind::Refused);
    assert_eq!(world.result(waiter), ResultCode::LimitExceeded);
    let again = world.get(Token);
    assert!(world.is_waiting(again));
}
