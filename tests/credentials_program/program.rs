//! A user: a pool, a home, and the program.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use cognito_native::clock::wall_unix_ms;
use cognito_native::emulator::{
    Emulator, EmulatorOptions, LoginProvider, LoginToken, Operation, PoolOptions,
};
use cognito_native::secret::Secret;
use cognito_native::store::file::FileStore;
use cognito_native::store::{Key, Record, Store as _, StoredCredentials};
use serde_json::Value;
use tempfile::TempDir;

pub const LOGIN: &str = "accounts.google.com";
/// The access key id that is on the disk.
pub const STORED: &str = "ASIASTORED";
const AUDIENCE: &str = "my-game";

pub struct User {
    pub emulator: Emulator,
    pub pool_id: String,
    home: TempDir,
}

impl User {
    pub fn new() -> Self {
        Self::of(PoolOptions {
            login_providers: vec![LoginProvider::checked(LOGIN, AUDIENCE)],
            ..PoolOptions::default()
        })
    }

    pub fn of(pool: PoolOptions) -> Self {
        let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
        let pool_id = emulator.add_pool(pool).unwrap();
        Self { emulator, pool_id, home: tempfile::tempdir().unwrap() }
    }

    pub fn place(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program with a command, the pool and further arguments, none of the tester's own AWS set-up among them.
    pub fn command(&self, command: &str, arguments: &[&str]) -> Command {
        self.command_of(&self.pool_id, command, arguments)
    }

    pub fn command_of(&self, pool_id: &str, command: &str, arguments: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_cognito-credentials"));
        program
            .args([command, "--pool-id", pool_id, "--endpoint", &self.emulator.endpoint()])
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("TMPDIR", self.home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        program
    }

    pub fn process(&self, arguments: &[&str]) -> Output {
        self.command("process", arguments).output().unwrap()
    }

    /// A guest's, since the emulator is not the service.
    pub fn profile(&self) -> String {
        self.emulator.endpoint().replace("http://", "default at ")
    }

    /// Leaves a guest's credentials on the disk, an hour's, of which so much is left.
    pub fn has_stored_for(&self, pool_id: &str, left: Duration) {
        let store = FileStore::new(self.place(".local/share/cognito-native"));
        let secret = |text: &str| Secret::new(text).unwrap();
        let expiration_unix_ms = wall_unix_ms() + i64::try_from(left.as_millis()).unwrap();
        let identity_id = pool_id.to_owned(); // of the same form, and no other pool's
        self.emulator.add_identity(pool_id, &identity_id).unwrap();
        let credentials = StoredCredentials {
            access_key_id: secret(STORED),
            secret_access_key: secret("s"),
            session_token: secret("t"),
            expiration_unix_ms,
            fetched_unix_ms: expiration_unix_ms - 3_600_000,
            clock_offset_ms: 0,
            clock_doubt_ms: 0,
        };
        let record = Record { identity_id: Some(identity_id), credentials: Some(credentials) };
        store.save(&Key { identity_pool_id: pool_id.to_owned(), profile: self.profile() }, &record).unwrap();
    }

    /// How often the service was asked for an identity, and for credentials.
    pub fn asked(&self) -> [u64; 2] {
        let stats = self.emulator.stats();
        [Operation::GetId, Operation::GetCredentialsForIdentity]
            .map(|operation| stats.requests_for(operation))
    }

    pub fn token(&self, expires_in_seconds: i64) -> String {
        let token = LoginToken::new(LOGIN, "7", AUDIENCE);
        self.emulator.issue_login_token(&LoginToken { expires_in_seconds, ..token })
    }

    /// The identity behind credentials that the emulator gave.
    pub fn identity(&self, credentials: &Value) -> String {
        let id = credentials["AccessKeyId"].as_str().unwrap();
        self.emulator.issued_credentials(id).unwrap().identity_id
    }
}

/// What was printed, of a run that went well.
pub fn printed(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stderr, b"", "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}
