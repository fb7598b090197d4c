//! JSON answers, read without trusting them: size and depth are bounded, and no text from the body ever gets into an
//! error (serde's own texts quote it, so they are not used). Fields that nobody asks for are passed over, and of a
//! repeated one the first counts: services add fields.
//!
//! Secrets are borrowed from the body, which is zeroed when dropped, and so never copied into memory that is not.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use zeroize::Zeroizing;

/// A JSON value, as far as the service's answers need one.
pub(super) enum Value<'a> {
    /// `null`
    Null,
    /// A number; the service sends none that f64 would round.
    Number(f64),
    /// A string; owned only when it has escapes that [`without_escapes`] leaves.
    Text(Cow<'a, str>),
    /// An object.
    Object(Object<'a>),
    /// A list or a boolean, which no answer has.
    Other,
}

/// A JSON object.
#[derive(Default)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Object<'a> {
    /// The field's value; `None` when absent or `null`.
    pub(super) fn get(&self, name: &str) -> Option<&Value<'a>> {
        let value = self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        value.filter(|value| !matches!(value, Value::Null))
    }

    /// The field's text; `None` when absent or anything else.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// Why a body is not a JSON object. The texts complete "the answer …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum JsonError {
    #[error("is empty")]
    Empty,
    #[error("is a web page or XML, not JSON")]
    Markup,
    #[error("is cut short")]
    Truncated,
    #[error("is not JSON")]
    Syntax,
    #[error("is not a JSON object")]
    NotAnObject,
}

/// A copy of the body in which no string has an escape that a key or token may need (`\/` or `\u002b` as some servers
/// write them), so that the parser can borrow it; `None` when the body has no escapes at all.
pub(super) fn without_escapes(body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if !body.contains(&b'\\') {
        return None;
    }
    // Only ever shorter than the body, so it is never moved and leaves no copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(body.len()));
    let mut rest = body;
    let mut in_string = false;
    while let Some((&first, after)) = rest.split_first() {
        let (decoded, used) = match (first, after) {
            (b'\\', [b'/', ..]) if in_string => (Some(b'/'), 2),
            (b'\\', [b'u', hex @ ..]) if in_string => match printable(hex) {
                Some(byte) => (Some(byte), 6),
                None => (None, 2),
            },
            (b'\\', [_, ..]) => (None, 2),
            _ => (None, 1),
        };
        in_string ^= first == b'"';
        match decoded {
            Some(byte) => plain.push(byte),
            None => plain.extend(rest.iter().take(used)),
        }
        rest = rest.get(used..).unwrap_or_default();
    }
    Some(plain)
}

/// The character of a `\u` escape when it is printable ASCII that needs no escape.
fn printable(hex: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(hex.get(..4)?).ok()?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = u8::try_from(u16::from_str_radix(digits, 16).ok()?).ok()?;
    (is_hex && matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\').then_some(byte)
}

/// The object that is the whole body.
pub(super) fn parse_object(body: &[u8]) -> Result<Object<'_>, JsonError> {
    match body.trim_ascii_start().first() {
        None => return Err(JsonError::Empty),
        Some(b'<') => return Err(JsonError::Markup),
        Some(_) => {}
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(JsonError::NotAnObject),
        Err(error) => Err(match error.classify() {
            Category::Eof => JsonError::Truncated,
            Category::Syntax | Category::Data | Category::Io => JsonError::Syntax,
        }),
    }
}

/// What can be read of a body that may be cut short or go wrong: the fields that are whole.
pub(super) fn object_of_any(body: &str) -> Object<'_> {
    let mut object = Object::default();
    // The error says nothing that the missing fields do not.
    let _ = FieldsVisitor(&mut object).deserialize(&mut serde_json::Deserializer::from_str(body));
    object
}

/// Adds the fields of an object to one, which keeps them when a later one is wrong.
struct FieldsVisitor<'o, 'de>(&'o mut Object<'de>);

