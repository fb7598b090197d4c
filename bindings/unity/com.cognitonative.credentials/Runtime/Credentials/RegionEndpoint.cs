using System;
using System.Collections.Generic;

namespace CognitoNative
{
    /// <summary>
    /// A region of AWS. The fields have the names of the AWS SDK for .NET. Immutable; any thread.
    /// </summary>
    /// <remarks>A region that is missing here, because it is newer, comes from <see cref="GetBySystemName"/>.</remarks>
#if !UNITY_5_3_OR_NEWER
    [System.ComponentModel.TypeConverter(typeof(RegionEndpointConverter))]
#endif
    public sealed class RegionEndpoint : IEquatable<RegionEndpoint>
    {
        // Before the fields below: static fields are initialized in the order of the text.
        private static readonly List<RegionEndpoint> Known = new List<RegionEndpoint>();
        private static readonly Dictionary<string, RegionEndpoint> BySystemName =
            new Dictionary<string, RegionEndpoint>(StringComparer.OrdinalIgnoreCase);

        /// <summary>Africa (Cape Town), <c>af-south-1</c>.</summary>
        public static readonly RegionEndpoint AFSouth1 = Add("af-south-1", "Africa (Cape Town)");

        /// <summary>Asia Pacific (Hong Kong), <c>ap-east-1</c>.</summary>
        public static readonly RegionEndpoint APEast1 = Add("ap-east-1", "Asia Pacific (Hong Kong)");

        /// <summary>Asia Pacific (Taipei), <c>ap-east-2</c>.</summary>
        public static readonly RegionEndpoint APEast2 = Add("ap-east-2", "Asia Pacific (Taipei)");

        /// <summary>Asia Pacific (Tokyo), <c>ap-northeast-1</c>.</summary>
        public static readonly RegionEndpoint APNortheast1 = Add("ap-northeast-1", "Asia Pacific (Tokyo)");

        /// <summary>Asia Pacific (Seoul), <c>ap-northeast-2</c>.</summary>
        public static readonly RegionEndpoint APNortheast2 = Add("ap-northeast-2", "Asia Pacific (Seoul)");

        /// <summary>Asia Pacific (Osaka), <c>ap-northeast-3</c>.</summary>
        public static readonly RegionEndpoint APNortheast3 = Add("ap-northeast-3", "Asia Pacific (Osaka)");

        /// <summary>Asia Pacific (Mumbai), <c>ap-south-1</c>.</summary>
        public static readonly RegionEndpoint APSouth1 = Add("ap-south-1", "Asia Pacific (Mumbai)");

        /// <summary>Asia Pacific (Hyderabad), <c>ap-south-2</c>.</summary>
        public static readonly RegionEndpoint APSouth2 = Add("ap-south-2", "Asia Pacific (Hyderabad)");

        /// <summary>Asia Pacific (Singapore), <c>ap-southeast-1</c>.</summary>
        public static readonly RegionEndpoint APSoutheast1 = Add("ap-southeast-1", "Asia Pacific (Singapore)");

        /// <summary>Asia Pacific (Sydney), <c>ap-southeast-2</c>.</summary>
        public static readonly RegionEndpoint APSoutheast2 = Add("ap-southeast-2", "Asia Pacific (Sydney)");

        /// <summary>Asia Pacific (Jakarta), <c>ap-southeast-3</c>.</summary>
        public static readonly RegionEndpoint APSoutheast3 = Add("ap-southeast-3", "Asia Pacific (Jakarta)");

        /// <summary>Asia Pacific (Melbourne), <c>ap-southeast-4</c>.</summary>
        public static readonly RegionEndpoint APSoutheast4 = Add("ap-southeast-4", "Asia Pacific (Melbourne)");

        /// <summary>Asia Pacific (Malaysia), <c>ap-southeast-5</c>.</summary>
        public static readonly RegionEndpoint APSoutheast5 = Add("ap-southeast-5", "Asia Pacific (Malaysia)");

