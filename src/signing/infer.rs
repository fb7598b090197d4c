//! Service and region from the host names that AWS gives its endpoints. A guess that saves typing: whoever knows better says
//! so, and a host of any other name has to be told.

use super::url::Url;

/// What a host's name says. A part that it does not say is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Inferred<'a> {
    /// The signing name.
    pub(super) service: Option<&'a str>,
    /// Where the endpoint is.
    pub(super) region: Option<&'a str>,
}

/// Where the names of AWS end.
const SUFFIXES: [&str; 6] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".api.aws",
    ".on.aws",
    ".amazonaws.eu",
    ".api.amazonwebservices.com.cn",
];

/// What the host of `url` says; nothing where it is no name of AWS.
pub(super) fn infer<'a>(url: &'a Url<'_>) -> Inferred<'a> {
    let Some(name) = SUFFIXES.iter().find_map(|suffix| url.host.strip_suffix(suffix)) else {
        return Inferred::default();
    };
    let inferred = with_region(name).unwrap_or_else(|| without_region(name));
    if inferred.service == Some("iotdata") && url.scheme.to_ascii_lowercase().starts_with("ws") {
        return Inferred { service: Some("iotdevicegateway"), ..inferred };
    }
    inferred
}

/// From the last label that is a region on.
fn with_region(name: &str) -> Option<Inferred<'_>> {
    let (mut before, mut after) = (name, None);
    loop {
        let (rest, label) = cut_last(before);
        if is_region(label) {
            // "es" stands behind the region there, and in front of it elsewhere.
            let service = after.filter(|label| *label == "es").or_else(|| service_of(rest?));
            return Some(Inferred { service, region: Some(label) });
        }
        (before, after) = (rest?, Some(label));
    }
}

/// The labels before the last, and the last.
fn cut_last(labels: &str) -> (Option<&str>, &str) {
    let Some(dot) = labels.bytes().rposition(|byte| byte == b'.') else { return (None, labels) };
    (labels.get(..dot), labels.get(dot + 1..).unwrap_or_default())
}

/// The service is the label before the region, but for those that say what kind of endpoint it is.
fn service_of(labels: &str) -> Option<&str> {
    let (before, last) = cut_last(labels);
    match last {
        "dualstack" | "vpce" => service_of(before?),
        // Two labels for one service.
        "dynamodb" if before.is_some_and(|before| cut_last(before).1 == "streams") => Some("dynamodb"),
        label => {
            let label = label.strip_suffix("-fips").or_else(|| label.strip_prefix("fips-")).unwrap_or(label);
            Some(signing_name(label))
        }
    }
}

/// Some are not what stands in the host's name (AWS General Reference, "Service endpoints and quotas"; the models of
/// botocore, `signingName`).
fn signing_name(label: &str) -> &str {
    match label {
        "appsync-api" => "appsync",
        "bedrock-runtime" | "bedrock-agent-runtime" => "bedrock",
        "email" => "ses",
        "iot" => "iotdata",
        "lambda-url" => "lambda",
        "models-v2-lex" | "runtime-v2-lex" => "lex",
        "s3-accesspoint" => "s3",
        label => label,
    }
}

/// Old names of S3 with the region in the same label, names without any, and the services that have one endpoint for all
/// the world.
fn without_region(name: &str) -> Inferred<'_> {
    let known = |service, region| Inferred { service: Some(service), region };
    let (_, last) = cut_last(name);
    match last {
        "s3" => known("s3", Some("us-east-1")),
        // They say nothing of the bucket's region.
        "s3-accelerate" | "dualstack" => known("s3", None),
        "iam" | "cloudfront" | "route53" | "sts" | "organizations" => known(last, Some("us-east-1")),
        label => match label.strip_prefix("s3-").filter(|region| is_region(region)) {
            Some(region) => known("s3", Some(region)),
            None => Inferred::default(),
        },
    }
}

/// `eu-west-1`, `us-gov-east-1`, `us-isob-west-1`.
fn is_region(label: &str) -> bool {
    let mut parts = label.as_bytes().split(|byte| *byte == b'-');
    let is_word = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_lowercase);
    let is_number = |part: &[u8]| (1..=2).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    parts.next().is_some_and(|area| area.len() == 2 && is_word(area))
        && parts.next_back().is_some_and(is_number)
        && (1..=2).contains(&parts.clone().count())
        && parts.all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_names() {
        for (url, service, region) in [
            ("https://bucket.s3.eu-west-1.amazonaws.com/key", "s3", "eu-west-1"),
            ("https://my.bucket.s3.dualstack.us-gov-west-1.amazonaws.com", "s3", "us-gov-west-1"),
            ("https://s3.cn-north-1.amazonaws.com.cn/bucket/key?x=1", "s3", "cn-north-1"),
            ("https://s3-eu-west-1.amazonaws.com/bucket", "s3", "eu-west-1"),
            ("https://bucket.s3.amazonaws.com", "s3", "us-east-1"),
            ("https://s3-fips.us-east-2.amazonaws.com", "s3", "us-east-2"),
            ("https://point-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", "s3", "eu-west-1"),
            ("https://abc.execute-api.us-east-1.amazonaws.com:443/prod", "execute-api", "us-east-1"),
            (
                "https://lambda.ap-southeast-2.amazonaws.com/2015-03-31/functions/f/invocations",
                "lambda",
                "ap-southeast-2",
            ),
            ("https://lambda.eu-central-1.api.aws", "lambda", "eu-central-1"),
            ("https://abcdef.lambda-url.eu-west-3.on.aws/", "lambda", "eu-west-3"),
            ("https://dynamodb.us-isob-east-1.amazonaws.com", "dynamodb", "us-isob-east-1"),
            ("https://streams.dynamodb.eu-west-1.amazonaws.com", "dynamodb", "eu-west-1"),
            ("https://DynamoDB.eu-west-1.AmazonAWS.com:443", "dynamodb", "eu-west-1"),
            ("https://abc.appsync-api.eu-west-1.amazonaws.com/graphql", "appsync", "eu-west-1"),
            ("https://bedrock-runtime.us-west-2.amazonaws.com/model/m/invoke", "bedrock", "us-west-2"),
            ("https://abc-ats.iot.eu-west-1.amazonaws.com/topics/t", "iotdata", "eu-west-1"),
            ("wss://abc-ats.iot.eu-west-1.amazonaws.com/mqtt", "iotdevicegateway", "eu-west-1"),
            ("https://search-games-abc.eu-west-1.es.amazonaws.com/_search", "es", "eu-west-1"),
            ("https://sqs.eu-west-1.amazonaws.com/123456789012/queue", "sqs", "eu-west-1"),
            ("https://iam.amazonaws.com/", "iam", "us-east-1"),
        ] {
            let expected = Inferred { service: Some(service), region: Some(region) };
            assert_eq!(infer(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn what_is_not_said_is_not_guessed() {
        for url in [
            "https://example.org/s3.eu-west-1.amazonaws.com",
            "http://127.0.0.1:9000/bucket",
            "https://amazonaws.com",
            "https://what.amazonaws.com",
            "https://notamazonaws.com",
        ] {
            assert_eq!(infer(&Url::parse(url).unwrap()), Inferred::default(), "{url}");
        }
        let accelerated = Url::parse("https://bucket.s3-accelerate.amazonaws.com/key").unwrap();
        assert_eq!(infer(&accelerated), Inferred { service: Some("s3"), region: None });
    }
}
