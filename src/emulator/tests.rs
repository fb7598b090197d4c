//! The emulator over real sockets: HTTP written by hand, so that no client's habits stand between.

mod classic;
mod client;
mod control;
mod cors;
mod developer;
mod faults;
mod https;
mod launch;
mod lifecycle;
mod logins;
mod wire;

use std::time::Duration;

use super::*;
use client::Client;

/// Longer than anything here takes; a test that runs into it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// An emulator with one pool.
fn started(options: EmulatorOptions) -> (Emulator, String) {
    let emulator = Emulator::start(options).unwrap();
    let login_providers = vec![LoginProvider::plain("a.example")];
    let pool_id = emulator.add_pool(PoolOptions { login_providers, ..PoolOptions::default() }).unwrap();
    (emulator, pool_id)
}

fn get_id(pool_id: &str) -> String {
    serde_json::json!({ "IdentityPoolId": pool_id }).to_string()
}

fn get_credentials(identity_id: &str) -> String {
    serde_json::json!({ "IdentityId": identity_id }).to_string()
}

/// A new identity's id.
fn guest(emulator: &Emulator, pool_id: &str) -> String {
    let answer = Client::new(emulator).ask(Operation::GetId, &get_id(pool_id));
    answer.json()["IdentityId"].as_str().unwrap().to_owned()
}
