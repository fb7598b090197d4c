//! What a player waits for: cold 4 round trips (TCP, TLS 1.3, GetId, credentials), with a stored identity 3, on an open
//! connection 1, with stored credentials 0.

use cognito_native::ffi::result::COGNITO_OK;

use super::emulator::{Fault, On};
use super::host::{Setup, emulator};
use super::proxy::Proxy;

#[test]
fn each_start_takes_the_fewest_round_trips() {
    let (emulator, pool_id) = emulator(true);
    let proxy = Proxy::to(&emulator.endpoint());
    let directory = tempfile::tempdir().unwrap();
    let setup = || {
        Setup::on(&emulator, &pool_id)
            .through(proxy.endpoint(&emulator.endpoint()))
            .stored_in(directory.path())
    };

    let cold = setup().start();
    assert_eq!(cold.get_credentials().result, COGNITO_OK);
    assert_eq!(proxy.take_round_trips(), 4, "TCP, TLS, GetId, GetCredentialsForIdentity");
    assert_eq!(cold.refresh().result, COGNITO_OK);
    assert_eq!(proxy.take_round_trips(), 1, "the connection is open");
    drop(cold);

    let stored = setup().with(|options| options.persist_credentials = 1).start();
    assert_eq!(stored.get_credentials().result, COGNITO_OK);
    assert_eq!(proxy.take_round_trips(), 3, "no GetId");
    drop(stored);

    let warm = setup().with(|options| options.persist_credentials = 1).start();
    assert_eq!(warm.get_credentials().result, COGNITO_OK);
    assert_eq!(proxy.take_round_trips(), 0, "the credentials are stored");

    let stats = emulator.stats();
    assert_eq!((stats.connections, stats.tls_handshakes), (2, 2), "one of each for a cold start");
}

#[test]
#[cfg_attr(not(feature = "builtin-http"), ignore = "connections and TLS sessions are the transport's")]
fn a_new_provider_in_a_warm_process_needs_no_whole_handshake() {
    let (emulator, pool_id) = emulator(true);
    let counts = || {
        let stats = emulator.stats();
        (stats.connections, stats.tls_handshakes, stats.tls_resumptions)
    };
    let first = Setup::on(&emulator, &pool_id).start();
    assert_eq!(first.get_credentials().result, COGNITO_OK);
    assert_eq!(counts(), (1, 1, 0));

    let beside_it = Setup::on(&emulator, &pool_id).start();
    assert_eq!(beside_it.get_credentials().result, COGNITO_OK);
    assert_eq!(counts(), (1, 1, 0), "on the connection that is open");

    emulator.inject(Fault::CloseAfterAnswer, On::Any, 1);
    assert_eq!(first.refresh().result, COGNITO_OK);
    let after_it = Setup::on(&emulator, &pool_id).start();
    assert_eq!(after_it.get_credentials().result, COGNITO_OK);
    assert_eq!(counts(), (2, 2, 1), "where none is, by the session of before");
}
