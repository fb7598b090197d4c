using System;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CognitoNative.Extensions
{
    /// <summary>
    /// Owns the meter and the source of activities of one host, which end with its services: nothing here is the process's.
    /// </summary>
    internal sealed class CredentialsFactory : ICognitoCredentialsFactory, IDisposable
    {
        private readonly IOptions<CognitoCredentialsOptions> options;
        private readonly ILogger logger;
        private readonly ProviderMetrics metrics;
        private readonly ProviderActivities activities = new ProviderActivities();

        internal CredentialsFactory(
            IOptions<CognitoCredentialsOptions> options, ILoggerFactory? loggers, IMeterFactory? meters)
        {
            this.options = options;
            logger = loggers == null ? NullLogger.Instance : loggers.CreateLogger(typeof(CognitoAWSCredentials).FullName!);
            metrics = new ProviderMetrics(meters);
        }

        public ICognitoCredentials Create(Action<CognitoCredentialsOptions>? change = null)
        {
            var own = options.Value.Clone();
            change?.Invoke(own);
            var provider = new CognitoAWSCredentials(own);
            ProviderLog.Attach(provider, logger);
            var observed = new ObservedCredentials(provider, activities, metrics);
            metrics.Add(observed);
            return observed;
        }

        public void Dispose()
        {
            activities.Dispose();
        }
    }
}
