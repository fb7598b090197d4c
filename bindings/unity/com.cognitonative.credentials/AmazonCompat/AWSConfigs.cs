using Amazon.Util;

namespace Amazon
{
    /// <summary>
    /// The settings of the AWS SDK that projects with Cognito set when they start. Any thread.
    /// </summary>
    public static class AWSConfigs
    {
        private static readonly LoggingConfig Logging = new LoggingConfig();

#if UNITY_5_3_OR_NEWER
        static AWSConfigs()
        {
            CognitoNative.UnityStartup.PlayingEnded += Reset;
        }

        /// <summary>Without a domain reload the next play session has the statics of this one.</summary>
        private static void Reset()
        {
            HttpClient = HttpClientOption.UnityWWW;
            AWSRegion = null;
            RegionEndpoint = null;
            CorrectForClockSkew = true;
            Logging.Reset();
        }
#endif

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
