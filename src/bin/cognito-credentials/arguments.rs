//! Invariant: the command line is read completely before anything starts, and a mistake in it names the argument and what
//! would be valid. Nothing here is a secret: a token is never an argument, for everybody on the machine may read those.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use super::logins::{LoginPlace, Logins};
use super::options::Options;
use super::trouble::{Exit, Trouble};

const PATIENCE: Duration = Duration::from_secs(60);
const MAX_PATIENCE_S: u64 = 3_600;

/// Whose a login is unless the command line says. Not the guest's: a login would take over the identity that the games on
/// this machine have stored.
const PROFILE_OF_LOGINS: &str = "signed-in";
/// As the library's.
const PROFILE_OF_GUEST: &str = "default";

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Invocation {
    Process(Common),
    Serve(Serve),
    SignOut(Common),
    Help,
    Version,
}

/// What all commands take.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) options: Options,
    pub(crate) logins: Logins,
    /// How long credentials are waited for.
    pub(crate) patience: Duration,
}

/// An endpoint to run.
#[derive(Debug)]
pub(crate) struct Serve {
    pub(crate) common: Common,
    /// 0: any free one.
    pub(crate) port: u16,
    pub(crate) token_file: Option<PathBuf>,
    /// What to run beside it; empty: nothing.
    pub(crate) command: Vec<OsString>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Command {
    Process,
    Serve,
    SignOut,
}

impl Invocation {
    /// Reads the arguments after the program's name.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Trouble> {
        let mut arguments = arguments.into_iter();
        let command = match arguments.next().map(text).transpose()?.as_deref() {
            Some("process") => Command::Process,
            Some("serve") => Command::Serve,
            Some("sign-out") => Command::SignOut,
            Some("help" | "--help" | "-h") => return Ok(Self::Help),
            Some("--version" | "-V") => return Ok(Self::Version),
            Some(other) => {
                return Err(usage(format!(
                    "{other:?} is no command: say process, serve or sign-out; see --help"
                )));
            }
            None => return Err(usage("say process, serve or sign-out, and --pool-id; see --help")),
        };
        let mut read = Reader::new(command);
        while let Some(argument) = arguments.next() {
            if argument == "--" {
                read.command = arguments.collect();
                return read.end(true);
            }
            let argument = text(argument)?;
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            match name {
                "--help" | "-h" => return Ok(Self::Help),
                "--version" | "-V" => return Ok(Self::Version),
                _ if !name.starts_with("--") => {
                    return Err(usage(format!("argument {name:?} has no place; see --help")));
                }
                _ => {}
            }
            let value = match value {
                Some(value) => value,
                None => match arguments.next() {
                    Some(value) => text(value)?,
                    None => return Err(usage(format!("{name} needs a value; see --help"))),
                },
            };
            read.argument(name, value)?;
        }
        read.end(false)
    }
}

struct Reader {
    of: Command,
    seen: Vec<String>,
    options: Options,
    logins: Logins,
    patience: Duration,
    port: u16,
    token_file: Option<PathBuf>,
    command: Vec<OsString>,
}

impl Reader {
    fn new(of: Command) -> Self {
        Self {
            of,
            seen: Vec::new(),
            options: Options::default(),
            logins: Logins::default(),
            patience: PATIENCE,
            port: 0,
            token_file: None,
            command: Vec::new(),
        }
    }

    fn argument(&mut self, name: &str, value: String) -> Result<(), Trouble> {
        let place: Option<fn(String) -> LoginPlace> = match name {
            "--login-file" => Some(|path| LoginPlace::File(path.into())),
            "--login-env" => Some(LoginPlace::Environment),
            "--login-command" => Some(LoginPlace::Command),
            _ => None,
        };
        if let Some(place) = place {
            return self.logins.add(name, &value, place);
        }
        if self.seen.iter().any(|seen| seen == name) {
            return Err(usage(format!("{name} is given twice")));
        }
        self.seen.push(name.to_owned());
        match name {
            "--timeout" => self.patience = seconds(name, &value)?,
            "--port" if self.of == Command::Serve => self.port = port(name, &value)?,
            "--token-file" if self.of == Command::Serve => self.token_file = Some(value.into()),
            "--port" | "--token-file" => return Err(usage(format!("{name} belongs to serve; see --help"))),
            "--pool-id" => self.options.set(name, "identity_pool_id", value)?,
            "--ca-file" => self.options.set_ca_file(value.as_ref())?,
            _ => {
                let option = name.trim_start_matches('-').replace('-', "_");
                self.options.set(name, &option, value)?;
            }
        }
        Ok(())
    }

