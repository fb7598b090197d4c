//! Recovery: what each thing the service says does to a guest.

use super::world::*;
use crate::error::ResultCode;
use crate::http::TransportErrorKind;
use crate::provider::Config;
use crate::provider::config::Roles;
use crate::queue::{EventKind, IdentityChange};

const NOT_FOUND: &str = "ResourceNotFoundException";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const MALFORMED: &str = "1 validation error detected: Value 'x' at 'identityId' failed to satisfy constraint";

fn stored_guest(config: Config) -> World {
    World::with_record(config, Some(record(ID_A)))
}

#[test]
fn an_identity_that_is_gone_or_malformed_is_replaced_and_the_call_made_again() {
    let errors = [
        (NOT_FOUND, format!("Identity '{ID_A}' not found."), 400),
        (NOT_FOUND, format!("Identity '{ID_A}' not found."), 404),
        ("ValidationException", MALFORMED.to_owned(), 400),
    ];
    for (code, message, status) in errors {
        let mut world = stored_guest(config());
        let waiter = world.get(Creds);
        world.answer_error(code, &message, status);
        assert_eq!(world.operation(), "GetId", "{message}");
        assert_eq!(world.cached(), (None, None), "the dead id is no longer served");
        assert!(world.lock_held, "and the dead id in the store is not taken for another process's");
        world.answer_get_id(ID_B);
        assert_eq!(world.asked_identity_id(), ID_B);
        let key = world.answer_credentials(HOUR_MS);
        assert_eq!((world.id(waiter), world.key(waiter)), (owned(ID_B), key));
        assert_eq!(world.disk, Some(record(ID_B)));
        let events = world.take_full_events();
        assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Recovered));
        assert_eq!(events.len(), 2, "and the refresh");
    }
}

#[test]
fn a_recovery_happens_at_most_once_per_request() {
    let mut world = stored_guest(config());
    let waiter = world.get(Creds);
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_A}' not found."), 400);
    world.answer_get_id(ID_B);
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_B}' not found."), 400);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::IdentityNotFound, owned(ID_B)));
    assert!(world.calls.is_empty());
    // A later request is another one.
    world.advance(5_001);
    let waiter = world.get(Creds);
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_B}' not found."), 400);
    world.answer_get_id(ID_C);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_C));
}

#[test]
fn a_recovery_takes_the_identity_another_process_already_recovered() {
    let mut world = stored_guest(config());
    world.get(Creds);
    world.disk = Some(record(ID_B));
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_A}' not found."), 400);
    assert_eq!((world.operation(), world.asked_identity_id().as_str()), ("GetCredentialsForIdentity", ID_B));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Recovered));
}

#[test]
fn a_recovery_that_breaks_off_goes_on_with_the_next_request() {
    let mut world = stored_guest(config());
    let waiter = world.get(Creds);
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_A}' not found."), 400);
    world.break_every_attempt();
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::Network, None));
    assert_eq!(world.disk, Some(record(ID_A)), "nothing is removed before its successor is there");
    assert!(world.take_events().is_empty());
    let waiter = world.get(Fresh);
    assert_eq!(world.operation(), "GetId", "the dead id is not tried again");
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), owned(ID_B), IdentityChange::Recovered));
}

#[test]
fn a_dead_identity_takes_its_credentials_along() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_A}' not found."), 400);
    world.break_every_attempt();
    let waiter = world.get(Creds);
    assert_eq!(world.result(waiter), ResultCode::Network, "the old credentials are another player's by now");
    assert_eq!(world.cached(), (None, None));
    assert_eq!(world.take_events(), [EventKind::RefreshFailed], "nobody waited for it");
}

