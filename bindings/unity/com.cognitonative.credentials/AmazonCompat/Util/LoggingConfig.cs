// Without it the compiler leaves out every call to Trace.
#define TRACE
using System;
using System.Diagnostics;
using CognitoNative;

namespace Amazon.Util
{
    /// <summary>
    /// What is logged, and where to: the AWS SDK's way to set <see cref="CognitoLog"/>. Any thread.
    /// </summary>
    public sealed class LoggingConfig
    {
        private readonly object guard = new object();
        private LoggingOptions logTo;
        private ResponseLoggingOption logResponses;

        internal LoggingConfig()
        {
        }

        /// <summary>Where the log goes. At first nowhere.</summary>
        public LoggingOptions LogTo
        {
            get
            {
                lock (guard)
                {
                    return logTo;
                }
            }
            set
            {
                lock (guard)
                {
                    CognitoLog.Message -= Write;
                    logTo = value;
                    if (value != LoggingOptions.None)
                    {
                        CognitoLog.Message += Write;
                    }
                    SetLevel();
                }
            }
        }

        /// <summary>Whether HTTP exchanges are logged.</summary>
        public ResponseLoggingOption LogResponses
        {
            get
            {
                lock (guard)
                {
                    return logResponses;
                }
            }
            set
            {
                lock (guard)
                {
                    logResponses = value;
                    SetLevel();
                }
            }
        }

        /// <summary>Kept, without effect: the bodies of responses hold secrets and are not logged.</summary>
        public int LogResponsesSizeLimit { get; set; }

        /// <summary>Kept, without effect: there are no metrics.</summary>
        public bool LogMetrics { get; set; }

        /// <summary>Kept, without effect: there are no metrics.</summary>
        public LogMetricsFormatOption LogMetricsFormat { get; set; }

#if UNITY_5_3_OR_NEWER
        internal void Reset()
        {
            LogResponses = ResponseLoggingOption.Never;
            LogTo = LoggingOptions.None;
            LogResponsesSizeLimit = 0;
            LogMetrics = false;
            LogMetricsFormat = default(LogMetricsFormatOption);
        }
#endif

        private void SetLevel()
        {
            if (logTo == LoggingOptions.None)
            {
                CognitoLog.Level = CognitoLogLevel.Off;
                return;
            }
            CognitoLog.Level = logResponses == ResponseLoggingOption.Always
                ? CognitoLogLevel.Debug
                : CognitoLogLevel.Info;
        }

        private void Write(CognitoLogLevel level, string message)
        {
            LoggingOptions targets = LogTo;
            string line = "CognitoNative " + level + ": " + message;
            if ((targets & LoggingOptions.SystemDiagnostics) != 0)
            {
                Trace.WriteLine(line);
            }
            if ((targets & LoggingOptions.Console) != 0)
            {
                Console.Error.WriteLine(line);
            }
#if UNITY_5_3_OR_NEWER
            if ((targets & LoggingOptions.UnityLogger) != 0)
            {
                UnityEngine.Debug.Log(line);
            }
#endif
        }
    }
}
