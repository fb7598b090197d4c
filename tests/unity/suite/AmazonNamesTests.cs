#if COGNITO_NATIVE_AMAZON_NAMES
using Amazon;
using CognitoNative;
using NUnit.Framework;

namespace UnitySuite
{
    /// <summary>The names of the AWS SDK, in projects that asked for them.</summary>
    [TestFixture]
    public sealed class AmazonNamesTests : UnityFixture
    {
        [Test]
        public void TheSettingsOfTheAwsSdkAreFreshInEachSessionToo()
        {
            Edit();
            for (var session = 0; session < 2; session++)
            {
                Player.EnterPlayMode();
                Assert.That(AWSConfigs.AWSRegion, Is.Null);
                Assert.That(AWSConfigs.RegionEndpoint, Is.Null);
                Assert.That(AWSConfigs.CorrectForClockSkew, Is.True);
                Assert.That(AWSConfigs.HttpClient, Is.EqualTo(AWSConfigs.HttpClientOption.UnityWWW));
                Assert.That(AWSConfigs.LoggingConfig.LogTo, Is.EqualTo(LoggingOptions.None));
                Assert.That(AWSConfigs.LoggingConfig.LogResponses, Is.EqualTo(ResponseLoggingOption.Never));
                AWSConfigs.AWSRegion = "eu-west-1";
                AWSConfigs.RegionEndpoint = Amazon.RegionEndpoint.EUWest1;
                AWSConfigs.CorrectForClockSkew = false;
                AWSConfigs.HttpClient = AWSConfigs.HttpClientOption.UnityWebRequest;
                AWSConfigs.LoggingConfig.LogTo = LoggingOptions.UnityLogger;
                AWSConfigs.LoggingConfig.LogResponses = ResponseLoggingOption.Always;
                Player.ExitPlayMode();
            }
            Assert.That(CognitoLog.Level, Is.EqualTo(CognitoLogLevel.Off));
        }
    }
}
#endif
