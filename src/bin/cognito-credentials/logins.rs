//! Who the player is signed in as: each login's name, and the place where its token is read anew whenever one is needed.
//! Invariant: a token is in no argument and in no error.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use cognito_native::cognito::identity::Login;
use cognito_native::provider::MAX_LOGINS;
use cognito_native::provider::login::{check_login_name, login};
use zeroize::Zeroizing;

use super::file;
use super::login_command;
use super::trouble::{Exit, Trouble};

/// The longest token there is, in UTF-8.
pub(crate) const MAX_TOKEN_BYTES: usize = 4 * 50_000;

/// Where a token is.
#[derive(Clone, Debug)]
pub(crate) enum LoginPlace {
    File(PathBuf),
    /// A variable's name.
    Environment(String),
    /// For the shell; it prints the token.
    Command(String),
}

/// All logins of the player; none: a guest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Logins(Vec<(String, LoginPlace)>);

impl Logins {
    /// Reads one `NAME=PLACE`.
    pub(crate) fn add(
        &mut self,
        argument: &str,
        value: &str,
        place: fn(String) -> LoginPlace,
    ) -> Result<(), Trouble> {
        let usage = |text: String| Trouble::new(Exit::Usage, format!("{argument}: {text}"));
        let form = match argument {
            "--login-file" => "NAME=PATH, such as accounts.google.com=token.txt",
            "--login-env" => "NAME=VARIABLE, such as accounts.google.com=GOOGLE_TOKEN",
            _ => "NAME=COMMAND, such as \"accounts.google.com=gcloud auth print-identity-token\"",
        };
        let Some((name, of)) = value.split_once('=').filter(|(_, of)| !of.is_empty()) else {
            return Err(usage(form.to_owned()));
        };
        check_login_name(name).map_err(|code| usage(code.text().to_string_lossy().into_owned()))?;
        if self.0.iter().any(|(other, _)| other == name) {
            return Err(usage(format!("two tokens for {name}; give each login once")));
        }
        if self.0.len() == MAX_LOGINS {
            return Err(usage(format!("an identity has at most {MAX_LOGINS} logins")));
        }
        self.0.push((name.to_owned(), place(of.to_owned())));
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads every token, commands and files within `limit`.
    pub(crate) fn read(&self, limit: Duration) -> Result<Vec<Login>, Trouble> {
        let until = Instant::now() + limit;
        let left = || until.saturating_duration_since(Instant::now());
        self.0.iter().map(|(name, place)| read(name, place, left())).collect()
    }
}

fn read(name: &str, place: &LoginPlace, limit: Duration) -> Result<Login, Trouble> {
    let refused = |what: String| Trouble::new(Exit::Login, format!("no token for {name}: {what}"));
    let (token, from) = match place {
        LoginPlace::File(path) => {
            let from = format!("the file {}", path.display());
            let token = file::read(path, MAX_TOKEN_BYTES, limit);
            (token.map_err(|error| refused(format!("cannot read {from}: {error}")))?, from)
        }
        LoginPlace::Environment(variable) => {
            let from = format!("the variable {variable}");
            let token = std::env::var(variable).map(|token| Zeroizing::new(token.into_bytes()));
            (token.map_err(|_| refused(format!("{from} is not set, or not UTF-8")))?, from)
        }
        LoginPlace::Command(command) => {
            (login_command::output(command, limit).map_err(refused)?, "what the command prints".to_owned())
        }
    };
    let text = std::str::from_utf8(&token).unwrap_or("\0").trim_end_matches(['\r', '\n']);
    login(name, text).map_err(|code| refused(format!("{from} is not one. {}", code.text().to_string_lossy())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "accounts.google.com";
    const LIMIT: Duration = Duration::from_secs(60);

    fn of(argument: &str, value: &str, place: fn(String) -> LoginPlace) -> Result<Vec<Login>, Trouble> {
        let mut logins = Logins::default();
        logins.add(argument, &format!("{NAME}={value}"), place)?;
        logins.read(LIMIT)
    }

    fn command(command: &str) -> Result<Vec<Login>, Trouble> {
        of("--login-command", command, LoginPlace::Command)
    }

    #[test]
    fn a_token_is_read_from_each_place_without_the_line_that_it_ends() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "token\r\n").unwrap();
        let path = file.path().to_str().unwrap();
        let of_file = of("--login-file", path, |path| LoginPlace::File(path.into())).unwrap();
        assert_eq!((of_file[0].0.as_str(), of_file[0].1.expose()), (NAME, "token"));
        let of_variable = of("--login-env", "CARGO_MANIFEST_DIR", LoginPlace::Environment).unwrap();
        assert_eq!(of_variable[0].1.expose(), env!("CARGO_MANIFEST_DIR"));
        assert_eq!(command("echo token").unwrap()[0].1.expose(), "token");
    }

    #[test]
    fn what_is_no_token_is_told_and_not_shown() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(place("empty"), "\n").unwrap();
        std::fs::write(place("large"), vec![b'x'; MAX_TOKEN_BYTES + 1]).unwrap();
        std::fs::write(place("binary"), [b'h', 0xff]).unwrap();
        std::fs::write(place("lines"), "hunter2\nhunter3\n").unwrap();
        for (name, part) in [
            ("nowhere", "cannot read the file"),
            ("empty", "is not one. A login token has"),
            ("large", "is not one"),
            ("binary", "is not one"),
            ("lines", "is not one"),
        ] {
            let trouble = of("--login-file", &place(name), |path| LoginPlace::File(path.into())).unwrap_err();
            let text = trouble.to_string();
            assert!(
                trouble.exit == Exit::Login && text.contains(part) && !text.contains("hunter"),
                "{name}: {text}"
            );
        }
        let text =
            of("--login-env", "COGNITO_NO_SUCH_VARIABLE", LoginPlace::Environment).unwrap_err().to_string();
        assert!(text.contains("the variable COGNITO_NO_SUCH_VARIABLE is not set"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn a_command_that_gives_no_token_is_told() {
        for (line, part) in [
            ("exit 3", "ended with exit status: 3"),
            ("true", "is not one"),
            ("yes", "prints more than a token"),
            ("printf 'a\\nb'", "is not one"),
            ("/nowhere/command", "ended with exit status: 127"),
        ] {
            let trouble = command(line).unwrap_err();
            assert_eq!(trouble.exit, Exit::Login);
            assert!(trouble.to_string().contains(part), "{line}: {trouble}");
        }
    }

    /// The whole of it: what the shell started holds the pipe too.
    #[cfg(unix)]
    #[test]
    fn a_command_that_never_ends_is_ended() {
        let mut logins = Logins::default();
        logins
            .add("--login-command", &format!("{NAME}=sleep 1000 | sleep 1000"), LoginPlace::Command)
            .unwrap();
        let text = logins.read(Duration::from_millis(1)).unwrap_err().to_string();
        assert!(text.contains("did not end within"), "{text}");
    }
}
