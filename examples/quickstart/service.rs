//! Whom the quickstart asks: Amazon Cognito when there is a pool id, else the emulator inside this program.

use std::fs;

use cognito_native::emulator::{Emulator, EmulatorOptions, PoolOptions};

use crate::arguments::Arguments;

/// Always the same, so that a second run finds what the first one stored.
const EMULATED_POOL_ID: &str = "us-east-1:5f1d0c1e-0000-4000-8000-0000000c0de0";

pub(crate) struct Service {
    pub(crate) pool_id: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) ca_pem: Option<String>,
    emulator: Option<Emulator>,
}

impl Service {
    pub(crate) fn open(arguments: &Arguments) -> Result<Self, String> {
        let Some(pool_id) = &arguments.pool_id else { return Self::emulate() };
        let read =
            |path: &String| fs::read_to_string(path).map_err(|error| format!("--ca-file {path}: {error}"));
        Ok(Self {
            pool_id: pool_id.clone(),
            endpoint: arguments.endpoint.clone(),
            ca_pem: arguments.ca_file.as_ref().map(read).transpose()?,
            emulator: None,
        })
    }

    fn emulate() -> Result<Self, String> {
        let emulator = Emulator::start(EmulatorOptions { https: true, ..EmulatorOptions::default() })
            .map_err(|error| format!("the emulator cannot start: {error}"))?;
        let pool_id = emulator
            .add_pool(PoolOptions { id: Some(EMULATED_POOL_ID.to_owned()), ..PoolOptions::default() })
            .map_err(|error| error.to_string())?;
        Ok(Self {
            pool_id,
            endpoint: Some(emulator.endpoint()),
            ca_pem: emulator.ca_pem().map(str::to_owned),
            emulator: Some(emulator),
        })
    }

    /// Tells the emulator, which was not there last time, of an identity that was.
    pub(crate) fn know(&self, identity_id: &str) -> Result<(), String> {
        let Some(emulator) = &self.emulator else { return Ok(()) };
        emulator.add_identity(&self.pool_id, identity_id).map_err(|error| error.to_string())
    }

    pub(crate) fn name(&self) -> String {
        match (&self.emulator, &self.endpoint) {
            (Some(emulator), _) => format!("the emulator in this program, {}", emulator.endpoint()),
            (None, Some(endpoint)) => endpoint.clone(),
            (None, None) => "Amazon Cognito".to_owned(),
        }
    }
}
