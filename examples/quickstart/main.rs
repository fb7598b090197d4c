//! `cargo run --example quickstart`: a guest identity and temporary AWS credentials through the exported C functions,
//! from an emulator inside this program or, with `--pool-id`, from a real identity pool. Run it twice: the player
//! stays the same. Exit codes: 1, a request failed; 2, the arguments cannot be used.

mod arguments;
mod c_api;
mod report;
mod service;

use std::process::ExitCode;

use arguments::{Arguments, HELP, Invocation};
use c_api::{Completion, Failure, Options, Provider};
use report::Report;
use service::Service;

const FAILED: u8 = 1;
const BAD_ARGUMENTS: u8 = 2;

fn main() -> ExitCode {
    let arguments = match Invocation::read(std::env::args().skip(1)) {
        Ok(Invocation::Help) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Ok(Invocation::Run(arguments)) => arguments,
        Err(mistake) => return bad_arguments(&mistake),
    };
    match run(&arguments) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(Trouble::Arguments(mistake)) => bad_arguments(&mistake),
        Err(Trouble::Request(failure)) if failure.is_about_options => bad_arguments(&failure.message),
        Err(Trouble::Request(failure)) => {
            eprint!("{failure}");
            ExitCode::from(FAILED)
        }
    }
}

fn bad_arguments(mistake: &str) -> ExitCode {
    eprintln!("quickstart: {mistake}\nSee --help.");
    ExitCode::from(BAD_ARGUMENTS)
}

/// Why there is nothing to report.
enum Trouble {
    Arguments(String),
    Request(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Request(failure)
    }
}

fn run(arguments: &Arguments) -> Result<Report, Trouble> {
    let storage_directory = arguments.storage_directory().map_err(Trouble::Arguments)?;
    let service = Service::open(arguments).map_err(Trouble::Arguments)?;
    let provider = Provider::new(&Options {
        identity_pool_id: &service.pool_id,
        region: arguments.region.as_deref(),
        endpoint: service.endpoint.as_deref(),
        ca_pem: service.ca_pem.as_deref(),
        storage_directory: &storage_directory,
    })?;
    // Before the first request there is only what an earlier run stored.
    let stored_identity_id = provider.cached_identity_id()?;
    if let Some(id) = &stored_identity_id {
        service.know(id).map_err(Trouble::Arguments)?;
    }
    let first: Completion = provider.get_credentials()?;
    let (cached_call, begin_and_dispatch) =
        (provider.time_cached_call()?, provider.time_begin_and_dispatch()?);
    let is_stored = !provider.is_store_degraded()?;
    Ok(Report {
        service: service.name(),
        pool_id: service.pool_id.clone(),
        identity_id: first.identity_id().unwrap_or_default(),
        stored_identity_id,
        stored_in: is_stored.then(|| report::place_in_store(&storage_directory, &service.pool_id)),
        access_key_id: first.access_key_id().unwrap_or_default(),
        secret_access_key_characters: first.secret_access_key_characters(),
        session_token_characters: first.session_token_characters(),
        expiration_unix_ms: first.expiration_unix_ms(),
        cached_call,
        begin_and_dispatch,
    })
}
