"""A Cognito user pool: players who sign in with a password, and the tokens that they get. Its ID tokens are the only
logins whose signature, issuer and audience ministack checks."""

import uuid

PASSWORD = "Correct-horse-7"


class UserPool:
    def __init__(self, service, region):
        self._service = service
        self.id = service.create_user_pool(PoolName=f"accounts {uuid.uuid4().hex}")["UserPool"]["Id"]
        client = service.create_user_pool_client(
            UserPoolId=self.id, ClientName="game", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )
        self.client_id = client["UserPoolClient"]["ClientId"]
        self.login = f"cognito-idp.{region}.amazonaws.com/{self.id}"

    def as_provider(self):
        """For create_pool."""
        provider = {"ProviderName": self.login, "ClientId": self.client_id, "ServerSideTokenCheck": False}
        return {"CognitoIdentityProviders": [provider]}

    def sign_up(self, name):
        self._service.admin_create_user(UserPoolId=self.id, Username=name, MessageAction="SUPPRESS")
        self._service.admin_set_user_password(UserPoolId=self.id, Username=name, Password=PASSWORD, Permanent=True)

    def sign_in(self, name):
        """New tokens: `IdToken` and `AccessToken`."""
        return self._service.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
