using System;
using System.Collections.Generic;

namespace Amazon
{
    /// <summary>
    /// A region of AWS, as the AWS SDK for .NET names it. Immutable; any thread. Converts from and to
    /// <see cref="CognitoNative.RegionEndpoint"/> by itself.
    /// </summary>
    /// <remarks>A region that is missing here, because it is newer, comes from <see cref="GetBySystemName"/>.</remarks>
    public sealed class RegionEndpoint : IEquatable<RegionEndpoint>
    {
        // Before the fields below: static fields are initialized in the order of the text.
        private static readonly Dictionary<CognitoNative.RegionEndpoint, RegionEndpoint> Known =
            new Dictionary<CognitoNative.RegionEndpoint, RegionEndpoint>();

        /// <summary>Africa (Cape Town), <c>af-south-1</c>.</summary>
        public static readonly RegionEndpoint AFSouth1 = Add(CognitoNative.RegionEndpoint.AFSouth1);

        /// <summary>Asia Pacific (Hong Kong), <c>ap-east-1</c>.</summary>
        public static readonly RegionEndpoint APEast1 = Add(CognitoNative.RegionEndpoint.APEast1);

        /// <summary>Asia Pacific (Taipei), <c>ap-east-2</c>.</summary>
        public static readonly RegionEndpoint APEast2 = Add(CognitoNative.RegionEndpoint.APEast2);

        /// <summary>Asia Pacific (Tokyo), <c>ap-northeast-1</c>.</summary>
        public static readonly RegionEndpoint APNortheast1 = Add(CognitoNative.RegionEndpoint.APNortheast1);

        /// <summary>Asia Pacific (Seoul), <c>ap-northeast-2</c>.</summary>
        public static readonly RegionEndpoint APNortheast2 = Add(CognitoNative.RegionEndpoint.APNortheast2);

        /// <summary>Asia Pacific (Osaka), <c>ap-northeast-3</c>.</summary>
        public static readonly RegionEndpoint APNortheast3 = Add(CognitoNative.RegionEndpoint.APNortheast3);

        /// <summary>Asia Pacific (Mumbai), <c>ap-south-1</c>.</summary>
        public static readonly RegionEndpoint APSouth1 = Add(CognitoNative.RegionEndpoint.APSouth1);

        /// <summary>Asia Pacific (Hyderabad), <c>ap-south-2</c>.</summary>
        public static readonly RegionEndpoint APSouth2 = Add(CognitoNative.RegionEndpoint.APSouth2);

        /// <summary>Asia Pacific (Singapore), <c>ap-southeast-1</c>.</summary>
        public static readonly RegionEndpoint APSoutheast1 = Add(CognitoNative.RegionEndpoint.APSoutheast1);

        /// <summary>Asia Pacific (Sydney), <c>ap-southeast-2</c>.</summary>
        public static readonly RegionEndpoint APSoutheast2 = Add(CognitoNative.RegionEndpoint.APSoutheast2);

        /// <summary>Asia Pacific (Jakarta), <c>ap-southeast-3</c>.</summary>
        public static readonly RegionEndpoint APSoutheast3 = Add(CognitoNative.RegionEndpoint.APSoutheast3);

        /// <summary>Asia Pacific (Melbourne), <c>ap-southeast-4</c>.</summary>
        public static readonly RegionEndpoint APSoutheast4 = Add(CognitoNative.RegionEndpoint.APSoutheast4);

        /// <summary>Asia Pacific (Malaysia), <c>ap-southeast-5</c>.</summary>
        public static readonly RegionEndpoint APSoutheast5 = Add(CognitoNative.RegionEndpoint.APSoutheast5);

        /// <summary>Asia Pacific (New Zealand), <c>ap-southeast-6</c>.</summary>
        public static readonly RegionEndpoint APSoutheast6 = Add(CognitoNative.RegionEndpoint.APSoutheast6);

        /// <summary>Asia Pacific (Thailand), <c>ap-southeast-7</c>.</summary>
        public static readonly RegionEndpoint APSoutheast7 = Add(CognitoNative.RegionEndpoint.APSoutheast7);

        /// <summary>Canada (Central), <c>ca-central-1</c>.</summary>
        public static readonly RegionEndpoint CACentral1 = Add(CognitoNative.RegionEndpoint.CACentral1);

        /// <summary>Canada West (Calgary), <c>ca-west-1</c>.</summary>
        public static readonly RegionEndpoint CAWest1 = Add(CognitoNative.RegionEndpoint.CAWest1);

        /// <summary>China (Beijing), <c>cn-north-1</c>.</summary>
        public static readonly RegionEndpoint CNNorth1 = Add(CognitoNative.RegionEndpoint.CNNorth1);

        /// <summary>China (Ningxia), <c>cn-northwest-1</c>.</summary>
        public static readonly RegionEndpoint CNNorthWest1 = Add(CognitoNative.RegionEndpoint.CNNorthWest1);

        /// <summary>Europe (Frankfurt), <c>eu-central-1</c>.</summary>
        public static readonly RegionEndpoint EUCentral1 = Add(CognitoNative.RegionEndpoint.EUCentral1);

        /// <summary>Europe (Zurich), <c>eu-central-2</c>.</summary>
        public static readonly RegionEndpoint EUCentral2 = Add(CognitoNative.RegionEndpoint.EUCentral2);

        /// <summary>Europe (Stockholm), <c>eu-north-1</c>.</summary>
        public static readonly RegionEndpoint EUNorth1 = Add(CognitoNative.RegionEndpoint.EUNorth1);

        /// <summary>Europe (Milan), <c>eu-south-1</c>.</summary>
        public static readonly RegionEndpoint EUSouth1 = Add(CognitoNative.RegionEndpoint.EUSouth1);

