using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace CognitoNative
{
    /// <summary>
    /// A region of AWS. The fields have the names of the AWS SDK for .NET. Immutable; any thread.
    /// </summary>
    /// <remarks>A region that is missing here, because it is newer, comes from <see cref="GetBySystemName"/>.</remarks>
#if !UNITY_5_3_OR_NEWER
    [System.ComponentModel.TypeConverter(typeof(RegionEndpointConverter))]
#endif
    public sealed partial class RegionEndpoint : IEquatable<RegionEndpoint>
    {
        private RegionEndpoint(string systemName, string displayName)
        {
            SystemName = systemName;
            DisplayName = displayName;
        }

        /// <summary>The region's name in AWS, for example <c>us-east-1</c>.</summary>
        public string SystemName { get; }

        /// <summary>The region's name for people, or <c>Unknown</c>.</summary>
        public string DisplayName { get; }

        /// <summary>The partition of the region: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> and so on.</summary>
        public string PartitionName
        {
            get { return RegionPartition.Of(SystemName).Name; }
        }

        /// <summary>What the host names of the region's endpoints end in, for example <c>amazonaws.com</c>.</summary>
        public string PartitionDnsSuffix
        {
            get { return RegionPartition.Of(SystemName).DnsSuffix; }
        }

        /// <summary>The regions that have a field here. Without those that only a name is known of.</summary>
        public static IEnumerable<RegionEndpoint> EnumerableAllRegions
        {
            get { return (RegionEndpoint[])Known.Clone(); }
        }

        /// <summary>
        /// The region of this name. One that has no field here gets the <see cref="DisplayName"/> <c>Unknown</c>, and
        /// works as any other; creating credentials fails when the name is none of a region.
        /// </summary>
        /// <param name="systemName">For example <c>us-east-1</c>; upper and lower case do not matter.</param>
        /// <exception cref="ArgumentException"><paramref name="systemName"/> is null or empty.</exception>
        public static RegionEndpoint GetBySystemName(string systemName)
        {
            if (systemName == null)
            {
                throw new ArgumentNullException("systemName", NameNeeded);
            }
            if (systemName.Trim().Length == 0)
            {
                throw new ArgumentException(NameNeeded, "systemName");
            }
            return Array.Find(Known, one => StringComparer.OrdinalIgnoreCase.Equals(one.SystemName, systemName))
                ?? new RegionEndpoint(systemName, "Unknown");
        }

        /// <summary>Whether both are the same region.</summary>
        public static bool operator ==([AllowNull] RegionEndpoint left, [AllowNull] RegionEndpoint right)
        {
            return ReferenceEquals(left, null) ? ReferenceEquals(right, null) : left.Equals(right);
        }

        /// <summary>Whether both are different regions.</summary>
        public static bool operator !=([AllowNull] RegionEndpoint left, [AllowNull] RegionEndpoint right)
        {
            return !(left == right);
        }

        /// <summary>Whether both are the same region.</summary>
        public bool Equals([AllowNull] RegionEndpoint other)
        {
            return !ReferenceEquals(other, null)
                && StringComparer.OrdinalIgnoreCase.Equals(SystemName, other.SystemName);
        }

        /// <summary>Whether both are the same region.</summary>
        public override bool Equals([AllowNull] object obj)
        {
            return Equals(obj as RegionEndpoint);
        }

        /// <summary>Equal for equal regions.</summary>
        public override int GetHashCode()
        {
            return StringComparer.OrdinalIgnoreCase.GetHashCode(SystemName);
        }

        /// <summary>For example <c>US East (N. Virginia) (us-east-1)</c>.</summary>
        public override string ToString()
        {
            return DisplayName + " (" + SystemName + ")";
        }

        private const string NameNeeded =
            "A region's name is needed, for example \"us-east-1\": what the identity pool's id begins with.";
    }
}
