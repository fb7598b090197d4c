//! The library's options as arguments: `--auth-role-arn` is `auth_role_arn` of `cognito_provider_options`, which is where
//! each is documented. What the program decides itself is refused.

use std::path::Path;
use std::time::Duration;

use cognito_native::error::Failure;
use cognito_native::provider::options::{Checked, Given, OfHost, check, from_json, is_option};
use serde_json::{Map, Value};

use super::file;
use super::spelling::{argument, in_arguments};
use super::trouble::{Exit, Trouble};

/// What would make no difference to who asks.
const DECIDED_HERE: [&str; 5] =
    ["keep_fresh", "prefetch", "serve_expired", "login_source_timeout_ms", "threads"];

/// All authorities that there are take a quarter of it.
const MOST_CA_BYTES: usize = 1 << 20;
const MOST_PROFILE_CHARACTERS: usize = 64;
/// For a disk that hangs.
const CA_LIMIT: Duration = Duration::from_secs(25);

/// As they were given, by their names in C.
#[derive(Debug, Default)]
pub(crate) struct Options {
    values: Map<String, Value>,
    /// The argument that each came from.
    arguments: Vec<(String, String)>,
}

impl Options {
    pub(crate) fn set(&mut self, argument: &str, option: &str, text: String) -> Result<(), Trouble> {
        if DECIDED_HERE.contains(&option) {
            let text = format!("{argument}: decided by the program; leave it out");
            return Err(Trouble::new(Exit::Usage, text));
        }
        let value = value(option, text).map_err(|failure| as_argument(argument, option, &failure))?;
        self.values.insert(option.to_owned(), value);
        self.arguments.push((option.to_owned(), argument.to_owned()));
        Ok(())
    }

    pub(crate) fn set_ca_file(&mut self, path: &Path) -> Result<(), Trouble> {
        let cannot = |reason: String| {
            Trouble::new(Exit::Usage, format!("--ca-file: cannot read {}: {reason}", path.display()))
        };
        let pem = file::read(path, MOST_CA_BYTES, CA_LIMIT).map_err(|error| cannot(error.to_string()))?;
        if pem.len() > MOST_CA_BYTES {
            return Err(cannot(format!("it is larger than {MOST_CA_BYTES} bytes")));
        }
        let pem = std::str::from_utf8(&pem).map_err(|_| cannot("it is not UTF-8".to_owned()))?;
        self.set("--ca-file", "ca_pem", pem.to_owned())
    }

    /// Unless another one is given. Each endpoint has its own: an emulator knows nobody of the service's, and what it gave is
    /// of no use there.
    pub(crate) fn set_default_profile(&mut self, profile: &str) {
        let endpoint =
            self.values.get("endpoint").and_then(Value::as_str).and_then(|url| url.split_once("://"));
        let host = endpoint.and_then(|(_, rest)| rest.split('/').next());
        let profile = host.map_or_else(|| profile.to_owned(), |host| format!("{profile} at {host}"));
        let shortened: String = profile.chars().take(MOST_PROFILE_CHARACTERS).collect();
        self.values.entry("profile").or_insert(Value::String(shortened));
    }

    /// As for the library.
    pub(crate) fn given(&self, persists_by_default: bool) -> Result<Given, Trouble> {
        let mut values = self.values.clone();
        values.entry("persist_credentials").or_insert(Value::Bool(persists_by_default));
        from_json(&Value::Object(values).to_string()).map_err(|failure| self.trouble(&failure))
    }

    /// Those that belong together, together.
    pub(crate) fn check(&self) -> Result<Checked, Trouble> {
        check(&self.given(false)?, OfHost::default()).map_err(|failure| self.trouble(&failure))
    }

    /// The library's words, about the argument.
    pub(crate) fn trouble(&self, failure: &Failure) -> Trouble {
        let Some(option) = failure.field.as_deref() else { return Trouble::of(failure) };
        let given = self.arguments.iter().find(|(of, _)| of == option).map(|(_, argument)| argument.as_str());
        as_argument(&given.map_or_else(|| argument(option), str::to_owned), option, failure)
    }
}

/// A text where the option is one; else a number, a yes or no, or a list, as JSON has them.
fn value(option: &str, text: String) -> Result<Value, Failure> {
    let is_taken = |value: &Value| {
        let object = Map::from_iter([(option.to_owned(), value.clone())]);
        from_json(&Value::Object(object).to_string()).map(|_| ())
    };
    let of_json =
        serde_json::from_str(&text).ok().filter(|value: &Value| !value.is_null() && !value.is_string());
    let text = Value::String(text);
    match (is_taken(&text), of_json) {
        (Ok(()), _) => Ok(text),
        (Err(_), Some(value)) => is_taken(&value).map(|()| value),
        (Err(refusal), None) => Err(refusal),
    }
}

fn as_argument(argument: &str, option: &str, failure: &Failure) -> Trouble {
    let message = failure.message.strip_prefix(&format!("{option}: ")).unwrap_or(&failure.message);
    let message = if is_option(option) && failure.field.as_deref() == Some(option) {
        in_arguments(message)
    } else {
        "there is no such argument; see --help".to_owned()
    };
    Trouble::new(Exit::Usage, format!("{argument}: {message}"))
}
