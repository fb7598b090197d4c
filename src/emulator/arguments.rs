//! Invariant: the command line is read completely before anything starts, and a mistake in it names the
//! argument and what would be valid.

use std::path::PathBuf;

use super::fault_spec::{FaultSpec, KINDS};
use super::login_token::LoginToken;
use super::options::{EmulatorOptions, ExpirationFormat, InvalidOption, number};
use super::pool_arguments::{PoolArguments, login_token};
use super::pool_options::PoolOptions;

const HELP: &str = "\
A local Amazon Cognito identity endpoint, for offline development and for tests.

Usage: cognito-emulator [OPTIONS]

  --port PORT               port on 127.0.0.1 (default: any free one)
  --https                   serve HTTPS; needs --ca-file
  --ca-file PATH            write the certificate authority to trust here, as PEM
  --certificate-days DAYS   how long the certificate is valid (default: for ever; public ones: 397 at most)
  --certificate-start SECONDS
                            how far from now its validity begins; may be negative (default: 0)
  --pool-id ID              identity pool, region:GUID; repeatable (default: one with a new id)
  --no-guests               the pools refuse identities without logins
  --login-provider NAME     login provider the pools accept; the token is the player's name there; repeatable
  --login-provider NAME=AUDIENCE
                            the same with tokens that are checked: only issued ones for AUDIENCE are good
  --login-token PROVIDER,SUBJECT,AUDIENCE[,SECONDS]
                            issue a player's login token, valid SECONDS (default: 3600); repeatable
  --developer-user ID       make the identity of a user of the game's own backend in every pool, with a token
                            that is valid 15 minutes; repeatable
  --auth-role ARN           role of players with a login; with any role named, roles are checked
  --unauth-role ARN         role of guests
  --custom-role ARN         role that players with a login may ask for; repeatable
  --deny-ambiguous-role     players with a login have to ask for a custom role
  --max-session SECONDS     longest session of the roles in the classic flow (default: 43200)
  --no-classic-flow         the pools refuse GetOpenIdToken
  --account-id ID           AWS account that owns the pools (default: any)
  --lifetime SECONDS        how long credentials live (default: 3600)
  --expiration-format NAME  integer, decimal or exponent (default)
  --clock-offset SECONDS    how far the service's clock is ahead; may be negative (default: 0)
  --fault SPEC              a fault, OPERATION:FAULT[;FAULT...][:TIMES]; repeatable
  --control                 answer POST /control: JSON commands that drive the emulator
  --verbose                 write a line to standard error for each request
  --until-stdin-closes      end when standard input is closed (default: run until killed)
  --help, --version

When ready, it prints `endpoint=URL`, a `pool-id=ID` for each pool, `login-token=JWT`,
`developer-identity=ID` and `developer-token=JWT` and `ca-file=PATH` as asked for, and `ready`.

OPERATION is GetId, GetCredentialsForIdentity, GetOpenIdToken, UnlinkIdentity,
AssumeRoleWithWebIdentity or any; TIMES is a number or `forever` (default 1). Example:
--fault GetId:throttle:2. FAULT is one of:
";

const CONTROL_HELP: &str = "

