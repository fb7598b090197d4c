using System;

namespace CognitoNative
{
    /// <summary>Instants and durations as the library counts them: milliseconds, seconds, since 1970.</summary>
    internal static class UnixTime
    {
        internal static DateTime FromMilliseconds(long milliseconds)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
        }

        /// <summary>0, which means "unknown", for what is before 1970.</summary>
        internal static long ToMilliseconds(DateTime instant)
        {
            var utc = instant.Kind == DateTimeKind.Unspecified
                ? DateTime.SpecifyKind(instant, DateTimeKind.Utc)
                : instant.ToUniversalTime();
            return Math.Max(0, new DateTimeOffset(utc).ToUnixTimeMilliseconds());
        }

        /// <summary>0 means "none".</summary>
        internal static DateTime? OrNone(long milliseconds)
        {
            return milliseconds == 0 ? (DateTime?)null : FromMilliseconds(milliseconds);
        }

        /// <summary>0, the library's word for its default, for null.</summary>
        internal static uint Milliseconds(TimeSpan? duration, string name)
        {
            return Count(duration, TimeSpan.TicksPerMillisecond, name);
        }

        /// <summary>0, the library's word for its default, for null.</summary>
        internal static uint Seconds(TimeSpan? duration, string name)
        {
            return Count(duration, TimeSpan.TicksPerSecond, name);
        }

        private static uint Count(TimeSpan? duration, long unitTicks, string name)
        {
            if (duration == null)
            {
                return 0;
            }
            // Rounded up: a short time must not become 0, which would mean the default.
            var ticks = duration.Value.Ticks;
            var count = (ticks / unitTicks) + (ticks % unitTicks > 0 ? 1 : 0);
            if (duration.Value <= TimeSpan.Zero || count >= uint.MaxValue)
            {
                throw new ArgumentOutOfRangeException(name, "It must be positive and below 49 days.");
            }
            return (uint)count;
        }
    }
}
