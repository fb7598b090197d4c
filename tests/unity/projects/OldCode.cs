// What scripts and libraries in public projects do with the credentials of an AWS SDK: each member that more than one of
// them uses, in words of our own. Compiled against each way that promises it; a class of the game's derives from the SDK's.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Amazon;
using Amazon.CognitoIdentity;
using Amazon.CognitoIdentity.Model;
using Amazon.Runtime;

public sealed class OldCode
{
    private readonly CognitoAWSCredentials credentials;
    private readonly AWSCredentials asBase;

    public OldCode(string pool)
    {
        credentials = new CognitoAWSCredentials(pool, RegionEndpoint.USEast1);
        credentials = new CognitoAWSCredentials(pool, RegionEndpoint.GetBySystemName("ap-northeast-1"));
        credentials = new CognitoAWSCredentials(null, pool, null, null, RegionEndpoint.EUWest1);
        credentials = new GamesCredentials(pool, RegionEndpoint.APNortheast1);
        asBase = credentials;
        credentials.IdentityChangedEvent += delegate(object sender, CognitoAWSCredentials.IdentityChangedArgs e)
        {
            Console.WriteLine(e.OldIdentityId + " " + e.NewIdentityId);
        };
    }

    public static string Region
    {
        get { return RegionEndpoint.USWest2.SystemName; }
    }

    public void Settings()
    {
        AWSConfigs.RegionEndpoint = RegionEndpoint.USEast1;
        AWSConfigs.CorrectForClockSkew = true;
#if COGNITO_NATIVE_AMAZON_NAMES
        // Of the AWS Mobile SDK for Unity only.
        AWSConfigs.AWSRegion = RegionEndpoint.USEast1.SystemName;
        AWSConfigs.HttpClient = AWSConfigs.HttpClientOption.UnityWebRequest;
        var logging = AWSConfigs.LoggingConfig;
        logging.LogTo = LoggingOptions.UnityLogger;
        logging.LogResponses = ResponseLoggingOption.Always;
        logging.LogMetrics = true;
        UnityInitializer.AttachToGameObject(null);
#endif
    }

    public string SignIn(string facebook, string idToken)
    {
        credentials.AddLogin("graph.facebook.com", facebook);
        credentials.AddLogin("cognito-idp.us-east-1.amazonaws.com/us-east-1_abc", idToken);
        if (credentials.ContainsProvider("graph.facebook.com") && credentials.LoginsCount > 1)
        {
            credentials.RemoveLogin("graph.facebook.com");
        }
        return string.Join(", ", credentials.CurrentLoginProviders) + credentials.IdentityPoolId + credentials.AccountId
            + credentials.AuthRoleArn + credentials.UnAuthRoleArn;
    }

    public async Task<string> Ask()
    {
        var keys = await credentials.GetCredentialsAsync();
        keys = asBase.GetCredentials();
        Console.WriteLine(keys.AccessKey + keys.SecretKey + keys.Token + keys.UseToken);
        return await credentials.GetIdentityIdAsync() + credentials.GetIdentityId() + credentials.GetCachedIdentityId();
    }

    public void Leave()
    {
        credentials.PreemptExpiryTime = TimeSpan.FromMinutes(5) + credentials.PreemptExpiryTime;
        credentials.ClearIdentityCache();
        credentials.ClearCredentials();
        credentials.Clear();
        credentials.Dispose();
    }

    public string Errors()
    {
        try
        {
            return credentials.GetIdentityId();
        }
        catch (NotAuthorizedException exception)
        {
            return exception.ErrorCode + exception.StatusCode + exception.RequestId;
        }
        catch (AmazonCognitoIdentityException exception)
        {
            return exception.Message;
        }
        catch (AmazonClientException exception)
        {
            return exception.Message;
        }
        catch (AmazonServiceException exception)
        {
            return exception.ErrorCode;
        }
    }

    public AWSCredentials Others(int which)
    {
        switch (which)
        {
            case 0:
                return new AnonymousAWSCredentials();
            case 1:
                return new BasicAWSCredentials("AKIA", "secret");
            default:
                return credentials;
        }
    }

#if COGNITO_NATIVE_AMAZON_NAMES
    // Of the AWS Mobile SDK for Unity only.
    public void Callbacks()
    {
        credentials.GetIdentityIdAsync(delegate(AmazonCognitoIdentityResult<string> result)
        {
            Console.WriteLine(result.Exception == null ? result.Response : result.Exception.ToString());
        });
        credentials.GetCredentialsAsync(
            (AmazonCognitoIdentityResult<ImmutableCredentials> result) => Console.WriteLine(result.State),
            new AsyncOptions { ExecuteCallbackOnMainThread = true });
        AmazonServiceCallback<List<string>, string> callback = result => Console.WriteLine(result.Response + result.Exception);
        callback(new AmazonServiceResult<List<string>, string>(null, "", null, null));
    }
#endif

    private sealed class GamesCredentials : CognitoAWSCredentials
    {
        private string kept;

        public GamesCredentials(string pool, RegionEndpoint region)
            : base(pool, region)
        {
        }

        public override void CacheIdentityId(string identityId)
        {
            base.CacheIdentityId(identityId);
            kept = GetNamespacedKey("CognitoIdentity:IdentityId") + identityId;
        }

        public override string GetCachedIdentityId()
        {
            return kept ?? base.GetCachedIdentityId();
        }

        public override void ClearIdentityCache()
        {
            base.ClearIdentityCache();
            kept = null;
        }

        public override async Task<IdentityState> RefreshIdentityAsync()
        {
            await Task.Delay(0);
            var state = new IdentityState("us-east-1:1", "login.example.com", "token", false);
            return state.LoginSpecified && !state.FromCache ? state : new IdentityState(state.IdentityId, true);
        }
    }
}