Control commands, e.g. {\"command\": \"inject\", \"faults\": [\"hold\", \"throttle=429\"], \"on\": \"GetId\"}:
  add-pool                   id, guests, classic_flow, lifetime_seconds, account_id, login_providers (list of NAME or
                             {name, audience}), roles ({authenticated, unauthenticated, custom, denies_ambiguous,
                             max_session_seconds}); all optional -> id
  issue-token                provider, subject, audience, expires_in_seconds, forged -> token
  developer-identity         pool, user, lifetime_seconds -> id, token
  issued-credentials         access_key_id -> found, identity_id, role_arn, session_name, expiration_unix_ms
  identities                 pool -> identities
  add-identity               pool, id: a guest the client knows from an earlier run
  delete-identity            id -> found
  disable-identity           id -> found
  inject                     faults (list), on (default any), times (default 1)
  clear-faults
  release                    lets held requests go on
  set-clock-offset           seconds
  stats                      -> connections, open_connections, tls_handshakes, tls_resumptions, requests, ...
  requests                   -> requests
  wait-for-requests          on, count, timeout_ms -> reached
  wait-for-open-connections  count, timeout_ms -> reached
";

/// The text of `--help`.
#[must_use]
pub fn help() -> String {
    format!("{HELP}{KINDS}{CONTROL_HELP}")
}

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invocation {
    /// Run an emulator.
    Run(Box<Arguments>),
    /// Print [`help`].
    Help,
    /// Print the version.
    Version,
}

/// An emulator to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// How it listens.
    pub emulator: EmulatorOptions,
    /// Its pools; at least one.
    pub pools: Vec<PoolOptions>,
    /// Login tokens to issue and announce.
    pub login_tokens: Vec<LoginToken>,
    /// Users of the game's own backend, for each pool.
    pub developer_users: Vec<String>,
    /// What goes wrong from the start.
    pub faults: Vec<FaultSpec>,
    /// Where to write the certificate authority.
    pub ca_file: Option<PathBuf>,
    /// Whether to end when standard input is closed.
    pub until_stdin_closes: bool,
}

impl Invocation {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// An argument is not known, or its value is missing or wrong.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, InvalidOption> {
        let mut run = Arguments::default();
        let mut pools = PoolArguments::default();
        let mut arguments = arguments.into_iter();
        while let Some(name) = arguments.next() {
            let mut value =
                || arguments.next().ok_or_else(|| InvalidOption(format!("{name} needs a value; see --help")));
            match name.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--version" | "-V" => return Ok(Self::Version),
                "--https" => run.emulator.https = true,
                "--verbose" => run.emulator.verbose = true,
                "--control" => run.emulator.control = true,
                "--until-stdin-closes" => run.until_stdin_closes = true,
                "--port" => run.emulator.port = number(&name, &value()?)?,
                "--certificate-days" => {
                    run.emulator.certificate_days = Some(number(&name, &value()?)?);
                }
                "--certificate-start" => {
                    run.emulator.certificate_start_seconds = number(&name, &value()?)?;
                }
                "--ca-file" => run.ca_file = Some(value()?.into()),
                "--login-token" => run.login_tokens.push(login_token(&value()?)?),
                "--developer-user" => run.developer_users.push(value()?),
                "--expiration-format" => {
                    run.emulator.expiration_format = ExpirationFormat::from_name(&value()?)?;
                }
                "--clock-offset" => run.emulator.clock_offset_seconds = number(&name, &value()?)?,
                "--fault" => run.faults.push(value()?.parse()?),
                _ if pools.read(&name, value)? => {}
                _ => return Err(InvalidOption(format!("argument {name:?} is not known; see --help"))),
            }
        }
        run.pools = pools.pools();
        run.check().map(|run| Self::Run(Box::new(run)))
    }
}

