using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

/// <summary>
/// Makes an assembly refer to the reference assemblies of a target framework instead of the runtime it was compiled
/// against: every type that one of the facades forwards is looked for there.
/// usage: retarget IN OUT FACADE.dll...
/// </summary>
internal static class Retarget
{
    private static int Main(string[] args)
    {
        using (var assembly = AssemblyDefinition.ReadAssembly(args[0]))
        {
            ModuleDefinition module = assembly.MainModule;
            Dictionary<string, AssemblyNameReference> facades = Facades(args.Skip(2));
            foreach (TypeReference type in module.GetTypeReferences().Where(type => !type.IsNested))
            {
                AssemblyNameReference facade;
                if (!facades.TryGetValue(type.FullName, out facade))
                {
                    continue;
                }
                if (!module.AssemblyReferences.Contains(facade))
                {
                    module.AssemblyReferences.Add(facade);
                }
                type.Scope = facade;
            }
            var used = new HashSet<string>(module.GetTypeReferences().Select(type => type.Scope.Name));
            foreach (AssemblyNameReference unused in
                module.AssemblyReferences.Where(reference => !used.Contains(reference.Name)).ToArray())
            {
                module.AssemblyReferences.Remove(unused);
            }
            assembly.Write(args[1], new WriterParameters { DeterministicMvid = true });
            Console.WriteLine(string.Join(" ", module.AssemblyReferences.Select(one => one.Name)));
        }
        return 0;
    }

    private static Dictionary<string, AssemblyNameReference> Facades(IEnumerable<string> files)
    {
        var found = new Dictionary<string, AssemblyNameReference>();
        foreach (string file in files)
        {
            using (var facade = AssemblyDefinition.ReadAssembly(file))
            {
                foreach (ExportedType type in facade.MainModule.ExportedTypes.Where(type => type.IsForwarder))
                {
                    if (!found.ContainsKey(type.FullName))
                    {
                        found.Add(type.FullName, Name(facade));
                    }
                }
            }
        }
        return found;
    }

    private static readonly Dictionary<string, AssemblyNameReference> Names =
        new Dictionary<string, AssemblyNameReference>();

    // One object per facade, so that an assembly lists it once.
    private static AssemblyNameReference Name(AssemblyDefinition facade)
    {
        AssemblyNameReference name;
        if (!Names.TryGetValue(facade.Name.Name, out name))
        {
            name = AssemblyNameReference.Parse(facade.Name.FullName);
            Names.Add(facade.Name.Name, name);
        }
        return name;
    }
}