    fn end(mut self, has_command: bool) -> Result<Invocation, Trouble> {
        if has_command && self.of != Command::Serve {
            return Err(usage("only serve runs a command; did you mean serve -- COMMAND?"));
        }
        if has_command && self.command.is_empty() {
            return Err(usage("nothing follows --; give a command, or leave -- out"));
        }
        if has_command && self.token_file.is_some() {
            return Err(usage(
                "--token-file goes without a command, which gets its token in its environment",
            ));
        }
        if self.of == Command::SignOut && !self.logins.is_empty() {
            return Err(usage(
                "sign-out needs no login: say which --profile, unless it is the one of logins",
            ));
        }
        let is_login = self.of == Command::SignOut || !self.logins.is_empty();
        self.options.set_default_profile(if is_login { PROFILE_OF_LOGINS } else { PROFILE_OF_GUEST });
        let common = Common { options: self.options, logins: self.logins, patience: self.patience };
        // A mistake is told now, not when the first credentials are wanted.
        common.options.check()?;
        Ok(match self.of {
            Command::Process => Invocation::Process(common),
            Command::SignOut => Invocation::SignOut(common),
            Command::Serve => Invocation::Serve(Serve {
                common,
                port: self.port,
                token_file: self.token_file,
                command: self.command,
            }),
        })
    }
}

fn usage(text: impl Into<String>) -> Trouble {
    Trouble::new(Exit::Usage, text)
}

fn text(argument: OsString) -> Result<String, Trouble> {
    argument.into_string().map_err(|_| usage("an argument is not UTF-8; see --help"))
}

fn seconds(name: &str, value: &str) -> Result<Duration, Trouble> {
    match value.parse() {
        Ok(seconds) if (1..=MAX_PATIENCE_S).contains(&seconds) => Ok(Duration::from_secs(seconds)),
        _ => Err(usage(format!("{name}: whole seconds, 1 to {MAX_PATIENCE_S}, not {value:?}"))),
    }
}

