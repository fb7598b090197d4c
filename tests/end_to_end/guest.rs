//! A guest, from nothing to credentials, over HTTP and HTTPS.

use std::time::{Duration, Instant};

use cognito_native::ffi::completion::*;
use cognito_native::ffi::result::*;
use cognito_native::ffi::snapshot::*;

use super::emulator::{Operation, PoolOptions};
use super::host::{Setup, emulator, version};

#[test]
fn a_guest_gets_an_identity_and_credentials_and_then_serves_itself() {
    for https in [false, true] {
        let (emulator, pool_id) = emulator(https);
        let host = Setup::on(&emulator, &pool_id).start();
        assert_eq!(host.cached_identity_id(), Err(COGNITO_ERROR_NOT_CACHED));
        assert_eq!(host.cached_credentials(), Err(COGNITO_ERROR_NOT_CACHED));
        assert_eq!(host.snapshot().phase, COGNITO_PHASE_EMPTY);

        let identity = host.get_identity_id();
        assert_eq!(identity.result, COGNITO_OK, "{identity:?}");
        assert_eq!(emulator.identity_ids(&pool_id), [identity.identity()]);
        assert_eq!(identity.access_key_id, None, "only what was asked for");

        let credentials = host.get_credentials();
        assert_eq!(credentials.identity_id, identity.identity_id);
        assert!(credentials.access_key_id.as_ref().unwrap().starts_with("ASIA"));
        assert_eq!(host.cached_credentials().unwrap().access_key_id, credentials.access_key_id);
        assert_eq!(host.cached_identity_id().unwrap().identity_id, identity.identity_id);
        assert_eq!(host.snapshot().phase, COGNITO_PHASE_VALID);

        assert_eq!(host.get_credentials(), credentials, "from memory");
        let refreshed = host.refresh();
        assert_ne!(refreshed.access_key_id, credentials.access_key_id);

        let stats = emulator.stats();
        assert_eq!(stats.requests_for(Operation::GetId), 1);
        assert_eq!(stats.requests_for(Operation::GetCredentialsForIdentity), 2);
        assert_eq!((stats.connections, stats.tls_handshakes), (1, u64::from(https)));
        let created = host.events(COGNITO_EVENT_IDENTITY_CHANGED);
        assert_eq!(created.len(), 1);
        assert_eq!(created[0].identity_change, COGNITO_IDENTITY_CREATED);
        assert_eq!(host.events(COGNITO_EVENT_CREDENTIALS_REFRESHED).len(), 2);
    }
}

#[test]
fn the_requests_are_the_services() {
    let (emulator, pool_id) = emulator(false);
    let host =
        Setup::on(&emulator, &pool_id).with(|options| options.user_agent_suffix = c"MyGame/1.2".as_ptr());
    let id = host.start().get_credentials().identity().to_owned();
    let requests = emulator.requests();
    assert_eq!(requests[0].body, serde_json::json!({ "IdentityPoolId": pool_id }), "no Logins at all");
    assert_eq!(requests[1].body, serde_json::json!({ "IdentityId": id }));
    for request in &requests {
        assert_eq!(request.header("content-type"), Some("application/x-amz-json-1.1"));
        assert_eq!(request.header("amz-sdk-request"), Some("attempt=1; max=3"));
        let agent = request.header("user-agent").unwrap();
        assert_eq!(agent, format!("cognito-native/{} MyGame/1.2", version()));
        assert_eq!(request.header("amz-sdk-invocation-id").unwrap().len(), 36);
    }
}

#[test]
fn each_refusal_of_the_pool_has_its_own_code_and_hint() {
    let (emulator, pool_id) = emulator(false);
    let closed = emulator.add_pool(PoolOptions { allow_guests: false, ..PoolOptions::default() }).unwrap();
    let unknown = "us-east-1:00000000-0000-0000-0000-000000000000".to_owned();
    for (pool, result) in
        [(closed, COGNITO_ERROR_GUEST_ACCESS_DISABLED), (unknown, COGNITO_ERROR_POOL_NOT_FOUND)]
    {
        let host = Setup::on(&emulator, &pool).start();
        let refused = host.get_credentials();
        assert_eq!(refused.result, result, "{refused:?}");
        assert!(refused.hint.unwrap().len() > 20);
        assert!(!refused.retryable);
        let sent = emulator.stats().all_requests();
        assert_eq!(host.get_credentials().result, result, "remembered, so that a retry loop costs nothing");
        assert_eq!(emulator.stats().all_requests(), sent);
    }
    let host = Setup::on(&emulator, &pool_id).with(|options| options.disable_guest_access = 1).start();
    assert_eq!(host.get_credentials().result, COGNITO_ERROR_LOGIN_REQUIRED);
    assert_eq!(host.snapshot().http_requests, 0, "before any network");
}

#[test]
fn prefetch_fetches_without_being_asked() {
    let (emulator, pool_id) = emulator(false);
    let host = Setup::on(&emulator, &pool_id).with(|options| options.prefetch = 1).start();
    // No event says so for certain: it may all be over before anybody listens.
    let begun = Instant::now();
    while host.cached_credentials().is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing came");
        host.frame();
    }
}
