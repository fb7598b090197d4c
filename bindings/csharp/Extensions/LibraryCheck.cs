using System;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CognitoNative.Extensions
{
    /// <summary>
    /// Asks the library itself, so that there is one opinion of what is right: by a provider in memory, which fetches nothing
    /// and is gone at once. A library that is missing is told here too.
    /// </summary>
    internal sealed class LibraryCheck : IValidateOptions<CognitoCredentialsOptions>
    {
        private readonly IConfigurationSection? section;

        internal LibraryCheck(IConfigurationSection? section)
        {
            this.section = section;
        }

        public ValidateOptionsResult Validate(string? name, CognitoCredentialsOptions options)
        {
            if (options.IdentityPoolId == null)
            {
                return ValidateOptionsResult.Fail(
                    Key("IdentityPoolId") + ": it is needed, \"REGION:GUID\", as the Cognito console shows it.");
            }
            var tried = options.Clone();
            tried.Storage = null;
            tried.StorageDirectory = string.Empty;
            tried.Prefetch = false;
            tried.KeepFresh = false;
            tried.ImportCppSdkIdentity = false;
            try
            {
                new CognitoAWSCredentials(tried).Dispose();
                return ValidateOptionsResult.Success;
            }
            catch (CognitoException exception) when (exception.Code == CognitoErrorCode.InvalidOptions)
            {
                var option = exception.OptionName;
                var isNamed = option != null && !exception.Message.StartsWith(option + ":", StringComparison.Ordinal);
                return ValidateOptionsResult.Fail(
                    isNamed ? Key(option!) + ": " + exception.Message : Prefix + exception.Message);
            }
            catch (Exception exception) when (exception is CognitoNativeLibraryException || exception is ArgumentException)
            {
                return ValidateOptionsResult.Fail(exception.Message);
            }
        }

        private string Prefix
        {
            get { return section == null ? string.Empty : section.Path + ":"; }
        }

        private string Key(string option)
        {
            return Prefix + option;
        }
    }
}
