//! Signed-in players against a service that really checks tokens: promotion, switching, merging, rejected and expired
//! tokens, and roles.

#![allow(unsafe_code, reason = "this is a C host, written in Rust")]

use std::ffi::CString;

use cognito_native::ffi::completion::*;
use cognito_native::ffi::login::*;
use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::result::*;

use super::emulator::{
    Emulator, EmulatorOptions, LoginProvider, LoginToken, Operation, PoolOptions, PoolRoles,
};
use super::host::{Host, Setup};

pub const GOOGLE: &str = "accounts.google.com";
const APPLE: &str = "appleid.apple.com";
const AUTH_ROLE: &str = "arn:aws:iam::123456789012:role/Authenticated";
const GUEST_ROLE: &str = "arn:aws:iam::123456789012:role/Guest";
const ADMIN_ROLE: &str = "arn:aws:iam::123456789012:role/Administrator";

pub fn service() -> (Emulator, String) {
    let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
    let roles = PoolRoles {
        authenticated: Some(AUTH_ROLE.to_owned()),
        unauthenticated: Some(GUEST_ROLE.to_owned()),
        custom: vec![ADMIN_ROLE.to_owned()],
        ..PoolRoles::default()
    };
    let pool = PoolOptions {
        login_providers: vec![LoginProvider::checked(GOOGLE, "game"), LoginProvider::checked(APPLE, "game")],
        roles: Some(roles),
        ..PoolOptions::default()
    };
    let pool_id = emulator.add_pool(pool).unwrap();
    (emulator, pool_id)
}

pub fn good(provider: &str, player: &str) -> LoginToken {
    LoginToken::new(provider, player, "game")
}

fn sign_in(host: &Host, provider: &str, token: &str) {
    let (provider, token) = (CString::new(provider).unwrap(), CString::new(token).unwrap());
    // SAFETY: both are NUL-terminated and live through the call.
    let result = unsafe { cognito_provider_set_login(host.provider, provider.as_ptr(), token.as_ptr()) };
    assert_eq!(result, COGNITO_OK);
}

#[test]
fn a_guest_who_signs_in_keeps_the_identity_and_comes_back_to_it_from_another_device() {
    let (emulator, pool_id) = service();
    let phone = Setup::on(&emulator, &pool_id).start();
    let guest = phone.get_credentials();
    sign_in(&phone, GOOGLE, &emulator.issue_login_token(&good(GOOGLE, "ann")));
    let ann = phone.get_credentials();
    assert_eq!(ann.identity_id, guest.identity_id, "linked, not replaced");
    assert_ne!(ann.access_key_id, guest.access_key_id);
    assert_eq!(emulator.stats().requests_for(Operation::GetId), 1);

    let tablet = Setup::on(&emulator, &pool_id).start();
    let stranger = tablet.get_credentials();
    sign_in(&tablet, GOOGLE, &emulator.issue_login_token(&good(GOOGLE, "ann")));
    let again = tablet.get_identity_id();
    assert_eq!(again.identity_id, ann.identity_id, "the surviving identity is adopted");
    let changed = tablet.events(COGNITO_EVENT_IDENTITY_CHANGED);
    assert_eq!(changed.last().unwrap().identity_change, COGNITO_IDENTITY_MERGED);
    assert_eq!(changed.last().unwrap().previous_identity_id, stranger.identity_id);
}

#[test]
fn players_who_share_a_device_never_meet() {
    let (emulator, pool_id) = service();
    let directory = tempfile::tempdir().unwrap();
    let host = Setup::on(&emulator, &pool_id).stored_in(directory.path()).start();
    sign_in(&host, GOOGLE, &emulator.issue_login_token(&good(GOOGLE, "ann")));
    let ann = host.get_credentials();
    assert_eq!(cognito_provider_sign_out(host.provider), COGNITO_OK);
    assert_eq!(host.cached_credentials(), Err(COGNITO_ERROR_NOT_CACHED));
    sign_in(&host, GOOGLE, &emulator.issue_login_token(&good(GOOGLE, "bob")));
    let bob = host.get_credentials();
    assert_ne!(bob.identity_id, ann.identity_id);
    assert_eq!(cognito_provider_sign_out(host.provider), COGNITO_OK);
    sign_in(&host, GOOGLE, &emulator.issue_login_token(&good(GOOGLE, "ann")));
    assert_eq!(host.get_credentials().identity_id, ann.identity_id);
}

#[test]
fn each_bad_token_has_its_own_code_and_hint_and_costs_no_identity() {
    let (emulator, pool_id) = service();
    let host = Setup::on(&emulator, &pool_id).start();
    let id = host.get_identity_id().identity().to_owned();
    let ann = good(GOOGLE, "ann");
    let bad = [
        (LoginToken { expires_in_seconds: -100, ..ann.clone() }, COGNITO_ERROR_LOGIN_EXPIRED, "fresh token"),
        (LoginToken { is_forged: true, ..ann.clone() }, COGNITO_ERROR_LOGIN_REJECTED, "sign"),
        (LoginToken { audience: None, ..ann.clone() }, COGNITO_ERROR_LOGIN_REJECTED, "ID token"),
        (good(APPLE, "ann"), COGNITO_ERROR_LOGIN_REJECTED, "login"),
        (LoginToken::new(GOOGLE, "ann", "another game"), COGNITO_ERROR_LOGIN_REJECTED, "pool"),
    ];
    for (token, result, words) in bad {
        sign_in(&host, GOOGLE, &emulator.issue_login_token(&token));
        let refused = host.get_credentials();
        assert_eq!(refused.result, result, "{token:?}: {refused:?}");
        assert_eq!(refused.aws_error_code.as_deref(), Some("NotAuthorizedException"), "{token:?}");
        assert!(refused.hint.as_ref().unwrap().contains(words), "{token:?}: {:?}", refused.hint);
    }
    sign_in(&host, GOOGLE, &emulator.issue_login_token(&ann));
    assert_eq!(host.get_credentials().identity(), id, "the guest's identity was never lost");
}

