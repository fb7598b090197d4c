//! `serve`: credentials for every SDK that asks a container's endpoint, for as long as this program or its command runs.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use cognito_native::provider::Want;

use super::arguments::Serve;
use super::child;
use super::endpoint::Endpoint;
use super::player::Player;
use super::tell;
use super::token::TokenFile;
use super::trouble::{Exit, Trouble};

/// Where an SDK finds the endpoint, and what opens it (AWS SDKs and Tools Reference Guide, "Container credential provider").
pub(crate) const URL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
pub(crate) const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
pub(crate) const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// Runs until the command ends, or until somebody ends it.
pub(crate) fn run(serve: &Serve) -> Result<ExitCode, Trouble> {
    let mut given = serve.common.options.given(false)?;
    given.keep_fresh = true;
    let endpoint = Arc::new(Endpoint::open(serve.port)?);
    let player = Arc::new(Player::open(&serve.common, &given)?);
    fetch_first(serve, &player)?;
    let (serving, served, patience) = (Arc::clone(&endpoint), Arc::clone(&player), serve.common.patience);
    thread::spawn(move || serving.serve(&served, patience));
    let ended = if serve.command.is_empty() {
        announce(serve, &endpoint)
    } else {
        child::run(&serve.command, &endpoint)
    };
    player.close();
    ended
}

/// What no waiting can mend is told now, and not to an SDK that would hide it.
fn fetch_first(serve: &Serve, player: &Player) -> Result<(), Trouble> {
    match player.ask(Want::Credentials, serve.common.patience).map_err(|failure| player.trouble(&failure)) {
        Err(trouble) if trouble.exit == Exit::Later => {
            tell(&trouble);
            Ok(())
        }
        first => first.map(drop),
    }
}

/// Says where it is, and stays.
fn announce(serve: &Serve, endpoint: &Endpoint) -> Result<ExitCode, Trouble> {
    let start = |what: &str, error: &io::Error| Trouble::new(Exit::Start, format!("{what}: {error}"));
    let ends = child::Signals::that_end().map_err(|error| start("cannot wait for signals", &error))?;
    let file = TokenFile::write(endpoint.token(), serve.token_file.as_deref())
        .map_err(|error| start("cannot write the token's file; give another --token-file", &error))?;
    let lines = format!("{URL}={}\n{TOKEN_FILE}={}\n", endpoint.url(), file.path().display());
    let mut output = io::stdout();
    output
        .write_all(lines.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|error| start("cannot write to standard output", &error))?;
    ends.wait();
    Ok(ExitCode::SUCCESS)
}
