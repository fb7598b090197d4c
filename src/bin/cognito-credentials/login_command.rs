//! A token from a command. Invariant: however the command behaves (never ends, prints without end, leaves others behind that
//! hold its output), this returns in time, and what it started is ended.

use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::file::read_bounded;
use super::logins::MAX_TOKEN_BYTES;

/// Between two looks at a command that has closed its output and goes on.
const PAUSE: Duration = Duration::from_millis(5);

/// What the command prints; or, in words, why that is of no use.
pub(crate) fn output(command: &str, limit: Duration) -> Result<Zeroizing<Vec<u8>>, String> {
    let until = Instant::now() + limit;
    let by_hand = "run it by hand to see why";
    let mut child = start(command).map_err(|error| format!("cannot run the shell: {error}"))?;
    let result =
        read(&mut child, until).and_then(|printed| wait(&mut child, until).map(|status| (printed, status)));
    let (printed, status) = match result {
        Ok(ended) => ended,
        Err(late) => {
            end(&mut child);
            return Err(format!("{late}; {by_hand}"));
        }
    };
    if !status.success() {
        return Err(format!("the command ended with {status}; {by_hand}"));
    }
    Ok(printed)
}

/// In a group of processes of its own, so that all of it can be ended. What it says on standard error might be a secret.
fn start(command: &str) -> std::io::Result<Child> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("/bin/sh", "-c") };
    let mut start = Command::new(shell);
    start.arg(flag).arg(command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut start, 0);
    start.spawn()
}

fn read(child: &mut Child, until: Instant) -> Result<Zeroizing<Vec<u8>>, String> {
    let (tell, told) = mpsc::channel();
    if let Some(output) = child.stdout.take() {
        // Not joined: a pipe that somebody else holds open never ends.
        thread::spawn(move || {
            let _nobody_waits = tell.send(read_bounded(output, MAX_TOKEN_BYTES));
        });
    }
    match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
        Ok(Ok(printed)) if printed.len() <= MAX_TOKEN_BYTES => Ok(printed),
        Ok(Ok(_)) => Err("the command prints more than a token".to_owned()),
        Ok(Err(error)) => Err(format!("cannot read what the command prints: {error}")),
        Err(_) => Err(late()),
    }
}

fn wait(child: &mut Child, until: Instant) -> Result<std::process::ExitStatus, String> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if Instant::now() < until => thread::sleep(PAUSE),
            Ok(None) => return Err(late()),
            Err(error) => return Err(format!("cannot wait for the command: {error}")),
        }
    }
}

fn late() -> String {
    "the command did not end within the time allowed".to_owned()
}

fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _it_has_ended = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    drop(child.kill());
    drop(child.wait());
}
