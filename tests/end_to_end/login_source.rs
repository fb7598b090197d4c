//! The login source against a service that really checks tokens: when it is asked, how often, and developer identities.

#![allow(unsafe_code, reason = "this is a C host, written in Rust")]

use std::ffi::{CString, c_void};
use std::sync::{Arc, Mutex};

use cognito_native::ffi::completion::*;
use cognito_native::ffi::login_request::*;
use cognito_native::ffi::result::*;

use super::emulator::{LoginToken, Operation};
use super::host::{Host, Setup};
use super::sign_in::{GOOGLE, classic_flow, good, service};

/// One answer: a login, a developer identity (an id and its token), or a failure.
#[derive(Clone)]
enum Says {
    Login(String),
    Developer(String, String),
    Failure(&'static str),
}

/// What a source says, one answer after the other; the last one again and again.
struct Script {
    answers: Vec<Says>,
    asked: usize,
}

unsafe extern "C" fn recite(user_data: *mut c_void, request: *mut cognito_login_request) {
    // SAFETY: the script outlives the provider.
    let script = unsafe { &*user_data.cast::<Mutex<Script>>() };
    let mut script = script.lock().unwrap();
    let says = script.answers[script.asked.min(script.answers.len() - 1)].clone();
    script.asked += 1;
    let text = |text: &str| CString::new(text).unwrap();
    // SAFETY: the request is the one just given, and the strings live through the calls.
    let (said, ended) = unsafe {
        match says {
            Says::Login(token) => {
                let (name, token) = (text(GOOGLE), text(&token));
                let added = cognito_login_request_add(request, name.as_ptr(), token.as_ptr());
                (added, cognito_login_request_complete(request))
            }
            Says::Developer(id, token) => {
                let (id, token) = (text(&id), text(&token));
                let set = cognito_login_request_set_developer_identity(request, id.as_ptr(), token.as_ptr());
                (set, cognito_login_request_complete(request))
            }
            Says::Failure(why) => (COGNITO_OK, cognito_login_request_fail(request, text(why).as_ptr())),
        }
    };
    assert_eq!((said, ended), (COGNITO_OK, COGNITO_OK));
}

fn with_source(host: &Host, answers: Vec<Says>) -> Arc<Mutex<Script>> {
    let script = Arc::new(Mutex::new(Script { answers, asked: 0 }));
    let pointer = Arc::as_ptr(&script);
    let set = cognito_provider_set_login_source(host.provider, Some(recite), pointer.cast_mut().cast(), None);
    assert_eq!(set, COGNITO_OK);
    script
}

#[test]
fn it_is_asked_before_the_fetch_and_once_again_when_the_service_finds_the_token_expired() {
    let (emulator, pool_id) = service();
    // By the device, an hour behind, the first token is still good.
    emulator.set_clock_offset_seconds(3600);
    let dying = LoginToken { expires_in_seconds: -10, ..good(GOOGLE, "ann") };
    let answers = [dying, good(GOOGLE, "ann")].map(|token| Says::Login(emulator.issue_login_token(&token)));
    let host = Setup::on(&emulator, &pool_id).with(|options| options.disable_guest_access = 1).start();
    let script = with_source(&host, answers.to_vec());
    assert_eq!(host.get_credentials().result, COGNITO_OK);
    assert_eq!(script.lock().unwrap().asked, 2);
    assert_eq!(host.refresh().result, COGNITO_OK);
    assert_eq!(script.lock().unwrap().asked, 2, "the second token is still good");
}

#[test]
fn one_that_has_only_expired_tokens_or_none_ends_in_an_error_that_says_so() {
    let (emulator, pool_id) = service();
    let dead = LoginToken { expires_in_seconds: -10, ..good(GOOGLE, "ann") };
    let host = Setup::on(&emulator, &pool_id).start();
    let script = with_source(&host, vec![Says::Login(emulator.issue_login_token(&dead))]);
    assert_eq!(host.get_credentials().result, COGNITO_ERROR_LOGIN_EXPIRED);
    assert_eq!(script.lock().unwrap().asked, 2, "not endlessly");

    let host = Setup::on(&emulator, &pool_id).start();
    let script = with_source(&host, vec![Says::Failure("the player closed the window")]);
    let refused = host.get_credentials();
    assert_eq!(refused.result, COGNITO_ERROR_LOGIN_REQUIRED);
    assert!(refused.message.unwrap().contains("the player closed the window"));
    assert_eq!(script.lock().unwrap().asked, 1);
}

#[test]
fn a_developer_identity_takes_no_get_id_in_either_flow() {
    let (emulator, pool_id) = service();
    let (id, token) = emulator.developer_identity(&pool_id, "user-7", 600).unwrap();
    let answer = || vec![Says::Developer(id.clone(), token.clone())];
    let enhanced = Setup::on(&emulator, &pool_id).start();
    let _script = with_source(&enhanced, answer());
    assert_eq!(enhanced.get_credentials().identity(), id);
    let changed = enhanced.events(COGNITO_EVENT_IDENTITY_CHANGED);
    assert_eq!(changed[0].identity_change, COGNITO_IDENTITY_DEVELOPER);

    let classic = Setup::on(&emulator, &pool_id).with(classic_flow).start();
    let _script = with_source(&classic, answer());
    let credentials = classic.get_credentials();
    assert_eq!((credentials.result, credentials.identity()), (COGNITO_OK, id.as_str()));
    let stats = emulator.stats();
    assert_eq!(stats.requests_for(Operation::GetId), 0);
    assert_eq!(stats.requests_for(Operation::GetOpenIdToken), 0, "the token goes straight to STS");
    assert_eq!(stats.requests_for(Operation::AssumeRoleWithWebIdentity), 1);
}