impl Arguments {
    fn check(self) -> Result<Self, InvalidOption> {
        match (self.emulator.https, &self.ca_file) {
            (true, None) => Err(InvalidOption(
                "--https needs --ca-file PATH: clients have to trust the certificate written there"
                    .to_owned(),
            )),
            (false, Some(_)) => {
                Err(InvalidOption("--ca-file needs --https: there is no certificate over HTTP".to_owned()))
            }
            (false, None) if self.emulator.certificate_days.is_some() => Err(InvalidOption(
                "--certificate-days needs --https: there is no certificate over HTTP".to_owned(),
            )),
            _ if self.emulator.certificate_start_seconds != 0 && self.emulator.certificate_days.is_none() => {
                Err(InvalidOption("--certificate-start needs --certificate-days".to_owned()))
            }
            _ => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Invocation, InvalidOption> {
        Invocation::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn arguments_are_read() {
        let line = "--port 4711 --https --ca-file ca.pem --pool-id us-east-1:1 --pool-id us-east-1:2 --no-guests \
                    --login-provider a.example --account-id 1 --lifetime 90 --clock-offset -5 --expiration-format integer \
                    --fault GetId:throttle:2 --control --until-stdin-closes";
        let Ok(Invocation::Run(run)) = read(line) else { panic!("not read") };
        let (emulator, pools) = (&run.emulator, &run.pools);
        assert_eq!(
            (emulator.port, emulator.https, emulator.control, emulator.clock_offset_seconds),
            (4711, true, true, -5)
        );
        assert_eq!(emulator.expiration_format, ExpirationFormat::Integer);
        assert_eq!(
            pools.iter().map(|pool| pool.id.as_deref()).collect::<Vec<_>>(),
            [Some("us-east-1:1"), Some("us-east-1:2")]
        );
        for pool in pools {
            assert_eq!((pool.allow_guests, pool.credentials_lifetime.as_secs()), (false, 90));
            assert_eq!((pool.account_id.as_deref(), pool.login_providers.len()), (Some("1"), 1));
        }
        assert_eq!((run.faults.len(), run.until_stdin_closes), (1, true));
        assert_eq!(run.ca_file, Some("ca.pem".into()));
    }

    #[test]
    fn roles_and_players_are_read() {
        let line = "--auth-role a --unauth-role b --custom-role c --custom-role d --deny-ambiguous-role \
                    --max-session 900 --no-classic-flow --login-provider a.example=app --login-provider b.example \
                    --login-token a.example,ann,app,-1 --developer-user 7";
        let Ok(Invocation::Run(run)) = read(line) else { panic!("not read") };
        let roles = run.pools[0].roles.clone().unwrap();
        assert_eq!(
            (roles.authenticated.as_deref(), roles.unauthenticated.as_deref()),
            (Some("a"), Some("b"))
        );
        assert_eq!((roles.custom.len(), roles.denies_ambiguous, roles.max_session_seconds), (2, true, 900));
        assert!(!run.pools[0].allow_classic_flow);
        let audiences = run.pools[0].login_providers.iter().map(|one| one.audience.as_deref());
        assert_eq!(audiences.collect::<Vec<_>>(), [Some("app"), None]);
        let expected = LoginToken { expires_in_seconds: -1, ..LoginToken::new("a.example", "ann", "app") };
        assert_eq!((run.login_tokens, run.developer_users), (vec![expected], vec!["7".to_owned()]));
    }

    #[test]
    fn without_arguments_there_is_one_pool() {
        let Ok(Invocation::Run(run)) = read("") else { panic!("not read") };
        assert_eq!(run.pools, [PoolOptions::default()]);
        assert_eq!(read("--help"), Ok(Invocation::Help));
        assert_eq!(read("--version"), Ok(Invocation::Version));
    }

    #[test]
    fn mistakes_are_named() {
        let table = [
            ("--prot 1", "argument \"--prot\" is not known"),
            ("--port", "--port needs a value"),
            ("--port 65536", "--port needs a whole number in range, not \"65536\""),
            ("--lifetime soon", "--lifetime needs a whole number"),
            ("--fault GetId", "names no operation"),
            ("--expiration-format roman", "use integer, decimal or exponent"),
            ("--login-token a.example,ann", "--login-token needs PROVIDER,SUBJECT,AUDIENCE"),
            ("--max-session soon", "--max-session needs a whole number"),
            ("--https", "--https needs --ca-file"),
            ("--ca-file x", "--ca-file needs --https"),
            ("--certificate-days 397", "--certificate-days needs --https"),
            ("--https --ca-file x --certificate-start 60", "needs --certificate-days"),
        ];
        for (line, part) in table {
            let error = read(line).unwrap_err().to_string();
            assert!(error.contains(part), "{line}: {error}");
        }
    }

    #[test]
    fn every_argument_is_in_the_help() {
        let source = [include_str!("arguments.rs"), include_str!("pool_arguments.rs")].concat();
        let known = source.lines().filter_map(|line| line.trim().strip_prefix("\"--")?.split('"').next());
        for name in known.filter(|name| !name.contains(' ')) {
            assert!(help().contains(&format!("--{name}")), "{name}");
        }
    }
}
