using System;
using System.Threading.Tasks;
using NUnit.Framework;

/// <summary>
/// Tests with known outcomes, for the runners: a runner that lets one of the bad ones pass would let any test pass.
/// The name of each test begins with its outcome.
/// </summary>
[TestFixture]
public sealed class Outcomes
{
    public static readonly object[] Sourced = { new object[] { 1, 2 }, new object[] { 2, 4 } };

    private bool _isSetUp;

    [SetUp]
    public void SetUp()
    {
        _isSetUp = true;
    }

    [TearDown]
    public void TearDown()
    {
        _isSetUp = false;
    }

    [Test]
    public void Passed_after_set_up()
    {
        Assert.IsTrue(_isSetUp);
    }

    [Test]
    public async Task Passed_async()
    {
        await Task.Yield();
        Assert.AreEqual(1, await Task.Run(() => 1));
    }

    [TestCase(1, 2)]
    [TestCase(2, 4)]
    [TestCaseSource("Sourced")]
    public void Passed_cases(int one, int twice)
    {
        Assert.AreEqual(twice, one + one);
    }

    [Test]
    public void Failed_at_once()
    {
        Assert.Fail();
    }

    [Test]
    public async Task Failed_async()
    {
        await Task.Yield();
        Assert.Fail();
    }

    [Test]
    public async Task Failed_with_another_exception()
    {
        await Task.Yield();
        throw new InvalidOperationException();
    }

    [TestCase(1, Result = 2)]
    public int Failed_result(int one)
    {
        return one;
    }

    [Test, Explicit]
    public void Skipped_explicit()
    {
        Assert.Fail();
    }

    [Test, Ignore("on purpose")]
    public void Skipped_ignored()
    {
        Assert.Fail();
    }
}

[TestFixture]
public sealed class FailedSetUp
{
    [SetUp]
    public void SetUp()
    {
        throw new InvalidOperationException();
    }

    [Test]
    public void Failed_in_set_up()
    {
    }
}

[TestFixture]
public sealed class FailedTearDown
{
    [TearDown]
    public void TearDown()
    {
        throw new InvalidOperationException();
    }

    [Test]
    public void Failed_in_tear_down()
    {
    }
}