        /// <summary>Europe (Spain), <c>eu-south-2</c>.</summary>
        public static readonly RegionEndpoint EUSouth2 = Add(CognitoNative.RegionEndpoint.EUSouth2);

        /// <summary>Europe (Ireland), <c>eu-west-1</c>.</summary>
        public static readonly RegionEndpoint EUWest1 = Add(CognitoNative.RegionEndpoint.EUWest1);

        /// <summary>Europe (London), <c>eu-west-2</c>.</summary>
        public static readonly RegionEndpoint EUWest2 = Add(CognitoNative.RegionEndpoint.EUWest2);

        /// <summary>Europe (Paris), <c>eu-west-3</c>.</summary>
        public static readonly RegionEndpoint EUWest3 = Add(CognitoNative.RegionEndpoint.EUWest3);

        /// <summary>EU ISOE West, <c>eu-isoe-west-1</c>.</summary>
        public static readonly RegionEndpoint EUIsoeWest1 = Add(CognitoNative.RegionEndpoint.EUIsoeWest1);

        /// <summary>EU (Germany), <c>eusc-de-east-1</c>.</summary>
        public static readonly RegionEndpoint EUSCDeEast1 = Add(CognitoNative.RegionEndpoint.EUSCDeEast1);

        /// <summary>Israel (Tel Aviv), <c>il-central-1</c>.</summary>
        public static readonly RegionEndpoint ILCentral1 = Add(CognitoNative.RegionEndpoint.ILCentral1);

        /// <summary>Middle East (UAE), <c>me-central-1</c>.</summary>
        public static readonly RegionEndpoint MECentral1 = Add(CognitoNative.RegionEndpoint.MECentral1);

        /// <summary>Middle East (Bahrain), <c>me-south-1</c>.</summary>
        public static readonly RegionEndpoint MESouth1 = Add(CognitoNative.RegionEndpoint.MESouth1);

        /// <summary>Middle East (Saudi Arabia), <c>me-west-1</c>.</summary>
        public static readonly RegionEndpoint MEWest1 = Add(CognitoNative.RegionEndpoint.MEWest1);

        /// <summary>Mexico (Central), <c>mx-central-1</c>.</summary>
        public static readonly RegionEndpoint MXCentral1 = Add(CognitoNative.RegionEndpoint.MXCentral1);

        /// <summary>South America (Sao Paulo), <c>sa-east-1</c>.</summary>
        public static readonly RegionEndpoint SAEast1 = Add(CognitoNative.RegionEndpoint.SAEast1);

        /// <summary>South America (Chile), <c>sa-west-1</c>.</summary>
        public static readonly RegionEndpoint SAWest1 = Add(CognitoNative.RegionEndpoint.SAWest1);

        /// <summary>US East (N. Virginia), <c>us-east-1</c>.</summary>
        public static readonly RegionEndpoint USEast1 = Add(CognitoNative.RegionEndpoint.USEast1);

        /// <summary>US East (Ohio), <c>us-east-2</c>.</summary>
        public static readonly RegionEndpoint USEast2 = Add(CognitoNative.RegionEndpoint.USEast2);

        /// <summary>US West (N. California), <c>us-west-1</c>.</summary>
        public static readonly RegionEndpoint USWest1 = Add(CognitoNative.RegionEndpoint.USWest1);

        /// <summary>US West (Oregon), <c>us-west-2</c>.</summary>
        public static readonly RegionEndpoint USWest2 = Add(CognitoNative.RegionEndpoint.USWest2);

        /// <summary>AWS GovCloud (US-East), <c>us-gov-east-1</c>.</summary>
        public static readonly RegionEndpoint USGovCloudEast1 = Add(CognitoNative.RegionEndpoint.USGovCloudEast1);

        /// <summary>AWS GovCloud (US-West), <c>us-gov-west-1</c>.</summary>
        public static readonly RegionEndpoint USGovCloudWest1 = Add(CognitoNative.RegionEndpoint.USGovCloudWest1);

        /// <summary>US ISO East, <c>us-iso-east-1</c>.</summary>
        public static readonly RegionEndpoint USIsoEast1 = Add(CognitoNative.RegionEndpoint.USIsoEast1);

        /// <summary>US ISO West, <c>us-iso-west-1</c>.</summary>
        public static readonly RegionEndpoint USIsoWest1 = Add(CognitoNative.RegionEndpoint.USIsoWest1);

        /// <summary>US ISOB East (Ohio), <c>us-isob-east-1</c>.</summary>
        public static readonly RegionEndpoint USIsobEast1 = Add(CognitoNative.RegionEndpoint.USIsobEast1);

        /// <summary>US ISOB West, <c>us-isob-west-1</c>.</summary>
        public static readonly RegionEndpoint USIsobWest1 = Add(CognitoNative.RegionEndpoint.USIsobWest1);

        /// <summary>US ISOF East, <c>us-isof-east-1</c>.</summary>
        public static readonly RegionEndpoint USIsofEast1 = Add(CognitoNative.RegionEndpoint.USIsofEast1);

        /// <summary>US ISOF South, <c>us-isof-south-1</c>.</summary>
        public static readonly RegionEndpoint USIsofSouth1 = Add(CognitoNative.RegionEndpoint.USIsofSouth1);

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
            get { return new List<RegionEndpoint>(Known.Values); }
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
            RegionEndpoint known;
            if (ReferenceEquals(region, null))
            {
                return null;
            }
            return Known.TryGetValue(region, out known) ? known : new RegionEndpoint(region);
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

        private static RegionEndpoint Add(CognitoNative.RegionEndpoint region)
        {
            var added = new RegionEndpoint(region);
            Known.Add(region, added);
            return added;
        }
    }
}
