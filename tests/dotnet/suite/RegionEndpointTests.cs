using System;
using System.Linq;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// Every region that has a name is one that the native library takes, and both lists of regions are one.
    /// </summary>
    [TestFixture]
    public sealed class RegionEndpointTests
    {
        private const string PoolGuid = ":11111111-2222-3333-4444-555555555555";

        [TestCase("us-east-1", "US East (N. Virginia)", "aws", "amazonaws.com")]
        [TestCase("eu-central-1", "Europe (Frankfurt)", "aws", "amazonaws.com")]
        [TestCase("ap-southeast-2", "Asia Pacific (Sydney)", "aws", "amazonaws.com")]
        [TestCase("cn-north-1", "China (Beijing)", "aws-cn", "amazonaws.com.cn")]
        [TestCase("us-gov-west-1", "AWS GovCloud (US-West)", "aws-us-gov", "amazonaws.com")]
        [TestCase("eusc-de-east-1", "EU (Germany)", "aws-eusc", "amazonaws.eu")]
        [TestCase("us-iso-east-1", "US ISO East", "aws-iso", "c2s.ic.gov")]
        [TestCase("us-isob-east-1", "US ISOB East (Ohio)", "aws-iso-b", "sc2s.sgov.gov")]
        [TestCase("eu-isoe-west-1", "EU ISOE West", "aws-iso-e", "cloud.adc-e.uk")]
        [TestCase("us-isof-south-1", "US ISOF South", "aws-iso-f", "csp.hci.ic.gov")]
        public void ARegionIsFoundByItsName(string name, string displayName, string partition, string dnsSuffix)
        {
            RegionEndpoint region = RegionEndpoint.GetBySystemName(name);
            Assert.AreEqual(name, region.SystemName);
            Assert.AreEqual(displayName, region.DisplayName);
            Assert.AreEqual(partition, region.PartitionName);
            Assert.AreEqual(dnsSuffix, region.PartitionDnsSuffix);
            Assert.AreEqual(displayName + " (" + name + ")", region.ToString());
        }

        [Test]
        public void TheFieldsHaveTheNamesOfTheAwsSdk()
        {
            Assert.AreEqual("us-east-1", RegionEndpoint.USEast1.SystemName);
            Assert.AreEqual("ap-southeast-2", RegionEndpoint.APSoutheast2.SystemName);
            Assert.AreEqual("cn-northwest-1", RegionEndpoint.CNNorthWest1.SystemName);
            Assert.AreEqual("us-gov-east-1", RegionEndpoint.USGovCloudEast1.SystemName);
            Assert.AreEqual("us-isob-west-1", RegionEndpoint.USIsobWest1.SystemName);
            Assert.AreEqual("me-west-1", RegionEndpoint.MEWest1.SystemName);
            Assert.AreEqual("sa-west-1", RegionEndpoint.SAWest1.SystemName);
            foreach (var field in typeof(RegionEndpoint).GetFields())
            {
                var region = (RegionEndpoint)field.GetValue(null);
                string expected = region.SystemName.Replace("-", string.Empty).Replace("gov", "govcloud");
                Assert.AreEqual(expected, field.Name.ToLowerInvariant());
            }
        }

        [Test]
        public void TheNativeLibraryTakesEveryRegion()
        {
            RegionEndpoint[] regions = RegionEndpoint.EnumerableAllRegions.ToArray();
            Assert.AreEqual(typeof(RegionEndpoint).GetFields().Length, regions.Length);
            foreach (RegionEndpoint region in regions)
            {
                using (var credentials = InMemory(region))
                {
                    Assert.AreEqual(region, credentials.Region);
                }
            }
        }

        [Test]
        public void ARegionThatIsNewerThanThisCodeWorksByItsName()
        {
            RegionEndpoint region = RegionEndpoint.GetBySystemName("ap-southeast-9");
            Assert.AreEqual("ap-southeast-9", region.SystemName);
            Assert.AreEqual("Unknown", region.DisplayName);
            Assert.IsFalse(RegionEndpoint.EnumerableAllRegions.Contains(region));
            InMemory(region).Dispose();
        }

        [Test]
        public void WhatIsNoRegionIsRefusedWhereItIsUsed()
        {
            RegionEndpoint region = RegionEndpoint.GetBySystemName("mars");
            var exception = Assert.Throws<CognitoException>(() => InMemory(region));
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, exception.Code);
        }

        [TestCase(null)]
        [TestCase("")]
        [TestCase(" ")]
        public void ANameIsNeeded(string name)
        {
            var exception = Assert.Catch<ArgumentException>(() => RegionEndpoint.GetBySystemName(name));
            StringAssert.Contains("us-east-1", exception.Message);
            Assert.Catch<ArgumentException>(() => Amazon.RegionEndpoint.GetBySystemName(name));
        }

        [Test]
        public void RegionsAreEqualByTheirName()
        {
            RegionEndpoint one = RegionEndpoint.GetBySystemName("xx-newplace-1");
            RegionEndpoint again = RegionEndpoint.GetBySystemName("XX-newplace-1");
            Assert.IsTrue(one == again && one.Equals((object)again) && one.GetHashCode() == again.GetHashCode());
            Assert.IsTrue(one != RegionEndpoint.USEast1);
            RegionEndpoint none = null;
            Assert.IsTrue(none == null && one != null && !one.Equals(none));
            Assert.AreSame(RegionEndpoint.EUWest1, RegionEndpoint.GetBySystemName("EU-West-1"));
        }

        [Test]
        public void TheAmazonNamespaceHasTheSameRegions()
        {
            foreach (var field in typeof(RegionEndpoint).GetFields())
            {
                var region = (RegionEndpoint)field.GetValue(null);
                var amazon = (Amazon.RegionEndpoint)typeof(Amazon.RegionEndpoint).GetField(field.Name).GetValue(null);
                Assert.AreSame(region, (RegionEndpoint)amazon);
                Assert.AreSame(amazon, (Amazon.RegionEndpoint)region);
                Assert.AreSame(amazon, Amazon.RegionEndpoint.GetBySystemName(region.SystemName));
                Assert.AreEqual(region.ToString() + region.PartitionName, amazon.ToString() + amazon.PartitionName);
            }
            int count = Amazon.RegionEndpoint.EnumerableAllRegions.Count();
            Assert.AreEqual(RegionEndpoint.EnumerableAllRegions.Count(), count);
            Assert.IsTrue(Amazon.RegionEndpoint.USEast1 != Amazon.RegionEndpoint.USEast2);
        }

        private static CognitoAWSCredentials InMemory(RegionEndpoint region)
        {
            return new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = region.SystemName + PoolGuid,
                Region = region,
                StorageDirectory = string.Empty,
            });
        }
    }
}
