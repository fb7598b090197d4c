//! The service's part: what it is asked, and what a test lets it answer.

use std::time::{Duration, UNIX_EPOCH};

use super::{Date, SERVICE_START_UNIX_MS, World};
use crate::http::{Request, Response, TransportError, TransportErrorKind};
use crate::provider::Input;

impl World {
    fn answer(&mut self, operation: &str, mut response: Response) {
        let (call, request) = self.calls.pop_front().expect("nothing was sent");
        assert_eq!(operation_of(&request), operation);
        let ahead_ms = if let Date::Ahead(ms) = self.date { ms } else { 0 };
        match self.date {
            Date::True | Date::Ahead(_) => {
                let at_unix_ms = u64::try_from(self.service_unix_ms() + ahead_ms).unwrap();
                let at = UNIX_EPOCH + Duration::from_millis(at_unix_ms);
                response.headers.push(("date".to_owned(), httpdate::fmt_http_date(at)));
            }
            Date::Garbage => response.headers.push(("date".to_owned(), "half past nine".to_owned())),
            Date::Absent => {}
        }
        self.feed(Input::Answer(call, Ok(response)));
    }

    pub(in super::super) fn answer_get_id(&mut self, identity_id: &str) {
        self.answer("GetId", ok(format!(r#"{{"IdentityId":"{identity_id}"}}"#)));
    }

    /// Credentials for the identity that was asked about; returns their access key id.
    pub(in super::super) fn answer_credentials(&mut self, lifetime_ms: u64) -> String {
        let identity_id = self.asked_identity_id();
        self.answer_credentials_of(&identity_id, lifetime_ms)
    }

    pub(in super::super) fn answer_credentials_of(&mut self, identity_id: &str, lifetime_ms: u64) -> String {
        let expiration_ms = self.service_unix_ms() + i64::try_from(lifetime_ms).unwrap();
        let key = self.new_key(identity_id);
        self.answer_body(&format!(
            r#"{{"IdentityId":"{identity_id}","Credentials":{{"AccessKeyId":"{key}","SecretKey":"s","SessionToken":"t","Expiration":{}.{:03}}}}}"#,
            expiration_ms / 1000,
            expiration_ms % 1000
        ));
        key
    }

    fn new_key(&mut self, identity_id: &str) -> String {
        self.keys += 1;
        let key = format!("ASIA{}", self.keys);
        self.owners.insert(key.clone(), identity_id.to_owned());
        let (call, _) = self.calls.front().expect("nothing was sent");
        self.fetched_under.insert(key.clone(), self.under[call].clone());
        key
    }

    /// The token of the identity that was asked about.
    pub(in super::super) fn answer_open_id_token(&mut self) -> String {
        let identity_id = self.asked_identity_id();
        self.answer_open_id_token_of(&identity_id)
    }

    pub(in super::super) fn answer_open_id_token_of(&mut self, identity_id: &str) -> String {
        let token = token_for(identity_id);
        self.answer("GetOpenIdToken", ok(format!(r#"{{"IdentityId":"{identity_id}","Token":"{token}"}}"#)));
        token
    }

    /// STS gives credentials to whomever the token in the request is for.
    pub(in super::super) fn answer_sts(&mut self, lifetime_ms: u64) -> String {
        let token = self.sent_field("WebIdentityToken");
        let known = self.state.identity.id().unwrap_or_default().to_string_lossy().into_owned();
        let identity_id = token.strip_prefix("token-for.").map_or(known, |id| id.replace('_', ":"));
        let key = self.new_key(&identity_id);
        let expiration = iso8601(self.service_unix_ms() + i64::try_from(lifetime_ms).unwrap());
        self.answer(
            "AssumeRoleWithWebIdentity",
            ok(format!(
                "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>\
                 <AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                 <SessionToken>t</SessionToken><Expiration>{expiration}</Expiration>\
                 </Credentials><SubjectFromWebIdentityToken>{identity_id}</SubjectFromWebIdentityToken>\
                 </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
            )),
        );
        key
    }

    pub(in super::super) fn answer_sts_error(&mut self, code: &str, message: &str) {
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>r-1</RequestId></ErrorResponse>"
        );
        let body = body.into_bytes().into();
        self.answer("AssumeRoleWithWebIdentity", Response { status: 400, headers: Vec::new(), body });
    }

    pub(in super::super) fn answer_unlink(&mut self) {
        self.answer("UnlinkIdentity", ok(String::new()));
    }

    /// A field of the form that goes to STS; empty when it is not there.
    pub(in super::super) fn sent_field(&self, name: &str) -> String {
        let body = self.body();
        let mut fields = body.split('&').filter_map(|pair| pair.split_once('='));
        fields.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).unwrap_or_default()
    }

    /// Anything at all in answer to `GetCredentialsForIdentity`.
    pub(in super::super) fn answer_body(&mut self, body: &str) {
        self.answer("GetCredentialsForIdentity", ok(body.to_owned()));
    }

    /// Something else than the service answers.
    pub(in super::super) fn answer_page(&mut self, status: u16, page: &str) {
        let operation = self.operation().to_owned();
        let body = page.as_bytes().to_vec().into();
        self.answer(&operation, Response { status, headers: Vec::new(), body });
    }

    /// The service refuses whatever was asked.
    pub(in super::super) fn answer_error(&mut self, code: &str, message: &str, status: u16) {
        self.answer_error_with(code, message, status, &[]);
    }

    pub(in super::super) fn answer_error_with(
        &mut self,
        code: &str,
        message: &str,
        status: u16,
        headers: &[(&str, &str)],
    ) {
        let body = format!(r#"{{"__type":"{code}","message":"{message}"}}"#);
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let operation = self.operation().to_owned();
        self.answer(&operation, Response { status, headers, body: body.into_bytes().into() });
    }

    pub(in super::super) fn break_connection(&mut self, kind: TransportErrorKind) {
        let (call, _) = self.calls.pop_front().expect("nothing was sent");
        self.feed(Input::Answer(call, Err(TransportError { kind, message: "broken".to_owned() })));
    }

    /// Breaks every attempt of the operation under way, and waits out the pauses between.
    pub(in super::super) fn break_every_attempt(&mut self) {
        while !self.calls.is_empty() {
            self.break_connection(TransportErrorKind::Connect);
            // Not after the last one: what the callers got is judged at the moment they got it.
            if self.state.flight.is_some() {
                self.advance(100);
            }
        }
    }

    /// What is under way.
    pub(in super::super) fn operation(&self) -> &str {
        let (_, request) = self.calls.front().expect("nothing is under way");
        operation_of(request)
    }

    pub(in super::super) fn body(&self) -> String {
        let (_, request) = self.calls.front().expect("nothing is under way");
        String::from_utf8(request.body.to_vec()).unwrap()
    }

    pub(in super::super) fn header(&self, name: &str) -> String {
        let (_, request) = self.calls.front().expect("nothing is under way");
        request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone()).unwrap()
    }

    pub(in super::super) fn asked_identity_id(&self) -> String {
        let body = self.body();
        body.split('"').nth(3).unwrap().to_owned()
    }
}

fn ok(body: String) -> Response {
    Response {
        status: 200,
        headers: vec![("x-amzn-requestid".to_owned(), "r-ok".to_owned())],
        body: body.into_bytes().into(),
    }
}

/// A token that says whose it is and needs no escapes.
pub(in super::super) fn token_for(identity_id: &str) -> String {
    format!("token-for.{}", identity_id.replace(':', "_"))
}

/// The world begins on 2027-01-15 at 08:00 and ends within the month.
fn iso8601(unix_ms: i64) -> String {
    let midnight_unix_ms = SERVICE_START_UNIX_MS - 8 * 3_600_000;
    let since_ms = unix_ms - midnight_unix_ms;
    let (day, seconds) = (15 + since_ms / 86_400_000, since_ms / 1000 % 86_400);
    assert!(day <= 31);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("2027-01-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", since_ms % 1000)
}

/// Only STS has no target header.
pub(super) fn operation_of(request: &Request) -> &str {
    let target = request.headers.iter().find(|(name, _)| *name == "x-amz-target");
    target.map_or("AssumeRoleWithWebIdentity", |(_, target)| target.rsplit('.').next().unwrap())
}
