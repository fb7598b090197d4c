using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection
{
    public static class OptionsServiceCollectionExtensions
    {
        public static OptionsBuilder<TOptions> AddOptions<TOptions>(this IServiceCollection services) where TOptions : class
        {
            services.TryAddSingleton<IOptions<TOptions>>(provider => new Made<TOptions>(provider));
            return new OptionsBuilder<TOptions>(services, null);
        }

        private sealed class Made<TOptions> : IOptions<TOptions> where TOptions : class
        {
            private readonly Lazy<TOptions> value;

            internal Made(IServiceProvider provider)
            {
                value = new Lazy<TOptions>(() => Make(provider));
            }

            public TOptions Value => value.Value;

            private static TOptions Make(IServiceProvider provider)
            {
                var options = Activator.CreateInstance<TOptions>();
                foreach (var one in provider.GetRequiredService<IEnumerable<IConfigureOptions<TOptions>>>())
                {
                    one.Configure(options);
                }
                var failures = provider.GetRequiredService<IEnumerable<IValidateOptions<TOptions>>>()
                    .Select(one => one.Validate(Options.Options.DefaultName, options))
                    .Where(one => one.Failed)
                    .SelectMany(one => one.Failures!)
                    .ToList();
                return failures.Count == 0
                    ? options
                    : throw new OptionsValidationException(Options.Options.DefaultName, typeof(TOptions), failures);
            }
        }
    }

    public static class OptionsBuilderExtensions
    {
        public static OptionsBuilder<TOptions> ValidateOnStart<TOptions>(this OptionsBuilder<TOptions> optionsBuilder)
            where TOptions : class
        {
            optionsBuilder.Services.AddSingleton<IStartupValidator>(provider => new Validator<TOptions>(provider));
            return optionsBuilder;
        }

        private sealed class Validator<TOptions> : IStartupValidator where TOptions : class
        {
            private readonly IServiceProvider provider;

            internal Validator(IServiceProvider provider)
            {
                this.provider = provider;
            }

            public void Validate()
            {
                _ = provider.GetRequiredService<IOptions<TOptions>>().Value;
            }
        }
    }
}

namespace Microsoft.Extensions.Options
{
    public interface IOptions<out TOptions> where TOptions : class
    {
        TOptions Value { get; }
    }

    public interface IConfigureOptions<in TOptions> where TOptions : class
    {
        void Configure(TOptions options);
    }

    public interface IStartupValidator
    {
        void Validate();
    }

    public interface IValidateOptions<TOptions> where TOptions : class
    {
        ValidateOptionsResult Validate(string? name, TOptions options);
    }

    public static class Options
    {
        public static readonly string DefaultName = string.Empty;
    }

    public class ConfigureOptions<TOptions> : IConfigureOptions<TOptions> where TOptions : class
    {
        public ConfigureOptions(Action<TOptions>? action)
        {
            Action = action;
        }

        public Action<TOptions>? Action { get; }

        public virtual void Configure(TOptions options)
        {
            Action?.Invoke(options);
        }
    }

    public class OptionsBuilder<TOptions> where TOptions : class
    {
        public OptionsBuilder(DependencyInjection.IServiceCollection services, string? name)
        {
            Services = services;
            Name = name ?? Options.DefaultName;
        }

        public string Name { get; }

        public DependencyInjection.IServiceCollection Services { get; }

        public virtual OptionsBuilder<TOptions> Configure(Action<TOptions> configureOptions)
        {
            IConfigureOptions<TOptions> configure = new ConfigureOptions<TOptions>(configureOptions);
            DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(Services, configure);
            return this;
        }
    }

    public class ValidateOptionsResult
    {
        public static readonly ValidateOptionsResult Success = new ValidateOptionsResult { Succeeded = true };

        public bool Succeeded { get; protected set; }

        public bool Failed { get; protected set; }

        public IEnumerable<string>? Failures { get; protected set; }

        public static ValidateOptionsResult Fail(string failureMessage)
        {
            return Fail(new[] { failureMessage });
        }

        public static ValidateOptionsResult Fail(IEnumerable<string> failures)
        {
            return new ValidateOptionsResult { Failed = true, Failures = failures };
        }
    }

    public class OptionsValidationException : Exception
    {
        public OptionsValidationException(string optionsName, Type optionsType, IEnumerable<string>? failureMessages)
        {
            OptionsName = optionsName;
            OptionsType = optionsType;
            Failures = failureMessages ?? new List<string>();
        }

        public string OptionsName { get; }

        public Type OptionsType { get; }

        public IEnumerable<string> Failures { get; }

        public override string Message => string.Join("; ", Failures);
    }
}