#[test]
fn a_guest_may_not_use_a_players_identity() {
    let (emulator, pool_id) = service();
    let host = Setup::on(&emulator, &pool_id).start();
    sign_in(&host, GOOGLE, &emulator.issue_login_token(&good(GOOGLE, "ann")));
    let ann = host.get_credentials();
    assert_eq!(cognito_provider_clear_logins(host.provider), COGNITO_OK);
    assert_eq!(host.get_credentials().result, COGNITO_ERROR_LOGIN_REQUIRED);
    assert_eq!(host.events(COGNITO_EVENT_LOGIN_REQUIRED).len(), 1);
    sign_in(&host, GOOGLE, &emulator.issue_login_token(&good(GOOGLE, "ann")));
    assert_eq!(host.get_credentials().identity_id, ann.identity_id);
}

/// The emulator is both services.
pub fn classic_flow(options: &mut cognito_provider_options) {
    options.sts_endpoint = options.endpoint;
    options.auth_role_arn = c"arn:aws:iam::123456789012:role/Authenticated".as_ptr();
    options.unauth_role_arn = c"arn:aws:iam::123456789012:role/Guest".as_ptr();
    options.role_session_name = c"player-session".as_ptr();
    options.session_duration_s = 900;
}

#[test]
fn the_classic_flow_assumes_the_role_of_the_present_state() {
    let (emulator, pool_id) = service();
    let host = Setup::on(&emulator, &pool_id).with(classic_flow).start();
    let guest = host.get_credentials();
    assert_eq!(guest.result, COGNITO_OK, "{guest:?}");
    let issued = emulator.issued_credentials(guest.access_key_id.as_ref().unwrap()).unwrap();
    assert_eq!(issued.role_arn.as_deref(), Some(GUEST_ROLE));
    assert_eq!(issued.session_name.as_deref(), Some("player-session"));
    assert_eq!(issued.identity_id, guest.identity());

    sign_in(&host, GOOGLE, &emulator.issue_login_token(&good(GOOGLE, "ann")));
    let ann = host.get_credentials();
    assert_eq!(ann.identity_id, guest.identity_id, "promoted in the classic flow too");
    let issued = emulator.issued_credentials(ann.access_key_id.as_ref().unwrap()).unwrap();
    assert_eq!(issued.role_arn.as_deref(), Some(AUTH_ROLE));
    let stats = emulator.stats();
    assert_eq!(stats.requests_for(Operation::GetCredentialsForIdentity), 0);
    assert_eq!(stats.requests_for(Operation::AssumeRoleWithWebIdentity), 2);
}

#[test]
fn a_custom_role_goes_with_the_enhanced_flow_and_is_refused_when_the_pool_does_not_offer_it() {
    let (emulator, pool_id) = service();
    let token = emulator.issue_login_token(&good(GOOGLE, "ann"));
    let offered = Setup::on(&emulator, &pool_id)
        .with(|options| options.custom_role_arn = c"arn:aws:iam::123456789012:role/Administrator".as_ptr())
        .start();
    sign_in(&offered, GOOGLE, &token);
    let credentials = offered.get_credentials();
    assert_eq!(credentials.result, COGNITO_OK, "{credentials:?}");
    let issued = emulator.issued_credentials(credentials.access_key_id.as_ref().unwrap()).unwrap();
    assert_eq!(issued.role_arn.as_deref(), Some(ADMIN_ROLE));

    let refused = Setup::on(&emulator, &pool_id)
        .with(|options| options.custom_role_arn = c"arn:aws:iam::123456789012:role/Nobody".as_ptr())
        .start();
    sign_in(&refused, GOOGLE, &token);
    assert_eq!(refused.get_credentials().result, COGNITO_ERROR_ROLE_NOT_ALLOWED);
}

#[test]
fn a_session_without_a_name_has_the_librarys() {
    let (emulator, pool_id) = service();
    let nameless = |options: &mut cognito_provider_options| {
        classic_flow(options);
        options.role_session_name = std::ptr::null();
        options.session_duration_s = 0;
    };
    let guest = Setup::on(&emulator, &pool_id).with(nameless).start().get_credentials();
    let issued = emulator.issued_credentials(guest.access_key_id.as_ref().unwrap()).unwrap();
    assert_eq!(issued.session_name.as_deref(), Some("cognito-native"));
    let left_ms = guest.expiration_unix_ms - wall_unix_ms();
    assert!((3_500_000..=3_600_000).contains(&left_ms), "an hour, not {left_ms} ms");
}

fn wall_unix_ms() -> i64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}
