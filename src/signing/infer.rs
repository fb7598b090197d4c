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

/// Where the names of AWS end in most of the world.
const WORLDWIDE: &str = ".amazonaws.com";

/// Where the names of AWS end.
const SUFFIXES: &str =
    ".amazonaws.com .amazonaws.com.cn .api.aws .on.aws .amazonaws.eu .api.amazonwebservices.com.cn";

/// What the host of `url` says; nothing where it is no name of AWS.
pub(super) fn infer<'a>(url: &'a Url<'_>) -> Inferred<'a> {
    let Some(name) = SUFFIXES.split(' ').find_map(|suffix| url.host().strip_suffix(suffix)) else {
        return Inferred::default();
    };
    let is_worldwide = url.host().ends_with(WORLDWIDE);
    let inferred = with_region(name).unwrap_or_else(|| without_region(name, is_worldwide));
    if inferred.service == Some("iotdata") && url.scheme.to_ascii_lowercase().starts_with("ws") {
        return Inferred { service: Some("iotdevicegateway"), ..inferred };
    }
    inferred
}

/// Where the last label is a region, or the one before it is.
fn with_region(name: &str) -> Option<Inferred<'_>> {
    let (before, last) = cut_last(name);
    if is_region(last) {
        return Some(Inferred { service: service_of(before?), region: Some(last) });
    }
    let (before, region) = cut_last(before?);
    let service = match last {
        "aoss" | "cloudsearch" | "es" => Some(last),
        "queue" => Some("sqs"),
        "vpce" => service_of(before?),
        // A bucket may be named as it likes.
        _ => return None,
    };
    is_region(region).then_some(Inferred { service, region: Some(region) })
}

/// The labels before the last, and the last.
fn cut_last(labels: &str) -> (Option<&str>, &str) {
    let Some(dot) = labels.bytes().rposition(|byte| byte == b'.') else { return (None, labels) };
    (labels.get(..dot), labels.get(dot + 1..).unwrap_or_default())
}

/// The service is the label before the region, but for those that say what kind of endpoint it is; some have two labels.
fn service_of(labels: &str) -> Option<&str> {
    let (before, last) = cut_last(labels);
    let last = last.strip_suffix("-fips").or_else(|| last.strip_prefix("fips-")).unwrap_or(last);
    if matches!(last, "s3" | "dynamodb" | "lambda" | "execute-api" | "sqs") {
        return Some(last); // most requests by far
    }
    let part = before.map(|labels| cut_last(labels).1);
    if let Some(name) = part.and_then(|part| listed(TWO_LABELS, &[part, ".", last])) {
        return Some(name);
    }
    Some(match (part, last) {
        (_, "dualstack" | "vpce") => return service_of(before?),
        // Of two services, by the same name; and somebody's own service.
        (Some("maps" | "places" | "routes"), "geo") => return None,
        _ if last.starts_with("vpce-svc-") => return None,
        (Some(_account), "iot") => "iotdata",
        (_, label) => signing_name(label.strip_suffix("-control").unwrap_or(label)),
    })
}

/// Services that have two labels.
const TWO_LABELS: &str = "\
data.iotevents ioteventsdata
fleethub.iot iotfleethub
jobs.iot iot-jobs-data
participant.connect execute-api
portal.sso awsssoportal
sms-voice.pinpoint sms-voice
tunneling.iot IoTSecuredTunneling";

/// Labels whose service has another signing name (AWS General Reference, "Service endpoints and quotas"; the models of
/// botocore, `signingName`, with which the layer `peers` compares all). One text: an arm of a `match` is three times a line.
const SIGNING_NAMES: &str = "\
aos es
appconfigdata appconfig
appstream2 appstream
appsync-api appsync
appsync-realtime-api appsync
aps-workspaces aps
arc-recovery-control-config route53-recovery-control-config
cassandra-streams cassandra
cloudhsmv2 cloudhsm
cloudsearchdomain cloudsearch
cloudwatch-omni cloudwatch
contact-lens connect
data-signer signer
ddb dynamodb
efs elasticfilesystem
email ses
eventsv2 events
forecastquery forecast
git-codecommit codecommit
iam-toolbox iam
iot-tunneling IoTSecuredTunneling
ivsrealtime ivs
kafka-api kafka
lambda-url lambda
mail-manager ses
marketplace aws-marketplace
memory-db memorydb
migrationhub-config mgh
models-v2-lex lex
oidc sso-oauth
partnercentral-prm partnercentral
pinpoint mobiletargeting
runtime-v2-lex lex
s3-accesspoint s3
servicecatalog-appregistry servicecatalog
timestream-ingest timestream
timestream-query timestream
transcribestreaming transcribe";

/// Services some of whose operations have names with something and a hyphen before the service's.
const LAST_WORDS: &str =
    "chime dynamodb kinesis lakeformation logs medical-imaging omics rekognition servicediscovery states";

fn signing_name(label: &str) -> &str {
    match label {
        _ if label.ends_with("-marketplace") => return "aws-marketplace",
        _ if label.starts_with("personalize-") => return "personalize",
        _ if label.starts_with("s3express-") => return "s3express",
        _ if label.starts_with("bedrock-") && !label.starts_with("bedrock-agentcore") => return "bedrock",
        _ => {}
    }
    let other_name = listed(SIGNING_NAMES, &[label]);
    let is_last = |word: &&str| label.strip_suffix(*word).is_some_and(|before| before.ends_with('-'));
    other_name.or_else(|| LAST_WORDS.split(' ').find(is_last)).unwrap_or(label)
}

