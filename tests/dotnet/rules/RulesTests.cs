using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

/// <summary>The assemblies that are shipped keep the rules; the samples show that each rule can be broken.</summary>
[TestFixture]
public sealed class RulesTests
{
    private const string Expectation = "// caught: ";

    private static readonly string Samples = Required("COGNITO_RULES_SAMPLES");

    public static IEnumerable<string> SampleNames
    {
        get { return Directory.GetFiles(Samples, "*.cs").Select(Path.GetFileName).OrderBy(one => one); }
    }

    [TestCase("CognitoNative.dll")]
    [TestCase("CognitoNative.AmazonCompat.dll")]
    [TestCase("CognitoNative.AwsSdk.dll")]
    [TestCase("CognitoNative.AwsSdk.CognitoIdentity.dll")]
    public void A_shipped_assembly_keeps_them(string assembly)
    {
        CollectionAssert.IsEmpty(Rules.Violations(Path.Combine(Required("COGNITO_RULES_ASSEMBLIES"), assembly)));
    }

    // The line above says why; freeing tells nothing that a caller could act on.
    [Test]
    public void No_result_of_the_library_is_dropped_without_a_reason()
    {
        string package = Path.Combine(Required("COGNITO_REPOSITORY"), "bindings/unity/com.cognitonative.credentials");
        string declarations = File.ReadAllText(Path.Combine(package, "Runtime/Generated/NativeMethods.g.cs"));
        var results = new HashSet<string>(
            Regex.Matches(declarations, @"static extern int (\w+)\(").Cast<Match>().Select(one => one.Groups[1].Value));
        Assert.Greater(results.Count, 20);
        var dropped = new List<string>();
        foreach (string file in Directory.GetFiles(package, "*.cs", SearchOption.AllDirectories))
        {
            string[] lines = File.ReadAllLines(file);
            for (int i = 1; i < lines.Length; i++)
            {
                Match call = Regex.Match(lines[i], @"^\s*NativeMethods\.(\w+)\(");
                string above = lines[i - 1].TrimEnd();
                bool isStatement = above.EndsWith("{") || above.EndsWith("}") || above.EndsWith(";");
                if (isStatement && results.Contains(call.Groups[1].Value) && !call.Groups[1].Value.EndsWith("_free"))
                {
                    dropped.Add(Path.GetFileName(file) + ":" + (i + 1) + ": " + lines[i].Trim());
                }
            }
        }
        CollectionAssert.IsEmpty(dropped);
    }

    // The first line of a sample names its violation: the rule, and after the dots a part of the text; "nothing" for none.
    [TestCaseSource("SampleNames")]
    public void A_sample_breaks_what_it_says(string sample)
    {
        string source = Path.Combine(Samples, sample);
        string wanted = File.ReadLines(source).First();
        StringAssert.StartsWith(Expectation, wanted);
        wanted = wanted.Substring(Expectation.Length);

        List<string> found = Rules.Violations(Compiled(source));
        if (wanted == "nothing")
        {
            CollectionAssert.IsEmpty(found);
        }
        else
        {
            string[] parts = wanted.Split(new[] { " ... " }, StringSplitOptions.None);
            string all = string.Join("\n", found);
            Assert.IsTrue(found.Any(one => one.Contains(parts[1])), all);
            // One mistake may be seen in several places, but breaks one rule.
            Assert.IsTrue(found.All(one => one.StartsWith(parts[0], StringComparison.Ordinal)), all);
        }
    }

    private static string Compiled(string source)
    {
        string output = Path.Combine(Required("COGNITO_RULES_OUTPUT"), Path.GetFileNameWithoutExtension(source) + ".dll");
        string shared = Path.Combine(Samples, "Marks.shared");
        var start = new ProcessStartInfo(
            "mcs", "-langversion:7.2 -unsafe -target:library -nowarn:169,649,626 -r:Microsoft.CSharp.dll -out:\"" + output
                + "\" \"" + source + "\" \"" + shared + "\"")
        {
            UseShellExecute = false
        };
        using (Process compiler = Process.Start(start))
        {
            compiler.WaitForExit();
            Assert.AreEqual(0, compiler.ExitCode, "mcs " + start.Arguments);
        }
        return output;
    }

    private static string Required(string name)
    {
        string value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? throw new InvalidOperationException("set " + name) : value;
    }
}
