using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CognitoNative.Extensions.Tests
{
    /// <summary>A host's services, as far as the tests need them: singletons by factories, disposed in reverse.</summary>
    internal sealed class Host : IServiceProvider, IDisposable
    {
        private readonly ServiceCollection services;
        private readonly Dictionary<ServiceDescriptor, object> made = new Dictionary<ServiceDescriptor, object>();
        private readonly Stack<IDisposable> disposables = new Stack<IDisposable>();

        internal Host(ServiceCollection services)
        {
            this.services = services;
        }

        /// <summary>Checks what is to be checked at start, as the generic host does.</summary>
        internal Host Start()
        {
            foreach (var validator in this.GetRequiredService<IEnumerable<IStartupValidator>>())
            {
                validator.Validate();
            }
            return this;
        }

        public object? GetService(Type type)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            {
                var element = type.GetGenericArguments()[0];
                var all = services.Where(one => one.ServiceType == element).Select(Make).ToArray();
                var typed = Array.CreateInstance(element, all.Length);
                all.CopyTo(typed, 0);
                return typed;
            }
            var last = services.LastOrDefault(one => one.ServiceType == type);
            return last == null ? null : Make(last);
        }

        public void Dispose()
        {
            while (disposables.Count > 0)
            {
                disposables.Pop().Dispose();
            }
        }

        private object Make(ServiceDescriptor service)
        {
            if (service.ImplementationInstance != null)
            {
                return service.ImplementationInstance;
            }
            if (!made.TryGetValue(service, out var instance))
            {
                instance = made[service] = service.ImplementationFactory!(this);
                if (instance is IDisposable disposable)
                {
                    disposables.Push(disposable);
                }
            }
            return instance;
        }
    }

    /// <summary>A section of an appsettings.json, with the texts that configuration makes of JSON.</summary>
    internal sealed class JsonSection : IConfigurationSection
    {
        private readonly List<JsonSection> children = new List<JsonSection>();

        private JsonSection(string path, JsonElement element)
        {
            Path = path;
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    children.AddRange(element.EnumerateObject().Select(one => new JsonSection(path + ":" + one.Name, one.Value)));
                    break;
                case JsonValueKind.Array:
                    children.AddRange(element.EnumerateArray().Select((one, i) => new JsonSection(path + ":" + i, one)));
                    break;
                default:
                    Value = element.ToString();
                    break;
            }
        }

        public string Key => Path.Substring(Path.LastIndexOf(':') + 1);

        public string Path { get; }

        public string? Value { get; set; }

        public string? this[string key]
        {
            get { return GetSection(key).Value; }
            set { GetSection(key).Value = value; }
        }

        internal static JsonSection Of(string json)
        {
            using var document = JsonDocument.Parse(json);
            return new JsonSection("CognitoNative", document.RootElement);
        }

        public IEnumerable<IConfigurationSection> GetChildren() => children;

        public IChangeToken GetReloadToken() => throw new NotSupportedException();

        public IConfigurationSection GetSection(string key) =>
            children.First(one => string.Equals(one.Key, key, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What was logged, as "LEVEL ID CATEGORY: text".</summary>
    internal sealed class Records : ILoggerFactory, ILogger
    {
        private readonly List<string> records = new List<string>();
        private string category = string.Empty;

        internal string[] All
        {
            get
            {
                lock (records)
                {
                    return records.ToArray();
                }
            }
        }

        public ILogger CreateLogger(string categoryName)
        {
            category = categoryName;
            return this;
        }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (records)
            {
                records.Add(logLevel + " " + eventId.Id + " " + category + ": " + formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }

    /// <summary>The host's meters, which end with it.</summary>
    internal sealed class Meters : IMeterFactory
    {
        internal Meter? Made { get; private set; }

        public Meter Create(MeterOptions options)
        {
            return Made = new Meter(options);
        }

        public void Dispose()
        {
            Made?.Dispose();
        }
    }
}
