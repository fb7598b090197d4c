using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace CognitoNative.Tests
{
    /// <summary>
    /// As much JSON as the emulator's control takes: objects are dictionaries, arrays lists, numbers doubles. Mono and
    /// .NET share no library for it that is always installed.
    /// </summary>
    internal static class Json
    {
        internal static string Write(object value)
        {
            var text = new StringBuilder();
            Write(text, value);
            return text.ToString();
        }

        internal static object Read(string text)
        {
            var reader = new Reader(text);
            object value = reader.Value();
            reader.End();
            return value;
        }

        private static void Write(StringBuilder text, object value)
        {
            if (value == null)
            {
                text.Append("null");
            }
            else if (value is bool flag)
            {
                text.Append(flag ? "true" : "false");
            }
            else if (value is string words)
            {
                WriteString(text, words);
            }
            else if (value is IDictionary members)
            {
                WriteObject(text, members);
            }
            else if (value is IEnumerable items)
            {
                WriteArray(text, items);
            }
            else
            {
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }

        private static void WriteObject(StringBuilder text, IDictionary members)
        {
            string separator = "{";
            foreach (DictionaryEntry member in members)
            {
                text.Append(separator);
                WriteString(text, (string)member.Key);
                text.Append(':');
                Write(text, member.Value);
                separator = ",";
            }
            text.Append(separator == "{" ? "{}" : "}");
        }

        private static void WriteArray(StringBuilder text, IEnumerable items)
        {
            string separator = "[";
            foreach (object item in items)
            {
                text.Append(separator);
                Write(text, item);
                separator = ",";
            }
            text.Append(separator == "[" ? "[]" : "]");
        }

        private static void WriteString(StringBuilder text, string words)
        {
            text.Append('"');
            foreach (char letter in words)
            {
                if (letter == '"' || letter == '\\')
                {
                    text.Append('\\').Append(letter);
                }
                else if (letter < ' ')
                {
                    text.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
                }
                else
                {
                    text.Append(letter);
                }
            }
            text.Append('"');
        }

        private sealed class Reader
        {
            private readonly string _text;
            private int _at;

            internal Reader(string text)
            {
                _text = text;
            }

            internal object Value()
            {
                switch (Peek())
                {
                    case '{':
                        return Object();
                    case '[':
                        return Array();
                    case '"':
                        return String();
                    default:
                        return Word();
                }
            }

            internal void End()
            {
                if (Peek() != '\0')
                {
                    throw Wrong("the end");
                }
            }

            private Dictionary<string, object> Object()
            {
                var members = new Dictionary<string, object>();
                Take('{');
                while (Peek() != '}')
                {
                    string name = String();
                    Take(':');
                    members.Add(name, Value());
                    TakeComma('}');
                }
                Take('}');
                return members;
            }

            private List<object> Array()
            {
                var items = new List<object>();
                Take('[');
                while (Peek() != ']')
                {
                    items.Add(Value());
                    TakeComma(']');
                }
                Take(']');
                return items;
            }

            private string String()
            {
                var words = new StringBuilder();
                Take('"');
                while (Raw() != '"')
                {
                    words.Append(_text[_at] == '\\' ? Escaped() : _text[_at++]);
                }
                _at++;
                return words.ToString();
            }

            private char Escaped()
            {
                const string Names = "\"\\/bfnrt";
                _at++;
                char name = Raw();
                _at++;
                if (name == 'u')
                {
                    _at += 4;
                    return (char)Convert.ToInt32(_text.Substring(_at - 4, 4), 16);
                }
                int index = Names.IndexOf(name);
                return index < 0 ? throw Wrong("an escape") : "\"\\/\b\f\n\r\t"[index];
            }

            private object Word()
            {
                int start = _at;
                while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || "+-.".IndexOf(_text[_at]) >= 0))
                {
                    _at++;
                }
                string word = _text.Substring(start, _at - start);
                switch (word)
                {
                    case "true":
                        return true;
                    case "false":
                        return false;
                    case "null":
                        return null;
                    default:
                        return double.Parse(word, CultureInfo.InvariantCulture);
                }
            }

            private char Peek()
            {
                while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                {
                    _at++;
                }
                return _at < _text.Length ? _text[_at] : '\0';
            }

            private char Raw()
            {
                return _at < _text.Length ? _text[_at] : throw Wrong("more");
            }

            private void Take(char wanted)
            {
                if (Peek() != wanted)
                {
                    throw Wrong("'" + wanted + "'");
                }
                _at++;
            }

            private void TakeComma(char closing)
            {
                if (Peek() != closing)
                {
                    Take(',');
                }
            }

            private FormatException Wrong(string wanted)
            {
                return new FormatException("JSON: expected " + wanted + " at " + _at + " of " + _text);
            }
        }
    }
}
