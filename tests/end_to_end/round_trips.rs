//! What a player waits for: cold 4 round trips (TCP, TLS 1.3, GetId, credentials), with a stored identity 3, on an open
//! connection 1, with stored credentials 0.

use cognito_native::ffi::result::COGNITO_OK;

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
