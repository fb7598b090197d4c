using Amazon.Util;

namespace Amazon
{
    /// <summary>
    /// The settings of the AWS SDK that projects with Cognito set when they start. Any thread.
    /// </summary>
    public static class AWSConfigs
    {
        private static readonly LoggingConfig Logging = new LoggingConfig();

        /// <summary>How the AWS Mobile SDK for Unity sent its requests.</summary>
        public enum HttpClientOption
        {
            /// <summary>By the WWW class.</summary>
            UnityWWW,

            /// <summary>By UnityWebRequest.</summary>
            UnityWebRequest,
        }

        /// <summary>Kept, without effect: requests are sent by the native library, outside of the engine.</summary>
        public static HttpClientOption HttpClient { get; set; }

        /// <summary>Kept, without effect: the constructors of the credentials take the region.</summary>
        public static string AWSRegion { get; set; }

        /// <summary>Kept, without effect: the constructors of the credentials take the region.</summary>
        public static RegionEndpoint RegionEndpoint { get; set; }

        /// <summary>Kept, without effect: wrong device clocks are always corrected for.</summary>
        public static bool CorrectForClockSkew { get; set; } = true;

        /// <summary>What is logged, and where to.</summary>
        public static LoggingConfig LoggingConfig
        {
            get { return Logging; }
        }
    }
}
