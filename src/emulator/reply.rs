//! Invariant: given the faults of a request and what the service would say, this decides every byte of the
//! answer and how it is to be delivered, without sending any.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::answer::{Answer, xml_refusal};
use super::call::Protocol;
use super::fault::Fault;
use super::fault_queue::Plan;
use super::options::ExpirationFormat;
use super::service_error::ServiceError;

const JSON: &str = "application/x-amz-json-1.1";
const XML: &str = "text/xml";
const HTML: &str = "text/html; charset=utf-8";

/// The last second an HTTP date can say (9999-12-31T23:59:59Z).
const LAST_HTTP_DATE_SECONDS: i64 = 253_402_300_799;

/// What happens to one request.
pub(super) enum Outcome {
    Send(Reply),
    NeverAnswer,
    Reset,
    Close,
}

/// How the bytes of an answer go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Whole,
    Truncated,
    Drip(Duration),
}

/// One HTTP answer.
pub(super) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    pub(super) delivery: Delivery,
    pub(super) close: bool,
}

/// What an answer needs to know besides the request.
pub(super) struct Context {
    pub(super) now_unix_ms: i64,
    pub(super) expiration_format: ExpirationFormat,
    pub(super) request_id: String,
    pub(super) protocol: Protocol,
}

/// Decides what happens to a request. `perform` is called only when no fault takes the service's place.
pub(super) fn decide(
    plan: &Plan,
    context: &Context,
    perform: impl FnOnce() -> Result<Answer, ServiceError>,
) -> Outcome {
    for fault in &plan.0 {
        match fault {
            Fault::NeverAnswer => return Outcome::NeverAnswer,
            Fault::Reset => return Outcome::Reset,
            Fault::Close => return Outcome::Close,
            _ => {}
        }
    }
    let mut reply =
        plan.0.iter().find_map(|fault| Reply::instead(fault, context)).unwrap_or_else(|| match perform() {
            Ok(answer) => Reply::granted(answer, plan, context),
            Err(error) => Reply::refused(&error, context),
        });
    reply.header("x-amzn-requestid", &context.request_id);
    reply.date(plan, context.now_unix_ms);
    for fault in &plan.0 {
        reply.damage(fault);
    }
    Outcome::Send(reply)
}