#[test]
fn errors_that_are_no_proof_keep_the_identity() {
    let forbidden = format!("Access to Identity '{ID_A}' is forbidden.");
    let no_pool = format!("IdentityPool '{POOL}' not found.");
    let table = [
        (NOT_FOUND, no_pool.as_str(), ResultCode::PoolNotFound),
        (NOT_FOUND, "", ResultCode::PoolNotFound),
        (NOT_AUTHORIZED, forbidden.as_str(), ResultCode::LoginRequired),
        (
            NOT_AUTHORIZED,
            "Unauthenticated access is not supported for this identity pool.",
            ResultCode::GuestAccessDisabled,
        ),
        (
            NOT_AUTHORIZED,
            "Logins don't match. Please include at least one valid login for this identity.",
            ResultCode::LoginRequired,
        ),
        (NOT_AUTHORIZED, "Invalid login token. Token expired: 2 >= 1", ResultCode::LoginExpired),
        (NOT_AUTHORIZED, "Invalid login token. Issuer doesn't match providerName", ResultCode::LoginRejected),
        (
            NOT_AUTHORIZED,
            "Token is not from a supported provider of this identity pool.",
            ResultCode::LoginRejected,
        ),
        (NOT_AUTHORIZED, "Invalid login token. Can't pass in a Cognito token.", ResultCode::LoginRejected),
        (NOT_AUTHORIZED, "Invalid login token. Missing a required claim: aud", ResultCode::LoginRejected),
        (NOT_AUTHORIZED, "Invalid login token. Couldn't verify signed token.", ResultCode::LoginRejected),
        (
            NOT_AUTHORIZED,
            "The ambiguous role mapping rules denied assuming a role",
            ResultCode::RoleNotAllowed,
        ),
        (
            "InvalidIdentityPoolConfigurationException",
            "Invalid identity pool configuration.",
            ResultCode::RoleNotAllowed,
        ),
        ("InvalidParameterException", "no", ResultCode::InvalidParameter),
        ("ResourceConflictException", "no", ResultCode::ResourceConflict),
        ("NeverHeardOfException", "no", ResultCode::InvalidParameter),
    ];
    for (code, message, expected) in table {
        for status in [400, 403, 404] {
            let mut world = stored_guest(config());
            let waiter = world.get(Creds);
            world.answer_error_with(code, message, status, &[("x-amzn-requestid", "r-1")]);
            assert_eq!(world.result(waiter), expected, "{code} {message}");
            assert_eq!(world.id(waiter), owned(ID_A));
            assert_eq!((world.sent, world.cached().0), (1, owned(ID_A)));
            assert_eq!(world.disk, Some(record(ID_A)));
            let failure = world.failure(waiter);
            assert_eq!(failure.aws_error_code, owned(code));
            assert_eq!(failure.aws_request_id.as_deref(), Some("r-1"));
            assert_eq!((failure.http_status, failure.attempts, failure.is_retryable), (status, 1, false));
            assert!(!failure.hint.is_empty() && (message.is_empty() || failure.message == message));
        }
    }
}

#[test]
fn passing_errors_keep_the_identity() {
    type Fail = fn(&mut World);
    let errors: [(Fail, ResultCode); 8] = [
        (|world| world.answer_error("TooManyRequestsException", "no", 400), ResultCode::Throttled),
        (|world| world.answer_error("Throttling", "no", 429), ResultCode::Throttled),
        (|world| world.answer_error("LimitExceededException", "no", 400), ResultCode::LimitExceeded),
        (|world| world.answer_error("InternalErrorException", "no", 500), ResultCode::ServiceUnavailable),
        (|world| world.answer_error("", "", 503), ResultCode::ServiceUnavailable),
        (|world| world.break_connection(TransportErrorKind::Timeout), ResultCode::Network),
        (|world| world.break_connection(TransportErrorKind::Tls), ResultCode::Tls),
        (|world| world.break_connection(TransportErrorKind::Malformed), ResultCode::InvalidResponse),
    ];
    for (fail, expected) in errors {
        let mut world = stored_guest(config());
        let waiter = world.get(Creds);
        for _ in 0..3 {
            fail(&mut world);
            world.advance(2_000);
        }
        assert_eq!((world.result(waiter), world.id(waiter)), (expected, owned(ID_A)));
        assert!(world.failure(waiter).is_retryable);
        assert_eq!(world.failure(waiter).attempts, 3);
        assert_eq!(world.disk, Some(record(ID_A)));
        let next = world.get(Creds);
        assert!(world.is_waiting(next), "not remembered");
        assert_eq!(world.asked_identity_id(), ID_A);
    }
}

#[test]
fn a_guest_forbidden_its_identity_needs_a_login_unless_the_host_wants_a_new_guest() {
    let forbidden = format!("Access to Identity '{ID_A}' is forbidden.");
    let mut world = stored_guest(config());
    let waiter = world.get(Creds);
    world.answer_error(NOT_AUTHORIZED, &forbidden, 400);
    assert_eq!(world.result(waiter), ResultCode::LoginRequired);
    let events = world.take_full_events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].event.as_ref().unwrap().kind, EventKind::LoginRequired);
    assert_eq!((events[0].result, id_of(&events[0])), (ResultCode::LoginRequired, owned(ID_A)));

    let mut world = stored_guest(Config { recover_forbidden_guest: true, ..config() });
    let waiter = world.get(Creds);
    world.answer_error(NOT_AUTHORIZED, &forbidden, 400);
    world.answer_get_id(ID_B);
    world.answer_error(NOT_AUTHORIZED, &format!("Access to Identity '{ID_B}' is forbidden."), 400);
    assert_eq!((world.result(waiter), world.id(waiter)), (ResultCode::LoginRequired, owned(ID_B)), "once");
}

