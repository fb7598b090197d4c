using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CognitoNative.Tests
{
    /// <summary>
    /// JSON by the one reader and writer that Mono and .NET both bring, which speak XML. Objects are dictionaries, arrays
    /// lists, numbers doubles.
    /// </summary>
    internal static class Json
    {
        internal static string Write(object value)
        {
            using (var bytes = new MemoryStream())
            {
                using (XmlDictionaryWriter writer = JsonReaderWriterFactory.CreateJsonWriter(bytes, Encoding.UTF8, false))
                {
                    Element("root", value).WriteTo(writer);
                }
                return Encoding.UTF8.GetString(bytes.ToArray());
            }
        }

        internal static object Read(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            try
            {
                using (XmlDictionaryReader reader =
                    JsonReaderWriterFactory.CreateJsonReader(bytes, XmlDictionaryReaderQuotas.Max))
                {
                    return Value(XElement.Load(reader));
                }
            }
            catch (Exception exception) when (exception is XmlException || exception is InvalidOperationException)
            {
                throw new FormatException("no JSON: " + text, exception);
            }
        }

        private static object Value(XElement element)
        {
            switch ((string)element.Attribute("type"))
            {
                case "object": return element.Elements().ToDictionary(Name, Value);
                case "array": return element.Elements().Select(Value).ToList();
                case "number": return double.Parse(element.Value, CultureInfo.InvariantCulture);
                case "boolean": return element.Value == "true";
                case "null": return null;
                default: return element.Value;
            }
        }

        // A member whose name is none in XML has it in an attribute.
        private static string Name(XElement member)
        {
            return (string)member.Attribute("item") ?? member.Name.LocalName;
        }

        private static XElement Element(string name, object value)
        {
            if (value == null || value is string)
            {
                return Element(name, value == null ? "null" : "string", value);
            }
            if (value is bool flag)
            {
                return Element(name, "boolean", flag ? "true" : "false");
            }
            if (value is IDictionary members)
            {
                return Element(name, "object", members.Keys.Cast<string>().Select(key => Element(key, members[key])));
            }
            if (value is IEnumerable items)
            {
                return Element(name, "array", items.Cast<object>().Select(item => Element("item", item)));
            }
            return Element(name, "number", Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        private static XElement Element(string name, string type, object content)
        {
            bool isName = XmlReader.IsName(name) && name.IndexOf(':') < 0;
            var element = isName
                ? new XElement(name)
                : new XElement(XName.Get("item", "item"), new XAttribute("item", name));
            element.Add(new XAttribute("type", type), content);
            return element;
        }
    }
}