impl Reply {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into(), delivery: Delivery::Whole, close: false }
    }

    /// A plain JSON answer that no fault touches.
    pub(super) fn json(status: u16, body: impl Into<String>) -> Self {
        Self::new(status, "application/json", body)
    }

    fn granted(mut answer: Answer, plan: &Plan, context: &Context) -> Self {
        let mut format = context.expiration_format;
        for fault in &plan.0 {
            match fault {
                Fault::MissingField(field) => answer.leave_out(field),
                Fault::WrongIdentityId(id) => answer.replace_identity_id(id),
                Fault::ExpiresInSeconds(seconds) => {
                    answer.expire_at(context.now_unix_ms.saturating_add(seconds.saturating_mul(1000)));
                }
                Fault::ExpirationFormat(other) => format = *other,
                Fault::ExpirationJson(json) => answer.write_expiration_as(json),
                _ => {}
            }
        }
        match context.protocol {
            Protocol::Json => Self::new(200, JSON, answer.body(format)),
            Protocol::Xml => Self::new(200, XML, answer.xml(&context.request_id)),
        }
    }

    fn refused(error: &ServiceError, context: &Context) -> Self {
        if context.protocol == Protocol::Xml {
            return Self::new(error.status, XML, xml_refusal(error, &context.request_id));
        }
        let mut reply = Self::new(error.status, JSON, error.body());
        // The colon at the end is what the service sends.
        reply.header("x-amzn-errortype", &format!("{}:", error.code));
        reply.header("x-amzn-errormessage", &error.message);
        reply
    }

    /// The answer of a fault that takes the service's place.
    fn instead(fault: &Fault, context: &Context) -> Option<Self> {
        match fault {
            Fault::Error { status, code, message } => {
                Some(Self::refused(&ServiceError::new(*status, code, message.clone()), context))
            }
            Fault::Html { status } => {
                let page = format!(
                    "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\r\n"
                );
                Some(Self::new(*status, HTML, page))
            }
            Fault::CaptivePortal => Some(Self::new(
                200,
                HTML,
                "<!DOCTYPE html><html><body>Welcome! Please sign in to use this network.</body></html>",
            )),
            Fault::Redirect(address) => {
                let mut reply = Self::new(302, HTML, "<html><body>Moved.</body></html>");
                reply.header("Location", address);
                Some(reply)
            }
            Fault::Raw { status, headers, body } => {
                let mut reply = Self::new(*status, JSON, body.clone());
                for (name, value) in headers {
                    reply.header(name, value);
                }
                Some(reply)
            }
            _ => None,
        }
    }

    /// Sets a header. A value that cannot stand in one (a line break) would forge the answer's end: it is
    /// flattened.
    pub(super) fn header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.replace(['\r', '\n'], " ")));
    }

    fn date(&mut self, plan: &Plan, now_unix_ms: i64) {
        let mut date = Some(http_date(now_unix_ms));
        for fault in &plan.0 {
            match fault {
                Fault::DateAbsent => date = None,
                Fault::DateGarbage => date = Some("yesterday".to_owned()),
                Fault::DateOffsetSeconds(offset) => {
                    date = Some(http_date(now_unix_ms.saturating_add(offset.saturating_mul(1000))));
                }
                _ => {}
            }
        }
        if let Some(date) = date {
            self.header("Date", &date);
        }
    }

    fn damage(&mut self, fault: &Fault) {
        match fault {
            Fault::RetryAfterMs(ms) => self.header("x-amz-retry-after", &ms.to_string()),
            Fault::EmptyBody => self.body.clear(),
            Fault::MalformedJson => {
                self.body = self.body.chars().take(self.body.chars().count() / 2).collect();
            }
            Fault::OversizeBody(bytes) => {
                let padding = "x".repeat(*bytes);
                if self.body.starts_with('<') {
                    self.body.extend(["<!-- ", &padding, " -->"]);
                    return;
                }
                let rest = self.body.strip_prefix('{').filter(|rest| *rest != "}");
                self.body = rest.map_or_else(
                    || format!("{{\"Padding\":\"{padding}\"}}"),
                    |rest| format!("{{\"Padding\":\"{padding}\",{rest}"),
                );
            }
            Fault::Truncate => self.delivery = Delivery::Truncated,
            Fault::Drip(pause) => self.delivery = Delivery::Drip(*pause),
            Fault::CloseAfterAnswer => self.close = true,
            _ => {}
        }
    }

    /// The status, and the code of a refusal, for people.
    pub(super) fn summary(&self) -> String {
        let code = self.headers.iter().find(|(name, _)| name == "x-amzn-errortype");
        let code = code.map(|(_, code)| format!(" {}", code.trim_end_matches(':'))).unwrap_or_default();
        format!("{}{code}", self.status)
    }

    /// The bytes to send, and whether the client is to be told that the connection ends here.
    pub(super) fn bytes(&self, keep_alive: bool) -> Vec<u8> {
        let connection = if keep_alive { "keep-alive" } else { "close" };
        let headers: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "HTTP/1.1 {} {}\r\n{}Content-Length: {}\r\nConnection: {connection}\r\n\r\n",
            self.status,
            reason(self.status),
            headers.concat(),
            self.body.len(),
        );
        let mut bytes = head.into_bytes();
        let kept = match self.delivery {
            Delivery::Truncated => self.body.len() / 2,
            Delivery::Whole | Delivery::Drip(_) => self.body.len(),
        };
        bytes.extend(self.body.bytes().take(kept));
        bytes
    }
}

/// `Date` as HTTP writes it (RFC 9110, section 5.6.7), held within the years it can say.
fn http_date(unix_ms: i64) -> String {
    let seconds = (unix_ms / 1000).clamp(0, LAST_HTTP_DATE_SECONDS);
    let time: SystemTime = UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    httpdate::fmt_http_date(time)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        411 => "Length Required",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}
