using System;
using System.Collections.Generic;
using System.Linq;

/// <summary>Prints what assemblies have against them, each line with its assembly; the exit code is 1 then.</summary>
internal static class RulesProgram
{
    private static int Main(string[] assemblies)
    {
        List<string> found =
            assemblies.SelectMany(file => Rules.Violations(file).Select(one => file + ": " + one)).ToList();
        found.ForEach(Console.WriteLine);
        return found.Count == 0 ? 0 : 1;
    }
}