/// What stands behind the name, and a space, in a line of the list.
fn listed(list: &'static str, name: &[&str]) -> Option<&'static str> {
    list.split('\n').find_map(|line| {
        let rest = name.iter().try_fold(line, |line, part| line.strip_prefix(part));
        rest?.strip_prefix(' ')
    })
}

/// Old names of S3 with the region in the same label, names without any, and the services that have one endpoint for all
/// the world; where that is another part of it than most, the region is another.
fn without_region(name: &str, is_worldwide: bool) -> Inferred<'_> {
    let known = |service, region| Inferred { service: Some(service), region };
    let us_east_1 = is_worldwide.then_some("us-east-1");
    let (_, last) = cut_last(name);
    match last {
        "s3" => known("s3", us_east_1),
        // They say nothing of the bucket's region.
        "s3-accelerate" | "dualstack" => known("s3", None),
        "iam" | "cloudfront" | "route53" | "sts" | "organizations" => known(last, us_east_1),
        label => match label.strip_prefix("s3-").filter(|region| is_region(region)) {
            Some(region) => known("s3", Some(region)),
            None => Inferred::default(),
        },
    }
}

/// `eu-west-1`, `us-gov-east-1`, `us-isob-west-1`, `eusc-de-east-1`.
fn is_region(label: &str) -> bool {
    let mut parts = label.as_bytes().split(|byte| *byte == b'-');
    let is_word = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_lowercase);
    let is_number = |part: &[u8]| (1..=2).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    parts.next().is_some_and(|area| area == b"eusc" || area.len() == 2 && is_word(area))
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
            ("https://iot.eu-west-1.amazonaws.com/things", "iot", "eu-west-1"),
            ("wss://abc-ats.iot-fips.us-east-1.amazonaws.com/mqtt", "iotdevicegateway", "us-east-1"),
            ("https://data.iotevents.eu-west-1.amazonaws.com", "ioteventsdata", "eu-west-1"),
            ("https://sync-states.us-east-1.amazonaws.com", "states", "us-east-1"),
            ("https://streams-dynamodb.us-east-1.api.aws", "dynamodb", "us-east-1"),
            ("https://search-x.aos.us-east-1.on.aws", "es", "us-east-1"),
            ("https://abc-ats.iot.eu-west-1.amazonaws.com/topics/t", "iotdata", "eu-west-1"),
            ("wss://abc-ats.iot.eu-west-1.amazonaws.com/mqtt", "iotdevicegateway", "eu-west-1"),
            ("https://search-games-abc.eu-west-1.es.amazonaws.com/_search", "es", "eu-west-1"),
            ("https://abc.us-east-1.aoss.amazonaws.com", "aoss", "us-east-1"),
            ("https://eu-west-1.queue.amazonaws.com/123456789012/queue", "sqs", "eu-west-1"),
            ("https://b.vpce-1-a.s3.us-east-1.vpce.amazonaws.com/slot1", "s3", "us-east-1"),
            ("https://games.eu-west-1.s3.amazonaws.com/slot1", "s3", "us-east-1"),
            ("https://games.eu-west-1.s3-eu-central-1.amazonaws.com/slot1", "s3", "eu-central-1"),
            (
                "https://b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com",
                "s3express",
                "us-east-1",
            ),
            ("https://s3-control.dualstack.eu-west-1.amazonaws.com", "s3", "eu-west-1"),
            ("https://s3.eusc-de-east-1.amazonaws.eu/bucket", "s3", "eusc-de-east-1"),
            ("https://sqs.eu-west-1.amazonaws.com/123456789012/queue", "sqs", "eu-west-1"),
            ("https://iam.amazonaws.com/", "iam", "us-east-1"),
            ("https://discovery-marketplace.us-east-1.api.aws", "aws-marketplace", "us-east-1"),
            ("https://personalize-events.eu-west-1.amazonaws.com", "personalize", "eu-west-1"),
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
            "https://games.eu-west-1.what.amazonaws.com",
            "https://what.abc-west-1.amazonaws.com",
            "https://notamazonaws.com",
        ] {
            assert_eq!(infer(&Url::parse(url).unwrap()), Inferred::default(), "{url}");
        }
        for (url, service, region) in [
            ("https://iam.amazonaws.com.cn", Some("iam"), None),
            ("https://bucket.s3.amazonaws.com.cn", Some("s3"), None),
            ("https://maps.geo.eu-west-1.amazonaws.com", None, Some("eu-west-1")),
            ("https://x.vpce-svc-01.us-east-1.vpce.amazonaws.com", None, Some("us-east-1")),
        ] {
            assert_eq!(infer(&Url::parse(url).unwrap()), Inferred { service, region }, "{url}");
        }
        let accelerated = Url::parse("https://bucket.s3-accelerate.amazonaws.com/key").unwrap();
        assert_eq!(infer(&accelerated), Inferred { service: Some("s3"), region: None });
    }
}
