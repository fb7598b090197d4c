using System;

namespace CognitoNative
{
    /// <summary>
    /// The partition of a region, by how its name begins. An unknown beginning is taken to be commercial, as the AWS SDKs
    /// do.
    /// </summary>
    internal sealed partial class RegionPartition
    {
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
