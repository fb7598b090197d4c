//! Invariant: every fault can be written as text, `KIND` or `KIND=VALUE`; the command line and the control
//! endpoint read the same words, and these are all of them ([`KINDS`]).

use std::str::FromStr;
use std::time::Duration;

use super::fault::Fault;
use super::fault_queue::{On, Plan, Times};
use super::operation::Operation;
use super::options::{ExpirationFormat, InvalidOption};

/// Every kind of fault, for help texts.
pub const KINDS: &str = "\x20 delay=MS                 answer after MS milliseconds
  hold                     answer after the control command `release`
  never-answer             keep the connection open, say nothing
  reset | close            reset (RST) or close (FIN) the connection without an answer
  tls-failure              fail the TLS handshake of the next connection (no operation: use any)
  throttle[=STATUS]        TooManyRequestsException, default status 400
  unavailable[=STATUS]     InternalErrorException, default status 503
  error=STATUS,CODE,TEXT   any error of the service
  html[=STATUS]            an HTML error page, default status 503
  captive-portal           status 200 with an HTML page
  redirect=URL             status 302
  raw=STATUS,BODY          any status and body
  missing=FIELD            leave out this field of the answer, e.g. SessionToken
  wrong-identity=ID        another identity id in the answer
  expired                  credentials that have expired on arrival
  expires-in=SECONDS       credentials that expire in SECONDS (may be negative)
  expiration=JSON          this text as the value of Expiration
  expiration-format=NAME   integer, decimal or exponent
  retry-after=MS           header x-amz-retry-after
  date-offset=SECONDS      header Date is off by SECONDS (may be negative)
  no-date | bad-date       header Date is absent, or no date
  empty                    empty body
  malformed                JSON that breaks off
  oversize[=BYTES]         a body of at least BYTES, default 70000
  truncate                 half of the promised body, then close
  drip=MS                  one byte every MS milliseconds
  close-after-answer       a good answer, then close";

/// Faults to inject, read from `OPERATION:FAULT[;FAULT…][:TIMES]`: OPERATION is its name or `any`, TIMES a
/// number or
/// `forever` (default 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultSpec {
    /// What goes wrong.
    pub plan: Plan,
    /// For which requests.
    pub on: On,
    /// How often.
    pub times: Times,
}

impl FromStr for FaultSpec {
    type Err = InvalidOption;

    fn from_str(text: &str) -> Result<Self, InvalidOption> {
        let (on, rest) = text.split_once(':').ok_or_else(|| {
            InvalidOption(format!(
                "fault {text:?} names no operation; write OPERATION:FAULT[:TIMES], e.g. GetId:throttle:2"
            ))
        })?;
        let last = rest.rsplit_once(':').and_then(|(faults, times)| Some((faults, read_times(times)?)));
        let (faults, times) = last.unwrap_or((rest, Times::Count(1)));
        let faults: Result<Vec<Fault>, InvalidOption> = faults.split(';').map(read_fault).collect();
        Ok(Self { plan: Plan(faults?), on: read_on(on)?, times })
    }
}

/// An operation's name, or `any`.
pub(super) fn read_on(text: &str) -> Result<On, InvalidOption> {
    if text == "any" {
        return Ok(On::Any);
    }
    Operation::from_name(text).map(On::Only).ok_or_else(|| {
        let names = Operation::ALL.map(Operation::name).join(", ");
        InvalidOption(format!("operation {text:?} is not known; use any, {names}"))
    })
}

/// A number, or `forever`.
pub(super) fn read_times(text: &str) -> Option<Times> {
    if text == "forever" { Some(Times::Forever) } else { text.parse().ok().map(Times::Count) }
}

/// One fault, `KIND` or `KIND=VALUE`.
pub(super) fn read_fault(text: &str) -> Result<Fault, InvalidOption> {
    let (kind, value) = text.split_once('=').map_or((text, None), |(kind, value)| (kind, Some(value)));
    let argument = Argument { kind, value };
    match kind {
        "hold" => argument.none(Fault::Hold),
        "never-answer" => argument.none(Fault::NeverAnswer),
        "reset" => argument.none(Fault::Reset),
        "close" => argument.none(Fault::Close),
        "tls-failure" => argument.none(Fault::TlsFailure),
        "captive-portal" => argument.none(Fault::CaptivePortal),
        "expired" => argument.none(Fault::expired()),
        "no-date" => argument.none(Fault::DateAbsent),
        "bad-date" => argument.none(Fault::DateGarbage),
        "empty" => argument.none(Fault::EmptyBody),
        "malformed" => argument.none(Fault::MalformedJson),
        "truncate" => argument.none(Fault::Truncate),
        "close-after-answer" => argument.none(Fault::CloseAfterAnswer),
        "redirect" => argument.text().map(Fault::Redirect),
        "missing" => argument.text().map(Fault::MissingField),
        "wrong-identity" => argument.text().map(Fault::WrongIdentityId),
        "expiration" => argument.text().map(Fault::ExpirationJson),
        "expiration-format" => ExpirationFormat::from_name(&argument.text()?).map(Fault::ExpirationFormat),
        "error" | "raw" => argument.answer(),
        _ => argument.number(),
    }
}

struct Argument<'a> {
    kind: &'a str,
    value: Option<&'a str>,
}

