using System;

namespace CognitoNative
{
    /// <summary>
    /// The partition of a region, by how its name begins: the table of <c>src/cognito/partition.rs</c>. An unknown
    /// beginning is taken to be commercial, as the AWS SDKs do.
    /// </summary>
    internal sealed class RegionPartition
    {
        private static readonly RegionPartition Commercial = new RegionPartition("", "aws", "amazonaws.com");

        private static readonly RegionPartition[] Others =
        {
            new RegionPartition("cn-", "aws-cn", "amazonaws.com.cn"),
            new RegionPartition("us-gov-", "aws-us-gov", "amazonaws.com"),
            new RegionPartition("eusc-de-", "aws-eusc", "amazonaws.eu"),
            new RegionPartition("us-iso-", "aws-iso", "c2s.ic.gov"),
            new RegionPartition("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
            new RegionPartition("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
            new RegionPartition("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
        };

        private readonly string start;

        internal readonly string Name;
        internal readonly string DnsSuffix;

        private RegionPartition(string start, string name, string dnsSuffix)
        {
            this.start = start;
            Name = name;
            DnsSuffix = dnsSuffix;
        }

        internal static RegionPartition Of(string region)
        {
            foreach (RegionPartition partition in Others)
            {
                if (region.StartsWith(partition.start, StringComparison.OrdinalIgnoreCase))
                {
                    return partition;
                }
            }
            return Commercial;
        }
    }
}
