using System;
using System.Collections.Generic;

namespace Amazon
{
    /// <summary>
    /// A region of AWS, as the AWS SDK for .NET names it. Immutable; any thread. Converts from and to
    /// <see cref="CognitoNative.RegionEndpoint"/> by itself.
    /// </summary>
    /// <remarks>A region that is missing here, because it is newer, comes from <see cref="GetBySystemName"/>.</remarks>
    public sealed partial class RegionEndpoint : IEquatable<RegionEndpoint>
    {
        private readonly CognitoNative.RegionEndpoint region;

        private RegionEndpoint(CognitoNative.RegionEndpoint region)
        {
            this.region = region;
        }

        /// <summary>The region's name in AWS, for example <c>us-east-1</c>.</summary>
        public string SystemName
        {
            get { return region.SystemName; }
        }

        /// <summary>The region's name for people, or <c>Unknown</c>.</summary>
        public string DisplayName
        {
            get { return region.DisplayName; }
        }

        /// <summary>The partition of the region: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> and so on.</summary>
        public string PartitionName
        {
            get { return region.PartitionName; }
        }

        /// <summary>What the host names of the region's endpoints end in, for example <c>amazonaws.com</c>.</summary>
        public string PartitionDnsSuffix
        {
            get { return region.PartitionDnsSuffix; }
        }

        /// <summary>The regions that have a field here.</summary>
        public static IEnumerable<RegionEndpoint> EnumerableAllRegions
        {
            get { return (RegionEndpoint[])Known.Clone(); }
        }

        /// <summary>
        /// The region of this name. One that has no field here gets the <see cref="DisplayName"/> <c>Unknown</c>, and
        /// works as any other.
        /// </summary>
        /// <param name="systemName">For example <c>us-east-1</c>; upper and lower case do not matter.</param>
        /// <exception cref="ArgumentException"><paramref name="systemName"/> is null or empty.</exception>
        public static RegionEndpoint GetBySystemName(string systemName)
        {
            return CognitoNative.RegionEndpoint.GetBySystemName(systemName);
        }

        /// <summary>The same region for the classes of CognitoNative; null stays null.</summary>
        public static implicit operator CognitoNative.RegionEndpoint(RegionEndpoint region)
        {
            return ReferenceEquals(region, null) ? null : region.region;
        }

        /// <summary>The same region for code that was written for the AWS SDK; null stays null.</summary>
        public static implicit operator RegionEndpoint(CognitoNative.RegionEndpoint region)
        {
            if (ReferenceEquals(region, null))
            {
                return null;
            }
            return Array.Find(Known, one => one.region.Equals(region)) ?? new RegionEndpoint(region);
        }

        /// <summary>Whether both are the same region.</summary>
        public static bool operator ==(RegionEndpoint left, RegionEndpoint right)
        {
            return ReferenceEquals(left, null) ? ReferenceEquals(right, null) : left.Equals(right);
        }

        /// <summary>Whether both are different regions.</summary>
        public static bool operator !=(RegionEndpoint left, RegionEndpoint right)
        {
            return !(left == right);
        }

        /// <summary>Whether both are the same region.</summary>
        public bool Equals(RegionEndpoint other)
        {
            return !ReferenceEquals(other, null) && region.Equals(other.region);
        }

        /// <summary>Whether both are the same region.</summary>
        public override bool Equals(object obj)
        {
            return Equals(obj as RegionEndpoint);
        }

        /// <summary>Equal for equal regions.</summary>
        public override int GetHashCode()
        {
            return region.GetHashCode();
        }

        /// <summary>For example <c>US East (N. Virginia) (us-east-1)</c>.</summary>
        public override string ToString()
        {
            return region.ToString();
        }
    }
}
