//! `cognito-emulator`: a local Amazon Cognito identity endpoint as a program. Invariant: everything on standard output
//! is `name=value` lines for a parent process to read, closed by `ready`; everything for people goes to standard error.

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::thread;

use cognito_native::emulator::{Arguments, Emulator, Invocation, help};

/// Exit code for arguments that cannot be used.
const BAD_ARGUMENTS: u8 = 2;

fn main() -> ExitCode {
    let printed = match Invocation::read(std::env::args().skip(1)) {
        Ok(Invocation::Run(arguments)) => return run(*arguments),
        Ok(Invocation::Help) => io::stdout().write_all(help().as_bytes()),
        Ok(Invocation::Version) => writeln!(io::stdout(), "cognito-emulator {}", env!("CARGO_PKG_VERSION")),
        Err(error) => return fail(&error.to_string(), ExitCode::from(BAD_ARGUMENTS)),
    };
    if printed.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(arguments: Arguments) -> ExitCode {
    let until_stdin_closes = arguments.until_stdin_closes;
    match start(arguments) {
        Ok(_emulator) => {
            wait(until_stdin_closes);
            ExitCode::SUCCESS
        }
        Err((error, code)) => fail(&error, code),
    }
}

fn start(arguments: Arguments) -> Result<Emulator, (String, ExitCode)> {
    let port = arguments.emulator.port;
    let failed = |what: String| move |error: io::Error| (format!("{what}: {error}"), ExitCode::FAILURE);
    let emulator = Emulator::start(arguments.emulator)
        .map_err(failed(format!("cannot listen on 127.0.0.1 port {port}; try another --port")))?;
    let mut lines = vec![format!("endpoint={}", emulator.endpoint())];
    for pool in arguments.pools {
        let id = emulator.add_pool(pool).map_err(|error| (format!("--pool-id: {error}"), ExitCode::from(BAD_ARGUMENTS)))?;
        lines.push(format!("pool-id={id}"));
    }
    for fault in arguments.faults {
        emulator.inject(fault.plan, fault.on, fault.times);
    }
    if let Some(path) = arguments.ca_file {
        let what = format!("cannot write --ca-file {}", path.display());
        emulator.write_ca_pem(&path).map_err(failed(what))?;
        lines.push(format!("ca-file={}", path.display()));
    }
    lines.push("ready\n".to_owned());
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(lines.join("\n").as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(failed("cannot write to standard output".to_owned()))?;
    Ok(emulator)
}

/// Until the parent closes its end of the pipe (or dies), or for ever.
fn wait(until_stdin_closes: bool) {
    if until_stdin_closes {
        let mut chunk = [0; 1024];
        let mut stdin = io::stdin().lock();
        while matches!(stdin.read(&mut chunk), Ok(length) if length > 0) {}
    } else {
        loop {
            thread::park();
        }
    }
}

fn fail(error: &str, code: ExitCode) -> ExitCode {
    // Nothing is left to do when even this cannot be written.
    drop(writeln!(io::stderr(), "cognito-emulator: {error}"));
    code
}
