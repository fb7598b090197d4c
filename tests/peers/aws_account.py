"""An AWS account on a server under test: pools and buckets made by its owner, and requests signed by others.

botocore signs, the server checks: the library under test takes no part in either.
"""

import json
import uuid

import boto3
import botocore.config

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

    def create_pool(self):
        """An identity pool that allows guests; its id."""
        answer = self._client("cognito-identity").create_identity_pool(
            IdentityPoolName=f"players {uuid.uuid4().hex}", AllowUnauthenticatedIdentities=True
        )
        return answer["IdentityPoolId"]

    def identities(self, pool_id):
        answer = self._client("cognito-identity").list_identities(IdentityPoolId=pool_id, MaxResults=60)
        return [identity["IdentityId"] for identity in answer["Identities"]]

    def create_buckets_and_guest_role(self):
        """Two buckets, and a role that may write to one of them."""
        storage = self._client("s3")
        storage.create_bucket(Bucket=BUCKET)
        storage.create_bucket(Bucket=OTHER_BUCKET)
        trust = _policy("sts:AssumeRoleWithWebIdentity", Principal={"Federated": "cognito-identity.amazonaws.com"})
        roles = self._client("iam")
        roles.create_role(RoleName=GUEST_ROLE, AssumeRolePolicyDocument=trust)
        permission = _policy("s3:PutObject", Resource=f"arn:aws:s3:::{BUCKET}/*")
        roles.put_role_policy(RoleName=GUEST_ROLE, PolicyName="saves", PolicyDocument=permission)

    def give_guests_the_role(self, pool_id):
        role = self._client("iam").get_role(RoleName=GUEST_ROLE)["Role"]["Arn"]
        self._client("cognito-identity").set_identity_pool_roles(
            IdentityPoolId=pool_id, Roles={"unauthenticated": role}
        )

    def who_signs(self, credentials):
        """The ARN that the server sees behind a request signed with these credentials."""
        return self._client("sts", **credentials).get_caller_identity()["Arn"]

    def write(self, credentials, bucket=BUCKET):
        self._client("s3", **credentials).put_object(Bucket=bucket, Key="save", Body=b"level 7")

    def read(self, bucket=BUCKET):
        return self._client("s3").get_object(Bucket=bucket, Key="save")["Body"].read()


def _policy(action, **rest):
    statement = {"Effect": "Allow", "Action": action, **rest}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
