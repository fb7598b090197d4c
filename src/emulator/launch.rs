//! Invariant: when the line `ready` is out, everything the command line asked for is in place; before that
//! line there are only `name=value` lines for a parent process to read.

use std::io::{self, Write};

use super::Emulator;
use super::arguments::Arguments;
use super::options::InvalidOption;

/// What the service gives a backend that does not say (`GetOpenIdTokenForDeveloperIdentity`, API reference).
const DEVELOPER_TOKEN_SECONDS: i64 = 900;

/// Why the emulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// An argument cannot be used.
    #[error("{0}")]
    InvalidOption(#[from] InvalidOption),
    /// The system refused something; the text says what.
    #[error("{what}: {cause}")]
    System {
        /// What could not be done.
        what: String,
        /// The system's reason.
        cause: io::Error,
    },
}

/// Starts what the command line asks for and announces it: `endpoint=URL`; for each pool `pool-id=ID`, and for each of
/// its developer's users `developer-identity=ID` and `developer-token=JWT`; `login-token=JWT` for each; `ca-file=PATH` if
/// any; `ready`.
///
/// # Errors
/// A pool id is not valid, the port is taken, or the certificate or the announcement cannot be written.
pub fn launch(arguments: Arguments, announcement: &mut impl Write) -> Result<Emulator, LaunchError> {
    let failed = |what: String| move |cause: io::Error| LaunchError::System { what, cause };
    let port = arguments.emulator.port;
    let emulator = Emulator::start(arguments.emulator)
        .map_err(failed(format!("cannot listen on 127.0.0.1 port {port}; try another --port")))?;
    let mut lines = vec![format!("endpoint={}", emulator.endpoint())];
    for pool in arguments.pools {
        let pool_id = emulator.add_pool(pool)?;
        lines.push(format!("pool-id={pool_id}"));
        for user in &arguments.developer_users {
            let (id, token) = emulator.developer_identity(&pool_id, user, DEVELOPER_TOKEN_SECONDS)?;
            lines.extend([format!("developer-identity={id}"), format!("developer-token={token}")]);
        }
    }
    for token in arguments.login_tokens {
        lines.push(format!("login-token={}", emulator.issue_login_token(&token)));
    }
    for fault in arguments.faults {
        emulator.inject(fault.plan, fault.on, fault.times);
    }
    if let Some(path) = arguments.ca_file {
        emulator.write_ca_pem(&path).map_err(failed(format!("cannot write --ca-file {}", path.display())))?;
        lines.push(format!("ca-file={}", path.display()));
    }
    lines.push("ready\n".to_owned());
    announcement
        .write_all(lines.join("\n").as_bytes())
        .and_then(|()| announcement.flush())
        .map_err(failed("cannot write to standard output".to_owned()))?;
    Ok(emulator)
}
