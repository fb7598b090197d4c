//! The operating system's store, whose place is given by the environment: each case is a process of its own.

use std::process::Command;

use super::tls::{Authority, https, serve_plainly, trusting};
use super::*;
use TransportErrorKind::Tls;

const CHILD: &str = "COGNITO_TEST_TRUST_CHILD";

/// What the child is to do: the port, whether the system's store counts, and what is to come of it.
fn run_child(port: u16, bundled_roots_only: bool, is_trusted: bool, store: &[(&str, &std::path::Path)]) {
    let name = thread::current().name().unwrap().to_owned();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([name.as_str(), "--exact"]).env(CHILD, format!("{port} {bundled_roots_only} {is_trusted}"));
    child.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR").envs(store.iter().copied());
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// In the child: makes the exchange and ends.
fn child() -> bool {
    let Ok(task) = std::env::var(CHILD) else { return false };
    let task: Vec<&str> = task.split(' ').collect();
    let options = TransportConfig { bundled_roots_only: task[1] == "true", ..TransportConfig::default() };
    let transport = UreqTransport::new(options).unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], task[0].parse().unwrap()));
    for _ in 0..2 {
        let result = transport.send(&https(address));
        if task[2] == "true" { assert_ok(result) } else { expect_error(result, Tls, "as ca_pem") }
    }
    true
}

#[test]
fn an_authority_of_the_systems_store_is_trusted_unless_told_otherwise() {
    if child() {
        return;
    }
    let authority = Authority::with_key("of the system", rcgen::KeyPair::generate().unwrap());
    let port = serve_plainly(&authority);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("store.pem");
    // What is odd or unreadable in a store is left out.
    let odd = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    let broken = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n";
    std::fs::write(&file, format!("# a store\n{odd}{broken}{}", authority.pem())).unwrap();
    let of_file = [("SSL_CERT_FILE", file.as_path())];
    run_child(port, false, true, &of_file);
    run_child(port, true, false, &of_file);

    let folder = directory.path().join("folder");
    std::fs::create_dir(&folder).unwrap();
    run_child(port, false, false, &[("SSL_CERT_DIR", &folder)]);
    std::fs::write(folder.join("not a certificate"), [0xff; 100]).unwrap();
    std::fs::create_dir(folder.join("a folder in it")).unwrap();
    std::fs::write(folder.join("12345678.0"), authority.pem()).unwrap();
    run_child(port, false, true, &[("SSL_CERT_DIR", &folder)]);
    run_child(port, false, false, &[("SSL_CERT_FILE", &directory.path().join("missing"))]);
}

#[test]
fn an_authority_of_the_options_needs_no_store() {
    let authority = Authority::with_key("of the options", rcgen::KeyPair::generate().unwrap());
    let address = SocketAddr::from(([127, 0, 0, 1], serve_plainly(&authority)));
    assert_ok(trusting(&authority.pem()).send(&https(address)));
    let options = TransportConfig {
        ca_pem: Some(authority.pem().into()),
        bundled_roots_only: true,
        ..TransportConfig::default()
    };
    assert_ok(UreqTransport::new(options).unwrap().send(&https(address)));
}
