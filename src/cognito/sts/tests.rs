//! The form byte for byte, and what each XML answer gives.

use super::super::error::{ErrorKind, LoginRejection};
use super::*;

const URL: &str = "https://sts.us-east-1.amazonaws.com/";

fn answer(status: u16, body: &str) -> Response {
    Response { status, headers: Vec::new(), body: body.as_bytes().to_vec().into() }
}

fn token() -> Secret {
    Secret::new("correct horse battery").unwrap()
}

fn success(credentials: &str) -> String {
    format!(
        r#"<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <SubjectFromWebIdentityToken>us-east-1:12</SubjectFromWebIdentityToken>
    <Audience>us-east-1:34</Audience>
    <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>
    <Credentials>{credentials}</Credentials>
    <Provider>cognito-identity.amazonaws.com</Provider>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>12345678-aaaa</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>"#
    )
}

#[test]
fn the_form_byte_for_byte() {
    let token = Secret::new("a.b-c_d~e+f/g=h é").unwrap();
    let mut role = AssumeRole {
        role_arn: "arn:aws:iam::1:role/r",
        session_name: "cognito-native",
        web_identity_token: &token,
        duration_s: None,
        policy: None,
        policy_arns: &[],
    };
    let start = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr\
        &RoleSessionName=cognito-native&WebIdentityToken=a.b-c_d~e%2Bf%2Fg%3Dh%20%C3%A9";
    let request = assume_role_with_web_identity(URL, &role);
    assert_eq!(request.url, URL);
    assert_eq!(request.headers, [("content-type", "application/x-www-form-urlencoded".to_owned())]);
    assert_eq!(String::from_utf8_lossy(&request.body), start);

    let arns = ["arn:1".to_owned(), "arn:2".to_owned()];
    role.duration_s = Some(900);
    role.policy = Some("{\"a\":1}");
    role.policy_arns = &arns;
    let request = assume_role_with_web_identity(URL, &role);
    let end = "&DurationSeconds=900&Policy=%7B%22a%22%3A1%7D&PolicyArns.member.1.arn=arn%3A1\
        &PolicyArns.member.2.arn=arn%3A2";
    assert_eq!(String::from_utf8_lossy(&request.body), format!("{start}{end}"));
    assert!(request.body.capacity() <= request.body.len() + 1, "the buffer never grew");
}

#[test]
fn credentials_are_read() {
    let body = success(
        "<AccessKeyId>AK</AccessKeyId><SecretAccessKey>s/k+=</SecretAccessKey>\
         <SessionToken>\n t&#43;t== \n</SessionToken><Expiration>2018-01-05T01:26:42Z</Expiration>",
    );
    let read = parse_assume_role(&answer(200, &body), &token()).unwrap();
    assert_eq!(read.identity_id.as_deref(), Some("us-east-1:12"));
    assert_eq!(read.access_key_id.expose(), "AK");
    assert_eq!(read.secret_access_key.expose(), "s/k+=");
    assert_eq!(read.session_token.expose(), "t+t==");
    assert_eq!(read.expiration_unix_ms, 1_515_115_602_000);
}

#[test]
fn elements_that_nobody_knows_are_passed_over() {
    let credentials = "<AccessKeyId>AK</AccessKeyId><SecretAccessKey>sk</SecretAccessKey>\
         <SessionToken>token</SessionToken><Expiration>2018-01-05T03:26:42+02:00</Expiration>";
    let members = "<Sessions><member><K>a</K></member><member><K>b</K></member></Sessions><S>a</S><S>b</S>";
    let inside = success(&format!("{members}{credentials}<AccessKeyId>other</AccessKeyId>{members}"));
    let around = success(credentials).replace("<Provider>", &format!("{members}<Provider>"));
    for body in [inside, around] {
        let read = parse_assume_role(&answer(200, &body), &token()).unwrap();
        assert_eq!(read.access_key_id.expose(), "AK");
        assert_eq!(read.expiration_unix_ms, 1_515_115_602_000);
    }
}

#[test]
fn what_is_missing_or_wrong_is_named_without_its_value() {
    let key = "<AccessKeyId>hunter2</AccessKeyId>";
    let secret = "<SecretAccessKey>hunter2</SecretAccessKey>";
    let session = "<SessionToken>hunter2</SessionToken>";
    let table = [
        (success(""), "has no Credentials.AccessKeyId"),
        (success("<AccessKeyId/>"), "has an empty Credentials.AccessKeyId"),
        (success(key), "has no Credentials.SecretAccessKey"),
        (success(&format!("{key}{secret}")), "has no Credentials.SessionToken"),
        (success(&format!("{key}{secret}{session}")), "has no Credentials.Expiration"),
        (
            success(&format!("{key}{secret}{session}<Expiration>1515115602</Expiration>")),
            "has a Credentials.Expiration that is not an RFC 3339 instant",
        ),
        (
            success(&format!("{key}{secret}{session}<Expiration>1970-01-01T00:00:00Z</Expiration>")),
            "has a Credentials.Expiration that is not an RFC 3339 instant",
        ),
        (String::new(), "is empty"),
        ("{\"a\":\"hunter2\"}".to_owned(), "is not XML or is cut short"),
        (
            "<!DOCTYPE html><html>hunter2</html>".to_owned(),
            "has a document type or an entity that no answer has",
        ),
    ];
    for (body, wrong) in table {
        let error = parse_assume_role(&answer(200, &body), &token()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidResponse);
        assert_eq!(error.message, format!("the answer to AssumeRoleWithWebIdentity {wrong}"), "{body}");
    }
}

