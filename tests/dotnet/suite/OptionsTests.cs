using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>Every property of the options reaches the library, in the field of its name.</summary>
    [TestFixture]
    public sealed unsafe class OptionsTests : ProviderTests
    {
        // No property may be forgotten when the options are handed over: all are set here, to values of their own.
        [Test]
        public void Every_property_is_set_in_the_options_of_these_tests()
        {
            var full = Full();
            var plain = new CognitoCredentialsOptions();
            foreach (PropertyInfo property in Properties())
            {
                Assert.AreNotEqual(property.GetValue(plain, null), property.GetValue(full, null), property.Name);
            }
        }

        [Test]
        public void A_login_source_may_have_all_the_time_there_is()
        {
            var options = Full();
            options.LoginSourceTimeout = System.Threading.Timeout.InfiniteTimeSpan;
            using (var buffer = new OptionsBuffer(options))
            {
                Assert.AreEqual(uint.MaxValue, buffer.Native.login_source_timeout_ms);
            }
            Create(own => own.LoginSourceTimeout = options.LoginSourceTimeout);
        }

        // Each field of the library's struct is filled from them.
        [Test]
        public void Every_field_of_the_native_options_is_filled()
        {
            var full = Full();
            using (var buffer = new OptionsBuffer(full))
            {
                cognito_provider_options native = buffer.Native;
                foreach (FieldInfo field in Fields().Where(field => field.Name != "reserved"))
                {
                    Assert.AreNotEqual(0UL, Value(&native, field), field.Name);
                }
            }
        }

        // And from the property of the same name: texts and numbers are compared one by one.
        [Test]
        public void Each_field_has_the_value_of_its_own_property()
        {
            var full = Full();
            using (var buffer = new OptionsBuffer(full))
            {
                cognito_provider_options native = buffer.Native;
                Assert.AreEqual((uint)sizeof(cognito_provider_options), native.struct_size);
                CheckTexts(full, native);
                Assert.AreEqual(2, native.policy_arn_count);
                Assert.AreEqual(
                    full.PolicyArns, new[] { Utf8.Read(native.policy_arns[0]), Utf8.Read(native.policy_arns[1]) });
                Assert.AreEqual((IntPtr)full.Storage.Native, (IntPtr)native.storage);
                Assert.AreEqual((IntPtr)full.Transport.Native, (IntPtr)native.transport);
                Assert.AreEqual(NativeMethods.COGNITO_THREADS_NONE, native.threads);
                Assert.AreEqual(7, native.max_attempts);
                Assert.AreEqual(901, native.session_duration_s);
                Assert.AreEqual(1001, native.connect_timeout_ms);
                Assert.AreEqual(1002, native.request_timeout_ms);
                Assert.AreEqual(1003, native.login_source_timeout_ms);
                Assert.AreEqual(304, native.advisory_window_s);
                Assert.AreEqual(65, native.mandatory_window_s);
            }
        }

        // One flag at a time, so that no two are mixed up.
        [Test]
        public void Each_flag_sets_the_field_of_its_name_and_no_other()
        {
            // FailWhenOffline goes with each request.
            var flags = Properties().Where(
                property => property.PropertyType == typeof(bool) && property.Name != "FailWhenOffline").ToList();
            Assert.AreEqual(11, flags.Count, "a new flag needs no line here, only this number");
            foreach (PropertyInfo flag in flags)
            {
                var options = new CognitoCredentialsOptions();
                flag.SetValue(options, true, null);
                using (var buffer = new OptionsBuffer(options))
                {
                    cognito_provider_options native = buffer.Native;
                    var set = new List<string>();
                    foreach (FieldInfo field in Fields().Where(field => field.Name != "struct_size"))
                    {
                        if (Value(&native, field) == 1)
                        {
                            set.Add(field.Name);
                        }
                    }
                    Assert.AreEqual(new[] { InC(flag.Name) }, set);
                }
            }
        }

        // Nothing set is all zeros: the library's own defaults.
        [Test]
        public void Options_that_are_not_set_are_zero()
        {
            using (var buffer = new OptionsBuffer(new CognitoCredentialsOptions()))
            {
                cognito_provider_options native = buffer.Native;
                foreach (FieldInfo field in Fields())
                {
                    Assert.AreEqual(field.Name != "struct_size", Value(&native, field) == 0, field.Name);
                }
            }
        }

        // The generated struct is that of the header: the two are compared by the names of their fields.
        [Test]
        public void The_struct_has_the_fields_of_the_header()
        {
            string header = Repository.Read("include/cognito_native.h");
            const string Struct = "typedef struct cognito_provider_options \\{(.*?)\\} cognito";
            string body = Regex.Match(header, Struct, RegexOptions.Singleline).Groups[1].Value;
            body = Regex.Replace(body, "/\\*.*?\\*/", "", RegexOptions.Singleline);
            var inHeader = Regex.Matches(body, "(\\w+);").Cast<Match>()
                .Select(match => match.Groups[1].Value).ToArray();
            Assert.AreEqual(Fields().Select(field => field.Name).ToArray(), inHeader);
            Assert.That(inHeader.Length, Is.GreaterThan(30));
        }

        // A copy is apart from the original, and has all of it.
        [Test]
        public void A_clone_is_equal_and_apart()
        {
            var full = Full();
            var copy = full.Clone();
            foreach (PropertyInfo property in Properties())
            {
                Assert.AreEqual(property.GetValue(full, null), property.GetValue(copy, null), property.Name);
            }
            copy.Profile = "another";
            Assert.AreEqual("player2", full.Profile);
        }

        // A time that the library cannot count is refused by name, whichever option it is: none becomes the default.
        [Test]
        public void Times_out_of_range_are_refused()
        {
            var times = Properties().Where(property => property.PropertyType == typeof(TimeSpan?)).ToList();
            Assert.AreEqual(7, times.Count);
            foreach (PropertyInfo property in times)
            {
                foreach (TimeSpan time in new[]
                {
                    TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.MaxValue, TimeSpan.MinValue
                })
                {
                    var error = Assert.Throws<ArgumentOutOfRangeException>(
                        () => Create(options => property.SetValue(options, time, null)), property.Name + " " + time);
                    Assert.AreEqual(property.Name, error.ParamName);
                }
            }
        }

        // Part of a unit counts as a whole one: rounded down it would be 0, the default.
        [Test]
        public void Times_are_rounded_up()
        {
            var options = new CognitoCredentialsOptions
            {
                RequestTimeout = TimeSpan.FromTicks(1),
                MandatoryWindow = TimeSpan.FromMilliseconds(1001)
            };
            using (var buffer = new OptionsBuffer(options))
            {
                Assert.AreEqual(1, buffer.Native.request_timeout_ms);
                Assert.AreEqual(2, buffer.Native.mandatory_window_s);
            }
        }

        // 0 would silently be the default; what the library refuses says so itself.
        [Test]
        public void Attempts_are_1_to_10()
        {
            foreach (int attempts in new[] { 0, -1 })
            {
                var error = Assert.Throws<ArgumentOutOfRangeException>(
                    () => Create(options => options.MaxAttempts = attempts));
                Assert.AreEqual("MaxAttempts", error.ParamName);
            }
            var refused = Assert.Throws<CognitoException>(() => Create(options => options.MaxAttempts = 11));
            StringAssert.Contains("1 to 10", refused.Message);
            Create(options => options.MaxAttempts = 10);
        }

        // The library names the options as in C.
        [Test]
        public void A_refusal_names_the_option_as_in_csharp()
        {
            var refused = Assert.Throws<CognitoException>(() => Create(options => options.UnAuthRoleArn = "none"));
            Assert.AreEqual("UnAuthRoleArn", refused.OptionName);
            StringAssert.StartsWith("UnAuthRoleArn: ", refused.Message);
            foreach (FieldInfo field in Fields().Where(one => one.Name != "struct_size" && one.Name != "reserved"))
            {
                var name = OptionName.InCSharp(field.Name);
                Assert.IsNotNull(typeof(CognitoCredentialsOptions).GetProperty(name), field.Name);
                var isOneWord = field.Name.IndexOf('_') < 0;
                Assert.AreEqual("Is (" + (isOneWord ? field.Name : name) + ")?", OptionName.InText("Is (" + field.Name + ")?"));
            }
            Assert.AreEqual("ProxyUrl: my_proxy_url", OptionName.InText("proxy_url: my_proxy_url"));
        }

        private static void CheckTexts(CognitoCredentialsOptions full, cognito_provider_options native)
        {
            var texts = Properties().Where(property => property.PropertyType == typeof(string)).ToList();
            Assert.That(texts.Count, Is.GreaterThan(12));
            foreach (PropertyInfo property in texts)
            {
                FieldInfo field = Fields().Single(one => one.Name == InC(property.Name));
                string value = Utf8.Read((byte*)Value(&native, field));
                Assert.AreEqual(property.GetValue(full, null), value, field.Name);
            }
            Assert.AreEqual("eu-west-1", Utf8.Read(native.region));
        }

        /// <summary>"UnAuthRoleArn" is "unauth_role_arn".</summary>
        private static string InC(string name)
        {
            return Regex.Replace(name.Replace("UnAuth", "Unauth"), "(?<=.)([A-Z])", "_$1").ToLowerInvariant();
        }

        private static IEnumerable<PropertyInfo> Properties()
        {
            return typeof(CognitoCredentialsOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        }

        private static FieldInfo[] Fields()
        {
            return typeof(cognito_provider_options).GetFields();
        }

        // Not FieldInfo.GetValue: Mono crashes on fields that are pointers.
        private static ulong Value(cognito_provider_options* native, FieldInfo field)
        {
            byte* at = (byte*)native + (int)Marshal.OffsetOf(typeof(cognito_provider_options), field.Name);
            return field.FieldType.IsPointer ? (ulong)*(IntPtr*)at : *(uint*)at;
        }

        private static CognitoCredentialsOptions Full()
        {
            return new CognitoCredentialsOptions
            {
                IdentityPoolId = "pool", Region = RegionEndpoint.EUWest1, AccountId = "account",
                IdentityId = "identity", InitialIdentityId = "initial", ImportCppSdkIdentity = true,
                Profile = "player2", StorageDirectory = "directory",
                Storage = new MemoryStorage(), Transport = new HttpClientTransport(new System.Net.Http.HttpClient()),
                Threads = CognitoThreads.None, Endpoint = "endpoint", StsEndpoint = "sts", AuthRoleArn = "auth",
                UnAuthRoleArn = "unauth", CustomRoleArn = "custom", RoleSessionName = "session",
                SessionPolicy = "policy",
                PolicyArns = new[] { "one", "two" }, SessionDuration = TimeSpan.FromSeconds(901), CaPem = "pem",
                ProxyUrl = "proxy", ProxyFromEnvironment = true, BundledRootsOnly = true, UserAgentSuffix = "agent",
                ConnectTimeout = TimeSpan.FromMilliseconds(1001), RequestTimeout = TimeSpan.FromMilliseconds(1002),
                LoginSourceTimeout = TimeSpan.FromMilliseconds(1003), Timeout = TimeSpan.FromMilliseconds(1004),
                MaxAttempts = 7, AdvisoryWindow = TimeSpan.FromSeconds(304), MandatoryWindow = TimeSpan.FromSeconds(65),
                DisableGuestAccess = true, RecoverForbiddenGuest = true, PersistCredentials = true, ServeExpired = true,
                KeepFresh = true, FailWhenOffline = true, Prefetch = true, UseFips = true, UseDualStack = true
            };
        }

        // The list is the host's, and another thread may be adding to it: its length is not asked twice.
        [Test]
        public void A_list_that_grows_while_it_is_read_is_read_once()
        {
            using (var buffer = new OptionsBuffer(new CognitoCredentialsOptions
            {
                IdentityPoolId = "us-east-1:1", PolicyArns = new GrowingList()
            }))
            {
                Assert.AreEqual(2, buffer.Native.policy_arn_count);
            }
        }

        private sealed class GrowingList : IReadOnlyList<string>
        {
            private int _count = 1;

            public int Count
            {
                get { return _count *= 2; }
            }

            public string this[int index]
            {
                get { return "arn:" + index; }
            }

            public IEnumerator<string> GetEnumerator()
            {
                yield return "arn:0";
                yield return "arn:1";
            }

            IEnumerator IEnumerable.GetEnumerator()
            {
                return GetEnumerator();
            }
        }
    }
}