fn port(name: &str, value: &str) -> Result<u16, Trouble> {
    value.parse().map_err(|_| {
        usage(format!("{name}: a number up to {}, or 0 for any free port, not {value:?}", u16::MAX))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "us-east-1:11111111-2222-3333-4444-555555555555";

    fn read(line: &str) -> Result<Invocation, Trouble> {
        Invocation::read(line.replace("POOL", POOL).split_whitespace().map(OsString::from))
    }

    #[test]
    fn arguments_are_read() {
        let line = "serve --pool-id POOL --port=4711 --token-file /t --timeout 5 --login-env a=A --login-file=b=B \
                    --max-attempts 1 --account-id 123456789012 --use-fips true --storage-directory=";
        let Ok(Invocation::Serve(serve)) = read(line) else { panic!("not read") };
        assert_eq!((serve.port, serve.token_file), (4711, Some("/t".into())));
        assert_eq!(serve.common.patience, Duration::from_secs(5));
        assert!(!serve.common.logins.is_empty());
        let given = serve.common.options.given(false).unwrap_or_default();
        assert_eq!(given.identity_pool_id.as_deref(), Some(POOL));
        assert_eq!((given.max_attempts, given.account_id.as_deref()), (1, Some("123456789012")));
        assert!(given.use_fips && given.storage_directory.as_deref() == Some(""));

        let Ok(Invocation::Serve(serve)) = read("serve --pool-id POOL -- env --port x") else {
            panic!("not read")
        };
        assert_eq!(serve.command, ["env", "--port", "x"]);
        assert!(matches!(read("process --pool-id POOL"), Ok(Invocation::Process(_))));
        let profile = |line: &str| match read(line) {
            Ok(Invocation::Process(common) | Invocation::SignOut(common)) => {
                common.options.given(false).unwrap_or_default().profile
            }
            _ => panic!("not read"),
        };
        assert_eq!(profile("process --pool-id POOL").as_deref(), Some("default"));
        let endpoint = "--pool-id POOL --endpoint http://127.0.0.1:4566/path";
        assert_eq!(profile(&format!("process {endpoint}")).as_deref(), Some("default at 127.0.0.1:4566"));
        assert_eq!(profile(&format!("sign-out {endpoint}")).as_deref(), Some("signed-in at 127.0.0.1:4566"));
        assert_eq!(profile(&format!("process {endpoint} --profile a")).as_deref(), Some("a"));
        let long = format!("process --pool-id POOL --endpoint https://{}.example", "a".repeat(60));
        assert_eq!(profile(&long).map(|profile| profile.len()), Some(64));
        assert_eq!(profile("process --pool-id POOL --login-env a=A").as_deref(), Some("signed-in"));
        assert_eq!(profile("sign-out --pool-id POOL").as_deref(), Some("signed-in"));
        assert_eq!(profile("sign-out --pool-id POOL --profile default").as_deref(), Some("default"));
        for line in ["--help", "-h", "help", "process --help", "serve --port 1 -h"] {
            assert!(matches!(read(line), Ok(Invocation::Help)), "{line}");
        }
        assert!(matches!(read("serve -V"), Ok(Invocation::Version)));
    }

    #[test]
    fn mistakes_name_the_argument_and_the_fix() {
        let table = [
            ("", "say process, serve or sign-out"),
            ("run", "\"run\" is no command"),
            ("process", "required"),
            ("process --pool-id", "--pool-id needs a value"),
            ("process --pool-id us-east-1", "--pool-id: "),
            ("process --pool-id POOL --pool-id POOL", "--pool-id is given twice"),
            ("process --pool-id POOL x", "\"x\" has no place"),
            ("process --pool-id POOL --port 1", "--port belongs to serve"),
            ("process --pool-id POOL -- env", "only serve runs a command"),
            ("sign-out --pool-id POOL -- env", "only serve runs a command"),
            ("sign-out --pool-id POOL --login-env a=A", "sign-out needs no login"),
            ("serve --pool-id POOL --", "nothing follows --"),
            ("serve --pool-id POOL --token-file t -- env", "--token-file goes without a command"),
            ("serve --pool-id POOL --port 65536", "--port: a number up to 65535"),
            ("process --pool-id POOL --timeout 0", "--timeout: whole seconds, 1 to 3600"),
            ("process --pool-id POOL --speed 1", "--speed: there is no such argument"),
            ("process --pool-id POOL --use-fips maybe", "--use-fips: true or false"),
            ("process --pool-id POOL --max-attempts 11", "--max-attempts: 1 to 10"),
            ("process --pool-id POOL --max-attempts many", "--max-attempts: a whole number"),
            ("process --pool-id POOL --login-file a", "--login-file: NAME=PATH"),
            ("process --pool-id POOL --login-env a=X --login-env a=Y", "two tokens for a"),
            ("process --pool-id POOL --ca-file /nowhere", "--ca-file: cannot read"),
            ("process --pool-id POOL --region eu-west-1", "--region: the pool is in us-east-1"),
            ("process --pool-id POOL --keep-fresh true", "--keep-fresh: "),
        ];
        for (line, part) in table {
            let trouble = read(line).unwrap_err();
            assert_eq!(trouble.exit, Exit::Usage, "{line}: {trouble}");
            assert!(trouble.to_string().contains(part), "{line}: {trouble}");
        }
    }

    #[test]
    fn every_argument_is_in_the_help() {
        let source = [include_str!("arguments.rs"), include_str!("options.rs")].concat();
        let is_name = |text: &&str| {
            text.strip_prefix("--").is_some_and(|name| {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            })
        };
        let known = source.split('"').filter(is_name);
        for name in known {
            assert!(super::super::help::HELP.contains(name), "{name}");
        }
    }
}
