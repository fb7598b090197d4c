//! Invariant: a page of any origin may call the service and read what it answers, as the real one allows (Fetch standard,
//! section 3.3; observed at cognito-identity.us-east-1.amazonaws.com). Credentials of the browser's own are never used,
//! so that `*` is safe; `/control` is not part of it.

use super::http_request::HttpRequest;
use super::reply::{Outcome, Reply};

const ORIGIN: &str = "*";
const METHODS: &str = "GET, POST";
const HEADERS: &str =
    "*,Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Amz-Target,X-Amz-User-Agent";
/// What a page may read beside the body: without `Date` nobody could notice that the device's clock is wrong.
const EXPOSED: &str =
    "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,x-amz-retry-after,Retry-After,Date";
const MAX_AGE_SECONDS: &str = "172800";

/// The answer to a browser that asks whether the page may send its request at all.
pub(super) fn preflight(request: &HttpRequest) -> Option<Reply> {
    let asks = request.method == "OPTIONS" && request.header("Access-Control-Request-Method").is_some();
    asks.then(|| {
        let mut reply = Reply::new(200, "text/plain", "");
        reply.header("Access-Control-Allow-Origin", ORIGIN);
        reply.header("Access-Control-Allow-Methods", METHODS);
        reply.header("Access-Control-Allow-Headers", HEADERS);
        reply.header("Access-Control-Max-Age", MAX_AGE_SECONDS);
        reply
    })
}

/// Lets the page that asked read the answer, a refusal and a fault too.
pub(super) fn allow(request: &HttpRequest, outcome: &mut Outcome) {
    if let (Some(_), Outcome::Send(reply)) = (request.header("Origin"), outcome) {
        reply.header("Access-Control-Allow-Origin", ORIGIN);
        reply.header("Access-Control-Expose-Headers", EXPOSED);
    }
}
