using System.Collections.Generic;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Extensions.Configuration
{
    public interface IConfiguration
    {
        string? this[string key] { get; set; }

        IEnumerable<IConfigurationSection> GetChildren();

        IChangeToken GetReloadToken();

        IConfigurationSection GetSection(string key);
    }

    public interface IConfigurationSection : IConfiguration
    {
        string Key { get; }

        string Path { get; }

        string? Value { get; set; }
    }
}
