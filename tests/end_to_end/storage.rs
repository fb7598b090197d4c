//! What survives a restart, and that a store that fails costs no more than that.

use std::sync::Barrier;
use std::thread;

use cognito_native::ffi::completion::*;
use cognito_native::ffi::provider::cognito_provider_clear_identity;
use cognito_native::ffi::result::*;

use super::emulator::Operation;
use super::host::{Setup, emulator};
use super::lent::STORE;

#[test]
fn the_identity_survives_a_restart_and_profiles_are_different_players() {
    let (emulator, pool_id) = emulator(false);
    let directory = tempfile::tempdir().unwrap();
    let setup = || Setup::on(&emulator, &pool_id).stored_in(directory.path());
    let first = setup().start().get_identity_id();
    let again = setup().start();
    assert_eq!(
        again.cached_identity_id().unwrap().identity_id,
        first.identity_id,
        "at once, without a request"
    );
    assert_eq!(again.get_identity_id().identity_id, first.identity_id);
    let second = setup().with(|options| options.profile = c"player2".as_ptr()).start().get_identity_id();
    assert_ne!(second.identity_id, first.identity_id);
    assert_eq!(emulator.stats().requests_for(Operation::GetId), 2);
}

#[test]
fn an_unwritable_directory_costs_one_event() {
    let (emulator, pool_id) = emulator(false);
    let file = tempfile::NamedTempFile::new().unwrap();
    let host = Setup::on(&emulator, &pool_id).stored_in(&file.path().join("below")).start();
    let answer = host.get_credentials();
    assert_eq!(answer.result, COGNITO_OK);
    assert_eq!(host.refresh().identity_id, answer.identity_id, "kept in memory");
    let degraded = host.events(COGNITO_EVENT_STORE_DEGRADED);
    assert_eq!(degraded.len(), 1, "{degraded:?}");
    assert!(degraded[0].hint.as_ref().unwrap().contains(STORE));
    assert_eq!(host.snapshot().store_degraded, 1);
}

#[test]
fn a_damaged_record_is_told_kept_aside_and_replaced() {
    let (emulator, pool_id) = emulator(false);
    let directory = tempfile::tempdir().unwrap();
    let setup = || Setup::on(&emulator, &pool_id).stored_in(directory.path());
    drop(setup().start().get_identity_id());
    let record = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "identity"))
        .expect("a record");
    std::fs::write(&record, "garbage").unwrap();
    let host = setup().start();
    assert_eq!(
        host.events(COGNITO_EVENT_STORE_DEGRADED).len(),
        1,
        "told even though it happened at creation"
    );
    let new = host.get_identity_id();
    assert_eq!(new.result, COGNITO_OK);
    drop(host);
    assert_eq!(setup().start().get_identity_id().identity_id, new.identity_id);
}

#[test]
#[cfg_attr(not(feature = "builtin-http"), ignore = "it takes two threads")]
fn two_launches_at_once_make_one_guest() {
    let (emulator, pool_id) = emulator(false);
    for round in 1..=20 {
        let directory = tempfile::tempdir().unwrap();
        let barrier = Barrier::new(2);
        let ids: Vec<_> = thread::scope(|scope| {
            let launches: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let host = Setup::on(&emulator, &pool_id).stored_in(directory.path()).start();
                        barrier.wait();
                        host.get_credentials().identity_id
                    })
                })
                .collect();
            launches.into_iter().map(|launch| launch.join().unwrap()).collect()
        });
        assert_eq!(ids[0], ids[1]);
        assert_eq!(emulator.stats().requests_for(Operation::GetId), round);
    }
}

#[test]
fn an_identity_that_was_cleared_is_gone_even_if_the_host_ends_at_once() {
    let (emulator, pool_id) = emulator(false);
    let directory = tempfile::tempdir().unwrap();
    let setup = || Setup::on(&emulator, &pool_id).stored_in(directory.path());
    for _ in 0..20 {
        let host = setup().start();
        let id = host.get_identity_id().identity_id;
        assert_eq!(cognito_provider_clear_identity(host.provider), COGNITO_OK);
        drop(host);
        let next = setup().start();
        assert_eq!(next.cached_identity_id(), Err(COGNITO_ERROR_NOT_CACHED), "{id:?}");
    }
}
