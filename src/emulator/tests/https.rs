//! HTTPS, seen by a client that trusts the emulator's authority and by one that does not.

use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::*;

type TlsClient = Client<StreamOwned<ClientConnection, TcpStream>>;

fn https() -> (Emulator, String) {
    started(EmulatorOptions { https: true, control: true, ..EmulatorOptions::default() })
}

/// A client that trusts one authority.
fn client(emulator: &Emulator, ca_pem: &str, name: &str) -> TlsClient {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    Client { stream: StreamOwned::new(connection, Client::new(emulator).stream) }
}

fn handshake(client: &mut TlsClient) -> std::io::Result<()> {
    let (connection, socket) = (&mut client.stream.conn, &mut client.stream.sock);
    while connection.is_handshaking() {
        connection.complete_io(socket)?;
    }
    Ok(())
}

#[test]
fn the_authority_is_enough_to_trust_every_local_name() {
    let (emulator, pool_id) = https();
    assert_eq!(emulator.endpoint(), format!("https://127.0.0.1:{}", emulator.port()));
    for (count, name) in (1..).zip(["127.0.0.1", "::1", "localhost"]) {
        let mut client = client(&emulator, emulator.ca_pem().unwrap(), name);
        for _ in 0..2 {
            assert_eq!(client.ask(Operation::GetId, &get_id(&pool_id)).status, 200);
        }
        assert_eq!((emulator.stats().tls_handshakes, emulator.stats().connections), (count, count), "{name}");
    }
    assert_eq!(emulator.stats().tls_failures, 0);
}

#[test]
fn nothing_else_is_trusted() {
    let (emulator, other) = (https().0, https().0);
    let mut stranger = client(&emulator, other.ca_pem().unwrap(), "127.0.0.1");
    handshake(&mut stranger).unwrap_err();
    let mut wrong_name = client(&emulator, emulator.ca_pem().unwrap(), "127.0.0.2");
    handshake(&mut wrong_name).unwrap_err();
    drop((stranger, wrong_name));
    assert!(emulator.wait_until(PATIENCE, |stats| stats.tls_failures == 2));
    assert_eq!(emulator.stats().tls_handshakes, 0);
}

#[test]
fn a_handshake_can_fail_on_demand() {
    let (emulator, pool_id) = https();
    emulator.inject(Fault::TlsFailure, On::Any, 1);
    let error = handshake(&mut client(&emulator, emulator.ca_pem().unwrap(), "localhost")).unwrap_err();
    assert!(error.to_string().contains("HandshakeFailure"), "{error}");
    let mut next = client(&emulator, emulator.ca_pem().unwrap(), "localhost");
    assert_eq!(next.ask(Operation::GetId, &get_id(&pool_id)).status, 200);
    assert_eq!((emulator.stats().tls_failures, emulator.stats().tls_handshakes), (1, 1));
}

#[test]
fn connections_break_over_https_too() {
    let (emulator, pool_id) = https();
    for fault in [Fault::Reset, Fault::Close, Fault::Truncate] {
        emulator.inject(fault.clone(), Operation::GetId, 1);
        let mut client = client(&emulator, emulator.ca_pem().unwrap(), "localhost");
        client.send(Operation::GetId, &get_id(&pool_id));
        assert!(client.read_answer().is_err(), "{fault:?}");
    }
}

#[test]
fn plain_http_to_an_https_port_ends_in_a_failed_handshake() {
    let (emulator, pool_id) = https();
    let mut client = Client::new(&emulator);
    client.send(Operation::GetId, &get_id(&pool_id));
    assert!(client.read_answer().is_err());
    assert!(emulator.wait_until(PATIENCE, |stats| stats.tls_failures == 1));
}

#[test]
fn control_over_https_is_not_counted() {
    let (emulator, _) = https();
    let mut client = client(&emulator, emulator.ca_pem().unwrap(), "localhost");
    client.send_raw("/control", "", r#"{"command":"stats"}"#);
    assert_eq!(client.read_answer().unwrap().json()["tls_handshakes"], 0);
    drop(client);
    assert_eq!(emulator.stats(), Stats::default());
}

#[test]
fn the_authority_can_be_written_to_a_file() {
    let (emulator, _) = https();
    let file = tempfile::NamedTempFile::new().unwrap();
    emulator.write_ca_pem(file.path()).unwrap();
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), emulator.ca_pem().unwrap());
    let (plain, _) = started(EmulatorOptions::default());
    assert!(plain.ca_pem().is_none() && plain.write_ca_pem(file.path()).is_err());
}

#[test]
fn a_certificate_is_good_from_its_start_to_its_end() {
    const DAY_S: i64 = 24 * 60 * 60;
    // A second of grace: the client looks at the clock after the certificate was made.
    let table = [
        (397, 0, true),
        (397, -396 * DAY_S, true),
        (397, -397 * DAY_S - 1, false),
        (397, DAY_S, false),
        (1, -DAY_S - 1, false),
        (1, 0, true),
    ];
    for (days, start, is_good) in table {
        let options = EmulatorOptions {
            https: true,
            certificate_days: Some(days),
            certificate_start_seconds: start,
            ..EmulatorOptions::default()
        };
        let emulator = Emulator::start(options).unwrap();
        let mut client = client(&emulator, emulator.ca_pem().unwrap(), "localhost");
        let shaken = handshake(&mut client);
        assert_eq!(shaken.is_ok(), is_good, "{days} days from {start}: {shaken:?}");
    }
}
