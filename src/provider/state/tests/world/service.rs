//! The service's part: what it is asked, and what a test lets it answer.

use std::time::{Duration, UNIX_EPOCH};

use super::{Date, World};
use crate::http::{Request, Response, TransportError, TransportErrorKind};
use crate::provider::Input;

impl World {
    fn answer(&mut self, operation: &str, mut response: Response) {
        let (call, request) = self.calls.pop_front().expect("nothing was sent");
        assert_eq!(operation_of(&request), operation);
        match self.date {
            Date::True => {
                let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(self.service_unix_ms()).unwrap());
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
        self.keys += 1;
        let key = format!("ASIA{}", self.keys);
        self.answer_body(&format!(
            r#"{{"IdentityId":"{identity_id}","Credentials":{{"AccessKeyId":"{key}","SecretKey":"s","SessionToken":"t","Expiration":{}.{:03}}}}}"#,
            expiration_ms / 1000,
            expiration_ms % 1000
        ));
        key
    }

    /// Anything at all in answer to `GetCredentialsForIdentity`.
    pub(in super::super) fn answer_body(&mut self, body: &str) {
        self.answer("GetCredentialsForIdentity", ok(body.to_owned()));
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
            self.advance(100);
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
    Response { status: 200, headers: Vec::new(), body: body.into_bytes().into() }
}

pub(super) fn operation_of(request: &Request) -> &str {
    let (_, target) = request.headers.iter().find(|(name, _)| *name == "x-amz-target").unwrap();
    target.rsplit('.').next().unwrap()
}
