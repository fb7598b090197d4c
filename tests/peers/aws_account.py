"""An AWS account on a server under test: pools and buckets made by its owner, and requests signed by others.

botocore signs, the server checks: the library under test takes no part in either.
"""

import io
import json
import uuid
import zipfile

import boto3
import botocore.config

from user_pool import UserPool

REGION = "us-east-1"
BUCKET = "saves"
OTHER_BUCKET = "billing"
GUEST_ROLE = "guest"

# One try: a refusal is what some tests want to see. Path style, because no name leads to a bucket on 127.0.0.1.
CONFIG = botocore.config.Config(
    retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, connect_timeout=30, read_timeout=60
)


class AwsAccount:
    def __init__(self, server):
        self._server = server

    def _client(self, service, access_key_id="test", secret_access_key="test", session_token=None):
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self._server.endpoint,
            verify=str(self._server.ca_file) if self._server.ca_file else None,
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret_access_key,
            aws_session_token=session_token,
            config=CONFIG,
        )

    def create_pool(self, **providers):
        """An identity pool that allows guests and the classic flow; its id. `providers`: who signs players in."""
        answer = self._client("cognito-identity").create_identity_pool(
            IdentityPoolName=f"players {uuid.uuid4().hex}",
            AllowUnauthenticatedIdentities=True,
            AllowClassicFlow=True,
            **providers,
        )
        return answer["IdentityPoolId"]

    def identities(self, pool_id):
        answer = self._client("cognito-identity").list_identities(IdentityPoolId=pool_id, MaxResults=60)
        return [identity["IdentityId"] for identity in answer["Identities"]]

    def logins(self, identity_id):
        """The names of the logins that the service has linked to the identity."""
        return self._client("cognito-identity").describe_identity(IdentityId=identity_id)["Logins"]

    def create_user_pool(self):
        return UserPool(self._client("cognito-idp"), REGION)

    def backend(self):
        """What a game's own backend calls."""
        return self._client("cognito-identity")

    def create_buckets_and_guest_role(self):
        """Two buckets, and a role that may write to one of them."""
        storage = self._client("s3")
        storage.create_bucket(Bucket=BUCKET)
        storage.create_bucket(Bucket=OTHER_BUCKET)
        trust = _policy("sts:AssumeRoleWithWebIdentity", Principal={"Federated": "cognito-identity.amazonaws.com"})
        roles = self._client("iam")
        roles.create_role(RoleName=GUEST_ROLE, AssumeRolePolicyDocument=trust)
        permission = _policy(
            ["s3:PutObject", "s3:GetObject", "s3:ListBucket"],
            Resource=[f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
        )
        roles.put_role_policy(RoleName=GUEST_ROLE, PolicyName="saves", PolicyDocument=permission)
        plays = ["dynamodb:PutItem", "dynamodb:Query", "lambda:InvokeFunction", "sqs:SendMessage", "execute-api:Invoke"]
        roles.put_role_policy(RoleName=GUEST_ROLE, PolicyName="plays", PolicyDocument=_policy(plays, Resource="*"))

    def let_pages_in(self, bucket):
        """Web pages of any origin may send requests to the bucket; whether they succeed is the signature's affair."""
        rule = {"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["*"]}
        self._client("s3").put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})

    def create_what_games_use(self):
        """A table, a function, a queue and an API; those of the words of docs/recipes.md that name them."""
        self._client("dynamodb").create_table(
            TableName="players",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self._client("lambda").create_function(
            FunctionName="hello",
            Runtime="python3.11",
            Role=self._client("iam").get_role(RoleName=GUEST_ROLE)["Role"]["Arn"],
            Handler="hello.handler",
            Code={"ZipFile": _zip("hello.py", 'def handler(event, context): return "Hello " + event["name"]')},
        )
        queue = self._client("sqs").create_queue(QueueName="scores")
        return {"QUEUE_URL": queue["QueueUrl"], "API_ID": self._create_api()}

    def _create_api(self):
        """POST /prod/hello, for those who sign."""
        gateway = self._client("apigateway")
        api = gateway.create_rest_api(name="games")["id"]
        root = gateway.get_resources(restApiId=api)["items"][0]["id"]
        method = {"restApiId": api, "httpMethod": "POST"}
        method["resourceId"] = gateway.create_resource(restApiId=api, parentId=root, pathPart="hello")["id"]
        gateway.put_method(authorizationType="AWS_IAM", **method)
        gateway.put_integration(type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'}, **method)
        gateway.put_method_response(statusCode="200", **method)
        gateway.put_integration_response(
            statusCode="200", responseTemplates={"application/json": "Hello from the gateway"}, **method
        )
        gateway.create_deployment(restApiId=api, stageName="prod")
        return api

    def create_role_of_pool(self, pool_id, amr):
        """A role that only identities of this pool may take, `authenticated` or `unauthenticated` ones; its ARN."""
        name = f"{amr}-{uuid.uuid4().hex[:8]}"
        trust = _policy(
            "sts:AssumeRoleWithWebIdentity",
            Principal={"Federated": "cognito-identity.amazonaws.com"},
            Condition={
                "StringEquals": {"cognito-identity.amazonaws.com:aud": pool_id},
                "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": amr},
            },
        )
        roles = self._client("iam")
        role = roles.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]
        permission = _policy("s3:PutObject", Resource=f"arn:aws:s3:::{BUCKET}/*")
        roles.put_role_policy(RoleName=name, PolicyName="saves", PolicyDocument=permission)
        return role["Arn"]

    def set_roles(self, pool_id, **roles):
        self._client("cognito-identity").set_identity_pool_roles(IdentityPoolId=pool_id, Roles=roles)

    def give_guests_the_role(self, pool_id):
        role = self._client("iam").get_role(RoleName=GUEST_ROLE)["Role"]["Arn"]
        self.set_roles(pool_id, unauthenticated=role)

    def who_signs(self, credentials):
        """The ARN that the server sees behind a request signed with these credentials."""
        return self._client("sts", **credentials).get_caller_identity()["Arn"]

    def write(self, credentials, bucket=BUCKET):
        self._client("s3", **credentials).put_object(Bucket=bucket, Key="save", Body=b"level 7")

    def read(self, bucket=BUCKET, key="save"):
        return self._client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()


def _zip(name, text):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, text)
    return archive.getvalue()


def _policy(action, **rest):
    statement = {"Effect": "Allow", "Action": action, **rest}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def credentials_of(answer):
    """The part of a client's answer that signs."""
    return {name: answer[name] for name in ("access_key_id", "secret_access_key", "session_token")}


def changed(text):
    """The same length and alphabet, so that nothing but its value is wrong."""
    return ("A" if text[0] != "A" else "B") + text[1:]
