namespace Amazon
{
    /// <summary>The form of the AWS SDK's metrics. There are none here.</summary>
    public enum LogMetricsFormatOption
    {
        /// <summary>Lines for people.</summary>
        Standard,

        /// <summary>JSON.</summary>
        JSON,
    }
}
