//! What goes wrong with identities, and that nobody is locked out or becomes somebody else without proof.

use cognito_native::ffi::completion::*;
use cognito_native::ffi::result::*;

use super::emulator::{Fault, On, Operation, Times};
use super::host::{Setup, emulator};

#[test]
fn a_deleted_identity_is_replaced_once_and_told() {
    let (emulator, pool_id) = emulator(false);
    let directory = tempfile::tempdir().unwrap();
    let setup = || Setup::on(&emulator, &pool_id).stored_in(directory.path());
    let old = setup().start().get_identity_id().identity().to_owned();
    assert!(emulator.delete_identity(&old));

    let host = setup().start();
    assert_eq!(host.get_identity_id().identity(), old, "the stored one is a hint");
    let credentials = host.get_credentials();
    assert_eq!(credentials.result, COGNITO_OK, "{credentials:?}");
    assert_ne!(credentials.identity(), old);
    let changed = host.events(COGNITO_EVENT_IDENTITY_CHANGED);
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].identity_change, COGNITO_IDENTITY_RECOVERED);
    assert_eq!(changed[0].previous_identity_id.as_deref(), Some(old.as_str()));
    assert_eq!(changed[0].identity_id, credentials.identity_id);
    drop(host);
    assert_eq!(setup().start().get_identity_id().identity_id, credentials.identity_id, "and stored");
}

#[test]
fn a_forbidden_identity_is_kept_unless_the_host_decided_otherwise() {
    let (emulator, pool_id) = emulator(false);
    let directory = tempfile::tempdir().unwrap();
    let setup = || Setup::on(&emulator, &pool_id).stored_in(directory.path());
    let id = setup().start().get_identity_id().identity().to_owned();
    assert!(emulator.disable_identity(&id));

    let host = setup().start();
    let refused = host.get_credentials();
    assert_eq!(refused.result, COGNITO_ERROR_LOGIN_REQUIRED);
    assert_eq!(refused.identity(), id, "a partial result: the id is still known");
    assert_eq!(host.events(COGNITO_EVENT_LOGIN_REQUIRED).len(), 1);
    drop(host);

    let host = setup().with(|options| options.recover_forbidden_guest = 1).start();
    let credentials = host.get_credentials();
    assert_eq!(credentials.result, COGNITO_OK);
    assert_ne!(credentials.identity(), id);
}

#[test]
fn an_identity_that_the_service_replaces_is_adopted() {
    let (emulator, pool_id) = emulator(false);
    let other = Setup::on(&emulator, &pool_id).start().get_identity_id().identity().to_owned();
    let host = Setup::on(&emulator, &pool_id).start();
    let mine = host.get_identity_id().identity().to_owned();
    emulator.inject(Fault::WrongIdentityId(other.clone()), Operation::GetCredentialsForIdentity, 1);
    assert_eq!(host.get_credentials().identity(), other);
    let changed = host.events(COGNITO_EVENT_IDENTITY_CHANGED);
    assert_eq!(changed[1].identity_change, COGNITO_IDENTITY_MERGED);
    assert_eq!(changed[1].previous_identity_id.as_deref(), Some(mine.as_str()));
}

#[test]
fn an_outage_never_costs_the_identity() {
    let (emulator, pool_id) = emulator(false);
    let directory = tempfile::tempdir().unwrap();
    let setup = || {
        Setup::on(&emulator, &pool_id).stored_in(directory.path()).with(|options| options.max_attempts = 1)
    };
    let id = setup().start().get_identity_id().identity().to_owned();
    let outages: [(Fault, cognito_result); 6] = [
        (Fault::Reset, COGNITO_ERROR_NETWORK),
        (Fault::Close, COGNITO_ERROR_NETWORK),
        (Fault::throttle(), COGNITO_ERROR_THROTTLED),
        (Fault::unavailable(503), COGNITO_ERROR_SERVICE_UNAVAILABLE),
        (Fault::CaptivePortal, COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::expired(), COGNITO_ERROR_INVALID_RESPONSE),
    ];
    for (fault, result) in outages {
        let described = format!("{fault:?}");
        emulator.inject(fault, On::Any, Times::Forever);
        let host = setup().start();
        let failed = host.get_credentials();
        assert_eq!(failed.result, result, "{described}: {failed:?}");
        assert_eq!(failed.identity(), id, "{described}");
        assert!(failed.retryable, "{described}");
        emulator.clear_faults();
        assert_eq!(host.get_credentials().identity(), id, "{described}");
    }
    assert_eq!(emulator.identity_ids(&pool_id).len(), 1);
}
