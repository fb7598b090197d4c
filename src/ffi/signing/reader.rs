//! The arguments of signing, as a host gives them.

use std::ffi::c_char;

use super::cognito_signing_options;
use crate::error::{Failure, ResultCode};
use crate::ffi::argument::optional_text;
use crate::signing::{Body, Given, Order};

/// More headers than any request has: a count that is larger is a mistake, and is not read.
const MOST_HEADERS: u32 = 1000;

/// Reads arguments, and remembers the first that is wrong: a result of each would be asked for it everywhere.
pub(super) struct Reader {
    /// Of a required argument that is NULL.
    code_of_null: ResultCode,
    wrong: Option<(ResultCode, &'static str, &'static str)>,
}

impl Reader {
    pub(super) fn new(code_of_null: ResultCode) -> Self {
        Self { code_of_null, wrong: None }
    }

    #[inline(never)] // there are many callers, and all of them rare
    fn tell(&mut self, code: ResultCode, field: &'static str, what: &'static str) {
        self.wrong.get_or_insert((code, field, what));
    }

    fn tell_of_option(&mut self, field: &'static str, what: &'static str) {
        self.tell(ResultCode::InvalidOptions, field, what);
    }

    /// # Safety
    /// `text` is NULL or NUL-terminated.
    pub(super) unsafe fn optional<'a>(
        &mut self,
        field: &'static str,
        text: *const c_char,
    ) -> Option<&'a str> {
        // SAFETY: by this function's contract.
        unsafe { optional_text(text) }.unwrap_or_else(|code| {
            self.tell(code, field, "not valid UTF-8");
            Some("")
        })
    }

    /// # Safety
    /// As for [`Reader::optional`].
    pub(super) unsafe fn required<'a>(&mut self, field: &'static str, text: *const c_char) -> &'a str {
        // SAFETY: by this function's contract.
        unsafe { self.optional(field, text) }.unwrap_or_else(|| {
            self.tell(self.code_of_null, field, "is NULL, but required");
            ""
        })
    }

    pub(super) fn flags(&mut self, given: &cognito_signing_options) {
        if given.reserved != 0 {
            self.tell_of_option("reserved", "is not 0");
        }
        if given.unsigned_body > 1 {
            self.tell_of_option("unsigned_body", "is neither 0 nor 1");
        }
        if given.content_sha256_header > 1 {
            self.tell_of_option("content_sha256_header", "is neither 0 nor 1");
        }
    }

    /// # Safety
    /// The pointers of `given` are as the header says.
    pub(super) unsafe fn headers<'a>(&mut self, given: &cognito_signing_options) -> Vec<Given<'a>> {
        let mut count = given.header_count;
        if count > MOST_HEADERS {
            self.tell_of_option("header_count", "is more than 1000");
            count = 0;
        }
        if count != 0 && (given.header_names.is_null() || given.header_values.is_null()) {
            self.tell_of_option("header_names", "or header_values is NULL, and header_count is not 0");
            count = 0;
        }
        let each = 0..count as usize;
        each.map(|index| {
            // SAFETY: both have header_count elements by contract.
            unsafe {
                let name = self.required("header_names", given.header_names.add(index).read());
                (name, self.required("header_values", given.header_values.add(index).read()))
            }
        })
        .collect()
    }

    /// # Safety
    /// As for [`Reader::headers`].
    pub(super) unsafe fn order<'a>(
        &mut self,
        given: &cognito_signing_options,
        headers: &'a [Given<'a>],
    ) -> Order<'a> {
        // SAFETY: by this function's contract.
        unsafe {
            Order {
                method: self.required("method", given.method),
                url: self.required("url", given.url),
                headers,
                body: self.body(given),
                region: self.optional("region", given.region),
                service: self.optional("service", given.service),
                signed_at_unix_ms: (given.signed_at_unix_ms != 0).then_some(given.signed_at_unix_ms),
                expires_s: (given.expires_s != 0).then_some(given.expires_s),
                content_sha256_header: given.content_sha256_header == 1,
            }
        }
    }

    /// # Safety
    /// As for [`Reader::headers`].
    unsafe fn body(&mut self, given: &cognito_signing_options) -> Body {
        // SAFETY: by this function's contract.
        let sha256 = unsafe { self.optional("body_sha256", given.body_sha256) };
        let is_given = !given.body.is_null();
        match sha256 {
            _ if given.unsigned_body == 1 => return Body::Unsigned,
            Some(_) if is_given => {
                self.tell_of_option("body_sha256", "and body are both given; give one of them");
            }
            Some(sha256) => match Body::of_hash(sha256) {
                Some(body) => return body,
                None => self.tell_of_option("body_sha256", "is not 64 hexadecimal digits"),
            },
            None if isize::try_from(given.body_size).is_err() => {
                self.tell_of_option(
                    "body_size",
                    "is larger than memory; was it the -1 of a read that failed?",
                );
            }
            None if !is_given && given.body_size != 0 => {
                self.tell_of_option("body", "is NULL, and body_size is not 0");
            }
            // Not for nothing: it may be large.
            None if is_given && self.wrong.is_none() => {
                // SAFETY: body_size bytes are readable by contract.
                return Body::of(unsafe { std::slice::from_raw_parts(given.body, given.body_size) });
            }
            None => {}
        }
        Body::default()
    }

    /// What was wrong first.
    pub(super) fn done(self) -> Result<(), Failure> {
        let Some((code, field, what)) = self.wrong else { return Ok(()) };
        Err(Failure { code, ..Failure::of_option(field, what) })
    }
}
