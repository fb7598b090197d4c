using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CognitoNative.Extensions
{
    /// <summary>Refuses what a section of configuration says that cannot be read, all of it at once.</summary>
    internal sealed class SectionCheck : IValidateOptions<CognitoCredentialsOptions>
    {
        private readonly IConfigurationSection section;

        internal SectionCheck(IConfigurationSection section)
        {
            this.section = section;
        }

        public ValidateOptionsResult Validate(string? name, CognitoCredentialsOptions options)
        {
            var failures = ConfigurationReader.Read(section, new CognitoCredentialsOptions());
            return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
        }
    }
}