        /// <summary>Asia Pacific (New Zealand), <c>ap-southeast-6</c>.</summary>
        public static readonly RegionEndpoint APSoutheast6 = Add("ap-southeast-6", "Asia Pacific (New Zealand)");

        /// <summary>Asia Pacific (Thailand), <c>ap-southeast-7</c>.</summary>
        public static readonly RegionEndpoint APSoutheast7 = Add("ap-southeast-7", "Asia Pacific (Thailand)");

        /// <summary>Canada (Central), <c>ca-central-1</c>.</summary>
        public static readonly RegionEndpoint CACentral1 = Add("ca-central-1", "Canada (Central)");

        /// <summary>Canada West (Calgary), <c>ca-west-1</c>.</summary>
        public static readonly RegionEndpoint CAWest1 = Add("ca-west-1", "Canada West (Calgary)");

        /// <summary>China (Beijing), <c>cn-north-1</c>.</summary>
        public static readonly RegionEndpoint CNNorth1 = Add("cn-north-1", "China (Beijing)");

        /// <summary>China (Ningxia), <c>cn-northwest-1</c>.</summary>
        public static readonly RegionEndpoint CNNorthWest1 = Add("cn-northwest-1", "China (Ningxia)");

        /// <summary>Europe (Frankfurt), <c>eu-central-1</c>.</summary>
        public static readonly RegionEndpoint EUCentral1 = Add("eu-central-1", "Europe (Frankfurt)");

        /// <summary>Europe (Zurich), <c>eu-central-2</c>.</summary>
        public static readonly RegionEndpoint EUCentral2 = Add("eu-central-2", "Europe (Zurich)");

        /// <summary>Europe (Stockholm), <c>eu-north-1</c>.</summary>
        public static readonly RegionEndpoint EUNorth1 = Add("eu-north-1", "Europe (Stockholm)");

        /// <summary>Europe (Milan), <c>eu-south-1</c>.</summary>
        public static readonly RegionEndpoint EUSouth1 = Add("eu-south-1", "Europe (Milan)");

        /// <summary>Europe (Spain), <c>eu-south-2</c>.</summary>
        public static readonly RegionEndpoint EUSouth2 = Add("eu-south-2", "Europe (Spain)");

        /// <summary>Europe (Ireland), <c>eu-west-1</c>.</summary>
        public static readonly RegionEndpoint EUWest1 = Add("eu-west-1", "Europe (Ireland)");

        /// <summary>Europe (London), <c>eu-west-2</c>.</summary>
        public static readonly RegionEndpoint EUWest2 = Add("eu-west-2", "Europe (London)");

        /// <summary>Europe (Paris), <c>eu-west-3</c>.</summary>
        public static readonly RegionEndpoint EUWest3 = Add("eu-west-3", "Europe (Paris)");

        /// <summary>EU ISOE West, <c>eu-isoe-west-1</c>.</summary>
        public static readonly RegionEndpoint EUIsoeWest1 = Add("eu-isoe-west-1", "EU ISOE West");

        /// <summary>EU (Germany), <c>eusc-de-east-1</c>.</summary>
        public static readonly RegionEndpoint EUSCDeEast1 = Add("eusc-de-east-1", "EU (Germany)");

        /// <summary>Israel (Tel Aviv), <c>il-central-1</c>.</summary>
        public static readonly RegionEndpoint ILCentral1 = Add("il-central-1", "Israel (Tel Aviv)");

        /// <summary>Middle East (UAE), <c>me-central-1</c>.</summary>
        public static readonly RegionEndpoint MECentral1 = Add("me-central-1", "Middle East (UAE)");

        /// <summary>Middle East (Bahrain), <c>me-south-1</c>.</summary>
        public static readonly RegionEndpoint MESouth1 = Add("me-south-1", "Middle East (Bahrain)");

