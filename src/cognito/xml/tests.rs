//! What is read of a body, what is passed over, and what is refused.

use super::*;

const B: Path = &["a", "b"];

fn text_of(body: &[u8]) -> Result<String, XmlError> {
    fields(body, &[B]).map(|fields| fields.get(B).unwrap_or("none").to_owned())
}

#[test]
fn text_is_decoded() {
    let table = [
        ("<a><b>x</b></a>", "x"),
        ("\u{feff}<?xml version=\"1.0\"?>\n<a xmlns=\"urn:x\">\n <b> x\n</b><c/></a>\n", "x"),
        ("<n:a><n:b k='v'>x</n:b></n:a>", "x"),
        ("<a><b>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</b></a>", "<&>\"'AB"),
        ("<a><b>x<![CDATA[<&amp;>]]>y</b></a>", "x<&amp;>y"),
        ("<a><b>x<!-- c -->y</b></a>", "xy"),
        ("<a><b/></a>", ""),
        ("<a><c>x</c></a>", "none"),
        ("<a><b>x<c>y</c>z</b></a>", "none"),
        ("<b>x</b>", "none"),
        ("<r><a><b>x</b></a></r>", "x"),
    ];
    for (body, expected) in table {
        assert_eq!(text_of(body.as_bytes()).as_deref(), Ok(expected), "{body}");
    }
}

#[test]
fn what_was_not_asked_for_is_passed_over() {
    let deep = format!("<a>{}{}<b>x</b></a>", "<d>".repeat(1000), "</d>".repeat(1000));
    let wide = format!("<a>{}<b>x</b></a>", "<c>y</c>".repeat(5000));
    let hidden = format!("<a>{}<a><b>y</b></a>{}<b>x</b></a>", "<d>".repeat(7), "</d>".repeat(7));
    let name = "n".repeat(MAX_NAME_BYTES + 1);
    let long_name = format!("<a><{name}>y</{name}><b>x</b></a>");
    let table = [
        "<a><c>1</c><c>2</c><b>x</b></a>",
        "<a><b>x</b><b>y</b></a>",
        "<a><c>1 & 2</c><b>x</b></a>",
        "<a><s><m><k>1</k></m><m><k>2</k></m></s><b>x</b></a>",
        "<a><c><b>y</b></c><b>x</b></a>",
        &deep,
        &wide,
        &hidden,
        &long_name,
    ];
    for body in table {
        let shown: String = body.chars().take(60).collect();
        assert_eq!(text_of(body.as_bytes()).as_deref(), Ok("x"), "{shown}");
    }
}

/// With what can still be read of each.
const WRONG: [(&str, XmlError, Option<&str>); 17] = [
    ("", XmlError::Empty, None),
    (" \n", XmlError::Empty, None),
    ("text", XmlError::Syntax, None),
    ("{\"a\":1}", XmlError::Syntax, None),
    ("<a><b>x</b>", XmlError::Syntax, Some("x")),
    ("<a><b>x</a></b>", XmlError::Syntax, None),
    ("<a><c>y</d><b>x</b></a>", XmlError::Syntax, Some("x")),
    ("<a><b>x</b></a></a>", XmlError::Syntax, Some("x")),
    ("<a><b>x", XmlError::Syntax, None),
    ("<a><b>x</b><b", XmlError::Syntax, Some("x")),
    ("<a/>text", XmlError::Syntax, None),
    ("<c/><a><b>x</b></a>", XmlError::Syntax, Some("x")),
    ("<!DOCTYPE a [<!ENTITY x \"xx\">]><a><b>y&x;</b></a>", XmlError::Forbidden, Some("y")),
    ("<!DOCTYPE html><html></html>", XmlError::Forbidden, None),
    ("<a><c>&nbsp;</c><b>x</b></a>", XmlError::Forbidden, Some("x")),
    ("<a><b>x&#xD800;</b></a>", XmlError::Forbidden, Some("x")),
    ("<a><b>x&#0;</b></a>", XmlError::Forbidden, Some("x")),
];

#[test]
fn what_no_answer_has_is_refused_and_what_is_readable_is_read() {
    for (body, error, readable) in WRONG {
        assert_eq!(text_of(body.as_bytes()), Err(error), "{body}");
        assert_eq!(fields_of_any(body, &[B]).get(B), readable, "{body}");
    }
    assert_eq!(text_of(b"<a><b>\xff</b></a>"), Err(XmlError::Syntax));
    let around = "<a><b></b></a>".len();
    let of = |length: usize| format!("<a><b>{}</b></a>", "x".repeat(length - around));
    assert!(text_of(of(MAX_BODY_BYTES).as_bytes()).is_ok());
    assert_eq!(text_of(of(MAX_BODY_BYTES + 1).as_bytes()), Err(XmlError::TooLong));
}
