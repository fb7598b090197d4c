//! A command that runs beside the endpoint. Invariant: it ends as if nothing stood between it and whoever started it: what
//! is sent to this program reaches it, and its end is this program's.

use std::ffi::OsString;
use std::io;
use std::process::{Command, ExitCode, ExitStatus};

use super::endpoint::Endpoint;
use super::serve::{TOKEN, TOKEN_FILE, URL};
use super::trouble::{Exit, Trouble};

/// What SDKs would take rather than the endpoint (AWS SDKs and Tools Reference Guide, "Standardized credential providers").
const TAKEN_BEFORE: [&str; 8] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
];

/// What a shell gives for a command that died of a signal.
#[cfg(unix)]
const OF_A_SIGNAL: i32 = 128;

/// Runs it to its end.
pub(crate) fn run(command: &[OsString], endpoint: &Endpoint) -> Result<ExitCode, Trouble> {
    let Some((program, arguments)) = command.split_first() else { return Ok(ExitCode::SUCCESS) };
    let failed = |what: &str, error: &io::Error| {
        Trouble::new(Exit::Start, format!("cannot {what} {}: {error}", program.display()))
    };
    // Before the command starts, or a signal could end this program alone.
    let signals = Signals::for_a_command().map_err(|error| failed("pass signals on to", &error))?;
    let mut start = Command::new(program);
    for variable in TAKEN_BEFORE.iter().chain(&[TOKEN_FILE]) {
        start.env_remove(variable);
    }
    start.args(arguments).env(URL, endpoint.url()).env(TOKEN, endpoint.token().expose());
    let mut child = start.spawn().map_err(|error| failed("start", &error))?;
    signals.pass_on_to(child.id());
    let status = child.wait().map_err(|error| failed("wait for", &error))?;
    Ok(exit_code(status))
}

fn exit_code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    let code = {
        use std::os::unix::process::ExitStatusExt as _;
        status.code().or_else(|| status.signal().map(|signal| OF_A_SIGNAL + signal))
    };
    #[cfg(not(unix))]
    let code = status.code();
    u8::try_from(code.unwrap_or(1)).map_or(ExitCode::FAILURE, ExitCode::from)
}

#[cfg(unix)]
pub(crate) use self::of_unix::Signals;

#[cfg(unix)]
mod of_unix {
    use std::{io, thread};

    use rustix::process::{Pid, Signal, kill_process};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
    use signal_hook::iterator::SignalsInfo;
    use signal_hook::iterator::exfiltrator::WithOrigin;

    /// From here on these do nothing to this program but what is asked for below.
    pub(crate) struct Signals(SignalsInfo<WithOrigin>);

    impl Signals {
        pub(crate) fn that_end() -> io::Result<Self> {
            SignalsInfo::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]).map(Self)
        }

        pub(crate) fn for_a_command() -> io::Result<Self> {
            SignalsInfo::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2]).map(Self)
        }

        /// Until there is one.
        pub(crate) fn wait(mut self) {
            let _signal = self.0.forever().next();
        }

        /// What another process sends goes on to that one; what a terminal sends has reached it already.
        pub(crate) fn pass_on_to(mut self, child: u32) {
            let child = i32::try_from(child).ok().and_then(Pid::from_raw);
            thread::spawn(move || {
                for received in self.0.forever().filter(|received| received.process.is_some()) {
                    if let (Some(child), Some(signal)) = (child, Signal::from_named_raw(received.signal)) {
                        let _it_has_ended = kill_process(child, signal);
                    }
                }
            });
        }
    }
}

/// A console tells all of its programs itself.
#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn that_end() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn for_a_command() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn wait(self) {
        loop {
            std::thread::park();
        }
    }

    pub(crate) fn pass_on_to(self, _child: u32) {}
}
