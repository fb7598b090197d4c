//! `cognito-emulator`: a local Amazon Cognito identity endpoint as a program. Invariant: standard output is for a parent
//! process, standard error for people; exit code 2 means that the arguments cannot be used.

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::thread;

use cognito_native::emulator::{Arguments, Invocation, LaunchError, help, launch};

const BAD_ARGUMENTS: u8 = 2;

fn main() -> ExitCode {
    let done = match Invocation::read(std::env::args().skip(1)) {
        Ok(Invocation::Run(arguments)) => run(*arguments),
        Ok(Invocation::Help) => print(&help()),
        Ok(Invocation::Version) => print(&format!("cognito-emulator {}\n", env!("CARGO_PKG_VERSION"))),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even this cannot be written.
            drop(writeln!(io::stderr(), "cognito-emulator: {error}"));
            match error {
                LaunchError::InvalidOption(_) => ExitCode::from(BAD_ARGUMENTS),
                LaunchError::System { .. } => ExitCode::FAILURE,
            }
        }
    }
}

fn run(arguments: Arguments) -> Result<(), LaunchError> {
    let until_stdin_closes = arguments.until_stdin_closes;
    let _emulator = launch(arguments, &mut io::stdout())?;
    if until_stdin_closes {
        // The pipe also closes when the parent dies, so that no emulator is left behind.
        let mut chunk = [0; 1024];
        while matches!(io::stdin().read(&mut chunk), Ok(length) if length > 0) {}
        return Ok(());
    }
    loop {
        thread::park();
    }
}

fn print(text: &str) -> Result<(), LaunchError> {
    let failed = |cause| LaunchError::System { what: "cannot write to standard output".to_owned(), cause };
    io::stdout().write_all(text.as_bytes()).map_err(failed)
}
