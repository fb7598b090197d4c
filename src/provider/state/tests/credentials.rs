//! Getting credentials: what an answer must hold, and what a failed fetch still tells.

use proptest::prelude::*;

use super::world::*;
use crate::error::ResultCode;
use crate::provider::snapshot::Phase;
use crate::queue::EventKind;

#[test]
fn a_cold_start_is_get_id_then_credentials_and_both_are_told() {
    let mut world = World::new(config());
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    assert_eq!(world.body(), format!(r#"{{"IdentityId":"{ID_A}"}}"#), "a guest sends no Logins");
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!((world.id(waiter), world.key(waiter)), (owned(ID_A), key.clone()));
    assert_eq!(world.cached(), (owned(ID_A), Some(key.clone())));
    let events = world.take_full_events();
    let kinds: Vec<_> = events.iter().map(|event| event.event.as_ref().unwrap().kind).collect();
    assert_eq!(kinds, [EventKind::IdentityChanged, EventKind::CredentialsRefreshed]);
    assert_eq!((id_of(&events[1]), key_of(&events[1])), (owned(ID_A), Some(key)));
}

#[test]
fn an_answer_that_lacks_a_part_or_is_expired_is_tried_again_and_then_told() {
    let bodies = [
        "{}",
        "not json",
        r#"{"Credentials":{"SecretKey":"s","SessionToken":"t","Expiration":1900000000}}"#,
        r#"{"Credentials":{"AccessKeyId":"a","SessionToken":"t","Expiration":1900000000}}"#,
        r#"{"Credentials":{"AccessKeyId":"a","SecretKey":"s","Expiration":1900000000}}"#,
        r#"{"Credentials":{"AccessKeyId":"a","SecretKey":"s","SessionToken":"t"}}"#,
        r#"{"Credentials":{"AccessKeyId":"a","SecretKey":"s","SessionToken":"t","Expiration":1700000000}}"#,
    ];
    for body in bodies {
        let mut world = World::with_record(config(), Some(record(ID_A)));
        let waiter = world.get(Creds);
        for _ in 0..3 {
            world.answer_body(body);
            world.advance(100);
        }
        assert_eq!(world.result(waiter), ResultCode::InvalidResponse, "{body}");
        assert_eq!(world.id(waiter), owned(ID_A), "the id is known all the same");
        let failure = world.failure(waiter);
        assert_eq!((failure.attempts, failure.http_status, failure.is_retryable), (3, 200, true));
        assert_eq!(failure.aws_request_id.as_deref(), Some("r-ok"));
        assert_eq!(world.snapshot().phase, Phase::Empty);
    }
}

#[test]
fn credentials_that_expire_at_this_very_moment_are_expired_on_arrival() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    let waiter = world.get(Creds);
    world.answer_credentials(0);
    assert!(world.is_waiting(waiter));
    world.advance(100);
    let key = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), key, "the second attempt was good");
}

#[test]
fn an_expiration_in_exponent_form_is_read() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    let waiter = world.get(Creds);
    world.answer_body(
        r#"{"Credentials":{"AccessKeyId":"a","SecretKey":"s","SessionToken":"t","Expiration":1.8000036E9}}"#,
    );
    assert_eq!(world.key(waiter), "a");
    let credentials = world.answers[&waiter].credentials.clone().unwrap();
    assert_eq!(credentials.expiration_unix_ms, 1_800_003_600_000);
}

#[test]
fn an_identity_without_credentials_is_a_partial_result() {
    let mut world = World::new(config());
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_error("InvalidIdentityPoolConfigurationException", "no role", 400);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::RoleNotAllowed, owned(ID_A)));
    assert!(world.answers[&waiter].credentials.is_none());
    assert_eq!(world.take_events(), [EventKind::IdentityChanged]);
    assert_eq!(world.disk, Some(record(ID_A)), "the id is kept for the next run");
}

#[test]
fn an_identity_alone_is_answered_before_the_credentials_are_there() {
    let mut world = World::new(config());
    let (identity, credentials) = (world.get(Id), world.get(Creds));
    world.answer_get_id(ID_A);
    assert_eq!(world.id(identity), owned(ID_A));
    assert!(world.is_waiting(credentials));
}

proptest! {
    #[test]
    fn whatever_lifetime_the_service_gives_is_never_stretched(lifetime_ms in 0..2 * HOUR_MS, start_ms in 0u64..5_000) {
        let mut world = World::with_record(config(), Some(record(ID_A)));
        world.advance(start_ms);
        let waiter = world.get(Creds);
        let truly_expires_mono_ms = world.mono_ms() + lifetime_ms;
        world.answer_credentials(lifetime_ms);
        if lifetime_ms > 1_000 {
            prop_assert!(world.expires_mono_ms() <= truly_expires_mono_ms);
            prop_assert!(world.expires_mono_ms() + 1_000 >= truly_expires_mono_ms);
            prop_assert_eq!(world.result(waiter), ResultCode::Ok);
        } else {
            prop_assert!(world.is_waiting(waiter) || world.expires_mono_ms() <= truly_expires_mono_ms);
        }
    }
}
