using System;
using System.Text.RegularExpressions;

namespace Microsoft.Extensions.Logging
{
    public enum LogLevel
    {
        Trace = 0,
        Debug = 1,
        Information = 2,
        Warning = 3,
        Error = 4,
        Critical = 5,
        None = 6,
    }

    public readonly struct EventId
    {
        public EventId(int id, string? name = null)
        {
            Id = id;
            Name = name;
        }

        public int Id { get; }

        public string? Name { get; }
    }

    public interface ILogger
    {
        IDisposable? BeginScope<TState>(TState state) where TState : notnull;

        bool IsEnabled(LogLevel logLevel);

        void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter);
    }

    public interface ILoggerProvider : IDisposable
    {
        ILogger CreateLogger(string categoryName);
    }

    public interface ILoggerFactory : IDisposable
    {
        void AddProvider(ILoggerProvider provider);

        ILogger CreateLogger(string categoryName);
    }

    public static class LoggerMessage
    {
        public static Action<ILogger, T1, T2, Exception?> Define<T1, T2>(
            LogLevel logLevel, EventId eventId, string formatString)
        {
            var position = 0;
            var format = Regex.Replace(formatString, "{\\w+", found => "{" + position++);
            return (logger, first, second, exception) =>
            {
                if (logger.IsEnabled(logLevel))
                {
                    logger.Log(logLevel, eventId, string.Format(format, first, second), exception, (state, _) => state);
                }
            };
        }
    }
}

namespace Microsoft.Extensions.Logging.Abstractions
{
    public class NullLogger : ILogger
    {
        private NullLogger()
        {
        }

        public static NullLogger Instance { get; } = new NullLogger();

        public IDisposable BeginScope<TState>(TState state) where TState : notnull
        {
            return null!;
        }

        public bool IsEnabled(LogLevel logLevel)
        {
            return false;
        }

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }
    }
}