        /// <summary>Middle East (Saudi Arabia), <c>me-west-1</c>.</summary>
        public static readonly RegionEndpoint MEWest1 = Add("me-west-1", "Middle East (Saudi Arabia)");

        /// <summary>Mexico (Central), <c>mx-central-1</c>.</summary>
        public static readonly RegionEndpoint MXCentral1 = Add("mx-central-1", "Mexico (Central)");

        /// <summary>South America (Sao Paulo), <c>sa-east-1</c>.</summary>
        public static readonly RegionEndpoint SAEast1 = Add("sa-east-1", "South America (Sao Paulo)");

        /// <summary>South America (Chile), <c>sa-west-1</c>.</summary>
        public static readonly RegionEndpoint SAWest1 = Add("sa-west-1", "South America (Chile)");

        /// <summary>US East (N. Virginia), <c>us-east-1</c>.</summary>
        public static readonly RegionEndpoint USEast1 = Add("us-east-1", "US East (N. Virginia)");

        /// <summary>US East (Ohio), <c>us-east-2</c>.</summary>
        public static readonly RegionEndpoint USEast2 = Add("us-east-2", "US East (Ohio)");

        /// <summary>US West (N. California), <c>us-west-1</c>.</summary>
        public static readonly RegionEndpoint USWest1 = Add("us-west-1", "US West (N. California)");

        /// <summary>US West (Oregon), <c>us-west-2</c>.</summary>
        public static readonly RegionEndpoint USWest2 = Add("us-west-2", "US West (Oregon)");

        /// <summary>AWS GovCloud (US-East), <c>us-gov-east-1</c>.</summary>
        public static readonly RegionEndpoint USGovCloudEast1 = Add("us-gov-east-1", "AWS GovCloud (US-East)");

        /// <summary>AWS GovCloud (US-West), <c>us-gov-west-1</c>.</summary>
        public static readonly RegionEndpoint USGovCloudWest1 = Add("us-gov-west-1", "AWS GovCloud (US-West)");

        /// <summary>US ISO East, <c>us-iso-east-1</c>.</summary>
        public static readonly RegionEndpoint USIsoEast1 = Add("us-iso-east-1", "US ISO East");

        /// <summary>US ISO West, <c>us-iso-west-1</c>.</summary>
        public static readonly RegionEndpoint USIsoWest1 = Add("us-iso-west-1", "US ISO West");

        /// <summary>US ISOB East (Ohio), <c>us-isob-east-1</c>.</summary>
        public static readonly RegionEndpoint USIsobEast1 = Add("us-isob-east-1", "US ISOB East (Ohio)");

        /// <summary>US ISOB West, <c>us-isob-west-1</c>.</summary>
        public static readonly RegionEndpoint USIsobWest1 = Add("us-isob-west-1", "US ISOB West");

        /// <summary>US ISOF East, <c>us-isof-east-1</c>.</summary>
        public static readonly RegionEndpoint USIsofEast1 = Add("us-isof-east-1", "US ISOF East");

        /// <summary>US ISOF South, <c>us-isof-south-1</c>.</summary>
        public static readonly RegionEndpoint USIsofSouth1 = Add("us-isof-south-1", "US ISOF South");

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
            get { return Known.ToArray(); }
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
            RegionEndpoint known;
            return BySystemName.TryGetValue(systemName, out known) ? known : new RegionEndpoint(systemName, "Unknown");
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
            return !ReferenceEquals(other, null)
                && StringComparer.OrdinalIgnoreCase.Equals(SystemName, other.SystemName);
        }

        /// <summary>Whether both are the same region.</summary>
        public override bool Equals(object obj)
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

        private static RegionEndpoint Add(string systemName, string displayName)
        {
            var region = new RegionEndpoint(systemName, displayName);
            Known.Add(region);
            BySystemName.Add(systemName, region);
            return region;
        }
    }
}
