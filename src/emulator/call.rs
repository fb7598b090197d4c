//! Invariant: what an HTTP request asks of which service is decided here: JSON with a target is Cognito's
//! (`awsJson1_1`), a form with an action is that of STS (`awsQuery`).

use serde_json::Value;

use super::assume_role::AssumeRole;
use super::form::{self, Form};
use super::http_request::HttpRequest;
use super::input::Input;
use super::operation::Operation;
use super::service_error::ServiceError;

/// The version of the STS API (API reference, "Common parameters").
const STS_VERSION: &str = "2011-06-15";

/// The two ways in which answers and refusals are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Json,
    Xml,
}

/// What the `Content-Type` says the body is.
enum Content {
    Json,
    Form(Form),
    BrokenForm,
}

/// A request whose operation is known, but nothing else about it.
pub(super) struct Call<'a> {
    request: &'a HttpRequest,
    content: Content,
    pub(super) operation: Option<Operation>,
}

impl<'a> Call<'a> {
    pub(super) fn read(request: &'a HttpRequest) -> Self {
        let content_type = request.header("Content-Type").unwrap_or_default();
        if content_type.starts_with("application/x-www-form-urlencoded") {
            let Some(form) = form::read(&request.body) else {
                return Self { request, content: Content::BrokenForm, operation: None };
            };
            let operation = form.get("Action").and_then(|action| Operation::from_action(action));
            return Self { request, content: Content::Form(form), operation };
        }
        let operation = request.header("X-Amz-Target").and_then(Operation::from_target);
        Self { request, content: Content::Json, operation }
    }

    pub(super) fn protocol(&self) -> Protocol {
        match self.content {
            Content::Json => Protocol::Json,
            Content::Form(_) | Content::BrokenForm => Protocol::Xml,
        }
    }

    /// The body as JSON: a form as an object of texts; `null` when it is neither.
    pub(super) fn body(&self) -> Value {
        match &self.content {
            Content::Json => serde_json::from_slice(&self.request.body).unwrap_or(Value::Null),
            Content::BrokenForm => Value::Null,
            Content::Form(form) => {
                form.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
            }
        }
    }

    /// The operation's input, checked.
    pub(super) fn input(&self) -> Result<Input, ServiceError> {
        let request = self.request;
        if request.method != "POST" || request.path != "/" {
            let asked = format!("{} {}", request.method, request.path);
            return Err(ServiceError::unknown_operation(format!("{asked} is not known; use POST /.")));
        }
        match &self.content {
            Content::Json => self.cognito_input(),
            Content::BrokenForm => {
                Err(ServiceError::new(400, "MalformedQueryString", "The form cannot be read."))
            }
            Content::Form(form) => self.sts_input(form),
        }
    }

    fn cognito_input(&self) -> Result<Input, ServiceError> {
        let content_type = self.request.header("Content-Type").unwrap_or_default();
        if !content_type.starts_with("application/x-amz-json-1.1") {
            return Err(ServiceError::unknown_operation("Content-Type must be application/x-amz-json-1.1."));
        }
        let Some(operation) = self.operation else {
            let target = self.request.header("X-Amz-Target").unwrap_or_default();
            return Err(ServiceError::unknown_operation(format!("X-Amz-Target '{target}' is not known.")));
        };
        Input::read(operation, &self.request.body)
    }

    fn sts_input(&self, form: &Form) -> Result<Input, ServiceError> {
        let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        if self.operation.is_none() || field("Version") != STS_VERSION {
            let (action, version) = (field("Action"), field("Version"));
            let message = format!("Could not find operation {action} for version {version}");
            return Err(ServiceError::new(400, "InvalidAction", message));
        }
        AssumeRole::read(form).map(Input::AssumeRole)
    }
}