impl<'de> DeserializeSeed<'de> for FieldsVisitor<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldsVisitor<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry::<Value<'de>, Value<'de>>()? {
            if let Value::Text(key) = key {
                self.0.0.push((key, value));
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    #[allow(clippy::cast_precision_loss, reason = "an instant that f64 would round is out of range anyway")]
    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Value::Number(number as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "an instant that f64 would round is out of range anyway")]
    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut object = Object::default();
        FieldsVisitor(&mut object).visit_map(map)?;
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_that_are_no_object_are_named() {
        let deep = "[".repeat(100_000);
        let deep_objects = "{\"a\":".repeat(10_000);
        let table: [(&[u8], JsonError); 13] = [
            (b"", JsonError::Empty),
            (b" \r\n\t", JsonError::Empty),
            (b" <!DOCTYPE html><html>", JsonError::Markup),
            (b"{\"a\":", JsonError::Truncated),
            (b"{\"a\":\"x", JsonError::Truncated),
            (b"{a:1}", JsonError::Syntax),
            (b"{} {}", JsonError::Syntax),
            (b"{\"a\":1e999}", JsonError::Syntax),
            (b"{\"a\":\"\xff\"}", JsonError::Syntax),
            (deep.as_bytes(), JsonError::Truncated),
            (deep_objects.as_bytes(), JsonError::Syntax),
            (b"[{}]", JsonError::NotAnObject),
            (b"\"text\"", JsonError::NotAnObject),
        ];
        for (body, error) in table {
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            assert_eq!(parse_object(body).err(), Some(error), "{shown}");
        }
    }

    #[test]
    fn fields_are_found() {
        let object =
            parse_object(br#"{"t":"x","n":1.5e3,"i":-7,"z":null,"l":[1,[2]],"o":{"p":"q"}}"#).unwrap();
        assert_eq!(object.text("t"), Some("x"));
        assert_eq!((object.text("n"), object.text("z"), object.text("none")), (None, None, None));
        assert!(object.get("z").is_none());
        assert!(matches!(object.get("n"), Some(Value::Number(number)) if (number - 1500.0).abs() < 1e-9));
        assert!(matches!(object.get("i"), Some(Value::Number(number)) if *number < 0.0));
        assert!(matches!(object.get("l"), Some(Value::Other)));
        assert!(matches!(object.get("o"), Some(Value::Object(inner)) if inner.text("p") == Some("q")));
    }

    #[test]
    fn of_a_repeated_field_the_first_counts_however_many_there_are() {
        let others = "\"k\":[{}],".repeat(2000);
        let body = format!(r#"{{{others}"a":"x","\u0061":"y","a":null}}"#);
        assert_eq!(parse_object(body.as_bytes()).unwrap().text("a"), Some("x"));
    }

    #[test]
    fn what_comes_before_a_fault_is_read() {
        let table = [
            (r#"{"a":"x","b":"y"}"#, Some("x")),
            (r#"{"a":"x","b":"y"#, Some("x")),
            (r#"{"a":"x","b":y}"#, Some("x")),
            (r#"{"a":"x"}}"#, Some("x")),
            (r#"{"a":"x"#, None),
            (r#"{"b":y,"a":"x"}"#, None),
            (r#"["a","x"]"#, None),
            ("<a>x</a>", None),
            ("", None),
        ];
        for (body, text) in table {
            assert_eq!(object_of_any(body).text("a"), text, "{body}");
        }
    }

    #[test]
    fn escapes_that_secrets_need_are_undone_in_place() {
        let table = [
            (r#"{"a":"x\/y"}"#, r#"{"a":"x/y"}"#),
            (r#"{"a":"\u002B\u003d"}"#, r#"{"a":"+="}"#),
            (r#"{"a":"\u0022\u005c\u000a"}"#, r#"{"a":"\u0022\u005c\u000a"}"#),
            (r#"{"a":"\\/\"\/"}"#, r#"{"a":"\\/\"/"}"#),
            (r#"{"a":\u0031}"#, r#"{"a":\u0031}"#),
            (r#"{"a":\/}"#, r#"{"a":\/}"#),
            (r#"{"a":"\u00"#, r#"{"a":"\u00"#),
            (r#"{"a":"\u+041"}"#, r#"{"a":"\u+041"}"#),
            (r#"{"a":"\u00e9\ud83d"}"#, r#"{"a":"\u00e9\ud83d"}"#),
            ("\"\\", "\"\\"),
        ];
        for (body, expected) in table {
            let plain = without_escapes(body.as_bytes()).unwrap();
            assert_eq!(String::from_utf8_lossy(&plain), expected, "{body}");
        }
        assert!(without_escapes(br#"{"a":"b"}"#).is_none());
    }
}
