//! Options as one JSON object with the names of the struct's fields, for hosts that would have to mirror the struct. What
//! is not understood is refused, and no value is ever quoted: it may be a password.

use std::fmt;
use std::ops::RangeInclusive;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::{Given, in_range, provider_options, refused};
use crate::error::Failure;

/// Roots of every authority there is take a quarter of it.
const MOST_BYTES: usize = 1 << 20;
/// Longer keys are none of ours, and may be anything.
const MOST_KEY_BYTES: usize = 64;
/// The text as a whole, where no option is to blame.
const TEXT: &str = "options_json";

macro_rules! set {
    ($to:expr, $name:expr, $value:expr, text) => {
        $to = Some(text($name, $value)?)
    };
    ($to:expr, $name:expr, $value:expr, texts($count:ident, $most:expr)) => {
        $to = texts($name, $value, $most)?
    };
    ($to:expr, $name:expr, $value:expr, flag) => {
        $to = flag($name, &$value)?
    };
    ($to:expr, $name:expr, $value:expr, number($range:expr, $default:expr)) => {
        if let Some(number) = number($name, &$value, &$range)? {
            $to = number;
        }
    };
    ($to:expr, $name:expr, $value:expr, optional($range:expr)) => {
        $to = number($name, &$value, &$range)?
    };
    ($to:expr, $name:expr, $value:expr, storage) => {
        return Err(refused($name, "no option of the text; give the storage beside it"))
    };
    ($to:expr, $name:expr, $value:expr, transport) => {
        return Err(refused($name, "no option of the text; give the transport beside it"))
    };
    ($to:expr, $name:expr, $value:expr, $of_c:ident) => {
        return Err(unknown($name))
    };
}

