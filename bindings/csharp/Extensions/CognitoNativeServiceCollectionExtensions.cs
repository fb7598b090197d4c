using System;
using System.Diagnostics.Metrics;
using CognitoNative;
using CognitoNative.Extensions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Adds Cognito credentials to a host's services.</summary>
    public static class CognitoNativeServiceCollectionExtensions
    {
        /// <summary>
        /// Options from configuration, checked when the host starts: what cannot be read, is given twice, or is refused by the
        /// library stops it there, with the key. See <see cref="AddCognitoNative(IServiceCollection)"/> for what is added.
        /// </summary>
        /// <param name="services">The host's services.</param>
        /// <param name="section">
        /// For example <c>configuration.GetSection("CognitoNative")</c>. The keys are the members of
        /// <see cref="CognitoCredentialsOptions"/>, or the names that the C interface has for them; each once.
        /// </param>
        /// <returns>For what configuration cannot say, such as a storage.</returns>
        public static OptionsBuilder<CognitoCredentialsOptions> AddCognitoNative(
            this IServiceCollection services, IConfigurationSection section)
        {
            ArgumentNullException.ThrowIfNull(services);
            ArgumentNullException.ThrowIfNull(section);
            services.AddSingleton<IValidateOptions<CognitoCredentialsOptions>>(new SectionCheck(section));
            return Add(services, section).Configure(options => ConfigurationReader.Read(section, options));
        }

        /// <summary>
        /// Adds <see cref="ICognitoCredentials"/>, one provider for the whole program, which is created when it is first asked
        /// for, and <see cref="ICognitoCredentialsFactory"/> for providers of users and requests. Both log to the host's
        /// <see cref="ILoggerFactory"/>, count in a meter of its <see cref="IMeterFactory"/>, and have activities for what is
        /// not answered from memory.
        /// </summary>
        /// <param name="services">The host's services.</param>
        /// <returns>For the options, which are checked when the host starts.</returns>
        public static OptionsBuilder<CognitoCredentialsOptions> AddCognitoNative(this IServiceCollection services)
        {
            ArgumentNullException.ThrowIfNull(services);
            return Add(services, null);
        }

        private static OptionsBuilder<CognitoCredentialsOptions> Add(
            IServiceCollection services, IConfigurationSection? section)
        {
            services.AddSingleton<IValidateOptions<CognitoCredentialsOptions>>(new LibraryCheck(section));
            services.TryAddSingleton<ICognitoCredentialsFactory>(provider => new CredentialsFactory(
                provider.GetRequiredService<IOptions<CognitoCredentialsOptions>>(),
                provider.GetService<ILoggerFactory>(),
                provider.GetService<IMeterFactory>()));
            services.TryAddSingleton<ICognitoCredentials>(
                provider => provider.GetRequiredService<ICognitoCredentialsFactory>().Create());
            return services.AddOptions<CognitoCredentialsOptions>().ValidateOnStart();
        }
    }
}
