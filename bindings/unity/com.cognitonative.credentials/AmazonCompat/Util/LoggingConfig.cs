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
        private readonly object _lock = new object();
        private LoggingOptions _logTo;
        private ResponseLoggingOption _logResponses;

        internal LoggingConfig()
        {
        }

        /// <summary>Where the log goes. At first nowhere.</summary>
        public LoggingOptions LogTo
        {
            get
            {
                lock (_lock)
                {
                    return _logTo;
                }
            }
            set
            {
                lock (_lock)
                {
                    CognitoLog.Message -= Write;
                    _logTo = value;
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
                lock (_lock)
                {
                    return _logResponses;
                }
            }
            set
            {
                lock (_lock)
                {
                    _logResponses = value;
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

        private void SetLevel()
        {
            if (_logTo == LoggingOptions.None)
            {
                CognitoLog.Level = CognitoLogLevel.Off;
                return;
            }
            CognitoLog.Level = _logResponses == ResponseLoggingOption.Always
                ? CognitoLogLevel.Debug
                : CognitoLogLevel.Info;
        }

        private void Write(CognitoLogLevel level, string message)
        {
            LoggingOptions logTo = LogTo;
            string line = "CognitoNative " + level + ": " + message;
            if ((logTo & LoggingOptions.SystemDiagnostics) != 0)
            {
                Trace.WriteLine(line);
            }
            if ((logTo & LoggingOptions.Console) != 0)
            {
                Console.Error.WriteLine(line);
            }
#if UNITY_5_3_OR_NEWER
            if ((logTo & LoggingOptions.UnityLogger) != 0)
            {
                UnityEngine.Debug.Log(line);
            }
#endif
        }
    }
}
