using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Makes assemblies refer to the reference assemblies of a target framework instead of the runtime they were compiled
/// against: every type that one of the facades forwards is looked for there. The symbols go with them, and what each refers
/// to then is written down beside it (NAME.references).
/// usage: retarget DIRECTORY ASSEMBLY.dll... -- FACADE.dll...
/// </summary>
internal static class Retarget
{
    private static int Main(string[] args)
    {
        Dictionary<string, AssemblyNameReference> facades = Facades(args.SkipWhile(one => one != "--").Skip(1));
        foreach (string file in args.Skip(1).TakeWhile(one => one != "--"))
        {
            Write(file, Path.Combine(args[0], Path.GetFileName(file)), facades);
        }
        return 0;
    }

    private static void Write(string from, string to, Dictionary<string, AssemblyNameReference> facades)
    {
        using (var assembly = AssemblyDefinition.ReadAssembly(from, new ReaderParameters { ReadSymbols = true }))
        {
            ModuleDefinition module = assembly.MainModule;
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
            assembly.Write(to, new WriterParameters
            {
                DeterministicMvid = true, Timestamp = 0, SymbolWriterProvider = new SymbolWriters()
            });
            File.WriteAllLines(
                Path.ChangeExtension(to, ".references"), module.AssemblyReferences.Select(one => one.FullName));
        }
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

/// <summary>Cecil's symbols, without the time and the path of their writing, which it puts into the assembly.</summary>
internal sealed class SymbolWriters : ISymbolWriterProvider
{
    public ISymbolWriter GetSymbolWriter(ModuleDefinition module, string fileName)
    {
        return new SymbolWriter(
            new PortablePdbWriterProvider().GetSymbolWriter(module, fileName), Path.ChangeExtension(fileName, ".pdb"));
    }

    public ISymbolWriter GetSymbolWriter(ModuleDefinition module, Stream symbolStream)
    {
        throw new NotSupportedException();
    }

    private sealed class SymbolWriter : ISymbolWriter
    {
        // "RSDS", the id and its age.
        private const int BeforePath = 24;

        private readonly ISymbolWriter _writer;
        private readonly string _path;

        internal SymbolWriter(ISymbolWriter writer, string path)
        {
            _writer = writer;
            _path = path;
        }

        public ISymbolReaderProvider GetReaderProvider()
        {
            return _writer.GetReaderProvider();
        }

        public ImageDebugHeader GetDebugHeader()
        {
            ImageDebugHeaderEntry entry = _writer.GetDebugHeader().Entries.Single();
            ImageDebugDirectory directory = entry.Directory;
            byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(_path) + "\0");
            byte[] data = entry.Data.Take(BeforePath).Concat(name).ToArray();
            directory.TimeDateStamp = 0;
            directory.SizeOfData = data.Length;
            return new ImageDebugHeader(new ImageDebugHeaderEntry(directory, data));
        }

        public void Write(MethodDebugInformation info)
        {
            _writer.Write(info);
        }

        public void Dispose()
        {
            _writer.Dispose();
        }
    }
}