impl Argument<'_> {
    fn none(&self, fault: Fault) -> Result<Fault, InvalidOption> {
        if self.value.is_some() { Err(self.wrong("takes no value")) } else { Ok(fault) }
    }

    fn text(&self) -> Result<String, InvalidOption> {
        self.value
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .ok_or_else(|| self.wrong("needs a value"))
    }

    fn answer(&self) -> Result<Fault, InvalidOption> {
        let parts: Vec<&str> =
            self.value.unwrap_or_default().splitn(if self.kind == "raw" { 2 } else { 3 }, ',').collect();
        match *parts.as_slice() {
            [status, body] if self.kind == "raw" => {
                Ok(Fault::Raw { status: self.status(status)?, headers: Vec::new(), body: body.to_owned() })
            }
            [status, code, message] => Ok(Fault::error(self.status(status)?, code, message)),
            _ if self.kind == "raw" => Err(self.wrong("needs STATUS,BODY")),
            _ => Err(self.wrong("needs STATUS,CODE,TEXT")),
        }
    }

    fn number(&self) -> Result<Fault, InvalidOption> {
        match self.kind {
            "delay" => self.parse(None).map(|ms| Fault::Delay(Duration::from_millis(ms))),
            "drip" => self.parse(None).map(|ms| Fault::Drip(Duration::from_millis(ms))),
            "retry-after" => self.parse(None).map(Fault::RetryAfterMs),
            "expires-in" => self.parse(None).map(Fault::ExpiresInSeconds),
            "date-offset" => self.parse(None).map(Fault::DateOffsetSeconds),
            "oversize" => self.parse(Some("70000")).map(Fault::OversizeBody),
            "throttle" => self.status(self.value.unwrap_or("400")).map(Fault::throttle_at),
            "unavailable" => self.status(self.value.unwrap_or("503")).map(Fault::unavailable),
            "html" => self.status(self.value.unwrap_or("503")).map(|status| Fault::Html { status }),
            kind => Err(InvalidOption(format!("fault {kind:?} is not known; use one of:\n{KINDS}"))),
        }
    }

    fn parse<T: FromStr>(&self, default: Option<&str>) -> Result<T, InvalidOption> {
        let value = self.value.or(default).unwrap_or_default();
        value.parse().map_err(|_| self.wrong("needs a number in range"))
    }

    fn status(&self, text: &str) -> Result<u16, InvalidOption> {
        let status = text.parse().ok().filter(|status| (200..=599).contains(status));
        status.ok_or_else(|| self.wrong("needs an HTTP status from 200 to 599"))
    }

    fn wrong(&self, what: &str) -> InvalidOption {
        let value = self.value.map_or_else(String::new, |value| format!(", not {value:?}"));
        InvalidOption(format!("fault {} {what}{value}", self.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_are_read() {
        let table = [
            ("GetId:throttle:2", vec![Fault::throttle()], On::Only(Operation::GetId), Times::Count(2)),
            (
                "any:delay=500:forever",
                vec![Fault::Delay(Duration::from_millis(500))],
                On::Any,
                Times::Forever,
            ),
            (
                "any:hold;throttle=429;retry-after=50",
                vec![Fault::Hold, Fault::throttle_at(429), Fault::RetryAfterMs(50)],
                On::Any,
                Times::Count(1),
            ),
            (
                "GetOpenIdToken:error=400,NotAuthorizedException,Token expired: 1 >= 0, really:3",
                vec![Fault::error(400, "NotAuthorizedException", "Token expired: 1 >= 0, really")],
                On::Only(Operation::GetOpenIdToken),
                Times::Count(3),
            ),
            (
                "any:redirect=http://127.0.0.1/x",
                vec![Fault::Redirect("http://127.0.0.1/x".into())],
                On::Any,
                Times::Count(1),
            ),
            (
                "any:expiration=\"soon\"",
                vec![Fault::ExpirationJson("\"soon\"".into())],
                On::Any,
                Times::Count(1),
            ),
        ];
        for (text, faults, on, times) in table {
            assert_eq!(text.parse(), Ok(FaultSpec { plan: Plan(faults), on, times }), "{text}");
        }
    }

    #[test]
    fn every_kind_in_the_help_is_known() {
        for line in KINDS.lines() {
            let words = line.trim().split("  ").next().unwrap();
            for kind in words.split(" | ") {
                let name = kind.split(['[', '=']).next().unwrap();
                let values = [None, Some("503"), Some("integer"), Some("400,Code,Text")];
                let texts =
                    values.map(|value| value.map_or(name.to_owned(), |value| format!("{name}={value}")));
                assert!(texts.iter().any(|text| read_fault(text).is_ok()), "{name}");
            }
        }
    }

    #[test]
    fn mistakes_are_named() {
        let table = [
            ("throttle", "names no operation"),
            ("GetIdd:throttle", "operation \"GetIdd\" is not known"),
            ("any:explode", "fault \"explode\" is not known"),
            ("any:delay", "needs a number"),
            ("any:delay=soon", "not \"soon\""),
            ("any:throttle=42", "needs an HTTP status"),
            ("any:hold=1", "takes no value"),
            ("any:missing", "needs a value"),
            ("any:error=400,Code", "needs STATUS,CODE,TEXT"),
            ("any:raw=200", "needs STATUS,BODY"),
        ];
        for (text, part) in table {
            let error = text.parse::<FaultSpec>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
