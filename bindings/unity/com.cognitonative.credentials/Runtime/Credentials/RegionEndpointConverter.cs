#if !UNITY_5_3_OR_NEWER
using System;
using System.ComponentModel;
using System.Globalization;

namespace CognitoNative
{
    /// <summary>
    /// Reads a region from configuration: <c>"Region": "eu-west-1"</c>. A text that cannot be a region is refused there, and
    /// not by the first request.
    /// </summary>
    public sealed class RegionEndpointConverter : TypeConverter
    {
        /// <summary>From a string.</summary>
        public override bool CanConvertFrom(ITypeDescriptorContext context, Type sourceType)
        {
            return sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);
        }

        /// <exception cref="FormatException">It does not have the form of a region.</exception>
        public override object ConvertFrom(ITypeDescriptorContext context, CultureInfo culture, object value)
        {
            var name = value as string;
            if (name == null)
            {
                return base.ConvertFrom(context, culture, value);
            }
            if (!HasForm(name))
            {
                throw new FormatException(
                    "\"" + name + "\" is no region; it is, for example, \"us-east-1\": what the identity pool's id begins with.");
            }
            return RegionEndpoint.GetBySystemName(name);
        }

        /// <summary>The region's system name.</summary>
        public override object ConvertTo(
            ITypeDescriptorContext context, CultureInfo culture, object value, Type destinationType)
        {
            var region = value as RegionEndpoint;
            return region != null && destinationType == typeof(string)
                ? region.SystemName
                : base.ConvertTo(context, culture, value, destinationType);
        }

        /// <summary>Words of small letters and a number, as the library's own check: us-gov-west-1.</summary>
        private static bool HasForm(string name)
        {
            var parts = name.Split('-');
            if (parts.Length < 3)
            {
                return false;
            }
            for (var i = 0; i < parts.Length; i++)
            {
                var isLast = i == parts.Length - 1;
                foreach (var letter in parts[i])
                {
                    if (isLast ? letter < '0' || letter > '9' : letter < 'a' || letter > 'z')
                    {
                        return false;
                    }
                }
                if (parts[i].Length == 0)
                {
                    return false;
                }
            }
            return true;
        }
    }
}
#endif