#[test]
fn errors_are_read_and_keep_the_token_out() {
    let table = [
        ("ExpiredTokenException", 400, ErrorKind::LoginExpired),
        ("IDPCommunicationError", 400, ErrorKind::Unavailable),
        ("IDPRejectedClaim", 403, ErrorKind::LoginRejected(LoginRejection::Other)),
        ("InvalidIdentityToken", 400, ErrorKind::LoginRejected(LoginRejection::Other)),
        ("MalformedPolicyDocument", 400, ErrorKind::InvalidParameter),
        ("PackedPolicyTooLarge", 400, ErrorKind::InvalidParameter),
        ("RegionDisabledException", 403, ErrorKind::RoleNotAllowed),
        ("AccessDenied", 403, ErrorKind::RoleNotAllowed),
        ("Throttling", 400, ErrorKind::Throttled),
        ("SomethingNew", 500, ErrorKind::Unavailable),
    ];
    for (code, status, kind) in table {
        let body = format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
             <Code>{code}</Code><Message>not correct horse battery</Message></Error>\
             <RequestId>12345678-aaaa</RequestId></ErrorResponse>"
        );
        let error = parse_assume_role(&answer(status, &body), &token()).unwrap_err();
        assert_eq!(error.kind, kind, "{code}");
        assert_eq!(error.aws_error_code.as_deref(), Some(code));
        assert_eq!(error.message, "not ***");
        assert_eq!(error.aws_request_id.as_deref(), Some("12345678-aaaa"));
    }
}

/// Errors as other servers, proxies and accidents shape them: the code is `AccessDenied` in each.
const DAMAGED: [&[u8]; 16] = [
    br#"{"__type":"AccessDenied","message":"no"}"#,
    br#"{"__type":"AccessDenied","message":"no"#,
    b"{\"message\":\"no \xff\",\"__type\":\"AccessDenied\"}",
    br#"{"message":"no","message":"no","__type":"AccessDenied"}"#,
    b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>",
    b"<Response><Errors><Error><Code>AccessDenied</Code><Message>no</Message></Error></Errors></Response>",
    b"\xef\xbb\xbf<?xml version='1.0'?><ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
    b"<s:ErrorResponse xmlns:s='x'><s:Error><s:Code> AccessDenied </s:Code></s:Error></s:ErrorResponse>",
    b"<ErrorResponse><Error><Code>AccessDenied</Code><Detail><member>a</member><member>b</member></Detail></Error>",
    b"<ErrorResponse><Error><Code>AccessDenied</Code><Code>Throttling</Code></Error></ErrorResponse>",
    b"<ErrorResponse><Error><Type>Sender</Typ><Code>AccessDenied</Code></Error></ErrorResponse>",
    b"<ErrorResponse><Error><Message>a&nbsp;b & c</Message><Code>AccessDenied</Code></Error></ErrorResponse>",
    b"<ErrorResponse><Error><Message>\xff</Message><Code>AccessDenied</Code></Error></ErrorResponse>",
    b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no <<",
    b"<!DOCTYPE x><ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
    b"<a/><ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
];

#[test]
fn the_code_of_an_error_is_never_lost() {
    for body in DAMAGED {
        // With a status that says nothing, and with one that says the opposite.
        for status in [403, 500, 200] {
            let is_json = body.starts_with(b"{");
            if is_json && status == 200 {
                continue;
            }
            let response = Response { status, headers: Vec::new(), body: body.to_vec().into() };
            let error = parse_assume_role(&response, &token()).unwrap_err();
            let shown = String::from_utf8_lossy(body);
            assert_eq!(error.aws_error_code.as_deref(), Some("AccessDenied"), "{status} {shown}");
            assert_eq!(error.kind, ErrorKind::RoleNotAllowed, "{status} {shown}");
        }
    }
}

#[test]
fn a_web_page_names_no_code() {
    for page in [
        "<!DOCTYPE html><html>oops</html>",
        "<html><body><code>5</code><Code>AccessDenied</Code></body></html>",
    ] {
        let error = parse_assume_role(&answer(502, page), &token()).unwrap_err();
        assert_eq!((error.kind, error.aws_error_code), (ErrorKind::Unavailable, None));
    }
}

#[test]
fn a_subject_that_is_no_identity_id_is_nobody() {
    let credentials = "<AccessKeyId>AK</AccessKeyId><SecretAccessKey>sk</SecretAccessKey>\
         <SessionToken>token</SessionToken><Expiration>2018-01-05T01:26:42Z</Expiration>";
    let body = success(credentials).replace("us-east-1:12", "system:serviceaccount:default:player");
    assert_eq!(parse_assume_role(&answer(200, &body), &token()).unwrap().identity_id, None);
}
