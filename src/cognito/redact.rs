//! Text from outside on its way into an error: no secret that was sent, nothing that looks like one, no control
//! character, at most [`MAX_MESSAGE_CHARS`] characters.

use zeroize::Zeroizing;

use crate::secret::Secret;

/// The longest message kept from an answer, in characters.
pub(super) const MAX_MESSAGE_CHARS: usize = 512;

/// Runs are looked at up to here, well past what is kept, so that none is cut before it is judged.
const MAX_JUDGED_CHARS: usize = 4 * MAX_MESSAGE_CHARS;

/// What stands where a secret stood.
const HIDDEN: &str = "***";

/// Shorter ones are no secrets; hiding every "a" of a message would.
const MIN_SECRET_BYTES: usize = 8;

/// A part of a sent secret this long is as good as the secret.
const MIN_PART_BYTES: usize = 16;

/// The text with everything secret replaced by `***`, on one line, bounded.
pub(super) fn clean(text: &str, sent: &[&Secret]) -> String {
    let mut line = one_line(text).trim().to_owned();
    let mut secrets: Vec<Zeroizing<String>> = Vec::with_capacity(sent.len());
    for secret in sent.iter().map(|secret| one_line(secret.expose())) {
        // Longest first: a secret may begin with another one.
        let place = secrets.iter().position(|other| other.len() < secret.len());
        secrets.insert(place.unwrap_or(secrets.len()), secret);
    }
    for secret in secrets.iter().map(|secret| secret.trim()) {
        if secret.len() >= MIN_SECRET_BYTES && line.contains(secret) {
            line = line.replace(secret, HIDDEN);
        }
    }
    let judged = bounded(&line, MAX_JUDGED_CHARS);
    bounded(&hide_runs(&judged, &secrets), MAX_MESSAGE_CHARS)
}

/// Whether `text` may be shown as it is: an error code or a request id, made of letters, digits and `-_.` only.
pub(super) fn is_plain_name(text: &str, sent: &[&Secret]) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !text.is_empty() && text.len() <= 128 && text.bytes().all(is_name) && clean(text, sent) == text
}

/// Control characters and those that turn the direction of text become spaces.
fn one_line(text: &str) -> Zeroizing<String> {
    let is_unsafe = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    // Never longer than the text, so it never grows and leaves a copy of a secret behind.
    let mut line = Zeroizing::new(String::with_capacity(text.len()));
    line.extend(text.chars().map(|c| if is_unsafe(c) { ' ' } else { c }));
    line
}

fn bounded(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Replaces every run of token characters that looks like a token or is part of a sent secret.
fn hide_runs(text: &str, secrets: &[Zeroizing<String>]) -> String {
    let is_token_char = |c: char| c.is_ascii_alphanumeric() || "-_+/=.~%|".contains(c);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let run_end = rest.find(|c| !is_token_char(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(run_end);
        // A full stop ends a sentence, not a token.
        let core = run.trim_end_matches('.');
        let is_part = || core.len() >= MIN_PART_BYTES && secrets.iter().any(|secret| secret.contains(core));
        if looks_like_token(core) || is_part() {
            shown.push_str(HIDDEN);
            shown.push_str(run.get(core.len()..).unwrap_or_default());
        } else {
            shown.push_str(run);
        }
        let other_end = after.find(is_token_char).unwrap_or(after.len());
        let (other, next) = after.split_at(other_end);
        shown.push_str(other);
        rest = next;
    }
    shown
}

/// JWTs (`eyJ` is base64 for `{"`), access key ids, and long random text. Ids, ARNs, issuers and role names, which help
/// to find a mistake, have no random part this long.
fn looks_like_token(run: &str) -> bool {
    let is_jwt = run.len() >= 16 && run.contains("eyJ");
    let is_key_id = run.len() == 20
        && (run.starts_with("ASIA") || run.starts_with("AKIA"))
        && run.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let is_random = |part: &str| part.len() >= 24 && part.bytes().any(|byte| byte.is_ascii_digit());
    is_jwt || is_key_id || run.len() >= 120 || run.split(|c: char| !c.is_ascii_alphanumeric()).any(is_random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helpful_text_stays() {
        let table = [
            "Access to Identity 'us-east-1:12345678-1234-1234-1234-123456789abc' is forbidden.",
            "Invalid login token. Token expired: 1515115602 >= 1515112002",
            "Issuer doesn't match providerName cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123",
            "Role arn:aws:iam::123456789012:role/service-role/Cognito_MyGameAuth_Role denied",
            "Value 'x' at 'identityId' failed: [\\w-]+:[0-9a-f-]+",
            "Ein Fehler – größer",
            "key AKIA, key ASIA1234, 12345678901234567890",
            "",
        ];
        for text in table {
            assert_eq!(clean(text, &[]), text);
        }
    }

    #[test]
    fn what_looks_like_a_token_goes() {
        let key = format!("wJalrXUtnFEMI/K7MDENG/{}", "bPxRfiCYEXAMPLEKEY9abcdef");
        let table = [
            ("bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl.".to_owned(), "bad ***."),
            ("'EAABsbCS1iHgBAKZCqZAdZBZC0ZCh2' is bad".to_owned(), "'***' is bad"),
            (format!("key={} ASIAIOSFODNN7EXAMPLE", "x/".repeat(70)), "*** ***"),
            (format!("{key}, next"), "***, next"),
        ];
        for (text, expected) in table {
            assert_eq!(clean(&text, &[]), expected);
        }
    }

    #[test]
    fn sent_secrets_go_whole_in_part_and_across_lines() {
        let short = Secret::new("short").unwrap();
        let plain = Secret::new("correct horse battery").unwrap();
        let longer = Secret::new("correct horse battery staple").unwrap();
        let dashed = Secret::new("a-b-c-d-e-f-g-h-i-j-k-l-m-n-o").unwrap();
        let lines = Secret::new("two\nlines").unwrap();
        let sent = [&short, &plain, &longer, &dashed, &lines];
        let table = [
            ("a correct horse battery staple!", "a ***!"),
            ("a correct horse battery!", "a ***!"),
            ("got 'b-c-d-e-f-g-h-i-j-k' only", "got '***' only"),
            ("two\nlines, two lines", "***, ***"),
            ("a short one", "a short one"),
        ];
        for (text, expected) in table {
            assert_eq!(clean(text, &sent), expected);
        }
    }

    #[test]
    fn text_is_one_bounded_line() {
        assert_eq!(clean("a\r\nb\tc\u{202e}d\0\u{7f}", &[]), "a  b c d");
        let long = clean(&"ü ".repeat(5000), &[]);
        assert_eq!(long.chars().count(), MAX_MESSAGE_CHARS + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_secret_is_not_cut_into_view() {
        let secret = Secret::new(&"s3cret part ".repeat(400)).unwrap();
        let text = format!("{}{}", "x ".repeat(200), secret.expose());
        assert!(!clean(&text, &[&secret]).contains("s3cret"));
        let token = format!("{}{}", "x ".repeat(252), "eyJhbGciOiJub25lIn0".repeat(4));
        assert!(!clean(&token, &[]).contains("eyJ"), "too short for a token within what is shown");
    }

    #[test]
    fn names_are_letters_digits_and_marks() {
        let secret = Secret::new("SecretException").unwrap();
        for (text, expected) in [
            ("NotAuthorizedException", true),
            ("12345678-1234-1234-1234-123456789abc", true),
            ("SecretException", false),
            ("", false),
            ("a b", false),
            ("<html>", false),
        ] {
            assert_eq!(is_plain_name(text, &[&secret]), expected, "{text}");
        }
    }
}
