//! `cognito-credentials`: what an identity pool gives, to every AWS SDK and the AWS CLI on this machine. Invariant: standard
//! output holds credentials (or where to get them) and nothing else; whatever goes wrong is one line on standard error,
//! without a secret in it, and an exit code that `--help` lists.

mod arguments;
mod child;
mod document;
mod endpoint;
mod file;
mod help;
mod login_command;
mod logins;
mod options;
mod player;
mod print;
mod request;
mod serve;
mod sign_out;
mod spelling;
mod token;
mod trouble;

use std::io::{self, Write as _};
use std::process::ExitCode;

use self::arguments::Invocation;
use self::trouble::{Exit, Trouble};

fn main() -> ExitCode {
    let done = match Invocation::read(std::env::args_os().skip(1)) {
        Ok(Invocation::Process(arguments)) => {
            print::run(&arguments).and_then(|text| put(&text)).map(|()| ExitCode::SUCCESS)
        }
        Ok(Invocation::Serve(arguments)) => serve::run(&arguments),
        Ok(Invocation::SignOut(arguments)) => sign_out::run(&arguments).map(|()| ExitCode::SUCCESS),
        Ok(Invocation::Help) => put(help::HELP).map(|()| ExitCode::SUCCESS),
        Ok(Invocation::Version) => {
            put(concat!("cognito-credentials ", env!("CARGO_PKG_VERSION"), "\n")).map(|()| ExitCode::SUCCESS)
        }
        Err(trouble) => Err(trouble),
    };
    done.unwrap_or_else(|trouble| {
        tell(&trouble);
        ExitCode::from(trouble.exit as u8)
    })
}

/// One line for people.
fn tell(trouble: &Trouble) {
    // Nothing is left to do when even this cannot be written.
    drop(writeln!(io::stderr(), "cognito-credentials: {trouble}"));
}

fn put(text: &str) -> Result<(), Trouble> {
    let written = io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush());
    written.map_err(|error| Trouble::new(Exit::Refused, format!("cannot write to standard output: {error}")))
}
