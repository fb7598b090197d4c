using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

/// <summary>
/// Is what an assembly uses of others in the real ones? The stand-ins that it was compiled against could say anything. Prints
/// what is not there, and how many members were looked for.
/// usage: members ASSEMBLY.dll DIRECTORY FRAMEWORK      DIRECTORY has the real assemblies, FRAMEWORK those of the runtime
/// </summary>
internal static class Members
{
    private static int Main(string[] args)
    {
        var resolver = new DefaultAssemblyResolver();
        foreach (string directory in resolver.GetSearchDirectories())
        {
            resolver.RemoveSearchDirectory(directory);
        }
        resolver.AddSearchDirectory(args[1]);
        resolver.AddSearchDirectory(args[2]);
        HashSet<string> real = new HashSet<string>(
            Directory.GetFiles(args[1], "*.dll").Select(Path.GetFileNameWithoutExtension));
        using (ModuleDefinition module =
            ModuleDefinition.ReadModule(args[0], new ReaderParameters { AssemblyResolver = resolver }))
        {
            string[] missing = Keys(module, real, resolver)
                .Concat(module.GetTypeReferences().Where(type => IsOf(type, real) && type.Resolve() == null).Select(Name))
                .Concat(MembersOf(module, real).Where(member => member.Resolve() == null).Select(Name))
                .ToArray();
            Array.ForEach(missing, Console.WriteLine);
            Console.WriteLine("{0} members of {1}", MembersOf(module, real).Count(), string.Join(", ", real.OrderBy(one => one)));
            return missing.Length == 0 ? 0 : 1;
        }
    }

    private static IEnumerable<string> Keys(ModuleDefinition module, HashSet<string> real, DefaultAssemblyResolver resolver)
    {
        foreach (AssemblyNameReference wanted in module.AssemblyReferences.Where(one => real.Contains(one.Name)))
        {
            AssemblyNameDefinition there = resolver.Resolve(wanted).Name;
            if (!there.PublicKeyToken.SequenceEqual(wanted.PublicKeyToken) || there.Version < wanted.Version)
            {
                yield return wanted.FullName + " is " + there.FullName;
            }
        }
    }

    private static IEnumerable<MemberReference> MembersOf(ModuleDefinition module, HashSet<string> real)
    {
        return module.GetMemberReferences().Where(member => IsOf(member.DeclaringType, real));
    }

    private static bool IsOf(TypeReference type, HashSet<string> real)
    {
        return real.Contains(type.GetElementType().Scope.Name);
    }

    private static string Name(MemberReference member)
    {
        return member.FullName;
    }
}