#[test]
fn get_id_itself_recovers_nothing() {
    let mut world = World::new(config());
    let waiter = world.get(Creds);
    world.answer_error(NOT_FOUND, "Identity 'x' not found.", 400);
    assert_eq!(world.result(waiter), ResultCode::IdentityNotFound);
    assert!(world.calls.is_empty() && !world.lock_held);
}

#[test]
fn a_service_with_second_thoughts_is_no_change() {
    let mut world = stored_guest(config());
    let waiter = world.get(Creds);
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_A}' not found."), 400);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_A));
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
}

#[test]
fn a_dead_identity_that_is_cleared_is_told_as_gone() {
    let mut world = stored_guest(config());
    world.get(Creds);
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_A}' not found."), 400);
    world.break_every_attempt();
    world.feed(crate::provider::Input::ClearIdentity);
    let events = world.take_full_events();
    assert_eq!(change_of(&events[0]), (owned(ID_A), None, IdentityChange::Host));
}

#[test]
fn a_dead_identity_leaves_no_back_off() {
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(14 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    world.get(Fresh);
    world.answer_error(NOT_FOUND, &format!("Identity '{ID_A}' not found."), 400);
    world.break_every_attempt();
    world.advance(MINUTE_MS);
    assert_eq!(world.snapshot().next_refresh_unix_ms, None);
}

#[test]
fn the_hint_names_the_option_by_which_the_host_chose_a_server_that_is_not_there() {
    let hint = |config: Config, is_sts: bool| {
        let mut world = World::with_record(config, Some(record(ID_A)));
        let waiter = world.get(Creds);
        if is_sts {
            world.answer_open_id_token();
        }
        world.break_every_attempt();
        world.failure(waiter).hint
    };
    let roles = Roles { unauthenticated: owned("arn:aws:iam::123456789012:role/guest"), ..Roles::default() };
    let both = Config { has_own_endpoint: true, has_own_sts_endpoint: true, ..config() };
    assert!(!hint(config(), false).contains("endpoint"));
    assert!(hint(both.clone(), false).contains("the endpoint option"));
    assert!(hint(Config { roles, ..both }, true).contains("the sts_endpoint option"));
}

#[test]
fn a_web_page_in_place_of_an_answer_is_told_as_not_the_services_whatever_its_status() {
    for (status, code) in [
        (200, ResultCode::InvalidResponse),
        (302, ResultCode::InvalidResponse),
        (404, ResultCode::InvalidResponse),
        (501, ResultCode::InvalidResponse),
        (503, ResultCode::ServiceUnavailable),
    ] {
        let own = Config { has_own_endpoint: true, max_attempts: 1, ..config() };
        let mut world = World::with_record(own, Some(record(ID_A)));
        let waiter = world.get(Creds);
        world.answer_page(status, "<html>sign in</html>");
        let failure = world.failure(waiter);
        assert_eq!(failure.code, code);
        let is_named = failure.hint.contains("This is not a Cognito endpoint");
        assert_eq!(is_named, code == ResultCode::InvalidResponse, "{status}: {}", failure.hint);
        let doubted =
            ["a proxy", "captive portal", "Is the endpoint option right, which names identity.example?"];
        assert!(doubted.iter().all(|word| failure.hint.contains(word)), "{status}: {}", failure.hint);
    }
}

#[test]
fn the_hint_of_a_certificate_that_is_not_trusted_names_both_places_where_trust_comes_from() {
    let mut world = World::with_record(Config { max_attempts: 1, ..config() }, Some(record(ID_A)));
    let waiter = world.get(Creds);
    world.break_connection(TransportErrorKind::Tls);
    let failure = world.failure(waiter);
    assert_eq!(failure.code, ResultCode::Tls);
    assert!(
        ["the system's store", "ca_pem"].iter().all(|place| failure.hint.contains(place)),
        "{}",
        failure.hint
    );
}

#[test]
fn the_hint_of_a_forbidden_identity_is_one_for_a_guest() {
    let mut world = stored_guest(config());
    let waiter = world.get(Creds);
    world.answer_error(NOT_AUTHORIZED, &format!("Access to Identity '{ID_A}' is forbidden."), 400);
    assert!(world.failure(waiter).hint.contains("a guest cannot use it"), "{}", world.failure(waiter).hint);
}
