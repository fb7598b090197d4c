//! How the program ends when it could not do what it was asked. Invariant: one line, that says what to do; the numbers are
//! those of `--help` and never change.

use std::fmt;

use cognito_native::error::{Failure, ResultCode};

use super::spelling::in_arguments;

/// Exit codes. 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The service said no, or something else that trying again does not change.
    Refused = 1,
    /// The arguments cannot be used.
    Usage = 2,
    /// A login is needed, has expired, was rejected, or could not be read.
    Login = 3,
    /// Not now: the network, or the service.
    Later = 4,
    /// `serve` could not listen, or could not start the command.
    Start = 5,
}

/// Why it ends.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) exit: Exit,
    text: String,
}

impl Trouble {
    pub(crate) fn new(exit: Exit, text: impl Into<String>) -> Self {
        Self { exit, text: text.into() }
    }

    /// As the library tells it, with its advice, and its options as arguments.
    pub(crate) fn of(failure: &Failure) -> Self {
        let exit = match failure.code {
            ResultCode::InvalidOptions => Exit::Usage,
            ResultCode::LoginRequired
            | ResultCode::LoginExpired
            | ResultCode::LoginRejected
            | ResultCode::GuestAccessDisabled => Exit::Login,
            _ if failure.is_retryable || failure.code == ResultCode::DeadlineExceeded => Exit::Later,
            _ => Exit::Refused,
        };
        Self::new(exit, in_arguments(&sentences(&failure.message, &failure.hint)))
    }
}

fn sentences(message: &str, hint: &str) -> String {
    let end = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    if hint.is_empty() { message.to_owned() } else { format!("{message}{end} {hint}") }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A service's message may have lines, and a terminal obeys control characters.
        for (index, word) in self.text.split(|c: char| c.is_whitespace() || c.is_control()).enumerate() {
            let gap = if index == 0 || word.is_empty() { "" } else { " " };
            write!(f, "{gap}{word}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_line_whatever_the_service_says() {
        let text = Trouble::new(Exit::Refused, "a\r\n\tb\u{1b}[31mc  d ").to_string();
        assert_eq!(text, "a b [31mc d");
    }

    #[test]
    fn a_message_and_its_hint_are_sentences() {
        for (message, hint, text) in [
            ("no route", "Try again.", "no route. Try again."),
            ("No route.", "Try again.", "No route. Try again."),
            ("no route: is it right?", "Try again.", "no route: is it right? Try again."),
            ("no route", "", "no route"),
        ] {
            let failure = Failure::local(ResultCode::Network, message).with_hint(hint);
            assert_eq!(Trouble::of(&failure).to_string(), text);
        }
    }

    #[test]
    fn the_code_says_what_to_do_next() {
        let of = |code, is_retryable| Trouble::of(&Failure { is_retryable, ..Failure::local(code, "") }).exit;
        assert_eq!(of(ResultCode::InvalidOptions, false), Exit::Usage);
        assert_eq!(of(ResultCode::LoginExpired, false), Exit::Login);
        assert_eq!(of(ResultCode::LoginRequired, true), Exit::Login);
        assert_eq!(of(ResultCode::Network, true), Exit::Later);
        assert_eq!(of(ResultCode::DeadlineExceeded, false), Exit::Later);
        assert_eq!(of(ResultCode::PoolNotFound, false), Exit::Refused);
    }
}