macro_rules! setter {
    ($(#[$about:meta])* $struct:ident {
        $($(#[$doc:meta])* $field:ident: $kind:ident $(($($args:tt)*))?;)*
    }) => {
        fn set(given: &mut Given, key: &str, value: Value) -> Result<(), Failure> {
            match key {
                $(stringify!($field) => set!(given.$field, stringify!($field), value, $kind $(($($args)*))?),)*
                _ => return Err(unknown(key)),
            }
            Ok(())
        }
    };
}

provider_options!(setter);

macro_rules! is_option {
    (size) => {
        false
    };
    (count) => {
        false
    };
    (reserved) => {
        false
    };
    ($kind:ident $(($($args:tt)*))?) => {
        true
    };
}

macro_rules! names {
    ($(#[$about:meta])* $struct:ident {
        $($(#[$doc:meta])* $field:ident: $kind:ident $(($($args:tt)*))?;)*
    }) => {
        /// Whether an option has this name: what only the struct has is none.
        #[must_use]
        pub fn is_option(name: &str) -> bool {
            match name {
                $(stringify!($field) => is_option!($kind $(($($args)*))?),)*
                _ => false,
            }
        }
    };
}

provider_options!(names);

/// Reads the options.
///
/// # Errors
/// `INVALID_OPTIONS`, with the key.
pub fn read(json: &str) -> Result<Given, Failure> {
    if json.len() > MOST_BYTES {
        return Err(refused(TEXT, format!("at most {MOST_BYTES} bytes, not {}", json.len())));
    }
    let entries: Entries = serde_json::from_str(json).map_err(|error| {
        // The error's own words quote the text.
        refused(TEXT, format!("not one JSON object (line {}, column {})", error.line(), error.column()))
    })?;
    let mut given = Given::default();
    let mut seen: Vec<String> = Vec::new();
    for (key, value) in entries.0 {
        if value.is_null() {
            check_known(&key)?;
        } else {
            set(&mut given, &key, value)?;
        }
        if seen.contains(&key) {
            return Err(refused(&key, "given twice"));
        }
        seen.push(key);
    }
    Ok(given)
}

/// `null` is the default of every option.
fn check_known(key: &str) -> Result<(), Failure> {
    if is_option(key) { Ok(()) } else { Err(unknown(key)) }
}

fn unknown(key: &str) -> Failure {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if key.len() <= MOST_KEY_BYTES && key.bytes().all(is_name) {
        refused(key, "no option has this name; they are those of cognito_provider_options")
    } else {
        refused(TEXT, "a key that is no option's name; they are those of cognito_provider_options")
    }
}

fn text(field: &str, value: Value) -> Result<String, Failure> {
    match value {
        Value::String(text) if text.contains('\0') => Err(refused(field, "a text without U+0000")),
        Value::String(text) => Ok(text),
        _ => Err(refused(field, "a string is wanted")),
    }
}

fn texts(field: &str, value: Value, most: u32) -> Result<Vec<String>, Failure> {
    let Value::Array(values) = value else { return Err(refused(field, "an array of strings is wanted")) };
    if values.len() > most as usize {
        return Err(refused(field, format!("at most {most}, not {}", values.len())));
    }
    values.into_iter().map(|value| text(field, value)).collect()
}

fn flag(field: &str, value: &Value) -> Result<bool, Failure> {
    match (value.as_bool(), whole(value)) {
        (Some(flag), _) => Ok(flag),
        (None, Some(0)) => Ok(false),
        (None, Some(1)) => Ok(true),
        _ => Err(refused(field, "true or false is wanted")),
    }
}

/// Also one that was written by somebody whose numbers are all doubles: `3.0`.
fn whole(value: &Value) -> Option<u64> {
    let of_double = |double: f64| {
        let is_whole = double.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&double);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just checked")]
        is_whole.then_some(double as u64)
    };
    value.as_u64().or_else(|| value.as_f64().and_then(of_double))
}

fn number(field: &str, value: &Value, range: &RangeInclusive<u32>) -> Result<Option<u32>, Failure> {
    let Some(number) = whole(value) else {
        let (from, to) = (range.start(), range.end());
        return Err(refused(field, format!("a whole number is wanted, {from} to {to}")));
    };
    in_range(field, number, range)
}

/// An object's keys and values in their order, repeated ones too.
struct Entries(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfObject)
    }
}

struct OfObject;

impl<'de> Visitor<'de> for OfObject {
    type Value = Entries;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refusal(json: &str) -> (String, String) {
        let failure = read(json).err().unwrap();
        (failure.field.as_deref().unwrap().to_owned(), failure.message)
    }

    #[test]
    fn every_kind_is_read() {
        let given = read(
            r#" {"identity_pool_id":"us-east-1:1","policy_arns":["a","b"],"prefetch":true,"use_fips":1.0,"keep_fresh":0,
                "max_attempts":7.0,"session_duration_s":9e2,"profile":null,"advisory_window_s":0,"ca_pem":"a\nb"} "#,
        )
        .unwrap_or_default();
        assert_eq!(given.identity_pool_id.as_deref(), Some("us-east-1:1"));
        assert_eq!(given.policy_arns, ["a", "b"]);
        assert!(given.prefetch && given.use_fips && !given.keep_fresh && !given.serve_expired);
        assert_eq!((given.max_attempts, given.session_duration_s), (7, Some(900)));
        assert_eq!((given.profile, given.advisory_window_s, given.connect_timeout_ms), (None, None, 5_000));
        assert_eq!(given.ca_pem.as_deref(), Some("a\nb"));
    }

    #[test]
    fn as_much_is_read_as_is_allowed() {
        assert!(read(&format!("{{{}}}", " ".repeat(MOST_BYTES - 2))).is_ok());
        assert!(read(r#"{"policy_arns":["","","","","","","","","",""]}"#).is_ok());
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_key_and_no_value() {
        let table = [
            (r#"{"identity_pool":"hunter2"}"#, "identity_pool", "no option"),
            (r#"{"identity_pool":null}"#, "identity_pool", "no option"),
            (r#"{"struct_size":8}"#, "struct_size", "no option"),
            (r#"{"policy_arn_count":null}"#, "policy_arn_count", "no option"),
            (r#"{"storage":{}}"#, "storage", "beside"),
            (r#"{"transport":{}}"#, "transport", "beside"),
            (r#"{"reserved":0}"#, "reserved", "no option"),
            (r#"{"threads":2}"#, "threads", "0 for the default"),
            (r#"{"profile":7}"#, "profile", "string"),
            (r#"{"profile":"hunter2\u0000"}"#, "profile", "U+0000"),
            (r#"{"proxy_url":["hunter2"]}"#, "proxy_url", "string"),
            (r#"{"policy_arns":"hunter2"}"#, "policy_arns", "array"),
            (r#"{"policy_arns":["hunter2",1]}"#, "policy_arns", "string"),
            (r#"{"policy_arns":["","","","","","","","","","",""]}"#, "policy_arns", "at most 10"),
            (r#"{"prefetch":"true"}"#, "prefetch", "true or false"),
            (r#"{"prefetch":2}"#, "prefetch", "true or false"),
            (r#"{"max_attempts":11}"#, "max_attempts", "1 to 10"),
            (r#"{"max_attempts":-1}"#, "max_attempts", "1 to 10"),
            (r#"{"max_attempts":1.5}"#, "max_attempts", "whole number"),
            (r#"{"max_attempts":4294967297}"#, "max_attempts", "1 to 10"),
            (r#"{"profile":"a","profile":"a"}"#, "profile", "twice"),
            (r#"{"profile":null,"profile":"a"}"#, "profile", "twice"),
            (r#"{"hunter2 is no name":1}"#, "options_json", "a key"),
            ("", "options_json", "JSON object"),
            ("[]", "options_json", "JSON object"),
            (r#""hunter2""#, "options_json", "JSON object"),
            (r#"{"profile":hunter2}"#, "options_json", "line 1"),
            ("{} {}", "options_json", "JSON object"),
        ];
        for (json, field, part) in table {
            let (refused, message) = refusal(json);
            assert_eq!(refused, field, "{json}: {message}");
            assert!(message.contains(part) && !message.contains("hunter2"), "{json}: {message}");
        }
        assert!(refusal(&format!("{{{}}}", " ".repeat(MOST_BYTES - 1))).1.contains("at most"));
    }
}
