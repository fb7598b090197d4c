using System;

namespace Amazon
{
    public class RegionEndpoint
    {
        public static readonly RegionEndpoint USEast1 = new RegionEndpoint("us-east-1");
        public static readonly RegionEndpoint USWest2 = new RegionEndpoint("us-west-2");
        public static readonly RegionEndpoint EUWest1 = new RegionEndpoint("eu-west-1");
        public static readonly RegionEndpoint APNortheast1 = new RegionEndpoint("ap-northeast-1");

        private RegionEndpoint(string systemName)
        {
            SystemName = systemName;
        }

        public string SystemName { get; private set; }

        public static RegionEndpoint GetBySystemName(string systemName)
        {
            return new RegionEndpoint(systemName);
        }
    }

    public static class AWSConfigs
    {
        public static bool CorrectForClockSkew { get; set; }

        public static TimeSpan? ManualClockCorrection { get; set; }

        public static RegionEndpoint RegionEndpoint { get; set; }
    }
}

namespace Amazon.Runtime
{
    public interface IClientConfig
    {
        RegionEndpoint RegionEndpoint { get; }
    }

    public abstract class ClientConfig : IClientConfig
    {
        public RegionEndpoint RegionEndpoint { get; set; }
    }

    public interface IAmazonService
    {
        IClientConfig Config { get; }
    }

    public abstract class AmazonWebServiceRequest
    {
    }
}
